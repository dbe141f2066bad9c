package importer

import (
	"context"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/ahead"
)

// Rows are read ahead of whoever works on them: so many go from hand to hand at a time,
// and so many times as many wait.
const (
	rowsAtOnce = 128
	rowsAhead  = 4
)

// Records yields the rows in order. It can be ranged over any number of times, one after
// the other. An error ends it, and is of the file as a whole.
func (f *File) Records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		f.read = 0
		for some, err := range ahead.Of(rowsAhead, func(send func([]Record) error) error { return f.records(ctx, send) }) {
			if err != nil {
				yield(Record{}, err)
				return
			}
			for _, rec := range some {
				f.read++
				if !yield(rec, nil) {
					return
				}
			}
		}
	}
}

// records sends the rows, some at a time. It touches nothing of f that others do.
func (f *File) records(ctx context.Context, send func([]Record) error) error {
	some := make([]Record, 0, rowsAtOnce)
	n := 0
	var sent error
	err := f.each(ctx, func(r row) bool {
		n++
		if some = append(some, f.mapper.record(r, n)); len(some) < rowsAtOnce {
			return true
		}
		sent = send(some)
		some = make([]Record, 0, rowsAtOnce)
		return sent == nil
	}, nil)
	if sent != nil {
		return sent
	}
	if len(some) > 0 { // also before an error
		if sent = send(some); sent != nil {
			return sent
		}
	}
	return err
}

package importer

import (
	"context"
	"iter"
)

// Rows are read ahead of whoever works on them, so that two processors have something to
// do: so many go from hand to hand at a time, and so many times as many wait.
const (
	rowsAtOnce = 128
	rowsAhead  = 4
)

// readAhead is some records that were read, with what ended the reading, if something
// did.
type readAhead struct {
	records []Record
	err     error
	panic   any
}

// Records yields the rows in order. It can be ranged over any number of times, one after
// the other. An error ends it, and is of the file as a whole.
func (f *File) Records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		out, stop := make(chan readAhead, rowsAhead), make(chan struct{})
		go f.readAhead(ctx, out, stop)
		defer func() {
			close(stop)
			for range out { // until nobody reads any more
			}
		}()
		f.read = 0
		for some := range out {
			if some.panic != nil {
				panic(some.panic)
			}
			for _, rec := range some.records {
				f.read++
				if !yield(rec, nil) {
					return
				}
			}
			if some.err != nil {
				yield(Record{}, some.err)
			}
		}
	}
}

// readAhead sends the records of the file, until stop is closed. A panic is sent too: it
// is for whoever began this.
func (f *File) readAhead(ctx context.Context, out chan<- readAhead, stop <-chan struct{}) {
	defer close(out)
	var some readAhead
	send := func() bool {
		select {
		case out <- some:
			some = readAhead{records: make([]Record, 0, rowsAtOnce)}
			return true
		case <-stop:
			return false
		}
	}
	defer func() {
		if some.panic = recover(); some.panic != nil {
			send()
		}
	}()
	n := 0
	some.err = f.each(ctx, func(r row) bool {
		n++
		some.records = append(some.records, f.mapper.record(r, n))
		return len(some.records) < rowsAtOnce || send()
	}, nil)
	send()
}

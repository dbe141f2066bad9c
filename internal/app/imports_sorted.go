package app

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
)

// Messages are written in the order of their times, whatever that of the rows. A file of
// them can be larger than the memory of an import, so that the rows are written aside, and
// only where each is and when it was sent is sorted.

// sortedRows is rows written aside, in the order of their times.
type sortedRows struct {
	room Spool
	out  *bufio.Writer
	rows []sortedRow
	size int64
	buf  []byte
}

type sortedRow struct {
	at   int64 // when it was sent, in microseconds
	from int64
	size uint32
	want verdict
}

func newSortedRows(room Spool) *sortedRows {
	return &sortedRows{room: room, out: bufio.NewWriterSize(room, planBuffer)}
}

// inOrder yields the messages that change something, some at a time.
func (j *importing) inOrder(ctx context.Context) iter.Seq2[[]todo, error] {
	return func(yield func([]todo, error) bool) {
		room, err := j.app.spool()
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = room.Close() }() // whatever was in it is no longer wanted
		x := newSortedRows(room)
		for some, err := range j.again(ctx) {
			for i := 0; err == nil && i < len(some); i++ {
				err = x.add(some[i])
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
		if err := x.sort(); err != nil {
			yield(nil, err)
			return
		}
		for part := range slices.Chunk(x.rows, rowsAtOnce) {
			some, err := x.read(part)
			if !yield(some, errors.Join(err, ctx.Err())) {
				return
			}
		}
	}
}

// add writes a row down: what it says of a message is all that is needed of it.
func (x *sortedRows) add(t todo) error {
	sent, err := time.Parse(time.RFC3339Nano, t.rec.Message[importer.SentAt])
	if err != nil {
		return err // the importer wrote it
	}
	b := binary.AppendUvarint(x.buf[:0], uint64(t.rec.Row))
	b = binary.AppendUvarint(b, uint64(t.rec.Line))
	b = binary.AppendUvarint(b, uint64(len(t.rec.Message)))
	for f, value := range t.rec.Message {
		b = addText(addText(b, string(f)), value)
	}
	_, err = x.out.Write(b)
	x.rows = append(x.rows, sortedRow{at: sent.UnixMicro(), from: x.size, size: uint32(len(b)), want: t.want})
	x.buf, x.size = b, x.size+int64(len(b))
	return asideError(err)
}

// sort puts the rows in their order. Those of one time stay as they are.
func (x *sortedRows) sort() error {
	slices.SortStableFunc(x.rows, func(a, b sortedRow) int { return cmp.Compare(a.at, b.at) })
	return asideError(x.out.Flush())
}

// read reads what add wrote down.
func (x *sortedRows) read(rows []sortedRow) ([]todo, error) {
	some := make([]todo, len(rows))
	for i, row := range rows {
		x.buf = slices.Grow(x.buf[:0], int(row.size))[:row.size]
		if n, err := x.room.ReadAt(x.buf, row.from); n < len(x.buf) {
			return nil, asideError(cmp.Or(err, io.ErrUnexpectedEOF))
		}
		r := textReader{rest: string(x.buf)}
		rec := importer.Record{Row: int(r.number()), Line: int(r.number()), Message: importer.Values{}}
		for range r.number() {
			f := importer.Field(r.text())
			rec.Message[f] = r.text()
		}
		if r.bad {
			return nil, asideError(io.ErrUnexpectedEOF)
		}
		some[i] = todo{rec: rec, want: row.want}
	}
	return some, nil
}

package app_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// copied counts how often a store is copied for something large.
type copied struct {
	store.Store
	times int
}

func (c *copied) Bulk(ctx context.Context, work func(step func(func(store.Tx) error) error) error) error {
	c.times++
	return c.Store.Bulk(ctx, work)
}

// TestAnImportOfFewRowsCopiesNoStore has imports of as many rows as one transaction
// writes, and of one more.
func TestAnImportOfFewRowsCopiesNoStore(t *testing.T) {
	t.Parallel()
	count := &copied{}
	w := world(hold, func(s store.Store) store.Store { count.Store = s; return count })(t)
	for i, want := range []int{0, 1} {
		var b strings.Builder
		b.WriteString("Name,External ID\n")
		for n := range 2000 + i {
			fmt.Fprintf(&b, "Buyer %d,%d-%d\n", n, i, n)
		}
		done, err := w.Import(w.As("P1"), operator.ImportRequest{Kind: operator.ImportBuyers, File: "buyers.csv", Content: strings.NewReader(b.String())})
		if err != nil || done.Created != 2000+i || done.State != operator.ImportApplied {
			t.Fatalf("%d rows: %+v, %v", 2000+i, done.Created, err)
		}
		if count.times != want {
			t.Errorf("after %d rows the store was copied %d times, want %d", 2000+i, count.times, want)
		}
	}
	undone, err := w.UndoImport(w.As("P1"), operator.UndoImportRequest{Import: "I1", Confirmed: true})
	if err != nil || len(undone.Kept) > 0 {
		t.Errorf("it is taken back with %v, %v", undone.Kept, err)
	}
	if err := w.Check(); err != nil {
		t.Error(err)
	}
}

// slowly is a file that it takes 2.119 seconds to read.
type slowly struct {
	io.Reader
	w *servicetest.World
}

func (s *slowly) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if n > 0 {
		s.w.Clock.Advance(2119 * time.Millisecond)
	}
	return n, err
}

// TestTheTimeOfAnImportIsToldToTheMillisecond has one that took a time whose seconds and
// milliseconds, added as fractions, are 2.1189999999999998.
func TestTheTimeOfAnImportIsToldToTheMillisecond(t *testing.T) {
	t.Parallel()
	w := world(hold, func(s store.Store) store.Store { return s })(t)
	file := &slowly{Reader: strings.NewReader("Name\nAnn Ash\n"), w: w}
	done, err := w.Import(w.As("P1"), operator.ImportRequest{Kind: operator.ImportBuyers, File: "buyers.csv", Content: file})
	if err != nil || done.Duration != 2.119 {
		t.Errorf("it took %v, %v", done.Duration, err)
	}
	shown, err := w.ShowImport(w.As("P1"), operator.ShowImportRequest{Import: "I1"})
	if err != nil || shown.Duration != 2.119 {
		t.Errorf("it is shown to have taken %v, %v", shown.Duration, err)
	}
}

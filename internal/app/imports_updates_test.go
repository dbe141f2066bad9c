package app_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lookedAt counts the updates that are read where nothing is written.
type lookedAt struct {
	store.Store
	updates int
}

func (l *lookedAt) View(ctx context.Context, fn func(store.Reader) error) error {
	return l.Store.View(ctx, func(r store.Reader) error { return fn(lookedAtReader{r, l}) })
}

type lookedAtReader struct {
	store.Reader
	of *lookedAt
}

func (l lookedAtReader) UpdatesOf(id operator.PropertyID) iter.Seq2[store.Update, error] {
	return counting(&l.of.updates, l.Reader.UpdatesOf(id))
}

// TestTheUpdatesOfAHomeAreReadOnceInAnImport has a file again. Were they read for each row,
// the work would grow with the square of the rows.
func TestTheUpdatesOfAHomeAreReadOnceInAnImport(t *testing.T) {
	t.Parallel()
	count := &lookedAt{}
	w := world(hold, func(s store.Store) store.Store { count.Store = s; return count })(t)
	if _, err := w.AddCommunity(w.As("P1"), operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddProperty(w.As("P1"), operator.AddPropertyRequest{Code: "MR-014", Community: "MR"}); err != nil {
		t.Fatal(err)
	}
	const updates = 60
	var file strings.Builder
	file.WriteString("Property,Body,Sent At\n")
	for i := range updates {
		fmt.Fprintf(&file, "MR-014,Day %d.,2026-01-02T10:%02d:00Z\n", i, i)
	}
	for _, created := range []int{updates, 0} {
		count.updates = 0
		done, err := w.Import(w.As("P1"), operator.ImportRequest{Kind: operator.ImportUpdates, File: "updates.csv", Content: strings.NewReader(file.String())})
		if err != nil {
			t.Fatal(err)
		}
		if done.Created != created || done.Created+done.Unchanged != updates || count.updates > updates {
			t.Errorf("%d created, %d unchanged, %d read: %v", done.Created, done.Unchanged, count.updates, done.Errors)
		}
	}
}

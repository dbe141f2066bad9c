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

// walked counts the homes that the steps of imports go through.
type walked struct {
	store.Store
	homes int
}

func (w *walked) Bulk(ctx context.Context, work func(step func(func(store.Tx) error) error) error) error {
	return w.Store.Bulk(ctx, func(step func(func(store.Tx) error) error) error {
		return work(func(fn func(store.Tx) error) error {
			return step(func(tx store.Tx) error { return fn(walkedTx{tx, w}) })
		})
	})
}

type walkedTx struct {
	store.Tx
	of *walked
}

func (w walkedTx) Properties(in operator.CommunityID, of operator.BuildingID, after string) iter.Seq2[store.Property, error] {
	return counting(&w.of.homes, w.Tx.Properties(in, of, after))
}

// counting counts the rows that are gone through.
func counting[T any](n *int, rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for row, err := range rows {
			*n++
			if !yield(row, err) {
				return
			}
		}
	}
}

// TestTheLotsOfACommunityAreReadOnceInAnImport has files of several steps. Were they read
// in each step, the work would grow with the square of the rows.
func TestTheLotsOfACommunityAreReadOnceInAnImport(t *testing.T) {
	t.Parallel()
	count := &walked{}
	w := world(hold, func(s store.Store) store.Store { count.Store = s; return count })(t)
	if _, err := w.AddCommunity(w.As("P1"), operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}); err != nil {
		t.Fatal(err)
	}
	const homes = 4_100 // three steps
	file := func(plan string) string {
		var b strings.Builder
		b.WriteString("Community,Lot,Plan\n")
		for i := range homes {
			fmt.Fprintf(&b, "MR,%d,%s\n", i+1, plan)
		}
		return b.String()
	}
	for _, row := range []struct {
		plan                   string
		created, updated, most int
	}{{"PAX", homes, 0, 0}, {"IRIS", 0, homes, homes}} {
		count.homes = 0
		done, err := w.Import(w.As("P1"), operator.ImportRequest{Kind: operator.ImportProperties, File: "homes.csv", Content: strings.NewReader(file(row.plan))})
		if err != nil {
			t.Fatal(err)
		}
		if done.Created < row.created || done.Updated != row.updated || done.Rejected > 0 {
			t.Errorf("%s: %d created, %d updated, %d rejected: %v", row.plan, done.Created, done.Updated, done.Rejected, done.Errors)
		}
		if count.homes > row.most {
			t.Errorf("%s: the steps went through %d homes, where %d were there", row.plan, count.homes, row.most)
		}
	}
	if err := w.Check(); err != nil {
		t.Error(err)
	}
}

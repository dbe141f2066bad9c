package admin_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/cli/admin"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
)

// TestHelpNamesEveryTable: a table that is added is one that can be dumped.
func TestHelpNamesEveryTable(t *testing.T) {
	o := boltstore.Options{Dir: filepath.Join(t.TempDir(), "store"), Now: time.Now, NoSync: true}
	ws := store.Workspace{Instance: make([]byte, 16)}
	if err := boltstore.Init(t.Context(), o, ws, func(store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	var names []string
	err := boltstore.Open(o).View(t.Context(), func(r store.Reader) error {
		for _, table := range r.Tables() {
			names = append(names, table.Name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, admin.Kinds()); diff != "" {
		t.Errorf("tables (-kept +in the help):\n%s", diff)
	}
}

package boltstore

import (
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) LastNumber(name string) (uint64, error) {
	b, err := bucket(r.tx, name, false)
	if err != nil {
		return 0, err
	}
	return b.Sequence(), nil
}

func (reader) Derived(name string) bool { return name == totals.name || name == searched.name }

// PutRow takes a row of any table, which fill gets the address of. Rows of tables
// that follow from others are left out, and so is the workspace's, which is there.
func (l *Loader) PutRow(name string, fill func(row any) error) error {
	t, err := tableCalled(name)
	if err != nil {
		return operator.Errorf(operator.Invalid, "this program has no table %q", name).Reason("bad_table")
	}
	return t.loadRow(l, fill)
}

// LastNumber has the next row of a table get a number past n.
func (l *Loader) LastNumber(name string, n uint64) error {
	if _, err := tableCalled(name); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last[name] = max(l.last[name], n)
	return nil
}

// loadRow takes a row with what is made of it.
func (t table[V]) loadRow(l *Loader, fill func(row any) error) error {
	var row V
	if err := fill(&row); err != nil {
		return err
	}
	switch row := any(row).(type) {
	case store.Workspace, store.Totals, indexed:
		return nil
	case store.Message:
		return l.PutMessage(&row)
	case store.Entry:
		return l.PutEntry(row)
	}
	return load(l, t, row)
}

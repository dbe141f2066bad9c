package boltstore

import (
	"bytes"
	"iter"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Tables() []store.Table {
	var list []store.Table
	for _, t := range tables() {
		list = append(list, store.Table{Name: t.buckets()[0], Key: strings.Fields(t.shapes()[0])})
	}
	return list
}

func (r reader) Rows(name string, begin []uint64, after []byte) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		t, err := tableCalled(name)
		if err != nil {
			yield(store.Row{}, err)
			return
		}
		b, err := bucket(r.tx, name, false)
		if err != nil {
			yield(store.Row{}, err)
			return
		}
		var prefix []byte
		for _, n := range begin {
			prefix = append(prefix, num(n)...)
		}
		for k := range forward(b, prefix, after) {
			v, _, err := t.dump(r.tx, k)
			if !yield(store.Row{Key: bytes.Clone(k), Value: v}, err) || err != nil {
				return
			}
		}
	}
}

func tableCalled(name string) (anyTable, error) {
	for _, t := range tables() {
		if t.buckets()[0] == name {
			return t, nil
		}
	}
	return nil, operator.Errorf(operator.Internal, "there is no table %q", name)
}

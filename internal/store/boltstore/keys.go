package boltstore

import (
	"bytes"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Key(of operator.PersonID, name string) (store.Key, bool, error) {
	return requests.get(r.tx, key(num(of), exact(name)))
}

func (w writer) PutKey(k store.Key) error { return requests.put(w.tx, k) }

func (w writer) ForgetKeys(before time.Time, limit int) error {
	b, _, err := requests.reader(w.tx, "by_time")
	if err != nil || limit <= 0 {
		return err
	}
	var old [][]byte
	for k := range forward(b, nil, nil) {
		if len(old) == limit || len(k) < 8 || bytes.Compare(k[:8], when(before)) >= 0 {
			break
		}
		old = append(old, bytes.Clone(k[8:]))
	}
	for _, k := range old {
		if err := requests.delete(w.tx, k); err != nil {
			return err
		}
	}
	return nil
}

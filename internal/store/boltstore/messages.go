package boltstore

import (
	"bytes"
	"crypto/sha256"
	"iter"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Message(id operator.MessageID) (store.Message, bool, error) {
	return messages.find(r.tx, "by_id", num(id))
}

func (r reader) MessageAt(of operator.ConversationID, seq uint64) (store.Message, bool, error) {
	return messages.get(r.tx, key(num(of), num(seq)))
}

func (r reader) Messages(of operator.ConversationID, from uint64) iter.Seq2[store.Message, error] {
	var before []byte
	if from > 0 {
		before = key(num(of), num(from-1))
	}
	return past(r, messages, "", num(of), before)
}

func (r reader) MessagesBack(of operator.ConversationID) iter.Seq2[store.Message, error] {
	return messages.rows(r.tx, "", num(of), nil, true)
}

func (r reader) Versions(of operator.MessageID) ([]store.Version, error) {
	return with(r, versions, "", num(of))
}

func (r reader) Version(of operator.MessageID, n int) (store.Version, bool, error) {
	return versions.get(r.tx, key(num(of), num(uint64(n))))
}

func (w writer) PutMessage(m *store.Message) error {
	before := ""
	if !m.ID.IsZero() {
		var err error
		if before, err = w.messageText(uint64(m.ID)); err != nil {
			return err
		}
	}
	if err := putNumbered(w, messages, &m.ID, m); err != nil {
		return err
	}
	return w.index(ofMessages, uint64(m.ID), before, m.Body)
}

func (w writer) PutVersion(v store.Version) error { return versions.put(w.tx, v) }

// FileUsed also finds the files of what a message was before it was changed or
// deleted: the earlier versions can still be shown.
func (r reader) FileUsed(sum []byte) (bool, error) {
	walks, err := r.fileIndexes()
	if err != nil {
		return false, err
	}
	for _, b := range walks {
		if names(b, sum) {
			return true, nil
		}
	}
	return false, nil
}

// fileIndexes are the indexes by file. A key there is a digest and a row's key.
func (r reader) fileIndexes() ([]*bolt.Bucket, error) {
	var found []*bolt.Bucket
	for _, t := range tables() {
		for _, name := range t.buckets() {
			if !strings.HasSuffix(name, ".by_file") {
				continue
			}
			b, err := bucket(r.tx, name, false)
			if err != nil {
				return nil, err
			}
			found = append(found, b)
		}
	}
	return found, nil
}

func sumOf(k []byte) []byte { return k[:min(len(k), sha256.Size)] }

// names says whether an index by file has a digest.
func names(b *bolt.Bucket, sum []byte) bool {
	for k := range forward(b, sum, nil) {
		if bytes.Equal(sumOf(k), sum) {
			return true
		}
	}
	return false
}

func (r reader) Files() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		walks, err := r.fileIndexes()
		if err != nil {
			yield(nil, err)
			return
		}
		for i, b := range walks {
			var last []byte
			for k := range forward(b, nil, nil) {
				sum := sumOf(k)
				before := func(b *bolt.Bucket) bool { return names(b, sum) }
				if last != nil && bytes.Equal(sum, last) || slices.ContainsFunc(walks[:i], before) {
					continue
				}
				last = bytes.Clone(sum)
				if !yield(bytes.Clone(sum), nil) {
					return
				}
			}
		}
	}
}

package boltstore

import (
	"bytes"
	"encoding/binary"
	"iter"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A key is its parts one after the other, without anything between them: a
// number and a time take 8 bytes, and a text ends with a zero byte. So the order
// of keys is the order of their parts, from left to right, and the keys that
// begin with the same parts stand together.

// key joins parts.
func key(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// num is a number as a part of a key: 8 bytes, the highest first.
func num[N ~uint64](n N) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// one is a part of a single byte, for a kind or a view.
func one[B ~uint8](b B) []byte { return []byte{byte(b)} }

// text is a text as a part of a key, without regard to case and to white space
// around it.
func text(s string) []byte { return exact(operator.Fold(s)) }

// exact is a text as a part of a key, as it is. The character NUL, which would
// look like the end, becomes a byte that no other text has: nothing that is kept
// has one, and what is looked for with one is not found.
func exact(s string) []byte {
	b := make([]byte, len(s)+1, len(s)+1+8) // mostly a number comes behind it
	for i := range len(s) {
		if b[i] = s[i]; b[i] == 0 {
			b[i] = 0xff
		}
	}
	return b
}

// numbered is a part with a number behind it, as the keys of most indexes are.
func numbered[N ~uint64](part []byte, n N) []byte {
	return binary.BigEndian.AppendUint64(part, uint64(n))
}

// when is a time as a part of a key: the microseconds since 1970, with the sign
// turned round so that times before it come first.
func when(t time.Time) []byte { return num(uint64(t.UnixMicro()) ^ 1<<63) }

// next is the first key after every key with prefix; nil if there is none.
func next(prefix []byte) []byte {
	p := bytes.Clone(prefix)
	for i := len(p) - 1; i >= 0; i-- {
		if p[i]++; p[i] != 0 {
			return p[:i+1]
		}
	}
	return nil
}

// forward yields the keys with prefix in their order; if after is not nil, only
// those behind it. What it yields is good until the transaction ends. The bucket
// must not be changed meanwhile: a cursor would miss keys. Collect, then change.
func forward(b *bolt.Bucket, prefix, after []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		from := prefix
		if bytes.Compare(after, prefix) > 0 {
			from = after
		}
		c := b.Cursor()
		k, v := c.Seek(from)
		if after != nil && bytes.Equal(k, after) {
			k, v = c.Next()
		}
		for ; k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if !yield(k, v) {
				return
			}
		}
	}
}

// backward yields the keys with prefix, the last first; if after is not nil,
// only those before it. It promises and asks what forward does.
func backward(b *bolt.Bucket, prefix, after []byte) iter.Seq2[[]byte, []byte] {
	return backwardWith(b.Cursor(), prefix, after)
}

func backwardWith(c *bolt.Cursor, prefix, after []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		end := next(prefix)
		if after != nil && (end == nil || bytes.Compare(after, end) < 0) {
			end = after
		}
		var k, v []byte
		if end != nil {
			k, _ = c.Seek(end)
		}
		if k == nil {
			k, v = c.Last()
		} else {
			k, v = c.Prev()
		}
		for ; k != nil && bytes.HasPrefix(k, prefix); k, v = c.Prev() {
			if !yield(k, v) {
				return
			}
		}
	}
}

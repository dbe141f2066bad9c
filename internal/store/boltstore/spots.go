package boltstore

import (
	"bytes"
	"iter"

	bolt "go.etcd.io/bbolt"
)

// A spot is where a transaction that reads has looked last in a bucket. Who goes through
// all homes looks for the sale, the progress and the team of each, and mostly finds them
// right behind those of the home before: to go there takes a tenth of looking for them from
// the root.
type spot struct {
	c     *bolt.Cursor
	known bool   // what follows is so
	from  []byte // from here on there is nothing before k
	k, v  []byte // what the cursor is at; nil where there is nothing more
	taken bool   // somebody goes on with it
}

func (p *spot) putBack() { p.taken = false }

// nearby is how many keys ahead it takes less to go there than to look from the root.
const nearby = 4

// seek gives the first key that is not before want, and its value.
func (p *spot) seek(want []byte) (k, v []byte) {
	for steps := 0; p.known && bytes.Compare(p.from, want) <= 0; steps++ {
		if p.k == nil || bytes.Compare(want, p.k) <= 0 {
			return p.k, p.v
		}
		if steps == nearby {
			break
		}
		p.next()
	}
	p.known, p.from = true, append(p.from[:0], want...)
	p.k, p.v = p.c.Seek(want)
	return p.k, p.v
}

// next goes to the key behind k, which there is.
func (p *spot) next() {
	p.from = append(append(p.from[:0], p.k...), 0) // the first key that can be behind it
	p.k, p.v = p.c.Next()
}

// take gives the spot in a bucket to one user, until it is put back. What wants one
// meanwhile, as a walk within a walk through the same bucket, gets another.
func (o opened) take(b *bolt.Bucket) *spot {
	p := o.spots[b]
	if p == nil || p.taken {
		p = &spot{c: b.Cursor()}
		o.spots[b] = p
	}
	p.taken = true
	return p
}

// value is the value of a key in a bucket; nil where there is none.
func value(tx buckets, b *bolt.Bucket, key []byte) []byte {
	o, reads := tx.(opened)
	if !reads {
		return b.Get(key)
	}
	p := o.take(b)
	defer p.putBack()
	if k, v := p.seek(key); bytes.Equal(k, key) {
		return v
	}
	return nil
}

// forwardIn is the function forward in a transaction: where that reads, from where the
// bucket was read last.
func forwardIn(tx buckets, b *bolt.Bucket, prefix, after []byte) iter.Seq2[[]byte, []byte] {
	o, reads := tx.(opened)
	if !reads {
		return forward(b, prefix, after)
	}
	return func(yield func(k, v []byte) bool) {
		p := o.take(b)
		defer p.putBack()
		from := prefix
		if bytes.Compare(after, prefix) > 0 {
			from = after
		}
		p.seek(from)
		if after != nil && p.k != nil && bytes.Equal(p.k, after) {
			p.next()
		}
		for ; p.k != nil && bytes.HasPrefix(p.k, prefix); p.next() {
			if !yield(p.k, p.v) {
				return
			}
		}
	}
}

// backwardIn is the function backward in a transaction: where that reads, with the cursor
// that there is.
func backwardIn(tx buckets, b *bolt.Bucket, prefix, after []byte) iter.Seq2[[]byte, []byte] {
	o, reads := tx.(opened)
	if !reads {
		return backward(b, prefix, after)
	}
	return func(yield func(k, v []byte) bool) {
		p := o.take(b)
		defer p.putBack()
		p.known = false
		for k, v := range backwardWith(p.c, prefix, after) {
			if !yield(k, v) {
				return
			}
		}
	}
}

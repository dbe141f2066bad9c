// Package event is the log of what happened: how each event is chained to the
// one before it, and how a chain is verified.
//
// Every home's events form a chain, and the workspace's own another. An event's
// hash covers the event, which holds references and the salted digest of its
// content, and the hash of the one before. So no event can be edited, taken out
// or moved without the chain showing it, and content can be erased with its salt
// while the chain still verifies.
//
// The hash is keyed: with the workspace's secret, so that who has the store has the key,
// and the chain is evidence only against a head that was written down elsewhere; or, once
// a server has had the store, with a key in a file (keys.go).
package event

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strconv"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// SaltSize is the bytes of a salt.
const SaltSize = 16

// domain keeps the hashes of this format apart from all others.
const domain = "operator event 1"

// Digest is the salted SHA-256 of an event's content.
func Digest(salt, content []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(content)
	return h.Sum(nil)
}

// A Linker links and verifies events, one after the other.
type Linker struct {
	instance string
	mac      hash.Hash // nil without a key
	buf      []byte
}

// NewLinker is for events of a store with an instance. Without a key it links none, and
// verifies all but their hashes.
func NewLinker(key, instance []byte) *Linker {
	l := &Linker{instance: string(instance), buf: make([]byte, 0, 512)}
	if len(key) > 0 {
		l.mac = hmac.New(sha256.New, key)
	}
	return l
}

// Link puts e at the end of a chain and gives it its number, the hash before it
// and its own. The zero Chain has no event yet.
func (l *Linker) Link(chain store.Chain, e store.Event) (store.Event, error) {
	if l.mac == nil {
		return e, errors.New("there is no key of the chains")
	}
	e.N, e.Prev = chain.N+1, chain.Head
	e.Hash = l.hash(e)
	return e, nil
}

// hash is HMAC-SHA-256, keyed with the key of the chains, over the domain, the
// store's instance and every field of the event but the hash itself. Texts and
// bytes go with their length before them, numbers as 8 bytes big-endian, times
// as microseconds since 1970, references in the order of their names.
func (l *Linker) hash(e store.Event) []byte {
	b := l.buf[:0]
	num := func(n uint64) { b = binary.BigEndian.AppendUint64(b, n) }
	text := func(s string) { num(uint64(len(s))); b = append(b, s...) }
	text(domain)
	text(l.instance)
	num(uint64(e.Property))
	num(e.N)
	num(e.Seq)
	num(uint64(e.At.UnixMicro()))
	num(uint64(e.Actor))
	num(uint64(e.Behalf))
	text(string(e.Source))
	text(strconv.FormatBool(e.Trusted))
	text(e.Action)
	text(e.Object)
	num(uint64(len(e.Refs)))
	names := make([]string, 0, len(e.Refs))
	for name := range e.Refs {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		text(name)
		text(e.Refs[name])
	}
	text(string(e.Digest))
	text(string(e.Prev))
	l.buf = b
	l.mac.Reset()
	l.mac.Write(b)
	return l.mac.Sum(nil)
}

// Verify says what is wrong with e as the next event of a chain; nil if nothing.
func (l *Linker) Verify(chain store.Chain, e store.Event) error {
	switch {
	case e.N != chain.N+1:
		return fmt.Errorf("event %d is number %d of its chain, not %d", e.Seq, e.N, chain.N+1)
	case !hmac.Equal(e.Prev, chain.Head):
		return fmt.Errorf("event %d does not follow the one before it", e.Seq)
	case l.mac != nil && !hmac.Equal(e.Hash, l.hash(e)):
		return fmt.Errorf("event %d was changed after it was written", e.Seq)
	}
	return nil
}

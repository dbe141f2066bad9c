package boltstore

import (
	"crypto/sha256"
	"fmt"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What people sign in by is found by the SHA-256 of the secret, so that nothing is
// ever compared with one.

var tokens = table[store.Token]{
	fields: tokenFields,
	name:   "tokens", shape: "token", width: 8,
	key: func(t store.Token) []byte { return num(t.ID) },
	indexes: []index[store.Token]{
		{name: "by_hash", shape: "hash/32", unique: true, keys: func(t store.Token) [][]byte {
			return [][]byte{t.Hash}
		}},
		{name: "by_person", shape: "person token", keys: func(t store.Token) [][]byte {
			return [][]byte{key(num(t.Person), num(t.ID))}
		}},
	},
}

var loginCodes = table[store.LoginCode]{
	fields: loginCodeFields,
	name:   "login_codes", shape: "code", width: 8,
	key: func(c store.LoginCode) []byte { return num(c.ID) },
	indexes: []index[store.LoginCode]{
		{name: "by_hash", shape: "hash/32", unique: true, keys: func(c store.LoginCode) [][]byte {
			return [][]byte{c.Hash}
		}},
		{name: "by_person", shape: "person code", keys: func(c store.LoginCode) [][]byte {
			return [][]byte{key(num(c.Person), num(c.ID))}
		}},
	},
}

func (r reader) Token(id operator.TokenID) (store.Token, bool, error) {
	return tokens.get(r.tx, num(id))
}

func (r reader) TokenByHash(hash []byte) (store.Token, bool, error) {
	return tokens.find(r.tx, "by_hash", hash)
}

func (r reader) Tokens(of operator.PersonID, after operator.TokenID) iter.Seq2[store.Token, error] {
	if of.IsZero() {
		return past(r, tokens, "", nil, num(after))
	}
	return past(r, tokens, "by_person", num(of), key(num(of), num(after)))
}

func (r reader) LoginCodeByHash(hash []byte) (store.LoginCode, bool, error) {
	return loginCodes.find(r.tx, "by_hash", hash)
}

func (r reader) LoginCodes(of operator.PersonID) ([]store.LoginCode, error) {
	return with(r, loginCodes, "by_person", num(of))
}

func (w writer) PutToken(t *store.Token) error { return putNumbered(w, tokens, &t.ID, t) }

func (w writer) PutLoginCode(c *store.LoginCode) error {
	return putNumbered(w, loginCodes, &c.ID, c)
}

func (w writer) DeleteLoginCode(id store.LoginCodeID) error {
	return loginCodes.delete(w.tx, num(id))
}

// access looks whether what people sign in by belongs to somebody who may.
func (c *checker) access() error {
	err := every(c, tokens, func(t store.Token) error {
		if len(t.Hash) != sha256.Size {
			c.found("%s has no digest", t.ID)
		}
		return c.signsIn(t.Person, t.ID, t.Revoked.IsZero())
	})
	if err != nil {
		return err
	}
	return every(c, loginCodes, func(l store.LoginCode) error {
		code := namedThing(fmt.Sprintf("login code %d", l.ID))
		if len(l.Hash) != sha256.Size {
			c.found("%s has no digest", code)
		}
		return c.signsIn(l.Person, code, l.Used.IsZero())
	})
}

// namedThing is something that has no reference, as findings call it.
type namedThing string

func (n namedThing) String() string { return string(n) }

// signsIn looks at whom something signs in; live says that it does so still.
func (c *checker) signsIn(id operator.PersonID, by fmt.Stringer, live bool) error {
	named(c, people, id, by, "person")
	p, ok, err := c.Person(id)
	if err != nil || !ok || !live {
		return err
	}
	if p.Deactivated || !p.Merged.IsZero() {
		c.found("%s signs in %s, who may not act any more", by, id)
	}
	return nil
}

package store

import (
	"iter"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Token lets a program act as a person, until it expires or is revoked. Only the
// SHA-256 of what the program sends is kept. A row stays when its token is worth
// nothing any more, so that its number is never another's.
type Token struct {
	ID       operator.TokenID  `cbor:"1,keyasint"`
	Person   operator.PersonID `cbor:"2,keyasint"`
	Hash     []byte            `cbor:"3,keyasint" dump:"-"`
	Note     string            `cbor:"4,keyasint,omitempty"`
	Scopes   []operator.Scope  `cbor:"5,keyasint,omitempty"`
	Created  time.Time         `cbor:"6,keyasint"`
	Expires  time.Time         `cbor:"7,keyasint,omitzero"` // never, if zero
	LastUsed time.Time         `cbor:"8,keyasint,omitzero"` // to the hour
	Revoked  time.Time         `cbor:"9,keyasint,omitzero"`
}

// Good says whether the token is worth anything at a time.
func (t Token) Good(at time.Time) bool {
	return t.Revoked.IsZero() && (t.Expires.IsZero() || at.Before(t.Expires))
}

// LoginCodeID numbers login codes. Nobody types it.
type LoginCodeID uint64

// LoginCode signs a person in, once, until it expires. Only its SHA-256 is kept.
type LoginCode struct {
	ID         LoginCodeID       `cbor:"1,keyasint"`
	Person     operator.PersonID `cbor:"2,keyasint"`
	Hash       []byte            `cbor:"3,keyasint" dump:"-"`
	Created    time.Time         `cbor:"4,keyasint"`
	Expires    time.Time         `cbor:"5,keyasint"`
	Used       time.Time         `cbor:"6,keyasint,omitzero"`
	Invitation bool              `cbor:"7,keyasint,omitempty"` // signing in by it accepts one
	// Until is when what it signs in by ends: never, if zero.
	Until time.Time `cbor:"8,keyasint,omitzero"`
}

// Good says whether the code signs anybody in at a time.
func (c LoginCode) Good(at time.Time) bool { return c.Used.IsZero() && at.Before(c.Expires) }

// AccessReader reads what people sign in by.
type AccessReader interface {
	Token(operator.TokenID) (Token, bool, error)
	TokenByHash(hash []byte) (Token, bool, error)
	// Tokens yields a person's tokens, or with the zero person all, by number, past
	// after, those that are worth nothing too.
	Tokens(of operator.PersonID, after operator.TokenID) iter.Seq2[Token, error]
	LoginCodeByHash(hash []byte) (LoginCode, bool, error)
	// LoginCodes is a person's codes, the oldest first.
	LoginCodes(of operator.PersonID) ([]LoginCode, error)
}

// AccessTx writes it. Both fail with Conflict for a hash that another row has.
type AccessTx interface {
	PutToken(*Token) error
	PutLoginCode(*LoginCode) error
	DeleteLoginCode(LoginCodeID) error
}

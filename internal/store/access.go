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
	ID       operator.TokenID  `row:"1"`
	Person   operator.PersonID `row:"2"`
	Hash     []byte            `row:"3" dump:"-"`
	Note     string            `row:"4"`
	Scopes   []operator.Scope  `row:"5"`
	Created  time.Time         `row:"6"`
	Expires  time.Time         `row:"7"` // never, if zero
	LastUsed time.Time         `row:"8"` // to the hour
	Revoked  time.Time         `row:"9"`
}

// Skew is how far the clock may be set back without what expires being taken for one
// that was made by a clock that went wrong.
const Skew = 2 * time.Minute

// Good says whether the token is worth anything at a time.
func (t Token) Good(at time.Time) bool {
	return t.Revoked.IsZero() && (t.Expires.IsZero() || alive(t.Created, t.Expires, at))
}

// alive says whether a time is within a life. Before it, the clock was set back: what was
// made until then would live as much longer.
func alive(from, until, at time.Time) bool { return at.Before(until) && !at.Before(from.Add(-Skew)) }

// LoginCodeID numbers login codes. Nobody types it.
type LoginCodeID uint64

// LoginCode signs a person in, once, until it expires. Only its SHA-256 is kept.
type LoginCode struct {
	ID         LoginCodeID       `row:"1"`
	Person     operator.PersonID `row:"2"`
	Hash       []byte            `row:"3" dump:"-"`
	Created    time.Time         `row:"4"`
	Expires    time.Time         `row:"5"`
	Used       time.Time         `row:"6"`
	Invitation bool              `row:"7"` // signing in by it accepts one
	// Until is when what it signs in by ends: never, if zero.
	Until time.Time `row:"8"`
}

// Good says whether the code signs anybody in at a time.
func (c LoginCode) Good(at time.Time) bool {
	return c.Used.IsZero() && alive(c.Created, c.Expires, at)
}

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

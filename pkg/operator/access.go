package operator

import (
	"context"
	"time"
)

// Scope is what a token may be used for.
type Scope string

// The scopes. ScopeAll is all but ScopeImpersonate.
const (
	ScopeRead        Scope = "read"
	ScopeWrite       Scope = "write"
	ScopeImport      Scope = "import"
	ScopeAdmin       Scope = "admin"
	ScopeImpersonate Scope = "impersonate"
	ScopeAll         Scope = "all"
)

// Scopes lists every scope.
func Scopes() []Scope {
	return []Scope{ScopeRead, ScopeWrite, ScopeImport, ScopeAdmin, ScopeImpersonate, ScopeAll}
}

// Token lets a program act as a person. Token itself is given once, when it is
// made; the store keeps its SHA-256 alone. It is nil in a dry run, and where a
// repeated idempotency key gives the answer again.
type Token struct {
	Ref        TokenID       `json:"ref"`
	Person     PersonSummary `json:"person"`
	Note       *string       `json:"note"` // what it is for
	Scopes     []Scope       `json:"scopes"`
	Token      *string       `json:"token"`
	CreatedAt  time.Time     `json:"created_at"`
	ExpiresAt  *time.Time    `json:"expires_at"`
	LastUsedAt *time.Time    `json:"last_used_at"` // to the hour
}

// AddTokenRequest makes a token for oneself or, for administrators, for others.
// The scopes are read and write unless given. A token makes none that may do more
// than itself, and for its own person none that lasts longer.
type AddTokenRequest struct {
	Person  Ref     `json:"person,omitempty"` // oneself if empty
	Scopes  []Scope `json:"scopes,omitempty"`
	Expires string  `json:"expires,omitempty"` // a time from now, "30d", or a date; never if empty
	Note    string  `json:"note,omitempty"`
}

// ListTokensRequest lists tokens that are good: one's own, for administrators all.
type ListTokensRequest struct {
	Person Ref `json:"person,omitempty"`
	Paging
}

// TokenRequest names a token.
type TokenRequest struct {
	Token Ref `json:"token"`
}

// LoginCodeRequest asks for a code that signs a person in, once. The code belongs
// to the person, not to an address.
type LoginCodeRequest struct {
	Person Ref `json:"person"`
}

// LoginCode signs a person in, once, until it expires or they get another. Code is
// given as Token.Token is, and empty where that is nil. Signing in gives a token with
// ScopeAll.
type LoginCode struct {
	Person    PersonSummary `json:"person"`
	Code      string        `json:"code"`
	ExpiresAt time.Time     `json:"expires_at"`
}

// LoginRequest turns a code into a token. It is the one request that nobody needs
// to be signed in for.
type LoginRequest struct {
	Code string `json:"code"`           // case, dashes and blanks do not count
	Note string `json:"note,omitempty"` // what the token is for, as the name of a machine
}

// WhoamiRequest asks who acts.
type WhoamiRequest struct{}

// LogoutRequest gives up the token that the request came with.
type LogoutRequest struct{}

// Identity is who acts, by what, and for whom.
type Identity struct {
	Person     PersonSummary  `json:"person"`
	Role       *Role          `json:"role"`
	OnBehalfOf *PersonSummary `json:"on_behalf_of"` // where a token acts as somebody else
	Token      *Token         `json:"token"`        // what the request came with; nil on an embedded store
	Workspace  string         `json:"workspace"`
}

// InviteRequest invites people to sign in.
type InviteRequest struct {
	People []Ref `json:"people"`
}

// Invite is a person who was invited, with the code that lets them accept it,
// which is given once.
type Invite struct {
	Person    PersonSummary `json:"person"`
	Code      string        `json:"code"`
	ExpiresAt time.Time     `json:"expires_at"`
}

// Access is signing in.
type Access interface {
	AddToken(context.Context, AddTokenRequest) (Token, error)
	ListTokens(context.Context, ListTokensRequest) (Page[Token], error)
	// DeleteToken makes a token worthless from now on. One that is already so is no
	// error.
	DeleteToken(context.Context, TokenRequest) (Token, error)
	AddLoginCode(context.Context, LoginCodeRequest) (LoginCode, error)
	// Login fails with Denied for a code that is not there, was used, or is too old,
	// always in the same words.
	Login(context.Context, LoginRequest) (Token, error)
	// Logout fails with Usage where the request came with no token.
	Logout(context.Context, LogoutRequest) (Identity, error)
	Whoami(context.Context, WhoamiRequest) (Identity, error)
	// InvitePeople records that people were invited, all of them or none. Sending it is
	// the caller's. It fails with Invalid for who has no e-mail address, and with
	// Conflict for who has accepted one or is deactivated.
	InvitePeople(context.Context, InviteRequest) ([]Invite, error)
}

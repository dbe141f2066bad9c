package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddToken makes a token, whose secret is in this answer alone.
func (a *App) AddToken(ctx context.Context, req operator.AddTokenRequest) (operator.Token, error) {
	made, err := changeIfRoom(ctx, a, "token.add", req, (*session).roomForToken, (*session).addToken)
	made.Shown.Token = operator.Optional(made.secret())
	return made.Shown, err
}

// ListTokens lists the tokens that are good.
func (a *App) ListTokens(ctx context.Context, req operator.ListTokensRequest) (operator.Page[operator.Token], error) {
	return view(ctx, a, req, (*session).listTokens)
}

// DeleteToken makes a token worthless.
func (a *App) DeleteToken(ctx context.Context, req operator.TokenRequest) (operator.Token, error) {
	return change(ctx, a, "token.delete", req, (*session).deleteToken)
}

// managesSignIns asks policy about what a person signs in by. What is somebody
// else's needs the scope for that too.
func (s *session) managesSignIns(of operator.PersonID) error {
	own := of == s.actor.ID
	if err := policy.Decide(policy.ManageTokens, policy.Facts{Actor: s.who(), Own: own}).Error(); err != nil || own {
		return err
	}
	return s.needs(operator.ScopeAdmin)
}

// toSignIn finds a person who is to get something to sign in by; the actor, if none
// is named. In another's name nobody gets anything that would outlast it.
func (s *session) toSignIn(ref operator.Ref) (store.Person, error) {
	p := s.actor
	if ref != "" {
		var err error
		if p, err = s.findPerson(ref, ""); err != nil {
			return p, err
		}
	}
	if err := s.managesSignIns(p.ID); err != nil {
		return p, err
	}
	return p, s.maySignIn(p)
}

// maySignIn refuses to let in who may do nothing, and to let anybody in from a
// session in another's name.
func (s *session) maySignIn(p store.Person) error {
	switch {
	case !s.real.IsZero():
		return notInAnothersName()
	case p.Deactivated:
		return inactive(p)
	}
	return nil
}

func notInAnothersName() error {
	return operator.Errorf(operator.Denied, "what people sign in by is changed in one's own name").
		WithHint("leave out --as").Reason("on_behalf")
}

func (s *session) addToken(req operator.AddTokenRequest) (once[operator.Token], error) {
	var none once[operator.Token]
	p, err := s.toSignIn(req.Person)
	if err != nil {
		return none, err
	}
	t := store.Token{Person: p.ID, Note: req.Note, Created: s.now}
	if t.Scopes, err = s.scopesFor(p, req.Scopes); err != nil {
		return none, err
	}
	if t.Expires, err = s.expiryFor(p, req.Expires); err != nil {
		return none, err
	}
	if err := checkNote(req.Note); err != nil {
		return none, err
	}
	return s.keepToken(t)
}

// roomForToken refuses one token more than a person may have, but no sign-in: for that
// somebody needs a code each time.
func (s *session) roomForToken(req operator.AddTokenRequest) error {
	p, err := s.toSignIn(req.Person)
	if err != nil {
		return err
	}
	good := 0
	for t, err := range s.r.Tokens(p.ID, 0) {
		if err != nil {
			return err
		}
		if t.Good(s.now) {
			good++
		}
	}
	if good < operator.MaxTokens {
		return nil
	}
	return operator.Errorf(operator.Conflict, "%s (%s) has %d tokens, and that is the most", p.Name, p.ID, good).
		WithHint("delete those that nothing uses: operator token list, operator token delete TOKEN").Reason("too_many").With("limit", operator.MaxTokens)
}

// keepToken makes the secret of a token, keeps the token, and shows both.
func (s *session) keepToken(t store.Token) (once[operator.Token], error) {
	var made once[operator.Token]
	secret, err := newToken(s.app.Random)
	if err != nil {
		return made, err
	}
	t.Hash = digestOf(tokenSecret, secret)
	if err := s.tx.PutToken(&t); err != nil {
		return made, err
	}
	refs := refsOf("person", t.Person)
	refs["scopes"] = joinScopes(t.Scopes)
	if !t.Expires.IsZero() {
		refs["expires_at"] = t.Expires.Format(time.RFC3339)
	}
	s.record("token.added", t.ID.String(), 0, refs, noted(t.Note))
	give(s, &made, secret)
	made.Shown, err = s.showToken(t)
	return made, err
}

// noted is the note of a token as the content of an event; nil without one.
func noted(note string) any {
	if note == "" {
		return nil
	}
	return map[string]string{"note": note}
}

func joinScopes(scopes []operator.Scope) string {
	var words []string
	for _, s := range scopes {
		words = append(words, string(s))
	}
	return strings.Join(words, ",")
}

// scopesFor checks the scopes that a token is to have, and puts them in their order.
// A token gives to another no more than it has itself.
func (s *session) scopesFor(p store.Person, want []operator.Scope) ([]operator.Scope, error) {
	if len(want) == 0 {
		want = []operator.Scope{operator.ScopeRead, operator.ScopeWrite}
	}
	var scopes []operator.Scope
	for _, known := range operator.Scopes() {
		if slices.Contains(want, known) {
			scopes = append(scopes, known)
		}
	}
	for _, w := range want {
		if !slices.Contains(scopes, w) {
			return nil, operator.Errorf(operator.Invalid, "%q is not a scope", w).
				WithHint("one of %s", strings.ReplaceAll(joinScopes(operator.Scopes()), ",", ", ")).Reason("bad_scope")
		}
	}
	if slices.Contains(scopes, operator.ScopeImpersonate) && p.Role != operator.Admin {
		return nil, operator.Errorf(operator.Invalid, "only an administrator can act for others, which %s (%s) is not", p.Name, p.ID).
			WithHint("leave out the scope %s", operator.ScopeImpersonate).Reason("bad_scope")
	}
	return scopes, s.mayGive(scopes)
}

// mayGive refuses to give more than the token that the request came with has.
func (s *session) mayGive(scopes []operator.Scope) error {
	if s.token.ID.IsZero() || policy.CoversAll(s.token.Scopes, scopes) {
		return nil
	}
	hint := "ask for no more than these, or sign in as yourself: operator login"
	if slices.Contains(scopes, operator.ScopeImpersonate) { // which signing in does not give
		hint = "make it on the machine of the store, which asks for no token: operator token add PERSON --scope impersonate --store DIR"
	}
	return operator.Errorf(operator.Denied, "a token cannot give more than it has: %s", joinScopes(s.token.Scopes)).
		WithHint("%s", hint).Reason("scope_wider").With("scope", joinScopes(scopes))
}

// expiryFor reads until when a token is to be good. A token for oneself lasts no
// longer than the one that made it.
func (s *session) expiryFor(p store.Person, text string) (time.Time, error) {
	var until time.Time
	if text != "" {
		age, err := when.Age(text)
		until = s.now.Add(age)
		if err != nil {
			until, err = s.instant(text)
		}
		if err != nil {
			return until, err
		}
		if !until.After(s.now) {
			return until, operator.Errorf(operator.Invalid, "%q is not in the future", text).
				WithHint("write it like 30d, or 2030-01-01").Reason("out_of_range")
		}
	}
	if last := s.token.Expires; !last.IsZero() && p.ID == s.actor.ID && (until.IsZero() || until.After(last)) {
		return last, nil
	}
	return until, nil
}

func (s *session) showToken(t store.Token) (operator.Token, error) {
	who, err := s.summary(t.Person)
	return operator.Token{
		Ref: t.ID, Person: who, Note: operator.Optional(t.Note), Scopes: t.Scopes,
		CreatedAt: t.Created, ExpiresAt: optionalTime(t.Expires), LastUsedAt: optionalTime(t.LastUsed),
	}, err
}

func (s *session) listTokens(req operator.ListTokensRequest) (operator.Page[operator.Token], error) {
	of := s.actor.ID
	if req.Person != "" {
		p, err := s.findPerson(req.Person, "")
		if err == nil {
			err = s.managesSignIns(p.ID)
		}
		if err != nil {
			return operator.Page[operator.Token]{}, err
		}
		of = p.ID
	} else if s.managesSignIns(0) == nil {
		of = 0
	}
	list := "tokens " + of.String()
	after, err := placeOf[operator.TokenID](s, list, req.Paging)
	if err != nil {
		return operator.Page[operator.Token]{}, err
	}
	var from operator.TokenID
	if after != nil {
		from = *after
	}
	rows := placed(s.r.Tokens(of, from), func(t store.Token) operator.TokenID { return t.ID })
	return pageOf(s, list, req.Paging, rows, func(t store.Token) (bool, error) { return t.Good(s.now), nil }, s.showToken)
}

func (s *session) deleteToken(req operator.TokenRequest) (operator.Token, error) {
	t, err := s.findToken(req.Token)
	if err == nil && !s.real.IsZero() {
		err = notInAnothersName()
	}
	if err != nil {
		return operator.Token{}, err
	}
	if !t.Good(s.now) {
		s.unchanged = true
		return s.showToken(t)
	}
	return s.revoke(t)
}

// findToken finds a token that the actor may have to do with. Those of others are
// not there.
func (s *session) findToken(ref operator.Ref) (store.Token, error) {
	none := operator.Errorf(operator.NotFound, "no token %q", ref).WithHint("operator token list")
	var id operator.TokenID
	if id.UnmarshalText([]byte(strings.TrimSpace(string(ref)))) != nil {
		return store.Token{}, none
	}
	t, ok, err := s.r.Token(id)
	if err != nil {
		return t, err
	}
	own := t.Person == s.actor.ID
	if !ok || !policy.Decide(policy.ManageTokens, policy.Facts{Actor: s.who(), Own: own}).Allowed {
		return store.Token{}, none
	}
	return t, s.managesSignIns(t.Person)
}

func (s *session) revoke(t store.Token) (operator.Token, error) {
	t.Revoked = s.now
	if err := s.tx.PutToken(&t); err != nil {
		return operator.Token{}, err
	}
	s.record("token.deleted", t.ID.String(), 0, refsOf("person", t.Person), noted(t.Note))
	return s.showToken(t)
}

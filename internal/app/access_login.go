package app

import (
	"context"
	"errors"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// How long codes are good: one that somebody waits for, and one that is sent with an
// invitation.
const (
	codeLife   = 15 * time.Minute
	inviteLife = 14 * 24 * time.Hour
)

// AddLoginCode makes a code, which is in this answer alone.
func (a *App) AddLoginCode(ctx context.Context, req operator.LoginCodeRequest) (operator.LoginCode, error) {
	made, err := change(ctx, a, "token.add_code", req, (*session).addLoginCode)
	made.Shown.Code = made.secret()
	return made.Shown, err
}

// InvitePeople records that people were invited, and makes the codes that let them
// accept.
func (a *App) InvitePeople(ctx context.Context, req operator.InviteRequest) ([]operator.Invite, error) {
	made, err := change(ctx, a, "person.invite", req, (*session).invitePeople)
	for i, code := range made.secrets {
		made.Shown[i].Code = code
	}
	return made.Shown, err
}

// Login turns a code into a token. Nobody needs to be signed in. A code that is wrong
// costs others nothing: it is looked up before anything is locked.
func (a *App) Login(ctx context.Context, req operator.LoginRequest) (operator.Token, error) {
	var made once[operator.Token]
	var last store.Event
	err := a.Store.View(ctx, func(r store.Reader) error {
		_, err := findCode(r, req.Code, a.time())
		return err
	})
	if err != nil {
		return made.Shown, err
	}
	err = a.Store.Update(ctx, func(tx store.Tx) error {
		made, last = once[operator.Token]{}, store.Event{}
		s, err := a.nobody(ctx, tx, tx)
		if err != nil {
			return err
		}
		if made, err = s.login(req); err != nil {
			return err
		}
		if s.call.DryRun {
			return errRollBack
		}
		err = s.keepEvents()
		last = s.last
		return err
	})
	switch {
	case errors.Is(err, errRollBack):
		return made.Shown, nil
	case errors.Is(err, store.ErrCommit):
		err = a.outcome(ctx, last, err)
	}
	if err != nil {
		return operator.Token{}, err
	}
	made.Shown.Token = operator.Optional(made.secret())
	return made.Shown, nil
}

// Logout gives up the token that the request came with.
func (a *App) Logout(ctx context.Context, req operator.LogoutRequest) (operator.Identity, error) {
	return change(ctx, a, "session.logout", req, func(s *session, _ operator.LogoutRequest) (operator.Identity, error) {
		if s.token.ID.IsZero() {
			return operator.Identity{}, operator.Errorf(operator.Usage, "there is no token to give up: nobody signed in").Reason("no_token")
		}
		who, err := s.identity()
		if err != nil {
			return who, err
		}
		_, err = s.revoke(s.token)
		return who, err
	})
}

// Whoami says who acts.
func (a *App) Whoami(ctx context.Context, req operator.WhoamiRequest) (operator.Identity, error) {
	return view(ctx, a, req, func(s *session, _ operator.WhoamiRequest) (operator.Identity, error) { return s.identity() })
}

func (s *session) identity() (operator.Identity, error) {
	who := operator.Identity{Workspace: s.ws.Name}
	p, err := s.person(s.doer())
	if err != nil {
		return who, err
	}
	if who.Person, err = s.summary(p.ID); err != nil {
		return who, err
	}
	if p.Role != "" {
		who.Role = &p.Role
	}
	if !s.real.IsZero() {
		other, err := s.summary(s.actor.ID)
		if err != nil {
			return who, err
		}
		who.OnBehalfOf = &other
	}
	if !s.token.ID.IsZero() {
		t, err := s.showToken(s.token)
		if err != nil {
			return who, err
		}
		who.Token = &t
	}
	return who, nil
}

func (s *session) addLoginCode(req operator.LoginCodeRequest) (once[operator.LoginCode], error) {
	var made once[operator.LoginCode]
	p, err := s.toSignIn(req.Person)
	if err == nil {
		err = s.mayGive([]operator.Scope{operator.ScopeAll})
	}
	if err != nil {
		return made, err
	}
	code, secret, err := s.keepCode(p, codeLife, false)
	if err != nil {
		return made, err
	}
	refs := refsOf("person", p.ID)
	refs["expires_at"] = code.Expires.Format(time.RFC3339)
	s.record("token.code_added", p.ID.String(), 0, refs, nil)
	give(s, &made, secret)
	who, err := s.summary(p.ID)
	made.Shown = operator.LoginCode{Person: who, ExpiresAt: code.Expires}
	return made, err
}

// keepCode makes a code in the place of those that a person had. One for oneself is
// good no longer than the token that made it, and neither is what it signs in by.
func (s *session) keepCode(p store.Person, life time.Duration, invitation bool) (store.LoginCode, string, error) {
	secret, err := newCode(s.app.Random)
	if err == nil {
		err = s.forgetCodes(p.ID)
	}
	code := store.LoginCode{
		Person: p.ID, Hash: digestOf(codeSecret, codeTyped(secret)), Created: s.now, Expires: s.now.Add(life), Invitation: invitation,
	}
	if last := s.token.Expires; !last.IsZero() && p.ID == s.actor.ID {
		code.Until = last
		if code.Expires.After(last) {
			code.Expires = last
		}
	}
	if err == nil {
		err = s.tx.PutLoginCode(&code)
	}
	return code, secret, err
}

// findCode finds a code that signs somebody in now. Those that are not there, and
// those worth nothing any more, are told apart by nothing.
func findCode(r store.Reader, typed string, now time.Time) (store.LoginCode, error) {
	code, ok, err := r.LoginCodeByHash(digestOf(codeSecret, codeTyped(typed)))
	if err == nil && ok {
		ok, err = lives(r, code.Good, now)
	}
	if err == nil && !ok {
		err = operator.Errorf(operator.Denied, "the code is not valid, or not any more").
			WithHint("ask an administrator for another: operator login-code add PERSON").Reason("bad_code")
	}
	return code, err
}

func (s *session) login(req operator.LoginRequest) (once[operator.Token], error) {
	var none once[operator.Token]
	code, err := findCode(s.r, req.Code, s.now)
	if err != nil {
		return none, err
	}
	if err := checkNote(req.Note); err != nil {
		return none, err
	}
	p, err := s.person(code.Person)
	if err != nil {
		return none, err
	}
	s.call.Trusted = false // the code says who it is, and nothing else
	if err := s.actAs(p); err != nil {
		return none, err
	}
	code.Used = s.now
	if err := s.tx.PutLoginCode(&code); err != nil {
		return none, err
	}
	how := map[string]string{"by": "code"}
	if code.Invitation {
		how["by"] = "invitation"
		p.Invitation, p.Updated = operator.Accepted, s.now
		if err := s.tx.PutPerson(&p); err != nil {
			return none, err
		}
		s.remember(p)
	}
	s.record("person.signed_in", p.ID.String(), 0, how, nil)
	return s.keepToken(store.Token{
		Person: p.ID, Note: req.Note, Scopes: []operator.Scope{operator.ScopeAll}, Created: s.now, Expires: code.Until,
	})
}

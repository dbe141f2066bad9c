package app

import (
	"context"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// signIn is by what the actor of a session signed in.
type signIn struct {
	token store.Token // zero without one
	// real is who acts in the actor's name; zero where they act themselves.
	real operator.PersonID
}

type askedKey struct{}

// asking notes what a request asks for, for a session that begins with a token. What
// was noted first counts: a change may ask questions on its way.
func asking(ctx context.Context, a policy.Asked) context.Context {
	if operator.CallFrom(ctx).Token == "" || ctx.Value(askedKey{}) != nil {
		return ctx
	}
	return context.WithValue(ctx, askedKey{}, a)
}

// changing is asking for a change that runs no transaction by change.
func changing(ctx context.Context, request string) context.Context {
	return asking(ctx, policy.Asked{Name: request, Changes: true})
}

// asked is what the session's request asks for. What nobody has noted is a question
// or a change like any other.
func (s *session) asked() policy.Asked {
	if a, ok := s.ctx.Value(askedKey{}).(policy.Asked); ok {
		return a
	}
	return policy.Asked{Changes: s.tx != nil}
}

// byToken finds who acts by the token that the request came with. Tokens that are
// not there, and those worth nothing any more, are told apart by nothing.
func (s *session) byToken() error {
	t, ok, err := s.r.TokenByHash(digestOf(tokenSecret, string(s.call.Token)))
	if err != nil {
		return err
	}
	if ok {
		ok, err = lives(s.r, t.Good, s.now)
	}
	if err != nil {
		return err
	}
	if !ok {
		return policy.BadToken()
	}
	p, ok, err := s.r.Person(t.Person)
	if err != nil {
		return err
	}
	if !ok || p.Deactivated || !p.Merged.IsZero() {
		return policy.BadToken()
	}
	s.token = t
	if err := s.actAs(p); err != nil {
		return err
	}
	if err := policy.Permits(t.Scopes, policy.ScopeOf(s.asked())); err != nil {
		return err
	}
	return s.actForAnother()
}

// actForAnother makes somebody else the one who acts, where the request names them
// and the token may. Sight is theirs then. Whom it names is not looked at before.
func (s *session) actForAnother() error {
	if s.call.Actor == "" {
		return nil
	}
	found, err := s.peopleCalled(s.call.Actor)
	if err != nil || len(found) == 1 && found[0].ID == s.actor.ID {
		return err
	}
	if err := policy.Permits(s.token.Scopes, operator.ScopeImpersonate); err != nil {
		return err
	}
	if err := policy.Decide(policy.ActForOthers, policy.Facts{Actor: s.who()}).Error(); err != nil {
		return err
	}
	p, err := s.lookUpActor(s.call.Actor)
	if err != nil {
		return err
	}
	s.real = s.actor.ID
	return s.actAs(p)
}

// doer is who really acts.
func (s *session) doer() operator.PersonID {
	if !s.real.IsZero() {
		return s.real
	}
	return s.actor.ID
}

// attribution is whom an event says that it was, and on whose behalf: who really acts,
// and the one in whose name, if that is another. So it is for those who act for others
// with a token, and for those who have sent what others have planned.
func (s *session) attribution() (actor, behalf operator.PersonID) {
	switch {
	case !s.real.IsZero():
		return s.real, s.actor.ID
	case !s.runner.IsZero():
		return s.runner, s.actor.ID
	}
	return s.actor.ID, 0
}

// standsIn says whether it may be somebody else who acts in the actor's name: who
// can open the store is believed, and a token can act for others.
func (s *session) standsIn() bool { return s.call.Trusted || !s.real.IsZero() }

// needs is the error for a token that lacks a scope; nil without a token.
func (s *session) needs(scope operator.Scope) error {
	if s.token.ID.IsZero() {
		return nil
	}
	return policy.Permits(s.token.Scopes, scope)
}

// noteUse notes when a token was last used, to the hour, so that reading does not
// write but once in a while. Whether it succeeds is nothing to who uses the token.
func (a *App) noteUse(ctx context.Context, by signIn) {
	hour := a.time().Truncate(time.Hour)
	if by.token.ID.IsZero() || !by.token.LastUsed.Before(hour) {
		return
	}
	_ = a.Store.Update(ctx, func(tx store.Tx) error {
		t, ok, err := tx.Token(by.token.ID)
		if err != nil || !ok || !t.LastUsed.Before(hour) {
			return orRollBack(err)
		}
		t.LastUsed = hour
		return tx.PutToken(&t)
	})
}

// endSignIns makes worthless all that a person signs in by.
func (s *session) endSignIns(id operator.PersonID) error {
	tokens, err := collect(s.r.Tokens(id, 0))
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if t.Revoked.IsZero() {
			t.Revoked = s.now
			if err := s.tx.PutToken(&t); err != nil {
				return err
			}
		}
	}
	return s.forgetCodes(id)
}

func (s *session) forgetCodes(id operator.PersonID) error {
	codes, err := s.r.LoginCodes(id)
	if err != nil {
		return err
	}
	for _, c := range codes {
		if err := s.tx.DeleteLoginCode(c.ID); err != nil {
			return err
		}
	}
	return nil
}

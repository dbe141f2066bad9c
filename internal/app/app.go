// Package app does what operator.Service says, over a store and a place for
// files. Every rule about what may happen is here or in policy; neither the
// store nor a server nor a command has any.
//
// A method of the service is one call of view or change with a function that
// works on a session: who acts, what they may see, and the transaction.
package app

import (
	"context"
	"errors"
	"io"
	"reflect"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Parts is what the service works with.
type Parts struct {
	Store  store.Store
	Files  blob.Store
	Now    func() time.Time
	Random io.Reader // gives salts; must not be guessable
	// Pause waits between two looks for something new, or until ctx is done.
	Pause func(ctx context.Context) error
	// Spool gives room for what is written aside, gone when it is closed; nil is
	// memory.
	Spool func() (Spool, error)
	// ChainKeys has the keys of the chains that are not in the store; nil has none.
	ChainKeys ChainKeys
	// Sender sends what webhooks are told; nil sends nothing.
	Sender hook.Sender
}

// App is the service on this machine.
type App struct {
	Parts
	unnamed *unnamed
	// pictures lets each person have one file at a time cleaned and made smaller; large
	// ones of different people wait for each other too.
	pictures *eachPerson
}

var _ operator.Service = (*App)(nil)

// New makes the service from its parts.
func New(p Parts) *App { return &App{Parts: p, unnamed: newUnnamed(), pictures: newEachPerson()} }

// time is now, as the store keeps it.
func (a *App) time() time.Time { return a.Now().UTC().Truncate(time.Microsecond) }

// errOther says that who asks has become another since they asked.
var errOther = errors.New("the actor is not what they were")

// view answers a question. Where the answer has to be recorded (an administrator
// reads what they are no part of), its events are kept in a transaction of their own
// before anybody sees it: the question itself may take longer than others are to wait.
func view[Req, Res any](ctx context.Context, a *App, req Req, fn func(*session, Req) (Res, error)) (Res, error) {
	return viewed(ctx, a, policy.Asked{Name: reflect.TypeFor[Req]().Name()}, req, fn, func(*session, Res) error { return nil })
}

// viewed is view where the answer itself is recorded too, by record: it runs without the
// store.
func viewed[Req, Res any](ctx context.Context, a *App, asks policy.Asked, req Req, fn func(*session, Req) (Res, error), record func(*session, Res) error) (Res, error) {
	ctx = asking(ctx, asks)
	for {
		res, s, err := found(ctx, a, req, fn)
		if err == nil {
			err = record(s, res)
		}
		if err != nil || len(s.events) == 0 {
			return res, err
		}
		if err = a.keepReading(ctx, s); err == nil {
			return res, nil
		}
		if !errors.Is(err, errOther) {
			var none Res
			return none, err
		}
	}
}

// found finds the answer to a question, and gives the session that did.
func found[Req, Res any](ctx context.Context, a *App, req Req, fn func(*session, Req) (Res, error)) (res Res, s *session, err error) {
	if err := checkLists(req); err != nil {
		return res, nil, err
	}
	var by signIn
	err = a.Store.View(ctx, func(r store.Reader) error {
		if s, err = a.session(ctx, r, nil); err != nil {
			return err
		}
		by = s.signIn
		res, err = fn(s, req)
		return err
	})
	a.noteUse(ctx, by)
	return res, s, err
}

// keepReading records what a session has read, if its actor may do so still. What is
// recorded because they are no part of it is theirs to read by what they are, and by
// nothing else (a test of policy holds that): as long as they are that, they may. What is
// recorded whoever reads it says itself what it looks at again.
func (a *App) keepReading(ctx context.Context, read *session) error {
	return a.Store.Update(ctx, func(tx store.Tx) error {
		s, err := a.session(ctx, tx, tx)
		if err != nil {
			return err
		}
		if s.actor.ID != read.actor.ID || s.who() != read.who() || s.real != read.real || s.token.ID != read.token.ID {
			return errOther
		}
		if read.still != nil {
			if err := read.still(s); err != nil {
				return err
			}
		}
		for _, p := range read.events {
			p.event.At = s.now
			s.events = append(s.events, p)
		}
		return s.keepEvents()
	})
}

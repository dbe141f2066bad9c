// Package app does what operator.Service says, over a store and a place for
// files. Every rule about what may happen is here or in policy; neither the
// store nor a server nor a command has any.
//
// A method of the service is one call of view or change with a function that
// works on a session: who acts, what they may see, and the transaction.
package app

import (
	"context"
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
	// Sender sends what webhooks are told; nil sends nothing.
	Sender hook.Sender
}

// App is the service on this machine.
type App struct{ Parts }

var _ operator.Service = (*App)(nil)

// New makes the service from its parts.
func New(p Parts) *App { return &App{p} }

// time is now, as the store keeps it.
func (a *App) time() time.Time { return a.Now().UTC().Truncate(time.Microsecond) }

// view answers a question. Where the answer has to be recorded (an administrator
// reads what they are no part of), it is found again in a transaction that keeps
// the event, so that nobody sees what is not recorded.
func view[Req, Res any](ctx context.Context, a *App, req Req, fn func(*session, Req) (Res, error)) (Res, error) {
	var res Res
	var by signIn
	recorded := false
	ctx = asking(ctx, policy.Asked{Name: reflect.TypeFor[Req]().Name()})
	err := a.Store.View(ctx, func(r store.Reader) error {
		s, err := a.session(ctx, r, nil)
		if err != nil {
			return err
		}
		by = s.signIn
		res, err = fn(s, req)
		recorded = len(s.events) > 0
		return err
	})
	a.noteUse(ctx, by)
	if err != nil || !recorded {
		return res, err
	}
	err = a.Store.Update(ctx, func(tx store.Tx) error {
		s, err := a.session(ctx, tx, tx)
		if err != nil {
			return err
		}
		if res, err = fn(s, req); err != nil {
			return err
		}
		return s.keepEvents()
	})
	return res, err
}

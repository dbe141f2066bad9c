package deps

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Thing says how one thing of a sort is written: the lines about it, and the
// reference that stands for it.
type Thing[T any] struct {
	Fields []render.Field[T]
	Ref    func(T) string
}

// Method is a method of the service, as in operator.Service.ShowProperty.
type Method[Req, Res any] func(operator.Service, context.Context, Req) (Res, error)

// Write writes one thing.
func (t Thing[T]) Write(d *Deps, item T) error {
	return render.One(d.IO, d.Output, item, t.Fields, t.Ref)
}

// Check refuses, before anything is changed, columns that the thing has not.
func (t Thing[T]) Check(d *Deps) error { return render.Check(d.Output, t.Fields) }

// Show asks for a thing and writes it.
func Show[Req, T any](ctx context.Context, d *Deps, t Thing[T], req Req, ask Method[Req, T]) error {
	item, err := Use(ctx, d, func(ctx context.Context, s operator.Service) (T, error) { return ask(s, ctx, req) })
	if err != nil {
		return err
	}
	return Paged(d, func() error { return t.Write(d, item) })
}

// Act makes a change, writes what came of it, and says what is in notes beside it.
func Act[Req, T any](ctx context.Context, d *Deps, t Thing[T], req Req, act Method[Req, T], notes ...func(*Deps, T)) error {
	if err := t.Check(d); err != nil {
		return err
	}
	item, err := Change(ctx, d, func(ctx context.Context, s operator.Service) (T, error) { return act(s, ctx, req) })
	if err != nil {
		return err
	}
	return t.written(d, item, notes)
}

// Tell says something about a change that was made to a person at a terminal.
func Tell(d *Deps, format string, args ...any) {
	if d.IO.ErrTTY && !d.DryRun {
		render.Note(d.IO, d.Output, format, args...)
	}
}

// Next tells a person at a terminal what to do after a change that was made.
func Next(d *Deps, format string, args ...any) { Tell(d, "next: "+format, args...) }

// End makes a change that cannot be undone, once it was confirmed, and writes
// what was there before, or what came of it. question makes the question of what
// a dry run says.
func End[Req, T any](ctx context.Context, d *Deps, t Thing[T], req Req, question func(T) string, act Method[Req, T], notes ...func(*Deps, T)) error {
	if err := t.Check(d); err != nil {
		return err
	}
	item, err := ChangeConfirmed(ctx, d, question, func(ctx context.Context, s operator.Service) (T, error) { return act(s, ctx, req) })
	if err != nil {
		return err
	}
	return t.written(d, item, notes)
}

// written says what is in notes beside a change, and writes what came of it.
func (t Thing[T]) written(d *Deps, item T, notes []func(*Deps, T)) error {
	for _, note := range notes {
		note(d, item)
	}
	return t.Write(d, item)
}

package deps

import (
	"context"
	"errors"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ChangeConfirmed makes a change that cannot be undone, once a person has
// confirmed it, or --yes did. The rules come first: a dry run finds what is not
// there, not allowed or in conflict, before anybody is asked. question makes the
// question of the dry run's answer; where it is empty nothing has to be asked.
//
//	m, err := deps.ChangeConfirmed(ctx, d,
//		func(m operator.Message) string { return "Delete " + m.Ref.String() + "?" },
//		func(ctx context.Context, s operator.Service) (operator.Message, error) {
//			return s.DeleteMessage(ctx, operator.DeleteMessageRequest{Message: ref, Confirmed: true})
//		})
//
// The request says from the start that it is confirmed, so that both runs make
// the same request. Without a terminal and without --yes it fails with
// operator.Usage, reason "needs_tty"; where the answer was no, reason "not_confirmed".
func ChangeConfirmed[Res any](ctx context.Context, d *Deps, question func(Res) string, do func(context.Context, operator.Service) (Res, error)) (Res, error) {
	if d.DryRun {
		would, err := Change(ctx, d, do)
		if err == nil && !d.Yes {
			if q := question(would); q != "" {
				render.Note(d.IO, d.Output, "it would ask: %s", q)
			}
		}
		return would, err
	}
	if d.Yes {
		return Change(ctx, d, do)
	}
	would, err := with(ctx, d, do, func(c operator.Call) operator.Call {
		c.DryRun = true
		return c
	})
	if err != nil {
		return would, err
	}
	if q := question(would); q != "" {
		if err := confirm(ctx, d, q); err != nil {
			var none Res
			return none, err
		}
	}
	return Change(ctx, d, do)
}

func confirm(ctx context.Context, d *Deps, question string) error {
	yes, err := term.Confirm(ctx, d.IO, question)
	if e, ok := errors.AsType[*operator.Error](err); ok && errors.Is(err, term.ErrNoTerminal) {
		return e.WithHint("%s", withYes(d.Typed))
	}
	if err == nil && !yes {
		err = operator.Errorf(operator.Usage, "not confirmed: nothing was changed").
			WithHint("answer y, or add --yes").Reason("not_confirmed")
	}
	return err
}

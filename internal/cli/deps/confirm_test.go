package deps_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// confirming makes a change that has to be confirmed, with an answer typed on a
// terminal unless there is none, and gives which runs were dry.
func confirming(t *testing.T, d *deps.Deps, typed string, terminal bool, question string, failing error) (dry []bool, asked string, err error) {
	t.Helper()
	open := 0
	with := service(&open, nil)
	stream, _, errOut := term.Test(typed)
	stream.InTTY, stream.ErrTTY = terminal, terminal
	d.IO, d.Service = stream, with.Service
	d.Call = func() operator.Call { return operator.Call{Key: "k", DryRun: d.DryRun} }
	_, err = deps.ChangeConfirmed(t.Context(), d, func(int) string { return question }, func(ctx context.Context, _ operator.Service) (int, error) {
		c := operator.CallFrom(ctx)
		if c.Key != "k" {
			t.Errorf("the key is lost: %+v", c)
		}
		dry = append(dry, c.DryRun)
		return 0, failing
	})
	if open != 0 {
		t.Error("the service was not let go of")
	}
	return dry, errOut.String(), err
}

func TestWhatCannotBeUndoneIsConfirmed(t *testing.T) {
	t.Parallel()
	no := operator.Errorf(operator.NotFound, "no message")
	for _, row := range []struct {
		name        string
		settings    deps.Settings
		typed       string
		terminal    bool
		question    string
		failing     error
		dry         []bool
		asked       string
		code        operator.Code
		reason      string
		wasChanged  bool
		mustBeCause error
	}{
		{name: "yes", typed: "y\n", terminal: true, question: "Delete?", dry: []bool{true, false}, asked: "Delete? [y/N] ", wasChanged: true},
		{name: "no", typed: "n\n", terminal: true, question: "Delete?", dry: []bool{true}, asked: "Delete? [y/N] ", code: operator.Usage, reason: "not_confirmed"},
		{name: "end of input", terminal: true, question: "Delete?", dry: []bool{true}, asked: "Delete? [y/N] ", code: operator.Usage, reason: "not_confirmed"},
		{name: "no terminal", typed: "y\n", question: "Delete?", dry: []bool{true}, code: operator.Usage, reason: "needs_tty"},
		{name: "rules first", question: "Delete?", failing: no, dry: []bool{true}, code: operator.NotFound, mustBeCause: no},
		{name: "--yes", settings: deps.Settings{Yes: true}, question: "Delete?", dry: []bool{false}, wasChanged: true},
		{name: "--dry-run", settings: deps.Settings{DryRun: true}, question: "Delete?", dry: []bool{true}, asked: "dry run: nothing was changed\nit would ask: Delete?\n"},
		{name: "nothing to ask", dry: []bool{true, false}, wasChanged: true},
	} {
		d := &deps.Deps{Settings: row.settings}
		dry, asked, err := confirming(t, d, row.typed, row.terminal, row.question, row.failing)
		if !slices.Equal(dry, row.dry) || asked != row.asked || operator.CodeOf(err) != row.code || d.Changed() != row.wasChanged {
			t.Errorf("%s: dry %v, asked %q, changed %v, %v", row.name, dry, asked, d.Changed(), err)
		}
		if e, ok := errors.AsType[*operator.Error](err); row.reason != "" && (!ok || e.Details["reason"] != row.reason) {
			t.Errorf("%s: got %+v, want the reason %s", row.name, err, row.reason)
		}
		if row.mustBeCause != nil && !errors.Is(err, row.mustBeCause) {
			t.Errorf("%s: got %v", row.name, err)
		}
	}
}

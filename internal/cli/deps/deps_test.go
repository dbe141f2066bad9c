package deps_test

import (
	"context"
	"errors"
	"testing"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// service makes Deps whose service counts how often it is open.
func service(open *int, failing error) *deps.Deps {
	stream, _, _ := term.Test("")
	return &deps.Deps{
		IO: stream,
		Service: func(context.Context) (operator.Service, func() error, error) {
			*open++
			return nil, func() error { *open--; return failing }, nil
		},
		Call: func() operator.Call { return operator.Call{Actor: "P7", Key: "k", DryRun: true} },
	}
}

func TestTheServiceIsLetGoOfBeforeTheResultIsThere(t *testing.T) {
	open := 0
	d := service(&open, nil)
	got, err := deps.Use(t.Context(), d, func(ctx context.Context, _ operator.Service) (operator.Call, error) {
		if open != 1 {
			t.Error("it is not open")
		}
		return operator.CallFrom(ctx), nil
	})
	if want := (operator.Call{Actor: "P7"}); err != nil || open != 0 || got != want {
		t.Errorf("got %+v, %v, open %d", got, err, open)
	}
	boom := errors.New("boom")
	_, err = deps.Use(t.Context(), d, func(context.Context, operator.Service) (int, error) { return 0, boom })
	if !errors.Is(err, boom) || open != 0 {
		t.Errorf("got %v, open %d", err, open)
	}
	_, err = deps.Use(t.Context(), service(&open, boom), func(context.Context, operator.Service) (int, error) { return 0, nil })
	if !errors.Is(err, boom) {
		t.Errorf("a failure to let go is lost: %v", err)
	}
}

func TestOnlyAChangeThatWasMadeCounts(t *testing.T) {
	open := 0
	for _, row := range []struct {
		dry  bool
		err  error
		want bool
	}{{false, nil, true}, {true, nil, false}, {false, errors.New("no"), false}} {
		d := service(&open, nil)
		d.DryRun = row.dry
		_, err := deps.Change(t.Context(), d, func(ctx context.Context, _ operator.Service) (int, error) {
			if c := operator.CallFrom(ctx); c.Key != "k" || !c.DryRun {
				t.Errorf("got %+v", c)
			}
			return 0, row.err
		})
		if !errors.Is(err, row.err) || d.Changed() != row.want {
			t.Errorf("%+v: got %v, %v", row, d.Changed(), err)
		}
	}
}

func TestArgumentsAreCheckedByName(t *testing.T) {
	for _, row := range []struct {
		names, args []string
		want        string
	}{
		{nil, nil, ""},
		{nil, []string{"x"}, `unexpected argument "x"`},
		{[]string{"CODE"}, nil, "CODE is missing"},
		{[]string{"CODE"}, []string{"a", "b"}, `unexpected argument "b"`},
		{[]string{"CODE", "PERSON…"}, []string{"a"}, "PERSON is missing"},
		{[]string{"CODE", "PERSON…"}, []string{"a", "b", "c"}, ""},
		{[]string{"[DIR]"}, nil, ""},
		{[]string{"[DIR]"}, []string{"a"}, ""},
		{[]string{"[C…]"}, []string{"a", "b"}, ""},
	} {
		err := deps.Args(row.names...)(nil, row.args)
		if row.want == "" && err != nil || row.want != "" && (err == nil || err.Error() != row.want || operator.CodeOf(err) != operator.Usage) {
			t.Errorf("%q with %q: got %v, want %q", row.names, row.args, err, row.want)
		}
	}
}

func TestCompletionIsSilentWhenItFails(t *testing.T) {
	open := 0
	complete := deps.Complete(service(&open, nil), func(ctx context.Context, _ operator.Service, typed string) ([]cobra.Completion, error) {
		if _, ok := ctx.Deadline(); !ok {
			t.Error("it may take for ever")
		}
		if typed == "" {
			return nil, errors.New("no")
		}
		return []cobra.Completion{typed + "1"}, nil
	})
	if got, how := complete(&cobra.Command{}, nil, "C"); len(got) != 1 || got[0] != "C1" || how&cobra.ShellCompDirectiveNoFileComp == 0 {
		t.Errorf("got %q, %v", got, how)
	}
	if got, how := complete(&cobra.Command{}, nil, ""); got != nil || how != cobra.ShellCompDirectiveNoFileComp {
		t.Errorf("got %q, %v", got, how)
	}
}

package deps_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestARepeatedFlagTakesEachValueAsItIs(t *testing.T) {
	var people []operator.Ref
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	deps.Many(f, &people, "person", "", "")
	if err := f.Parse([]string{"--person", "P1", "--person=a, b", "--person", ""}); err != nil {
		t.Fatal(err)
	}
	if want := []operator.Ref{"P1", "a, b", ""}; !slices.Equal(people, want) {
		t.Errorf("got %q, want %q", people, want)
	}
}

func TestNoneCanBeToldFromNotGiven(t *testing.T) {
	for _, row := range []struct {
		args []string
		want []string
		none bool
	}{
		{args: nil, none: true},
		{args: []string{"--phone="}, want: []string{}},
		{args: []string{"--phone=1", "--phone=2"}, want: []string{"1", "2"}},
	} {
		var phones *[]string
		f := pflag.NewFlagSet("", pflag.ContinueOnError)
		deps.OptionalMany(f, &phones, "phone", "", "")
		if err := f.Parse(row.args); err != nil {
			t.Fatal(err)
		}
		if (phones == nil) != row.none || phones != nil && !slices.Equal(*phones, row.want) {
			t.Errorf("%q: got %v", row.args, phones)
		}
	}
}

// suggesting is a service that suggests one reference of each kind it is asked for.
type suggesting struct {
	operator.Service
	asked []string
	err   error
}

func (s *suggesting) Suggest(_ context.Context, req operator.SuggestRequest) ([]operator.Suggestion, error) {
	s.asked = append(s.asked, req.Kind)
	return []operator.Suggestion{{Ref: req.Kind + "-" + req.Prefix, Description: "tab\tand \x1b[31m"}}, s.err
}

func TestEachArgumentIsCompletedWithItsKind(t *testing.T) {
	s := &suggesting{}
	d := &deps.Deps{
		Service: func(context.Context) (operator.Service, func() error, error) {
			return s, func() error { return nil }, nil
		},
		Call: func() operator.Call { return operator.Call{} },
	}
	complete := deps.CompleteArgs(d, "property|transaction", "team…")
	for _, row := range []struct {
		args []string
		want []cobra.Completion
	}{
		{nil, []cobra.Completion{"property-x\ttab and ^[[31m", "transaction-x\ttab and ^[[31m"}},
		{[]string{"a"}, []cobra.Completion{"team-x\ttab and ^[[31m"}},
		{[]string{"a", "b", "c"}, []cobra.Completion{"team-x\ttab and ^[[31m"}},
	} {
		if got, _ := complete(&cobra.Command{}, row.args, "x"); !slices.Equal(got, row.want) {
			t.Errorf("%q: got %q, want %q", row.args, got, row.want)
		}
	}
	if got, _ := deps.CompleteArgs(d, "property")(&cobra.Command{}, []string{"a"}, "x"); got != nil {
		t.Errorf("there is no second argument: got %q", got)
	}
	s.err = errors.New("boom")
	if got, _ := complete(&cobra.Command{}, nil, "x"); got != nil {
		t.Errorf("an error completes nothing: got %q", got)
	}
}

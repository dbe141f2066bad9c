// Package due is the command that lists what is late.
package due

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The ages of flags that are given without one.
const (
	acksAge       = "3d"
	milestonesAge = "30d"
)

// New is `operator due`.
func New(d *deps.Deps) *cobra.Command {
	var req operator.DueRequest
	cmd := &cobra.Command{
		Use:   "due",
		Short: "List what is late, the worst first",
		Long: `List what is late, the worst first, with the person responsible; the status is then
1, and 0 if nothing is: a job that runs every morning can tell. A reply is late when
the reply target has passed in business hours, and an update when a home under
contract has had none for so long, counted from its contract date at first. Of
conversations you see your own, administrators all.

Without a flag it is replies, updates after 14 days and acknowledgements after 3.`,
		Example: `  operator due
  operator due --updates 14d --community MR
  operator due --acks=2d --milestones=6w -o json
  operator due --replies -o json --jq length`,
		Args:              noAge,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) ([]operator.Due, error) {
				return s.ListDue(ctx, req)
			})
			if err != nil {
				return err
			}
			if err := deps.Paged(d, func() error { return render.List(d.IO, d.Output, list, sheet(d)) }); err != nil {
				return err
			}
			return verdict(list)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&req.Replies, "replies", false, "conversations that wait past the reply target")
	f.StringVar(&req.Updates, "updates", "", "homes under contract without an update for `AGE`")
	f.StringVar(&req.Acks, "acks", "", "updates that lack their acknowledgement, after =`AGE` (default: "+acksAge+")")
	f.StringVar(&req.Milestones, "milestones", "", "homes whose milestone in progress has not moved for =`AGE` (default: "+milestonesAge+")")
	f.Lookup("acks").NoOptDefVal, f.Lookup("milestones").NoOptDefVal = acksAge, milestonesAge
	deps.Ref(f, &req.Community, "community", "", "on the homes of the community `CODE`")
	deps.CompleteFlag(cmd, d, "community", "community")
	return cmd
}

// noAge refuses arguments, and says of one how an age stands with a flag that can do
// without.
func noAge(cmd *cobra.Command, args []string) error {
	for _, name := range []string{"acks", "milestones"} {
		if len(args) > 0 && cmd.Flags().Changed(name) {
			return operator.Errorf(operator.Usage, "unexpected argument %q", args[0]).
				WithHint("write --%s=%s", name, args[0]).Reason("unexpected_argument")
		}
	}
	return deps.Args()(cmd, args)
}

// verdict fails if anything is late.
func verdict(list []operator.Due) error {
	n := len(list)
	if n == 0 {
		return nil
	}
	return operator.Errorf(operator.Finding, "%s late", deps.Count(n, "thing is", "things are")).Reason("late").With("findings", n)
}

func sheet(d *deps.Deps) render.Sheet[operator.Due] {
	at := func(of func(operator.Due) time.Time) (text, exact func(operator.Due) string) {
		return func(l operator.Due) string { return d.Age(of(l)) }, func(l operator.Due) string { return render.Stamp(of(l)) }
	}
	since, exactSince := at(func(l operator.Due) time.Time { return l.Since })
	_, due := at(func(l operator.Due) time.Time { return l.At })
	return render.Sheet[operator.Due]{
		Columns: []render.Column[operator.Due]{
			{Name: "days", Title: "Late", Text: late, Align: render.Right, Exact: func(l operator.Due) string { return strconv.Itoa(l.Days) }},
			{Name: "kind", Title: "What", Text: func(l operator.Due) string { return string(l.Kind) }},
			{Name: "property", Title: "Property", Reference: true, Text: func(l operator.Due) string { return l.Property }},
			{Name: "object", Title: "Ref", Reference: true, Text: func(l operator.Due) string { return operator.Value(l.Object) }},
			{Name: "text", Title: "About", Flexible: true, Share: 2, Text: func(l operator.Due) string { return l.Text }},
			{Name: "responsible", Title: "Responsible", Flexible: true, Text: name, Exact: ref},
			{Name: "since", Title: "Since", Text: since, Exact: exactSince},
			{Name: "at", Title: "Due", Hidden: true, Text: due},
		},
		Ref:   object,
		Empty: "Nothing is due.",
	}
}

// late is by how much something is late.
func late(l operator.Due) string {
	if l.Days == 0 {
		return "<1 d"
	}
	return fmt.Sprintf("%d d", l.Days)
}

// object is what stands for a thing: the conversation or the update, else the home.
func object(l operator.Due) string {
	if l.Object != nil {
		return *l.Object
	}
	return l.Property
}

func name(l operator.Due) string {
	if l.Responsible == nil {
		return "nobody"
	}
	return l.Responsible.Name
}

func ref(l operator.Due) string {
	return deps.OptionalRef(l.Responsible)
}

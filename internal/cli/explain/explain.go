// Package explain is the command that says why somebody can or cannot see a thing.
package explain

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New is `operator explain`.
func New(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "explain PERSON OBJECT",
		Short: "Say why a person can or cannot see a thing",
		Long: `Say why a person can or cannot see a thing, and what they may do with it: a
property, a conversation, a message, a sale or a person. Administrators and
auditors can ask about anybody, others about themselves.`,
		Example: `  operator explain ben@acme.example MR-014
  operator explain P7 C42 -o json`,
		Args:              deps.Args("PERSON", "OBJECT"),
		ValidArgsFunction: deps.CompleteArgs(d, "person", "property"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.Explanation, error) {
				return s.Explain(ctx, operator.ExplainRequest{Person: operator.Ref(args[0]), Object: operator.Ref(args[1])})
			})
			if err != nil {
				return err
			}
			return write(d, e)
		},
	}
}

// write writes an explanation: an object for programs that read such, and for
// others a row for each thing that could be done.
func write(d *deps.Deps, e operator.Explanation) error {
	if d.Output.Format.Whole() || d.Output.Format == render.ID {
		return render.One(d.IO, d.Output, e, head(), func(e operator.Explanation) string { return e.Object })
	}
	if d.Sentences() {
		if err := d.Say("%s and the %s %s", deps.Who(e.Person), e.Kind, e.Object); err != nil {
			return err
		}
		for _, fact := range e.Because {
			if err := d.Say("- %s", fact); err != nil {
				return err
			}
		}
		if err := d.Say(""); err != nil {
			return err
		}
	}
	return render.List(d.IO, d.Output, e.Verdicts, verdicts())
}

// head is the fields of an explanation.
func head() []render.Field[operator.Explanation] {
	return []render.Field[operator.Explanation]{
		{Name: "person", Title: "Person", Text: func(e operator.Explanation) string { return deps.Who(e.Person) }},
		{Name: "object", Title: "Object", Text: func(e operator.Explanation) string { return e.Object }},
		{Name: "kind", Title: "Kind", Text: func(e operator.Explanation) string { return e.Kind }},
		{Name: "because", Title: "Because", Text: func(e operator.Explanation) string { return strings.Join(e.Because, "; ") }},
	}
}

// verdicts is the list of what could be done.
func verdicts() render.Sheet[operator.Verdict] {
	return render.Sheet[operator.Verdict]{
		Columns: []render.Column[operator.Verdict]{
			{Name: "action", Title: "Action", Text: func(v operator.Verdict) string { return v.Action }},
			{Name: "allowed", Title: "Allowed", Text: allowed},
			{Name: "principal", Title: "As", Text: as, Exact: func(v operator.Verdict) string { return v.Principal }},
			{Name: "rule", Title: "Rule", Flexible: true, Folds: true, Text: func(v operator.Verdict) string { return v.Rule }},
		},
	}
}

// as is what the person is to the thing, in words. docs/rules.md has the codes.
func as(v operator.Verdict) string {
	words := map[string]string{
		"AN": "nobody", "CT": "contact", "BU": "buyer", "BO": "other buyer", "TA": "team here",
		"TN": "team elsewhere", "AD": "admin", "AU": "auditor", "DE": "deactivated",
	}
	if word, known := words[v.Principal]; known {
		return word
	}
	return v.Principal
}

// allowed is the verdict in a word or two.
func allowed(v operator.Verdict) string {
	switch {
	case v.Allowed && v.Recorded:
		return "yes, recorded"
	case v.Allowed:
		return "yes"
	case v.Hidden:
		return "no, hidden"
	}
	return "no"
}

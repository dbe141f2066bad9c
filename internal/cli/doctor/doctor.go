// Package doctor is the command that looks whether all is well.
package doctor

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New is `operator doctor`.
func New(d *deps.Deps) *cobra.Command {
	return deps.Mends(&cobra.Command{
		Use:   "doctor",
		Short: "Look whether all is well, and say what to do",
		Long: `Look whether all is well: the program, the configuration, the store with its
disk and its lock, who acts, the clock, leavers who are still responsible,
homes that nobody is responsible for, files that nothing uses. It works where
other commands do not, changes nothing, and does not wait long for a store
that is locked. With a problem the status is 1; warnings alone leave it 0. The
data itself is looked at by operator check.`,
		Example: `  operator doctor
  operator doctor -o json
  operator doctor --columns status,subject,advice`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list := d.Diagnose(cmd.Context())
			if err := cmd.Context().Err(); err != nil {
				return err
			}
			if err := write(d, list); err != nil {
				return err
			}
			return verdict(d, list)
		},
	})
}

// write writes a line for each thing that was looked at; for people, what to do
// about it below.
func write(d *deps.Deps, list []operator.Diagnosis) error {
	if !d.Sentences() {
		return render.List(d.IO, d.Output, list, sheet())
	}
	lines := make([]operator.Diagnosis, 0, len(list))
	for _, found := range list {
		lines = append(lines, found)
		if found.Advice != nil {
			lines = append(lines, operator.Diagnosis{Text: "→ " + *found.Advice})
		}
	}
	return render.List(d.IO, d.Output, lines, sheet())
}

func sheet() render.Sheet[operator.Diagnosis] {
	return render.Sheet[operator.Diagnosis]{Columns: []render.Column[operator.Diagnosis]{
		{Name: "status", Title: "Status", Text: func(f operator.Diagnosis) string { return string(f.Status) }},
		{Name: "subject", Title: "Subject", Text: func(f operator.Diagnosis) string { return f.Subject }},
		{Name: "text", Title: "Found", Flexible: true, Folds: true, Text: func(f operator.Diagnosis) string { return f.Text }},
		{Name: "advice", Title: "Advice", Flexible: true, Hidden: true, Text: func(f operator.Diagnosis) string { return operator.Value(f.Advice) }},
	}, Ref: func(f operator.Diagnosis) string { return f.Subject }}
}

// verdict fails if there is a problem.
func verdict(d *deps.Deps, list []operator.Diagnosis) error {
	count := map[operator.Health]int{}
	for _, found := range list {
		count[found.Status]++
	}
	warnings := count[operator.HealthWarning]
	if n := count[operator.HealthProblem]; n > 0 {
		return operator.Errorf(operator.Finding, "the doctor found %s and %s", deps.Count(n, "problem", "problems"), deps.Count(warnings, "warning", "warnings")).
			WithHint("do what stands below each problem").Reason("unhealthy").With("problems", n).With("warnings", warnings)
	}
	render.Note(d.IO, d.Output, "no problem, %s", deps.Count(warnings, "warning", "warnings"))
	return nil
}

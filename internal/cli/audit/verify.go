package audit

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newVerify(d *deps.Deps) *cobra.Command {
	var req operator.VerifyAuditRequest
	var file string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Look whether the log of events is whole",
		Long: `Look whether the log of events is whole: whether an event was edited, removed or
moved, or its details changed. With heads that operator audit anchor gave, also
whether it was cut off or written anew since. What is found is printed, a line
each, and the status is 1.`,
		Example: `  operator audit verify
  operator audit verify -p MR-014
  operator audit verify --expect-head-file /mnt/elsewhere/heads.txt -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file != "" {
				lines, err := heads(cmd.Context(), d, file)
				if err != nil {
					return err
				}
				req.ExpectHeads = append(req.ExpectHeads, lines...)
			}
			report, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.AuditReport, error) {
				return s.VerifyAudit(ctx, req)
			})
			if err != nil {
				return err
			}
			return tell(d, report)
		},
	}
	f := cmd.Flags()
	deps.Ref(f, &req.Property, "property", "p", "only the events of the home `CODE`")
	f.StringArrayVar(&req.ExpectHeads, "expect-head", nil, "the `HEAD` that was kept; can be repeated")
	f.StringVar(&file, "expect-head-file", "", "a `FILE` with heads that were kept, one on a line; - is standard input")
	deps.CompleteFlag(cmd, d, "property", "property")
	return cmd
}

// heads reads a file of heads.
func heads(ctx context.Context, d *deps.Deps, path string) ([]string, error) {
	lines, err := deps.Lines(ctx, d, path)
	if err == nil && len(lines) == 0 {
		err = operator.Errorf(operator.Invalid, "%s holds no head", path).
			WithHint("give what operator audit anchor printed").Reason("bad_head").With("path", path)
	}
	return lines, err
}

// tell writes what was found, and fails if that is anything.
func tell(d *deps.Deps, r operator.AuditReport) error {
	if err := deps.Findings(d, r, r.Findings); err != nil {
		return err
	}
	compared := ""
	if r.Heads > 0 {
		compared = ", and compared with " + deps.Count(r.Heads, "head", "heads")
	}
	render.Note(d.IO, d.Output, "verified %s in %s%s", deps.Count(r.Events, "event", "events"), deps.Count(r.Chains, "chain", "chains"), compared)
	deps.Unverified(d, r.Unverified)
	if n := len(r.Findings); n > 0 {
		return operator.Errorf(operator.Finding, "the log is not whole: %s", deps.Count(n, "thing that is wrong", "things that are wrong")).
			WithHint("copy the store before you change anything").Reason("tampered").With("findings", n)
	}
	if r.Heads == 0 {
		deps.Tell(d, "whether its end was cut off shows only beside a head that was kept elsewhere: operator audit anchor")
	}
	return nil
}

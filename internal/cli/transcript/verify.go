package transcript

import (
	"encoding/hex"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/transcript"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newVerify(d *deps.Deps) *cobra.Command {
	expect := ""
	cmd := &cobra.Command{
		Use:   "verify DIR",
		Short: "Look whether a transcript was altered",
		Long: `Look whether anything in the folder of a transcript was altered, added or taken
away since it was made. It needs nothing but the folder: no store, no
configuration. What is found is printed, a line each, and the status is 1.

Whoever can write all of the folder anew can make one that agrees with itself:
against that, give the digest that was printed when it was made.`,
		Example: `  operator transcript verify ./transcript-MR-014
  operator transcript verify ./transcript-MR-014 --expect "$DIGEST" -o json`,
		Args: deps.Args("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			sum, err := digest(expect)
			if err != nil {
				return err
			}
			report, err := transcript.Verify(cmd.Context(), args[0], sum)
			if err != nil {
				return err
			}
			return tell(d, report)
		},
	}
	cmd.Flags().StringVar(&expect, "expect", "", "the `DIGEST` that was printed when it was made")
	return deps.Offline(cmd)
}

// digest reads a SHA-256 as somebody has noted it.
func digest(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	plain := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(text), "sha256:"))
	if raw, err := hex.DecodeString(plain); err != nil || len(raw) != 32 {
		return "", operator.Errorf(operator.Usage, "--expect: %q is no SHA-256", text).
			WithHint("give the digest as operator transcript printed it: 64 digits").Reason("bad_flag")
	}
	return plain, nil
}

// tell writes what was found, and fails if that is anything.
func tell(d *deps.Deps, r transcript.Report) error {
	if err := deps.Findings(d, r, r.Findings); err != nil {
		return err
	}
	compared := ""
	if r.Expected {
		compared = ", and compared with the digest"
	}
	render.Note(d.IO, d.Output, "verified %s%s", deps.Count(r.Files, "file", "files"), compared)
	if n := len(r.Findings); n > 0 {
		return operator.Errorf(operator.Finding, "the transcript is not what was made: %s", deps.Count(n, "thing that is wrong", "things that are wrong")).
			WithHint("make it again: operator transcript").Reason("tampered").With("findings", n)
	}
	if !r.Expected {
		deps.Tell(d, "it agrees with itself; that it is the one that was made shows only beside its digest: --expect")
	}
	return nil
}

package imports

import (
	"bytes"
	"context"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newTemplate(d *deps.Deps) *cobra.Command {
	var req operator.ImportTemplateRequest
	out := deps.Standard
	cmd := &cobra.Command{
		Use:   "template KIND",
		Short: "Write a file to fill in, with examples",
		Long: `Write a file to fill in: the headers of a kind, and rows as examples. It goes to
standard output where no FILE is given.`,
		Example: `  operator import template buyers > buyers.csv
  operator import template homes --format xlsx --out homes.xlsx`,
		Args:              deps.Args("KIND"),
		ValidArgsFunction: completeKinds,
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Kind = operator.ImportKind(args[0])
			if out == deps.Standard && req.Format == "xlsx" && d.IO.OutTTY {
				return operator.Errorf(operator.Usage, "an XLSX file is not for a terminal to show").
					WithHint("--out FILE").Reason("output_is_terminal")
			}
			t, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.ImportTemplate, error) {
				return s.ImportTemplate(ctx, req)
			})
			if err != nil {
				return err
			}
			if out == deps.Standard {
				_, err = d.IO.Out.Write(t.Content)
				return err
			}
			return save(d, out, t)
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Format, "format", "csv", "the `FORMAT`: csv or xlsx")
	f.StringVar(&out, "out", deps.Standard, "write to `FILE`; - is standard output")
	deps.CompleteValues(cmd, "format", "csv", "xlsx")
	return cmd
}

func completeKinds(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var words []cobra.Completion
	if len(args) == 0 {
		for _, k := range operator.ImportKinds() {
			words = append(words, string(k))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// save writes a template to a file that is not there yet.
func save(d *deps.Deps, path string, t operator.ImportTemplate) error {
	if d.DryRun {
		return d.Say("%s would be written", path)
	}
	if _, err := download.Write(filepath.Dir(path), filepath.Base(path), bytes.NewReader(t.Content), false); err != nil {
		return err
	}
	return d.Say("%s", path)
}

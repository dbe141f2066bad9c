package imports

import (
	"bytes"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newTemplate(d *deps.Deps) *cobra.Command {
	format, out := "csv", deps.Standard
	cmd := &cobra.Command{
		Use:   "template KIND",
		Short: "Write a file to fill in, with examples",
		Long: `Write a file to fill in: the headers of a kind, and rows as examples. It goes to
standard output where no FILE is given. No store is needed.`,
		Example: `  operator import template buyers > buyers.csv
  operator import template homes --format xlsx --out homes.xlsx`,
		Args:              deps.Args("KIND"),
		ValidArgsFunction: completeKinds,
		RunE: func(cmd *cobra.Command, args []string) error {
			kind := operator.ImportKind(args[0])
			if out == deps.Standard && format == "xlsx" && d.IO.OutTTY {
				return operator.Errorf(operator.Usage, "an XLSX file is not for a terminal to show").
					WithHint("--out FILE").Reason("output_is_terminal")
			}
			content, err := importer.Template(kind, format)
			if err != nil {
				return err
			}
			if out == deps.Standard {
				_, err = d.IO.Out.Write(content)
				return err
			}
			return save(d, out, content)
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", format, "the `FORMAT`: csv or xlsx")
	f.StringVar(&out, "out", out, "write to `FILE`; - is standard output")
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
func save(d *deps.Deps, path string, content []byte) error {
	if d.DryRun {
		return d.Say("%s would be written", path)
	}
	if _, err := download.Write(filepath.Dir(path), filepath.Base(path), bytes.NewReader(content), false); err != nil {
		return err
	}
	return d.Say("%s", path)
}

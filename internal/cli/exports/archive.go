package exports

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ImportAll is `operator import all`.
func ImportAll(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "all FILE",
		Short: "Make a store of an archive",
		Long: `Make a store of an archive that operator export all has written: the same homes,
people, messages, files and events, under the same references. The store must not
be there yet, or have nothing in it but what operator init makes. Every member of
the archive is compared with its hash first: there is a whole store at the end, or
what was there before. FILE can be -, for standard input.

Tokens and codes to sign in are not in an archive: give new ones.`,
		Example: `  operator import all acme.tar --store ./acme
  operator export all --store ./old | operator import all - --store ./new
  operator import all acme.tar --dry-run`,
		Args: deps.Args("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := render.Check(d.Output, importedFields()); err != nil {
				return err
			}
			return importAll(cmd.Context(), d, args[0])
		},
	}
	return cmd
}

func importAll(ctx context.Context, d *deps.Deps, file string) error {
	in, err := deps.OpenInput(d, file)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	bar := render.NewProgress(d.IO, d.Output, "importing", d.Verbose, time.Now)
	made, err := deps.ImportArchive(ctx, d, operator.ImportArchiveRequest{Content: in, Progress: bar.Update})
	bar.Stop()
	if err != nil {
		return err
	}
	if !d.Sentences() {
		return render.One(d.IO, d.Output, made, importedFields(), func(a operator.ImportedArchive) string { return a.Store })
	}
	verb := "has"
	if d.DryRun {
		verb = "would have"
	}
	missing := ""
	if made.Missing > 0 {
		missing = ", without " + deps.Count(made.Missing, "file that was lost before", "files that were lost before")
	}
	err = d.Say("%s %s %s: %s and %s%s", made.Store, verb, made.Workspace, deps.Count(made.Rows, "row", "rows"), deps.Count(made.Files, "file", "files"), missing)
	if made.ChainKey == operator.ChainKeyLeftOut {
		deps.WantsKey(d, made.Store)
	}
	return err
}

// importedFields is what is told of an archive that was imported.
func importedFields() []render.Field[operator.ImportedArchive] {
	type imported = operator.ImportedArchive
	return []render.Field[imported]{
		{Name: "store", Title: "Store", Reference: true, Text: func(a imported) string { return a.Store }},
		{Name: "workspace", Title: "Workspace", Text: func(a imported) string { return a.Workspace }},
		{Name: "made_at", Title: "Made", Text: func(a imported) string { return a.MadeAt.Format(time.RFC3339) }},
		{Name: "rows", Title: "Rows", Text: func(a imported) string { return strconv.Itoa(a.Rows) }},
		{Name: "files", Title: "Files", Text: func(a imported) string { return strconv.Itoa(a.Files) }},
		{Name: "missing", Title: "Missing", Text: func(a imported) string { return strconv.Itoa(a.Missing) }},
		{Name: "events", Title: "Events", Text: func(a imported) string { return strconv.Itoa(a.Events) }},
		{Name: "head", Title: "Head", Reference: true, Text: func(a imported) string { return a.Head }},
		{Name: "chain_key", Title: "Chain key", Text: func(a imported) string { return string(a.ChainKey) }},
	}
}

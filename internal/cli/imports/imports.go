// Package imports is the commands that bring in files of other systems.
package imports

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "Import files of other systems",
		Long: `Bring in files of other systems: CSV, XLSX or JSONL, as they come. Every row is
looked at before the first is written, and all of them are written, or none: with
--dry-run you see what would change, field by field. The same file again changes
nothing. See operator help importing.`,
	}
	for _, k := range kinds() {
		cmd.AddCommand(newKind(d, k))
	}
	cmd.AddCommand(newList(d), newShow(d), newUndo(d), newTemplate(d))
	return cmd
}

// kind is something that can be imported.
type kind struct {
	kind               operator.ImportKind
	short, long, extra string // extra is a second example
}

// kinds is every kind, what most offices need first.
func kinds() []kind {
	return []kind{
		{operator.ImportHomes, "Import homes, their buyers and sales, one home a row", "each row a home with its buyers and its sale", "--on-conflict fill"},
		{operator.ImportProperties, "Import homes", "each row a home", `--map "Job #=code"`},
		{operator.ImportBuyers, "Import buyers", "each row a buyer", "--rejects wrong.csv"},
		{operator.ImportTeam, "Import team members", "each row a team member", "--on-conflict title=update"},
		{operator.ImportContacts, "Import contacts", "each row a contact: a lender, a realtor", "--partial"},
		{operator.ImportCommunities, "Import communities", "each row a community, with its code and name", "--mapping erp"},
		{operator.ImportBuildings, "Import buildings", "each row a building of a community", "--partial"},
		{operator.ImportTransactions, "Import sales of homes that are there", "each row a sale of a home that is there, with its buyers", "--max-errors 10"},
		{operator.ImportMessages, "Import messages, with the time they were sent", "each row a message, with who sent it, to whom and when. They get\nconversations of their own; nobody is told of them", "--partial"},
		{operator.ImportUpdates, "Import updates, with the time they were published", "each row an update of a home, with when it was published. Nobody\nis told of them", "--partial"},
	}
}

// thing says how an import is written.
func thing(d *deps.Deps) deps.Thing[operator.Import] {
	return deps.Thing[operator.Import]{Fields: fields(d), Ref: ref}
}

func ref(i operator.Import) string { return i.Ref.String() }

func newList(d *deps.Deps) *cobra.Command {
	var req operator.ListImportsRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List imports, the newest first",
		Long:  "List imports that changed something, the newest first.",
		Example: `  operator import list
  operator import list --kind buyers -o json`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Import], error) {
				req.Paging = p
				return s.ListImports(ctx, req)
			})
		},
	}
	f := cmd.Flags()
	f.StringVar((*string)(&req.Kind), "kind", "", "only those of this `KIND`")
	deps.CompleteValues(cmd, "kind", operator.ImportKinds()...)
	paging.Flags(f)
	return cmd
}

// sheet is a list of imports.
func sheet(d *deps.Deps) render.Sheet[operator.Import] {
	count := func(name, title string, of func(operator.Import) int) render.Column[operator.Import] {
		return render.Column[operator.Import]{Name: name, Title: title, Align: render.Right, Text: number(of)}
	}
	unchanged := count("unchanged", "Unchanged", func(i operator.Import) int { return i.Unchanged })
	unchanged.Spare = true
	return render.Sheet[operator.Import]{
		Columns: []render.Column[operator.Import]{
			{Name: "ref", Title: "Ref", Reference: true, Text: ref},
			{Name: "kind", Title: "Kind", Text: func(i operator.Import) string { return string(i.Kind) }},
			{Name: "file", Title: "File", Flexible: true, Text: func(i operator.Import) string { return i.File }},
			{Name: "state", Title: "State", Text: func(i operator.Import) string { return string(i.State) }},
			count("rows", "Rows", func(i operator.Import) int { return i.Rows }),
			count("created", "Created", func(i operator.Import) int { return i.Created }),
			count("updated", "Updated", func(i operator.Import) int { return i.Updated }),
			unchanged,
			count("rejected", "Rejected", func(i operator.Import) int { return i.Rejected }),
			{Name: "by", Title: "By", Flexible: true, Spare: true, Text: func(i operator.Import) string { return i.By.Name }, Exact: func(i operator.Import) string { return i.By.Ref.String() }},
			{Name: "created_at", Title: "Age", Text: func(i operator.Import) string { return d.Age(i.CreatedAt) }, Exact: func(i operator.Import) string { return render.Stamp(i.CreatedAt) }},
		},
		Ref:   ref,
		Empty: "Nothing was imported.",
	}
}

func newShow(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "show IMPORT",
		Short: "Show what an import did",
		Long: `Show what an import did: its counts, which column filled which field, what it warned
of and what it changed. Rows that were rejected are not kept: the same command with
--dry-run says again which they are, and why.`,
		Example: `  operator import show I3
  operator import show I3 -o json`,
		Args:              deps.Args("IMPORT"),
		ValidArgsFunction: deps.CompleteArgs(d, "import"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var shown operator.Import
			ask := func(s operator.Service, ctx context.Context, req operator.ShowImportRequest) (i operator.Import, err error) {
				shown, err = s.ShowImport(ctx, req)
				return shown, err
			}
			err := deps.Show(cmd.Context(), d, thing(d), operator.ShowImportRequest{Import: operator.Ref(args[0])}, ask)
			if err == nil && shown.Rejected > 0 {
				render.Note(d.IO, d.Output, "%s rejected; which, and why, is not kept: operator import %s %s --dry-run says it again, and --rejects FILE writes them to a file",
					deps.Count(shown.Rejected, "row was", "rows were"), shown.Kind, cmp.Or(shown.File, "FILE"))
			}
			return err
		},
	}
}

func newUndo(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "undo IMPORT",
		Short: "Take back what an import did",
		Long: `Take back what an import did and nobody has changed since: what it made is
deleted where no history hangs on it, and what it changed becomes what it was.
A sale goes with its new buyers unless something has come of it since: what was on
its home before, or is not of the sale, keeps nothing. The rest is kept, and listed
with the reason.`,
		Example: `  operator import undo I3 --dry-run
  operator import undo I3 --yes`,
		Args:              deps.Args("IMPORT"),
		ValidArgsFunction: deps.CompleteArgs(d, "import"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.UndoImportRequest{Import: operator.Ref(args[0]), Confirmed: true}
			question := func(i operator.Import) string {
				return "Take back " + ref(i) + ", " + deps.Count(len(i.Changes), "change", "changes") + " of " + string(i.Kind) + "?"
			}
			return deps.End(cmd.Context(), d, thing(d), req, question, operator.Service.UndoImport, func(d *deps.Deps, i operator.Import) {
				if n := len(i.Kept); n > 0 {
					deps.Tell(d, "%s kept: each says why", deps.Count(n, "change is", "changes are"))
				}
			})
		},
	}
}

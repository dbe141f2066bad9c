package admin

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newDump(d *deps.Deps) *cobra.Command {
	var req operator.DumpRequest
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "dump KIND [REF]",
		Short: "Show rows of a table as JSON",
		Long: `Show rows of a table as JSON, one on a line, as they are kept; secrets are left
out. REF is what the keys of the rows begin with: with P7, people is one row, and
inbox all of one person's. Fields come and go with the versions of the program: a
dump is for looking, not for scripts.

KIND is one of ` + strings.Join(Kinds(), ", ") + `.`,
		Example: `  operator admin dump people P7
  operator admin dump messages C42 --limit 10
  operator admin dump events 4711 -o yaml`,
		Args:              deps.Args("KIND", "[REF]"),
		ValidArgsFunction: complete(d),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Kind = args[0]
			if len(args) > 1 {
				req.Ref = operator.Ref(args[1])
			}
			return dump(cmd.Context(), d, &paging, req)
		},
	}
	paging.Flags(cmd.Flags())
	return cmd
}

// dump writes rows, to people as lines of JSON too: they have no columns in common.
func dump(ctx context.Context, d *deps.Deps, paging *deps.Paging, req operator.DumpRequest) error {
	lines := *d
	if d.ForPeople() {
		lines.Output.Format = render.JSONL
	}
	return deps.List(ctx, &lines, paging, sheet(), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[json.RawMessage], error) {
		req.Paging = p
		return s.Dump(ctx, req)
	})
}

// sheet is rows where columns are wanted.
func sheet() render.Sheet[json.RawMessage] {
	return render.Sheet[json.RawMessage]{
		Columns: []render.Column[json.RawMessage]{
			{Name: "row", Title: "Row", Flexible: true, Folds: true, Text: func(row json.RawMessage) string { return string(row) }},
		},
		Ref: ref,
	}
}

// ref is what names a row by itself, and the row where nothing does.
func ref(row json.RawMessage) string {
	var named struct {
		ID  string
		Seq uint64
	}
	switch err := json.Unmarshal(row, &named); {
	case err == nil && named.ID != "":
		return named.ID
	case err == nil && named.Seq > 0:
		return strconv.FormatUint(named.Seq, 10)
	}
	return string(row)
}

// kinds are the tables, with what completes the references to their rows.
var kinds = map[string]string{
	"workspace": "", "people": "person", "communities": "community", "buildings": "building",
	"properties": "property", "assignments": "property", "sales": "transaction",
	"conversations": "conversation", "messages": "conversation", "versions": "",
	"inbox": "person", "totals": "person", "requests": "person", "events": "", "details": "", "chains": "property",
	"merges": "", "rearrangements": "conversation", "steps": "", "searched": "", "posts": "", "updates": "",
	"imports": "", "import_parts": "", "mappings": "", "tokens": "", "login_codes": "", "webhooks": "",
	"update_versions": "", "progress": "", "receipts": "", "schedule": "", "stagings": "", "templates": "", "unseen": "person",
}

// Kinds are the tables that can be dumped.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

func complete(d *deps.Deps) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		switch {
		case len(args) == 0:
			return Kinds(), cobra.ShellCompDirectiveNoFileComp
		case len(args) == 1 && kinds[args[0]] != "":
			return deps.References(d, kinds[args[0]])(cmd, args, typed)
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

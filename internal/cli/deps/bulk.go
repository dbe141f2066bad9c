package deps

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// BulkHelp says of a bulk edit what holds for all of them.
const BulkHelp = `With --dry-run you see what would change. It is one change: others
see all of it or nothing. What cannot be changed is listed with the reason, and
the status is 3.

It can be taken back for 30 days with --undo and the key that is told, or the
--idempotency-key that it was given: what somebody has changed since stays.`

// BulkUndo defines --undo, which stands alone. It is called when the command's other flags
// are there; changes are those of which one has to be given without it.
func BulkUndo(cmd *cobra.Command, undo *string, changes ...string) {
	var others []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { others = append(others, f.Name) })
	cmd.Flags().StringVar(undo, "undo", "", "take back the bulk edit with the `KEY`")
	for _, name := range others {
		cmd.MarkFlagsMutuallyExclusive("undo", name)
	}
	cmd.MarkFlagsOneRequired(append(changes, "undo")...)
}

// BulkEdit makes a bulk edit, or takes one back, and writes what became of each
// conversation.
func BulkEdit[Req any](ctx context.Context, d *Deps, undo string, req Req, edit Method[Req, operator.BulkEdit]) error {
	if err := render.Check(d.Output, bulkFields()); err != nil && d.Output.Format.Whole() {
		return err
	}
	done, err := Change(ctx, d, func(ctx context.Context, s operator.Service) (operator.BulkEdit, error) {
		if undo != "" {
			return s.UndoBulkEdit(ctx, operator.UndoBulkEditRequest{Undo: undo})
		}
		return edit(s, ctx, req)
	})
	if err != nil {
		return err
	}
	if err := writeBulk(d, done); err != nil {
		return err
	}
	if done.Refused > 0 {
		return operator.Errorf(operator.Partial, "%d of %s could not be changed", done.Refused, Count(done.Fit, "conversation", "conversations")).
			WithHint("--columns conversation,refused says why").Reason("some_refused")
	}
	return nil
}

// writeBulk writes a bulk edit: an object for programs that read such, and for others a
// row for each conversation.
func writeBulk(d *Deps, done operator.BulkEdit) error {
	if d.Output.Format.Whole() {
		return render.One(d.IO, d.Output, done, bulkFields(), nil)
	}
	sheet := bulkSheet(done)
	if err := render.List(d.IO, d.Output, done.Items, sheet); err != nil {
		return err
	}
	if !d.Sentences() {
		return nil
	}
	if len(done.Items) > 0 {
		render.Note(d.IO, d.Output, "%d of %s that fit %s", done.Changed, Count(done.Fit, "conversation", "conversations"), d.Done("changed"))
	}
	if done.Undo != nil && !d.DryRun {
		noun := "conversation"
		if done.Kind == operator.BulkInbox {
			noun = "inbox"
		}
		render.Note(d.IO, d.Output, "to take it back: operator %s bulk-edit --undo %s", noun, *done.Undo)
	}
	return nil
}

func bulkFields() []render.Field[operator.BulkEdit] {
	type edit = operator.BulkEdit
	number := func(name, title string, of func(edit) int) render.Field[edit] {
		return render.Field[edit]{Name: name, Title: title, Text: func(e edit) string { return strconv.Itoa(of(e)) }}
	}
	return []render.Field[edit]{
		{Name: "kind", Title: "Kind", Text: func(e edit) string { return string(e.Kind) }},
		number("fit", "Fit", func(e edit) int { return e.Fit }),
		number("changed", "Changed", func(e edit) int { return e.Changed }),
		number("refused", "Refused", func(e edit) int { return e.Refused }),
		{Name: "undo", Title: "Undo", Text: func(e edit) string { return operator.Value(e.Undo) }},
	}
}

func bulkSheet(done operator.BulkEdit) render.Sheet[operator.BulkItem] {
	type item = operator.BulkItem
	empty := "No conversations fit."
	if done.Fit > 0 {
		empty = "All that fit are so already."
	}
	return render.Sheet[item]{
		Columns: []render.Column[item]{
			{Name: "conversation", Title: "Ref", Reference: true, Text: func(i item) string { return i.Conversation.String() }},
			{Name: "property", Title: "Property", Text: func(i item) string { return i.Property }},
			{Name: "subject", Title: "Subject", Flexible: true, Text: func(i item) string { return operator.Value(i.Subject) }},
			{Name: "fields", Title: "Changes", Flexible: true, Text: bulkChanges},
			{Name: "refused", Title: "Refused", Flexible: true, Folds: true, Hidden: done.Refused == 0, Text: func(i item) string { return operator.Value(i.Refused) }},
		},
		Ref:   func(i item) string { return i.Conversation.String() },
		Empty: empty,
	}
}

// bulkChanges is what became of a conversation: "label +warranty, assignee P3 → P7".
func bulkChanges(i operator.BulkItem) string {
	changes := make([]string, len(i.Fields))
	for n, f := range i.Fields {
		switch {
		case f.Field == "label" && f.Is != "":
			changes[n] = "label +" + f.Is
		case f.Field == "label":
			changes[n] = "label -" + f.Was
		case f.Was == "":
			changes[n] = f.Field + " " + f.Is
		case f.Is == "":
			changes[n] = f.Field + " " + f.Was + " → none"
		default:
			changes[n] = f.Field + " " + f.Was + " → " + f.Is
		}
	}
	return strings.Join(changes, ", ")
}

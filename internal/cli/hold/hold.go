// Package hold is the commands about legal holds on homes.
package hold

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "hold",
		Short: "Keep what is said and posted about homes from being deleted",
		Long: `Keep what is said and posted about homes from being deleted, as a lawsuit may ask.
While a home is on hold, its messages, updates, milestones and sales cannot be
deleted or taken to another home, nor can anybody with a part in it be erased.
Edits go on, for they keep what was there before.`,
	}
	cmd.AddCommand(newSet(d), newRelease(d), newList(d))
	return cmd
}

// thing says how one hold is written.
func thing(d *deps.Deps) deps.Thing[operator.Hold] {
	return deps.Thing[operator.Hold]{Ref: property, Fields: []render.Field[operator.Hold]{
		{Name: "property", Title: "Property", Text: property, Reference: true},
		{Name: "held", Title: "On hold", Text: held, Exact: exactHeld},
		{Name: "since", Title: "Since", Text: func(h operator.Hold) string { return d.OptionalMoment(h.Since) }, Exact: since},
		{Name: "by", Title: "By", Text: func(h operator.Hold) string { return deps.OptionalWho(h.By) }, Exact: func(h operator.Hold) string { return deps.OptionalRef(h.By) }},
		{Name: "reason", Title: "Reason", Text: reason},
	}}
}

// sheet says how a list of holds is written.
func sheet(d *deps.Deps) render.Sheet[operator.Hold] {
	return render.Sheet[operator.Hold]{Ref: property, Empty: "No home is on hold.", Columns: []render.Column[operator.Hold]{
		{Name: "property", Title: "Property", Text: property, Reference: true},
		{Name: "since", Title: "Since", Text: func(h operator.Hold) string { return d.OptionalAge(h.Since, "") }, Exact: since},
		{Name: "by", Title: "By", Text: func(h operator.Hold) string { return deps.OptionalWho(h.By) }, Exact: func(h operator.Hold) string { return deps.OptionalRef(h.By) }, Flexible: true},
		{Name: "reason", Title: "Reason", Text: reason, Flexible: true},
		{Name: "held", Title: "On hold", Text: held, Exact: exactHeld, Hidden: true},
	}}
}

func property(h operator.Hold) string  { return h.Property }
func reason(h operator.Hold) string    { return operator.Value(h.Reason) }
func exactHeld(h operator.Hold) string { return strconv.FormatBool(h.Held) }

func held(h operator.Hold) string {
	if h.Held {
		return "yes"
	}
	return "no"
}

func since(h operator.Hold) string { return deps.Stamp(h.Since) }

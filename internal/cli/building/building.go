// Package building is the commands about buildings.
package building

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "building",
		Short: "Add and change buildings, and which homes are in them",
		Long: `Add and change buildings, and which homes are in them. A building groups
some of the homes of one community.`,
	}
	cmd.AddCommand(newAdd(d), newList(d), newShow(d), newEdit(d), newDelete(d))
	return cmd
}

// thing says how one building is written.
func thing() deps.Thing[operator.Building] {
	return deps.Thing[operator.Building]{Ref: ref, Fields: []render.Field[operator.Building]{
		{Name: "ref", Title: "Building", Text: ref, Reference: true},
		{Name: "community", Title: "Community", Text: community, Reference: true},
		{Name: "number", Title: "Number", Text: number},
		{Name: "name", Title: "Name", Text: name},
		{Name: "properties", Title: "Properties", Text: codes},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

// sheet says how a list of buildings is written. People see how many homes each
// has; programs which.
func sheet() render.Sheet[operator.Building] {
	return render.Sheet[operator.Building]{Ref: ref, Empty: "No buildings.", Columns: []render.Column[operator.Building]{
		{Name: "ref", Title: "Ref", Text: ref, Reference: true},
		{Name: "community", Title: "Community", Text: community, Reference: true},
		{Name: "number", Title: "Number", Text: number},
		{Name: "name", Title: "Name", Text: name, Flexible: true},
		{Name: "properties", Title: "Properties", Text: count, Exact: codes, Align: render.Right},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true, Hidden: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

func ref(b operator.Building) string         { return b.Ref.String() }
func community(b operator.Building) string   { return b.Community }
func number(b operator.Building) string      { return b.Number }
func name(b operator.Building) string        { return operator.Value(b.Name) }
func codes(b operator.Building) string       { return strings.Join(b.Properties, ", ") }
func count(b operator.Building) string       { return strconv.Itoa(len(b.Properties)) }
func externalIDs(b operator.Building) string { return deps.ExternalIDs(b.ExternalIDs) }
func created(b operator.Building) string     { return render.Stamp(b.CreatedAt) }
func updated(b operator.Building) string     { return render.Stamp(b.UpdatedAt) }

// Package community is the commands about communities.
package community

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
		Use:   "community",
		Short: "Add and change communities, and who works on them",
		Long: `Add and change communities, and who works on them. A community is a
neighbourhood of homes; every property belongs to one.`,
	}
	cmd.AddCommand(newAdd(d), newList(d), newShow(d), newEdit(d), newDelete(d), newAssign(d), newUnassign(d))
	return cmd
}

// thing says how one community is written.
func thing() deps.Thing[operator.Community] {
	return deps.Thing[operator.Community]{Ref: code, Fields: []render.Field[operator.Community]{
		{Name: "code", Title: "Community", Text: code, Reference: true},
		{Name: "ref", Title: "Ref", Text: ref, Reference: true, Hidden: true},
		{Name: "name", Title: "Name", Text: name},
		{Name: "properties", Title: "Properties", Text: properties},
		{Name: "team", Title: "Team", Text: teamRefs, Exact: exactTeam},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

// sheet says how a list of communities is written.
func sheet() render.Sheet[operator.Community] {
	return render.Sheet[operator.Community]{Ref: code, Empty: "No communities.", Columns: []render.Column[operator.Community]{
		{Name: "code", Title: "Code", Text: code, Reference: true},
		{Name: "ref", Title: "Ref", Text: ref, Reference: true, Hidden: true},
		{Name: "name", Title: "Name", Text: name, Flexible: true},
		{Name: "properties", Title: "Properties", Text: properties, Align: render.Right},
		{Name: "team", Title: "Team", Text: teamNames, Exact: exactTeam, Flexible: true},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true, Hidden: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

func code(c operator.Community) string        { return c.Code }
func ref(c operator.Community) string         { return c.Ref.String() }
func name(c operator.Community) string        { return c.Name }
func properties(c operator.Community) string  { return strconv.Itoa(c.Properties) }
func teamNames(c operator.Community) string   { return deps.PeopleNames(c.Team) }
func teamRefs(c operator.Community) string    { return deps.Whom(c.Team) }
func exactTeam(c operator.Community) string   { return deps.PeopleRefs(c.Team) }
func externalIDs(c operator.Community) string { return deps.ExternalIDs(c.ExternalIDs) }
func created(c operator.Community) string     { return render.Stamp(c.CreatedAt) }
func updated(c operator.Community) string     { return render.Stamp(c.UpdatedAt) }

// Package template is the commands about templates: texts with variables.
package template

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Keep texts with variables, for messages and updates",
		Long: `Keep texts with variables, for messages and updates, as in
"Dear {{buyers.first_names}}". ` + variables(),
	}
	cmd.AddCommand(newAdd(d), newList(d), newShow(d), newEdit(d), newDelete(d))
	return cmd
}

// variables is help on what can stand in a template.
func variables() string {
	return `These variables have a value of their own:

  ` + strings.ReplaceAll(wrapped(operator.TemplateVariables(), 74), "\n", "\n  ") + `

Any other is given with --var NAME=VALUE. {{{{ is two braces.`
}

// wrapped is words on lines that are not longer than a number of letters.
func wrapped(words []string, width int) string {
	var b strings.Builder
	at := 0
	for i, word := range words {
		switch {
		case i == 0:
		case at+1+len(word) > width:
			b.WriteByte('\n')
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += len(word)
	}
	return b.String()
}

type text = operator.Template

func name(t text) string { return t.Name }

// thing says how one template is written.
func thing() deps.Thing[text] {
	return deps.Thing[text]{Ref: name, Fields: []render.Field[text]{
		{Name: "name", Title: "Template", Reference: true, Text: name},
		{Name: "property", Title: "Filled in for", Reference: true, Text: func(t text) string { return operator.Value(t.Property) }},
		{Name: "title", Title: "Title", Text: func(t text) string { return operator.Value(t.Title) }},
		{Name: "variables", Title: "Variables", Text: func(t text) string { return strings.Join(t.Variables, ", ") }, Exact: exactVariables},
		{Name: "author", Title: "Author", Text: func(t text) string { return deps.Who(t.Author) }, Exact: author},
		{Name: "created_at", Title: "Added", Text: func(t text) string { return render.Stamp(t.CreatedAt) }, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: func(t text) string { return render.Stamp(t.UpdatedAt) }, Hidden: true},
		{Name: "body", Title: "Text", Block: true, Text: func(t text) string { return t.Body }},
	}}
}

func author(t text) string { return t.Author.Ref.String() }

func exactVariables(t text) string { return strings.Join(t.Variables, " ") }

// sheet says how a list of templates is written.
func sheet(d *deps.Deps) render.Sheet[text] {
	return render.Sheet[text]{Ref: name, Empty: "No templates.", Columns: []render.Column[text]{
		{Name: "name", Title: "Name", Reference: true, Text: name},
		{Name: "title", Title: "Title", Flexible: true, Text: func(t text) string { return operator.Value(t.Title) }},
		{Name: "variables", Title: "Variables", Flexible: true, Text: func(t text) string { return strings.Join(t.Variables, ", ") }, Exact: exactVariables},
		{Name: "author", Title: "Author", Flexible: true, Spare: true, Text: func(t text) string { return t.Author.Name }, Exact: author},
		{Name: "updated_at", Title: "Changed", Text: func(t text) string { return d.Age(t.UpdatedAt) }, Exact: func(t text) string { return render.Stamp(t.UpdatedAt) }},
		{Name: "created_at", Title: "Added", Hidden: true, Text: func(t text) string { return render.Stamp(t.CreatedAt) }},
		{Name: "body", Title: "Text", Hidden: true, Flexible: true, Text: func(t text) string { return t.Body }},
	}}
}

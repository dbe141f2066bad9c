// Package context is the commands about contexts: the named places that commands
// run against.
package context

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "context",
		Short: "Name the places that commands run against",
		Long: `Name the places that commands run against: a store on this machine, or an
instance, with who acts there. The current context counts where nothing else
is said: --store, --remote and --context go before it, and so do
OPERATOR_STORE, OPERATOR_REMOTE and OPERATOR_CONTEXT.`,
	}
	cmd.AddCommand(newAdd(d), newList(d), newShow(d), newUse(d), newDelete(d))
	return deps.Mends(cmd)
}

// sheet says how contexts are written.
func sheet() render.Sheet[deps.Context] {
	return render.Sheet[deps.Context]{
		Columns: []render.Column[deps.Context]{
			{Name: "current", Title: "", Text: mark, Exact: func(c deps.Context) string { return fmt.Sprint(c.Current) }},
			{Name: "name", Title: "Name", Reference: true, Text: func(c deps.Context) string { return c.Name }},
			{Name: "target", Title: "Runs against", Text: target},
			{Name: "as", Title: "As", Flexible: true, Text: func(c deps.Context) string { return operator.Value(c.As) }},
			{Name: "in_force", Title: "In force", Text: because, Exact: func(c deps.Context) string { return fmt.Sprint(c.InForce) }},
			hidden("because", "By", func(c deps.Context) *string { return c.Because }),
			hidden("store", "Store", func(c deps.Context) *string { return c.Store }),
			hidden("remote", "Remote", func(c deps.Context) *string { return c.Remote }),
			hidden("token_file", "Token file", func(c deps.Context) *string { return c.TokenFile }),
			hidden("output", "Output", func(c deps.Context) *string { return c.Output }),
			hidden("timeout", "Timeout", func(c deps.Context) *string { return c.Timeout }),
			hidden("file", "File", func(c deps.Context) *string { return c.File }),
			{Name: "line", Title: "Line", Hidden: true, Text: func(c deps.Context) string {
				if c.Line == nil {
					return ""
				}
				return fmt.Sprint(*c.Line)
			}},
		},
		Ref:   func(c deps.Context) string { return c.Name },
		Empty: "No contexts. Add one: operator context add NAME --store DIR",
	}
}

func hidden(name, title string, of func(deps.Context) *string) render.Column[deps.Context] {
	return render.Column[deps.Context]{Name: name, Title: title, Hidden: true, Text: func(c deps.Context) string { return operator.Value(of(c)) }}
}

// thing says how one context is written.
func thing() deps.Thing[deps.Context] {
	optional := func(name, title string, of func(deps.Context) *string) render.Field[deps.Context] {
		return render.Field[deps.Context]{Name: name, Title: title, Text: func(c deps.Context) string { return operator.Value(of(c)) }}
	}
	return deps.Thing[deps.Context]{Fields: []render.Field[deps.Context]{
		{Name: "name", Title: "Name", Reference: true, Text: func(c deps.Context) string { return c.Name }},
		optional("store", "Store", func(c deps.Context) *string { return c.Store }),
		optional("remote", "Remote", func(c deps.Context) *string { return c.Remote }),
		optional("as", "As", func(c deps.Context) *string { return c.As }),
		optional("token_file", "Token file", func(c deps.Context) *string { return c.TokenFile }),
		optional("output", "Output", func(c deps.Context) *string { return c.Output }),
		optional("timeout", "Timeout", func(c deps.Context) *string { return c.Timeout }),
		{Name: "current", Title: "Current", Text: func(c deps.Context) string {
			if c.Current {
				return "yes"
			}
			return ""
		}, Exact: func(c deps.Context) string { return fmt.Sprint(c.Current) }},
		{Name: "in_force", Title: "In force", Text: because, Exact: func(c deps.Context) string { return fmt.Sprint(c.InForce) }},
		{Name: "file", Title: "File", Text: func(c deps.Context) string {
			if c.File == nil || c.Line == nil {
				return ""
			}
			return fmt.Sprintf("%s:%d", *c.File, *c.Line)
		}, Exact: func(c deps.Context) string { return operator.Value(c.File) }},
	}, Ref: sheet().Ref}
}

func mark(c deps.Context) string {
	if c.Current {
		return "*"
	}
	return ""
}

func target(c deps.Context) string { return operator.Value(c.Store) + operator.Value(c.Remote) }

// because says what put a context in force.
func because(c deps.Context) string {
	if !c.InForce {
		return ""
	}
	if c.Because == nil {
		return "by default"
	}
	return "by " + *c.Because
}

// complete completes the name of a context.
func complete(d *deps.Deps) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		list, err := d.Configuration.Contexts()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		names := make([]cobra.Completion, len(list))
		for i, c := range list {
			names[i] = cobra.CompletionWithDesc(c.Name, target(c))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// warnOthers warns where commands run against something else than the context,
// which was just made the current one.
func warnOthers(d *deps.Deps, current string) {
	force, err := d.Configuration.Context("")
	if err != nil {
		d.Warn([]string{"commands cannot run yet: " + err.Error()})
		return
	}
	if force.Because == nil || *force.Because == "current-context" || force.Name == current {
		return
	}
	where := target(force)
	if force.Name != "" {
		where = "the context " + force.Name
	}
	d.Warn([]string{fmt.Sprintf("%s goes before it: commands run against %s", *force.Because, where)})
}

// Package demo is the command that makes a company up, to look at and to try
// things on.
package demo

import (
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/cli/inbox"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The size of a demo where nothing else is said.
const (
	properties = 40
	messages   = 600
)

// contextName is the context that leads to the demo.
const contextName = "demo"

// shown is how many conversations are shown of the new inbox.
const shown = 10

// New is `operator demo`.
func New(d *deps.Deps) *cobra.Command {
	req := operator.DemoRequest{}
	cmd := &cobra.Command{
		Use:   "demo [DIR]",
		Short: "Make up a company to try things on",
		Long: `Make up a company to try things on: communities, homes in every stage, sales,
the team, buyers and contacts, and what they wrote to each other. It is put into
a store of its own (DIR, or operator-demo in the data folder) with the context
"demo", which becomes the current one only where there is none. The same size
and seed at the same time make the same company.`,
		Example: `  operator demo
  operator demo ./acme --properties 1000 --messages 50000
  operator inbox list --context demo`,
		Args: deps.Args("[DIR]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				req.Folder = args[0]
			}
			if err := render.Check(d.Output, fields()); err != nil && !d.ForPeople() {
				return err
			}
			bar := render.NewProgress(d.IO, d.Output, "making the demo", d.Verbose, time.Now)
			req.Progress = bar.Update
			made, err := deps.MakeUp(cmd.Context(), d, req, contextName)
			bar.Stop()
			if err != nil {
				return err
			}
			if !d.ForPeople() || d.DryRun {
				return render.One(d.IO, d.Output, made, fields(), func(m operator.Demo) string { return m.Store })
			}
			render.Note(d.IO, d.Output, "made %s in %s; Maya Ortiz, its administrator, has this in her inbox:", size(made), made.Store)
			talks, err := inbox.Latest(cmd.Context(), d, shown)
			if err == nil {
				tryNext(d, made, talks)
			}
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&req.Properties, "properties", properties, "make `N` homes")
	f.IntVar(&req.Messages, "messages", messages, "make `N` messages")
	f.Uint64Var(&req.Seed, "seed", 1, "make another company with another `NUMBER`")
	return deps.Offline(cmd)
}

func size(m operator.Demo) string {
	return deps.Count(m.Properties, "home", "homes") + ", " + deps.Count(m.People, "person", "people") + " and " +
		deps.Count(m.Messages, "message", "messages")
}

// tryNext says what to look at.
func tryNext(d *deps.Deps, m operator.Demo, talks []operator.InboxItem) {
	in := " --context " + m.Context
	if m.Context == "" {
		in = " --store " + deps.Quoted(m.Store)
	}
	if contexts, err := d.Configuration.Contexts(); err == nil {
		if slices.ContainsFunc(contexts, func(c deps.Context) bool { return c.Name == m.Context && c.Current }) {
			in = ""
		}
	}
	commands := []string{"operator property list"}
	if len(talks) > 0 {
		talk := talks[0]
		who := talk.Participants[len(talk.Participants)-1]
		commands = []string{
			"operator conversation show " + talk.Ref.String(),
			"operator msg send -p " + talk.Property + " --to home -b Hello --dry-run",
			"operator explain " + who.Ref.String() + " " + talk.Property,
			"operator inbox list --as " + who.Ref.String(),
		}
	}
	render.Note(d.IO, d.Output, "try next:")
	for _, command := range commands {
		render.Note(d.IO, d.Output, "  %s%s", command, in)
	}
}

// fields is what a program is told about a demo.
func fields() []render.Field[operator.Demo] {
	count := func(name, title string, of func(operator.Demo) int) render.Field[operator.Demo] {
		return render.Field[operator.Demo]{Name: name, Title: title, Text: func(m operator.Demo) string { return strconv.Itoa(of(m)) }}
	}
	return []render.Field[operator.Demo]{
		{Name: "store", Title: "Store", Text: func(m operator.Demo) string { return m.Store }},
		{Name: "context", Title: "Context", Text: func(m operator.Demo) string { return m.Context }},
		count("communities", "Communities", func(m operator.Demo) int { return m.Communities }),
		count("properties", "Properties", func(m operator.Demo) int { return m.Properties }),
		count("people", "People", func(m operator.Demo) int { return m.People }),
		count("transactions", "Transactions", func(m operator.Demo) int { return m.Transactions }),
		count("conversations", "Conversations", func(m operator.Demo) int { return m.Conversations }),
		count("messages", "Messages", func(m operator.Demo) int { return m.Messages }),
		count("events", "Events", func(m operator.Demo) int { return m.Events }),
	}
}

package cli

import (
	"slices"

	"github.com/spf13/cobra"
)

const (
	home  = "https://github.com/seed-34ad0ce1/operator"
	title = "The inbox of a home builder"
)

// newRoot builds the commands that args name, and says of the others only what
// they are called, which is all that help and suggestions need. To build every
// command costs as much as a small command takes to run.
func newRoot(p *program, args []string) *cobra.Command {
	return build(p, func(g group) bool {
		return slices.Contains(args, g.name) || slices.ContainsFunc(g.otherNames(), func(name string) bool { return slices.Contains(args, name) })
	})
}

func build(p *program, wanted func(group) bool) *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "operator",
		Short: title,
		Long: title + `: messages and updates about homes, in one
place, organised by property.`,
		Example: `  operator demo                        a made-up company, to look around in
  operator inbox list                  what waits for you
  operator inbox list -o json          the same for a program
  operator msg send -p MR-014 --to buyers -b "The keys are here." --dry-run
  operator help scripting              what a script must know`,
		Args:              cobra.ArbitraryArgs,
		PersistentPreRunE: p.prepare,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return p.unknownCommand(cmd, args[0])
			case version:
				return p.showVersion()
			}
			return cmd.Help()
		},
	}
	root.SetIn(p.deps.IO.In)
	// What cobra says itself, of a flag that is deprecated, is no result. What it
	// answers a shell is one.
	root.SetOut(p.deps.IO.Err)
	if p.completing {
		root.SetOut(p.deps.IO.Out)
	}
	root.SetErr(p.deps.IO.Err)
	p.globals.add(root.PersistentFlags(), p)
	root.Flags().BoolVar(&version, "version", false, "show the version, as operator version does")
	root.SetFlagErrorFunc(p.flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { p.helpErr = p.help(cmd) })
	for _, s := range sections {
		root.AddGroup(&cobra.Group{ID: string(s), Title: string(s)})
	}
	for _, g := range commands {
		root.AddCommand(g.command(p.deps, wanted(g)))
	}
	p.completeGlobals(root)
	helpCommand := newHelp(p)
	root.SetHelpCommand(helpCommand)
	root.AddCommand(newVersion(p), newCompletion(p), helpCommand)
	p.harden(root)
	return root
}

package cli

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var shells = []string{"bash", "zsh", "fish", "powershell"}

func newCompletion(p *program) *cobra.Command {
	return deps.Offline(&cobra.Command{
		Use:     "completion SHELL",
		Short:   "Print what a shell needs to complete commands",
		GroupID: string(about),
		Long: `Print what a shell needs to complete commands, flags and references. SHELL is
bash, zsh, fish or powershell.`,
		Example: `  operator completion bash > ~/.local/share/bash-completion/completions/operator
  operator completion zsh > "${fpath[1]}/_operator"
  operator completion fish > ~/.config/fish/completions/operator.fish`,
		Args:      deps.Args("SHELL"),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			out, root := p.deps.IO.Out, cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(out)
			}
			return operator.Errorf(operator.Usage, "no completion for the shell %q", args[0]).Reason("unknown_shell").
				WithHint("%s", didYouMean(suggest.Nearest(args[0], shells), cmd))
		},
	})
}

// completeGlobals completes the values of global flags.
func (p *program) completeGlobals(root *cobra.Command) {
	complete := func(flag string, values func() []string) {
		err := root.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return values(), cobra.ShellCompDirectiveNoFileComp
		})
		if err != nil {
			panic(err) // there is no such flag
		}
	}
	complete("output", render.Formats)
	complete("context", func() []string {
		file, err := config.ReadFile(p.deps.Contexts.Path())
		if err != nil {
			return nil // an error in the middle of a command line helps nobody
		}
		return file.Names()
	})
}

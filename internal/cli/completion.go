package cli

import (
	"bytes"
	"io"
	"strings"

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
bash, zsh, fish or powershell; for bash the package bash-completion must be
installed.`,
		Example: `  operator completion bash > ~/.local/share/bash-completion/completions/operator
  operator completion zsh > "${fpath[1]}/_operator"
  operator completion fish > ~/.config/fish/completions/operator.fish`,
		Args:      deps.Args("SHELL"),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			out, root := p.deps.IO.Out, cmd.Root()
			switch args[0] {
			case "bash":
				return patched(out, bashPatch, func(w io.Writer) error { return root.GenBashCompletionV2(w, true) })
			case "zsh":
				return patched(out, zshPatch, root.GenZshCompletion)
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

// patch puts text before a line of a script that cobra makes.
type patch struct{ before, text string }

// The patches offer what the program found but what does not begin with the text
// typed: a person by their name, a home in small letters. Both shells would drop
// it. With several found, the text typed stays.
var (
	bashPatch = patch{
		before: "    # If there is a single completion left, remove the description",
		text: `    # What was found by a name, or in other letters, does not begin with what was
    # typed. A blank among several keeps bash from replacing that.
    if ((${#COMPREPLY[*]} == 0)); then
        COMPREPLY=("${completions[@]}")
        ((${#COMPREPLY[*]} > 1)) && COMPREPLY+=(" ")
        for compline in "${completions[@]}"; do
            comp=${compline%%$tab*}
            ((${#comp} > longest)) && longest=${#comp}
        done
    fi

`,
	}
	zshPatch = patch{
		before: "                # We must return an error code here to let zsh know",
		text: `                # What was found by a name, or in other letters, does not begin with
                # what was typed. Of several, none is put in its place.
                if [ ${#completions} -gt 0 ]; then
                    [ ${#completions} -gt 1 ] && compstate[insert]="" compstate[list]="list force"
                    eval _describe $keepOrder "completions" completions -U $flagPrefix $noSpace && return 0
                fi

`,
	}
)

// patched writes what generate makes, with the patch.
func patched(out io.Writer, p patch, generate func(io.Writer) error) error {
	var script bytes.Buffer
	if err := generate(&script); err != nil {
		return err
	}
	before, after, found := strings.Cut(script.String(), p.before)
	if !found {
		return operator.Errorf(operator.Internal, "the completions of this cobra have no line %q", p.before).Reason("completion_patch")
	}
	_, err := io.WriteString(out, before+p.text+p.before+after)
	return err
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

package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
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
bash, zsh, fish or powershell. References come from the store, as far as the
acting person may see them; a store that is missing or busy completes nothing.`,
		Example: `  operator completion bash > ~/.local/share/bash-completion/completions/operator
  operator completion zsh > "${fpath[1]}/_operator"
  operator completion fish > ~/.config/fish/completions/operator.fish
  operator completion powershell >> $PROFILE`,
		Args:      deps.Args("SHELL"),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if slices.Contains(shells, args[0]) {
				return writeCompletion(p.deps.IO.Out, cmd.Root(), args[0])
			}
			return operator.Errorf(operator.Usage, "no completion for the shell %q", args[0]).Reason("unknown_shell").
				WithHint("%s", didYouMean(suggest.Nearest(args[0], shells), cmd))
		},
	})
}

// completeGlobals completes the values of global flags.
func (p *program) completeGlobals(root *cobra.Command) {
	complete := func(flag string, values func() []string) {
		deps.CompleteWith(root, flag, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return values(), cobra.ShellCompDirectiveNoFileComp
		})
	}
	complete("output", render.Formats)
	complete("context", func() []string {
		file, err := p.sources().Book().Read()
		if err != nil {
			return nil // an error in the middle of a command line helps nobody
		}
		return file.Names()
	})
	deps.CompleteWith(root, "columns", p.completeColumns)
	deps.CompleteWith(root, "as", deps.References(p.deps, "person"))
}

// asksToComplete says whether a shell asks what could be typed next.
func asksToComplete(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// fitForShells settles what completes flags and arguments that nobody said
// anything of: left alone, cobra offers files for a name or a date. What a value
// is called says what it is.
func fitForShells(cmd *cobra.Command) {
	fit := func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		if complete := byValue(value, f.Name); value != "" && complete != nil {
			// It fails where the flag is completed already, which is as well.
			_ = cmd.RegisterFlagCompletionFunc(f.Name, complete)
		}
		f.Usage = usage
	}
	cmd.LocalNonPersistentFlags().VisitAll(fit)
	if !cmd.HasParent() {
		cmd.PersistentFlags().VisitAll(fit)
	}
	if !isGroup(cmd) && cmd.ValidArgsFunction == nil && len(cmd.ValidArgs) == 0 {
		cmd.ValidArgsFunction = byArgument(cmd)
	}
	for _, c := range cmd.Commands() {
		fitForShells(c)
	}
}

// byValue completes a value by what it is called in the help; nil stands for files.
func byValue(value, flag string) cobra.CompletionFunc {
	switch value {
	case "FILE", "PATH":
		return nil
	case "DIR", "FOLDER":
		return cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)
	case "TIME":
		if flag == "since" {
			value = "PAST"
		}
	}
	if words := timeWords[value]; words != nil {
		return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder)
	}
	return cobra.NoFileCompletions
}

// byArgument completes the arguments of a command by what its usage calls them.
func byArgument(cmd *cobra.Command) cobra.CompletionFunc {
	names := argumentNames(cmd)
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(names) == 0 || len(args) >= len(names) && !strings.Contains(names[len(names)-1], "…") {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		name := strings.Trim(names[min(len(args), len(names)-1)], "[]{}…")
		if complete := byValue(strings.TrimSuffix(name, "|-"), ""); complete != nil {
			return complete(cmd, args, typed)
		}
		return nil, cobra.ShellCompDirectiveDefault
	}
}

// argumentNames are what the usage of a command calls its arguments. A flag that
// must be given is there with its value, and is no argument.
func argumentNames(cmd *cobra.Command) []string {
	var names []string
	flag := false
	for _, word := range strings.Fields(cmd.Use)[1:] {
		switch {
		case strings.HasPrefix(word, "-"):
			flag = true
		case flag:
			flag = false
		default:
			names = append(names, word)
		}
	}
	return names
}

// timeWords are times as people type them, offered to show how: operator help
// time has all of them.
var timeWords = map[string][]cobra.Completion{
	"TIME":     {"tomorrow\tat midnight", "mon\tthe next Monday", "+4h\tin four hours", "+1w\tin a week"},
	"PAST":     {"today\tsince midnight", "yesterday\tsince its midnight", "-4h\tfour hours ago", "-1w\ta week ago"},
	"DAY":      {"today", "yesterday", "tomorrow"},
	"AGE":      {"4h\tfour hours", "1d\ta day", "1w\ta week"},
	"DURATION": {"0s\tnot at all", "10s\tten seconds", "1m\ta minute"},
}

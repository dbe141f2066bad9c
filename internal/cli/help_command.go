package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newHelp(p *program) *cobra.Command {
	var all bool
	cmd := deps.Offline(&cobra.Command{
		Use:     "help [COMMAND…|TOPIC]",
		Short:   "Explain a command or a topic",
		GroupID: string(about),
		Long: "Explain a command or a topic. With --all, list every command. The topics are:\n\n" +
			strings.TrimRight(topicList(), "\n"),
		Example: `  operator help msg send
  operator help scripting
  operator help --all | grep assign`,
		Args:              deps.Args("[COMMAND…]"),
		ValidArgsFunction: completeHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			if all {
				return p.listAll(cmd, args)
			}
			return p.explain(cmd.Root(), args)
		},
	})
	cmd.Flags().BoolVar(&all, "all", false, "list every command, with what it does")
	return cmd
}

// completeHelp offers commands, and topics in the place of the first.
func completeHelp(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	at, rest, err := cmd.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var list []cobra.Completion
	offer := func(name, short string) {
		if strings.HasPrefix(name, typed) {
			list = append(list, cobra.CompletionWithDesc(name, short))
		}
	}
	for _, c := range at.Commands() {
		if c.IsAvailableCommand() {
			offer(c.Name(), c.Short)
		}
	}
	if len(args) == 0 {
		for _, t := range topics {
			offer(t.name, t.short)
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// listAll writes a line for every command that does something.
func (p *program) listAll(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(cmd, operator.Errorf(operator.Usage, "unexpected argument %q: --all lists every command", args[0]).Reason("unexpected_argument"))
	}
	var list [][2]string
	for _, c := range everyCommand(p) {
		if !isGroup(c) {
			list = append(list, [2]string{strings.TrimPrefix(usageOf(c), "operator "), c.Short})
		}
	}
	_, err := io.WriteString(p.deps.IO.Out, columns(list))
	return err
}

// everyCommand builds all commands, and lists those that people are shown: the
// root, and each with what is below it.
func everyCommand(p *program) []*cobra.Command {
	every := newProgram(p.deps.IO, p.version) // not of p, whose flags have been read
	var list []*cobra.Command
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		list = append(list, c)
		for _, below := range inOrder(c.Commands()) {
			if below.IsAvailableCommand() || below.Name() == "help" {
				walk(below)
			}
		}
	}
	walk(build(every, func(group) bool { return true }))
	return list
}

// explain writes the help of the command or the topic that args name.
func (p *program) explain(root *cobra.Command, args []string) error {
	if len(args) == 1 && args[0] == "topics" {
		_, err := io.WriteString(p.deps.IO.Out, "Topics, each explained by operator help TOPIC.\n\n"+topicList())
		return err
	}
	if len(args) > 0 {
		if t := topicCalled(args[0]); t != nil && len(args) == 1 {
			_, err := io.WriteString(p.deps.IO.Out, p.topicText(t, root))
			return err
		} else if t != nil {
			return operator.Errorf(operator.Usage, "unexpected argument %q", args[1]).
				WithHint("operator help %s", t.name).Reason("unexpected_argument")
		}
	}
	at := root
	for _, name := range args {
		next := slices.IndexFunc(at.Commands(), func(c *cobra.Command) bool { return c.Name() == name || c.HasAlias(name) })
		if next < 0 {
			return p.nothingToExplain(at, name)
		}
		at = at.Commands()[next]
	}
	at.InitDefaultHelpFlag()
	return p.help(at)
}

func (p *program) nothingToExplain(at *cobra.Command, name string) error {
	if at.HasParent() {
		return p.unknownCommand(at, name)
	}
	meant := suggest.Nearest(name, append(namesOf(at), topicNames()...))
	if len(meant) == 0 {
		meant = p.verbs(name)
	}
	return operator.Errorf(operator.Usage, "there is no command and no topic %q", name).Reason("unknown_command").With("command", name).
		With("suggestions", meant).WithHint("%s", didYouMean(meant, at))
}

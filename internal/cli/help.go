package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// How wide help is: as the terminal, but no wider than reads well.
const (
	widestHelp = 100
	usualHelp  = 80
)

// help writes the help of a command, as --help asks for. Asked about a command
// that is not there it fails, where cobra would show the help of the group.
func (p *program) help(cmd *cobra.Command) error {
	if args := cmd.Flags().Args(); isGroup(cmd) && len(args) > 0 {
		return p.unknownCommand(cmd, args[0])
	}
	_, err := io.WriteString(p.deps.IO.Out, p.helpText(cmd))
	return err
}

func (p *program) helpText(cmd *cobra.Command) string {
	var b strings.Builder
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	width := p.helpWidth()
	part := func(title, text string) {
		if text = strings.Trim(text, "\n"); text != "" {
			fmt.Fprintf(&b, "\n%s\n%s\n", p.deps.IO.OutStyle().Bold(title), text)
		}
	}
	b.WriteString(strings.TrimSpace(long) + "\n")
	part("Usage", "  "+usageLine(cmd))
	if len(cmd.Aliases) > 0 {
		part("Also called", "  "+strings.Join(cmd.Aliases, ", "))
	}
	p.commandList(cmd, part)
	part("Flags", flagList(cmd, width))
	part("Examples", cmd.Example)
	switch {
	case !cmd.HasParent():
		b.WriteString("\nMore: operator COMMAND --help, operator help TOPIC\nTopics: " + strings.Join(topicNames(), ", ") + "\n")
	case isGroup(cmd):
		fmt.Fprintf(&b, "\nMore: %s COMMAND --help\n", cmd.CommandPath())
	default:
		b.WriteString("\nFlags that every command takes, as -o json or --as PERSON: operator help flags\n")
	}
	return b.String()
}

func (p *program) helpWidth() int {
	if w := p.deps.IO.Width; w > 0 {
		return min(w, widestHelp)
	}
	return usualHelp
}

func usageLine(cmd *cobra.Command) string {
	if isGroup(cmd) {
		return cmd.CommandPath() + " COMMAND [FLAG…]"
	}
	_, args, _ := strings.Cut(cmd.Use, " ")
	return strings.Join(strings.Fields(cmd.CommandPath()+" "+args+" [FLAG…]"), " ")
}

// commandList lists the commands below cmd, under their headings if they have any.
func (p *program) commandList(cmd *cobra.Command, part func(title, text string)) {
	list := func(in string) string {
		var b strings.Builder
		for _, c := range inOrder(cmd.Commands()) {
			if c.GroupID == in && (c.IsAvailableCommand() || c.Name() == "help") {
				fmt.Fprintf(&b, "  %-*s  %s\n", c.NamePadding(), c.Name(), c.Short)
			}
		}
		return b.String()
	}
	for _, g := range cmd.Groups() {
		part(g.Title, list(g.ID))
	}
	part("Commands", list(""))
}

// inOrder is the commands in the order of the registry, and those that are not in
// it in that of the alphabet.
func inOrder(list []*cobra.Command) []*cobra.Command {
	place := func(c *cobra.Command) int {
		if i := slices.IndexFunc(commands, func(g group) bool { return g.name == c.Name() }); i >= 0 && !c.Parent().HasParent() {
			return i
		}
		return len(commands)
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *cobra.Command) int { return place(a) - place(b) })
	return list
}

// flagList lists the command's own flags.
func flagList(cmd *cobra.Command, width int) string {
	own := pflag.NewFlagSet("", pflag.ContinueOnError)
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "help" {
			own.AddFlag(f)
		}
	})
	return own.FlagUsagesWrapped(width)
}

func newHelp(p *program) *cobra.Command {
	return deps.Offline(&cobra.Command{
		Use:     "help [COMMAND…|TOPIC]",
		Short:   "Explain a command or a topic",
		GroupID: string(about),
		Long:    "Explain a command or a topic. The topics are " + strings.Join(topicNames(), ", ") + ".",
		Example: `  operator help workspace edit
  operator help flags`,
		Args: deps.Args("[COMMAND…]"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			at, _, err := cmd.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			names := namesOf(at)
			if len(args) == 0 {
				names = append(names, topicNames()...)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.explain(cmd.Root(), args) },
	})
}

// explain writes the help of the command or the topic that args name.
func (p *program) explain(root *cobra.Command, args []string) error {
	if len(args) == 1 {
		if topic := slices.IndexFunc(topics, func(t topic) bool { return t.name == args[0] }); topic >= 0 {
			_, err := io.WriteString(p.deps.IO.Out, topics[topic].text(root, p.helpWidth()))
			return err
		}
	}
	if len(args) > 1 && slices.Contains(topicNames(), args[0]) {
		return operator.Errorf(operator.Usage, "unexpected argument %q", args[1]).
			WithHint("operator help %s", args[0]).Reason("unexpected_argument")
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

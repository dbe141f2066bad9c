package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	b.WriteString(filled(long, width))
	part("Usage", "  "+usageLine(cmd))
	if len(cmd.Aliases) > 0 {
		part("Also called", "  "+strings.Join(cmd.Aliases, ", "))
	}
	p.commandList(cmd, part)
	part("Flags", flagList(cmd, width))
	part("Examples", cmd.Example)
	switch {
	case !cmd.HasParent():
		b.WriteString("\nMore: operator COMMAND --help, operator help TOPIC, operator help --all\n" +
			wrapped("Topics: "+strings.Join(topicNames(), ", "), width))
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
	return usageOf(cmd) + " [FLAG…]"
}

// usageOf is a command with its arguments.
func usageOf(cmd *cobra.Command) string {
	_, args, _ := strings.Cut(cmd.Use, " ")
	return strings.TrimSpace(cmd.CommandPath() + " " + args)
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

// topicText is the text of a topic as wide as the terminal.
func (p *program) topicText(t *topic, root *cobra.Command) string {
	return filled(t.text(root, p.helpWidth()), p.helpWidth())
}

// filled fills the lines of paragraphs. Those that begin with blanks stay as they
// are: lists, and what is to be typed.
func filled(text string, width int) string {
	var b strings.Builder
	paragraph := ""
	end := func() {
		if paragraph != "" {
			b.WriteString(wrapped(paragraph, width))
		}
		paragraph = ""
	}
	for line := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		if strings.HasPrefix(line, " ") || line == "\n" {
			end()
			b.WriteString(line)
			continue
		}
		paragraph += line
	}
	end()
	return b.String()
}

// wrapped breaks words into lines of at most width.
func wrapped(text string, width int) string {
	var b strings.Builder
	at := 0
	for i, word := range strings.Fields(text) {
		long := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+long > width:
			b.WriteByte('\n')
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += long
	}
	return b.String() + "\n"
}

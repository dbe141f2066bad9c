package cli

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// Page is a page of the manual, as man reads it.
type Page struct {
	File string // as in operator-msg-send.1
	Text string
}

// The sections of a system's manual that our pages belong to.
const (
	commandSection = 1
	topicSection   = 7
)

// Manual is a page for each command and each topic. They bear the day, where it is
// not the zero time, and nothing else that differs from one day to the next.
func Manual(day time.Time) []Page {
	date := ""
	if !day.IsZero() {
		date = day.UTC().Format(time.DateOnly)
	}
	// Nothing is run, so nothing is read or written.
	nothing := &term.IO{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Env: func(string) string { return "" }}
	all := everyCommand(newProgram(nothing, Version{}))
	var pages []Page
	for _, cmd := range all {
		pages = append(pages, commandPage(cmd, date))
	}
	for _, t := range topics {
		pages = append(pages, topicPage(t, all[0], date))
	}
	return pages
}

// pageName is the name of a command's page: operator-msg-send.
func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

func commandPage(cmd *cobra.Command, date string) Page {
	r := newRoff(pageName(cmd), commandSection, date, cmd.Short)
	r.section("SYNOPSIS")
	r.bold(cmd.CommandPath(), strings.TrimPrefix(usageLine(cmd), cmd.CommandPath()))
	if len(cmd.Aliases) > 0 {
		r.text("Also called " + strings.Join(cmd.Aliases, ", ") + ".")
	}
	r.section("DESCRIPTION")
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	r.text(long)
	related := commandsBelow(r, cmd)
	optionsOf(r, cmd)
	if cmd.Example != "" {
		r.section("EXAMPLES")
		r.text(cmd.Example)
	}
	r.section("EXIT STATUS")
	r.text("0 is success. operator-exit-codes(7) explains the others.")
	if cmd.HasParent() {
		related = append([]string{page(pageName(cmd.Parent()), commandSection)}, related...)
	} else {
		for _, t := range topics {
			related = append(related, page("operator-"+t.name, topicSection))
		}
	}
	r.section("SEE ALSO")
	r.text(strings.Join(related, ", "))
	return Page{fmt.Sprintf("%s.%d", pageName(cmd), commandSection), r.String()}
}

// commandsBelow lists the commands of a group, and gives their pages.
func commandsBelow(r *roff, cmd *cobra.Command) (pages []string) {
	for _, c := range inOrder(cmd.Commands()) {
		if !c.IsAvailableCommand() && c.Name() != "help" {
			continue
		}
		if pages == nil {
			r.section("COMMANDS")
		}
		pages = append(pages, page(pageName(c), commandSection))
		r.item(c.CommandPath(), "", c.Short+".")
	}
	return pages
}

// optionsOf lists the flags of a command. Those that every command takes are in
// the page of the program.
func optionsOf(r *roff, cmd *cobra.Command) {
	first := true
	list := func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		if first {
			r.section("OPTIONS")
			first = false
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if f.Value.Type() == "bool" {
			value = ""
		}
		switch f.DefValue {
		case "", "0", "false", "[]":
		default:
			usage += " (default " + f.DefValue + ")"
		}
		r.item(name, value, capital(usage)+".")
	}
	cmd.LocalNonPersistentFlags().VisitAll(list)
	cmd.PersistentFlags().VisitAll(list)
	if cmd.HasParent() && !isGroup(cmd) {
		if first {
			r.section("OPTIONS")
		}
		r.text("Every command takes the flags of operator-flags(7) as well.")
	}
}

func topicPage(t topic, root *cobra.Command, date string) Page {
	name := "operator-" + t.name
	r := newRoff(name, topicSection, date, t.short)
	r.section("DESCRIPTION")
	r.text(t.text(root, usualHelp))
	r.section("SEE ALSO")
	r.text(page("operator", commandSection) + ", " + page("operator-help", commandSection))
	return Page{fmt.Sprintf("%s.%d", name, topicSection), r.String()}
}

// page refers to a page, as in operator-msg(1).
func page(name string, section int) string { return fmt.Sprintf("%s(%d)", name, section) }

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

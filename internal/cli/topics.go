package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// topic is something that help explains beside commands.
type topic struct {
	name    string
	aliases []string
	short   string // what it is about, as in a list
	text    func(root *cobra.Command, width int) string
}

// topics are in the order of the list: what most people need first. The texts are
// made when somebody asks for them.
var topics = []topic{
	{"references", nil, "How things are named: C42, MR-014, people", plainTopic(referencesText)},
	{"time", []string{"times", "dates"}, "How times, days and ages are typed", timeTopic},
	{"formatting", []string{"output", "formats"}, "How results are written, for people and programs", plainTopic(formattingText)},
	{"scripting", []string{"scripts", "cron"}, "What scripts and cron jobs must know", plainTopic(scriptingText)},
	{"importing", []string{"imports"}, "How files of other systems are brought in", plainTopic(importingText)},
	{"exit-codes", []string{"exit-statuses"}, "What the status of a command means", statusTopic},
	{"contexts", []string{"configuration"}, "Where a command runs, and as whom", plainTopic(contextsText)},
	{"environment", nil, "The variables that the program reads", environmentTopic},
	{"flags", nil, "The flags that every command takes", flagsTopic},
	{"accessibility", nil, "Screen readers, colours, plain output", plainTopic(accessibilityText)},
}

// topicCalled is the topic of a name or an alias, nil if there is none.
func topicCalled(name string) *topic {
	for i, t := range topics {
		if t.name == name || slices.Contains(t.aliases, name) {
			return &topics[i]
		}
	}
	return nil
}

func topicNames() []string {
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = t.name
	}
	return names
}

// plainTopic is a topic with a text that is always the same.
func plainTopic(text string) func(*cobra.Command, int) string {
	return func(*cobra.Command, int) string { return text }
}

// topicList is every topic on a line.
func topicList() string {
	var list [][2]string
	for _, t := range topics {
		list = append(list, [2]string{t.name, t.short})
	}
	return columns(list)
}

func flagsTopic(root *cobra.Command, width int) string {
	return "Flags that every command takes. A flag goes before the environment (see\n" +
		"operator help environment), that before the context in force, and that before\n" +
		"the default.\n\n" +
		root.PersistentFlags().FlagUsagesWrapped(width)
}

func environmentTopic(*cobra.Command, int) string {
	return rows("What the program reads from the environment. An empty variable is not set.", [][2]string{
		{"OPERATOR_STORE", "as --store: the folder of an embedded store"},
		{"OPERATOR_REMOTE", "as --remote: the address of an instance"},
		{"OPERATOR_CONTEXT", "as --context: a context of the configuration file"},
		{"OPERATOR_AS", "as --as: who acts"},
		{"OPERATOR_OUTPUT", "as --output: how results are written"},
		{"OPERATOR_TIMEOUT", "as --timeout: how long to wait"},
		{"OPERATOR_TOKEN", "the token for an instance; there is no flag for it"},
		{"OPERATOR_TOKEN_FILE", "as --token-file: the file with the token"},
		{"OPERATOR_CONFIG", "as --config: the configuration file"},
		{"OPERATOR_NOW", "a time to take for the present, for examples and tests"},
		{"OPERATOR_DEBUG", "1 shows where a bug happened"},
		{"XDG_CONFIG_HOME", "where operator/config.yaml is; ~/.config if not set"},
		{"XDG_DATA_HOME", "where the default store is; ~/.local/share if not set"},
		{"XDG_RUNTIME_DIR", "where the keyring of login answers, and sockets of serve"},
		{"OPERATOR_EDITOR", "the editor for --editor; else VISUAL, else EDITOR"},
		{"OPERATOR_PAGER", "what shows long output; else PAGER, less; cat is none"},
		{"OPERATOR_ACCESSIBLE", "as ACCESSIBLE: nothing is drawn; see help accessibility"},
		{"NO_COLOR", "any value: write without colour"},
		{"CLICOLOR_FORCE", "any value but 0: write in colour, in a pipe too;"},
		{"FORCE_COLOR", "the same"},
		{"CLICOLOR", "0: write without colour"},
		{"TERM", "dumb: write without colour and without a pager"},
		{"COLUMNS, LINES", "how large the terminal is, where it does not say"},
		{"LESS, LV", "options of the pager; FRX and -c if not set"},
	})
}

func statusTopic(*cobra.Command, int) string {
	list := [][2]string{{"0", "done; already done; nothing to do; an empty list"}}
	for _, code := range operator.Codes() {
		list = append(list, [2]string{fmt.Sprintf("%-3d %s", code.Status(), code), meanings[code]})
	}
	list = append(list, [2]string{"130 143", "stopped by SIGINT or SIGTERM; nothing is half done"})
	return rows("What the status of a command means, with the code that errors have in JSON.", list) + retryText
}

// meanings say of each code what it is about, and whether to try again.
var meanings = map[operator.Code]string{
	operator.Finding:      "a check found something: look",
	operator.Partial:      "some of many were done; the report says which: look",
	operator.Usage:        "unknown command, flag, argument; a prompt, no terminal",
	operator.Invalid:      "the data is wrong; the same again will not help",
	operator.NoInput:      "an input file, or the store, is not there",
	operator.NotFound:     "no such thing, or not for this person to see",
	operator.Conflict:     "it exists already, changed meanwhile, or the key was used",
	operator.Unavailable:  "certificate refused, no such host, switched off",
	operator.Internal:     "a bug",
	operator.CannotCreate: "the output exists, or cannot be written",
	operator.IO:           "disk full, read or write error, damaged store",
	operator.Busy:         "locked, out of reach; nothing was done: run it again",
	operator.Protocol:     "the versions of program, store or instance do not fit",
	operator.Denied:       "not signed in, not allowed, no permission for a file",
	operator.Config:       "the configuration is wrong or unsafe",
	operator.Unknown:      "it may have happened: run it again with the same key",
}

// rows writes a heading and two columns.
func rows(heading string, list [][2]string) string {
	return heading + "\n\n" + columns(list)
}

func columns(list [][2]string) string {
	wide := 0
	for _, r := range list {
		wide = max(wide, len(r[0]))
	}
	var b strings.Builder
	for _, r := range list {
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %-*s  %s", wide, r[0], r[1]), " ") + "\n")
	}
	return b.String()
}

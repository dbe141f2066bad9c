package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// topic is something that help explains beside commands.
type topic struct {
	name string
	text func(root *cobra.Command, width int) string
}

var topics = []topic{
	{"flags", flagsTopic},
	{"environment", environmentTopic},
	{"exit-statuses", statusTopic},
}

func topicNames() []string {
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = t.name
	}
	return names
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
		{"VISUAL, EDITOR", "the editor for --editor"},
		{"NO_COLOR", "any value: write without colour"},
		{"CLICOLOR_FORCE", "any value but 0: write in colour, in a pipe too"},
	})
}

func statusTopic(*cobra.Command, int) string {
	list := [][2]string{{"0", "done; already done; nothing to do; an empty list"}}
	for _, code := range operator.Codes() {
		list = append(list, [2]string{fmt.Sprintf("%-3d %s", code.Status(), code), meanings[code]})
	}
	list = append(list, [2]string{"130 143", "stopped by SIGINT or SIGTERM; nothing is half done"})
	return rows("What the status of a command means, with the code that errors have in JSON.", list)
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
	wide := 0
	for _, r := range list {
		wide = max(wide, len(r[0]))
	}
	var b strings.Builder
	b.WriteString(heading + "\n\n")
	for _, r := range list {
		fmt.Fprintf(&b, "  %-*s  %s\n", wide, r[0], r[1])
	}
	return b.String()
}

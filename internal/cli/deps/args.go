package deps

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Args checks the arguments of a command against their names: NAME must be
// there, [NAME] may be, NAME… is one or more and [NAME…] any number. None are
// allowed if there are no names.
func Args(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		left := args
		for _, name := range names {
			plain := strings.Trim(name, "[]…")
			optional, many := strings.HasPrefix(name, "["), strings.Contains(name, "…")
			switch {
			case len(left) == 0 && optional:
			case len(left) == 0:
				return operator.Errorf(operator.Usage, "%s is missing", plain).Reason("missing_argument").With("argument", plain)
			case many:
				left = nil
			default:
				left = left[1:]
			}
		}
		if len(left) > 0 {
			return operator.Errorf(operator.Usage, "unexpected argument %q", left[0]).Reason("unexpected_argument")
		}
		return nil
	}
}

// Offline marks a command that runs without a configuration, so that a broken
// one does not stand in its way: help, version, and what mends configurations.
func Offline(cmd *cobra.Command) *cobra.Command {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[offline] = "true"
	return cmd
}

const offline = "operator:offline"

// Mends marks a command, or all of a group, that runs with the configuration where
// it can be read, and without it where not: it is there to look at it, and to mend it.
func Mends(cmd *cobra.Command) *cobra.Command {
	if cmd.Annotations == nil {
		cmd.Annotations = map[string]string{}
	}
	cmd.Annotations[mends] = "true"
	return cmd
}

const mends = "operator:mends"

// IsMending says whether the command, or a group that it is in, was marked so.
func IsMending(cmd *cobra.Command) bool { return marked(cmd, mends) }

// IsOffline says whether the command, or a group that it is in, was marked.
func IsOffline(cmd *cobra.Command) bool { return marked(cmd, offline) }

func marked(cmd *cobra.Command, as string) bool {
	for c := cmd; c != nil; c = c.Parent() {
		if c.Annotations[as] != "" {
			return true
		}
	}
	return false
}

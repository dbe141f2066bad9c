package cli

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// harden makes every mistake on the command line an operator.Usage error. Left
// alone, cobra answers an unknown command below a group with help and status 0,
// and a wrong argument with an error that cannot be told from any other.
func (p *program) harden(c *cobra.Command) {
	c.SilenceErrors, c.SilenceUsage = true, true
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && beginsCommand(cmd, args[0]) {
				return p.unknownCommand(cmd, args[0])
			}
			return usage(cmd, check(cmd, args))
		}
	}
	if isGroup(c) && !c.Runnable() {
		if c.Annotations == nil {
			c.Annotations = map[string]string{}
		}
		c.Annotations[groupOnly] = "true"
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return p.unknownCommand(cmd, args[0])
			}
			return cmd.Help() // naming a group is asking what is in it
		}
	}
	// Cobra reads the flags twice when a shell asks what could come next.
	if c.HasParent() && !p.completing {
		takeOnce(c.Flags())
	}
	if c.HasSubCommands() {
		c.InitDefaultHelpFlag() // or cobra takes the command after --help for its value
	}
	for _, s := range c.Commands() {
		p.harden(s)
	}
}

// usage makes an error about the command line one that says where to read how
// it is meant. An error that has a code and a hint keeps them.
func usage(cmd *cobra.Command, err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*operator.Error](err)
	if !ok {
		e = operator.Errorf(operator.Usage, "%s", err.Error()).Reason("usage")
	}
	if e.Hint == "" {
		e = e.WithHint("%s", howToWrite(cmd))
	}
	return e
}

// howToWrite is the hint with what a command needs, if anything, and where all is told.
func howToWrite(cmd *cobra.Command) string {
	all := "see " + cmd.CommandPath() + " --help"
	if line := usageOf(cmd); line != cmd.CommandPath() && !isGroup(cmd) {
		return "write it like " + line + "; " + all
	}
	return all
}

// groupOnly marks a command that does nothing by itself.
const groupOnly = "operator:group"

// isGroup says whether cmd is there for its commands, and does nothing by itself.
func isGroup(cmd *cobra.Command) bool {
	return cmd.HasSubCommands() && (!cmd.HasParent() || !cmd.Runnable() || cmd.Annotations[groupOnly] != "")
}

// beginsCommand says whether an argument of a command that does something by itself
// is the beginning of one of those below it, left unfinished.
func beginsCommand(cmd *cobra.Command, arg string) bool {
	const least = 3
	return len(arg) >= least && slices.ContainsFunc(cmd.Commands(), func(c *cobra.Command) bool {
		return c.Name() != arg && strings.HasPrefix(c.Name(), arg)
	})
}

func (p *program) unknownCommand(cmd *cobra.Command, name string) error {
	err := operator.Errorf(operator.Usage, "unknown command %q for %q", name, cmd.CommandPath()).
		Reason("unknown_command").With("command", name)
	names := namesOf(cmd)
	if slices.Contains(names, name) { // and yet it was not found
		return err.WithHint("leave out the -- before %s: what follows it is no command", name)
	}
	meant := suggest.Nearest(name, names)
	for i, m := range meant {
		meant[i] = cmd.CommandPath() + " " + m
	}
	if len(meant) == 0 && !cmd.HasParent() {
		meant = p.verbs(name)
	}
	return err.With("suggestions", meant).WithHint("%s", didYouMean(meant, cmd))
}

// mostVerbs is how many commands are named to who typed a verb without a noun.
const mostVerbs = 3

// verbs are the commands of all groups that end in what somebody typed for a
// whole command, or nearly so: "operator msg send" for "send". None where there
// would be many, as for "list".
func (p *program) verbs(name string) []string {
	commands := map[string][]string{}
	for _, group := range everyCommand(p) {
		if group.HasParent() {
			for _, verb := range namesOf(group) {
				commands[verb] = append(commands[verb], group.CommandPath()+" "+verb)
			}
		}
	}
	var meant []string
	for _, verb := range suggest.Nearest(name, slices.Sorted(maps.Keys(commands))) {
		if len(meant)+len(commands[verb]) <= mostVerbs {
			meant = append(meant, commands[verb]...)
		}
	}
	return meant
}

// didYouMean is the hint with what somebody may have meant, and where all is told.
func didYouMean(meant []string, cmd *cobra.Command) string {
	if len(meant) == 0 {
		return howToWrite(cmd)
	}
	return suggest.DidYouMean(meant) + " (or see " + cmd.CommandPath() + " --help)"
}

// namesOf are the names and aliases of the commands below cmd.
func namesOf(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			names = append(append(names, c.Name()), c.Aliases...)
			names = append(names, c.SuggestFor...)
		}
	}
	return names
}

// flagError is about a flag that is not known or has a bad value.
func (p *program) flagError(cmd *cobra.Command, err error) error {
	// Where the command before it is not known, that is what is wrong: the flag is
	// not known because it belongs to the command that was meant.
	if args := cmd.Flags().Args(); isGroup(cmd) && len(args) > 0 {
		return p.unknownCommand(cmd, args[0])
	}
	if bad, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return usage(cmd, badValue(bad))
	}
	if bare, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return usage(cmd, operator.Errorf(operator.Usage, "--%s has no value", bare.GetFlag().Name).
			Reason("empty_flag").With("flag", "--"+bare.GetFlag().Name))
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return usage(cmd, err)
	}
	flag := "-" + unknown.GetSpecifiedName()
	var meant []string
	if unknown.GetSpecifiedShortnames() == "" {
		flag = "-" + flag
		meant = nearestFlags(cmd, unknown.GetSpecifiedName())
	}
	return operator.Errorf(operator.Usage, "unknown flag %s for %q", flag, cmd.CommandPath()).
		Reason("unknown_flag").With("flag", flag).With("suggestions", meant).WithHint("%s", didYouMean(meant, cmd))
}

// badValue is about the value of a flag. An error that says what is wrong with
// it in our words keeps its code.
func badValue(bad *pflag.InvalidValueError) *operator.Error {
	name, why := bad.GetFlag().Name, errors.Unwrap(bad)
	if e, ok := errors.AsType[*operator.Error](why); ok {
		named := *e
		named.Message = "--" + name + ": " + e.Message
		return &named
	}
	if number, ok := errors.AsType[*strconv.NumError](why); ok {
		return badNumber(bad, number.Err)
	}
	return operator.Errorf(operator.Usage, "--%s: %q is not a %s: %v", name, bad.GetValue(), bad.GetFlag().Value.Type(), why).
		Reason("bad_flag").With("flag", "--"+name)
}

// badNumber is about what is no whole number or none that fits, or no truth value.
func badNumber(bad *pflag.InvalidValueError, why error) *operator.Error {
	name, what := bad.GetFlag().Name, "a number"
	switch bad.GetFlag().Value.Type() {
	case "bool":
		what = "true or false"
	case "uint", "uint64":
		if what = "a number of 0 or more"; name == "since" {
			what = "the number of an event, as in 120"
		}
	}
	text := "--%s: %q is not %s"
	if errors.Is(why, strconv.ErrRange) && what == "a number" {
		text = "--%s: %q is too large for %s"
	}
	return operator.Errorf(operator.Usage, text, name, bad.GetValue(), what).Reason("bad_flag").With("flag", "--"+name)
}

func nearestFlags(cmd *cobra.Command, name string) []string {
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			known = append(known, f.Name)
		}
	})
	meant := suggest.Nearest(strings.TrimLeft(name, "-"), known)
	for i, m := range meant {
		meant[i] = "--" + m
	}
	return meant
}

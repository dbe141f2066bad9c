package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// docs/conventions.md says what is asked of every command; these tests hold those
// of it that can be seen in the tree of commands.

// leaves calls check for every command that does something.
func leaves(t *testing.T, check func(t *testing.T, cmd *cobra.Command)) {
	t.Helper()
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		if !isGroup(cmd) {
			check(t, cmd)
		}
	})
}

// verbs are what can be done to things. A new word here is one that people have to
// learn: is there none that says it already?
var verbs = strings.Fields(`
	add list show edit delete
	open close reopen withdraw complete reset
	read unread snooze unsnooze archive unarchive mute unmute star unstar next watch count undo bulk-edit
	send reply download verify post publish ack like receipts cancel run
	merge split move assign unassign history invite activate deactivate erase
	seen remind sweep get set unset use path release test replay rotate restore dump anchor rekey
	template`)

// alone are the commands without a noun: each is about the whole workspace, or
// about the program.
var alone = strings.Fields(`
	init demo check compact reindex doctor backup restore due stats search explain events export transcript import serve
	login logout whoami login-code completion help version`)

// otherWords are what other programs call our verbs.
var otherWords = strings.Fields("create new insert make remove rm del destroy ls index view display info describe modify change update put fetch")

func TestEveryVerbIsOneThatIsKnown(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		switch {
		case !cmd.HasParent() || isGroup(cmd):
		case !cmd.Parent().HasParent():
			if !slices.Contains(alone, cmd.Name()) {
				t.Errorf("operator %s has no noun, and is not among those that need none", cmd.Name())
			}
		case !slices.Contains(verbs, cmd.Name()) && !slices.Contains(kinds, cmd.Name()):
			t.Errorf("%q is no verb that other commands have", cmd.Name())
		}
		if slices.Contains(otherWords, cmd.Name()) && !isGroup(cmd) {
			t.Errorf("%q is what other programs say", cmd.Name())
		}
	})
}

func TestTheUsageNamesWhatMustBeGiven(t *testing.T) {
	leaves(t, func(t *testing.T, cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Annotations[cobra.BashCompOneRequiredFlag] == nil {
				return
			}
			value, _ := pflag.UnquoteUsage(f)
			long, short := "--"+f.Name+" "+value, "-"+f.Shorthand+" "+value
			if !strings.Contains(cmd.Use, long) && (f.Shorthand == "" || !strings.Contains(cmd.Use, short)) {
				t.Errorf("%s must have %s, and its usage does not say so: %s", cmd.CommandPath(), long, cmd.Use)
			}
		})
	})
}

// kinds are what reports and imports are of: they stand where a verb does.
var kinds = strings.Fields(`all scorecard responses inbox updates activation
	properties buyers team contacts communities buildings transactions homes messages`)

func TestEveryNounIsSingularAndKnowsItsPlural(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		if !isGroup(cmd) || !cmd.HasParent() {
			return
		}
		name := cmd.Name()
		if strings.HasSuffix(name, "s") && !slices.Contains([]string{"stats", "events"}, name) {
			t.Errorf("%q is not singular", name)
		}
		// Of an inbox and a team, everybody has one.
		has := func(verb string) bool {
			return slices.ContainsFunc(cmd.Commands(), func(c *cobra.Command) bool { return c.Name() == verb })
		}
		if has("list") && has("add") && name != "team" && !cmd.Parent().HasParent() && !cmd.HasAlias(plurals[name]) {
			t.Errorf("operator %s list has no plural", name)
		}
	})
	for _, args := range [][]string{{"properties", "list", "--help"}, {"people", "show", "-h"}, {"conv", "list", "--help"}} {
		if got := run(t, &fake{}, nil, args...); got.status != 0 || got.err != "" {
			t.Errorf("%q: got %+v", args, got)
		}
	}
}

func TestABeginningOfACommandIsNoCommand(t *testing.T) {
	if cobra.EnablePrefixMatching {
		t.Error("with prefixes, a new command breaks scripts")
	}
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		if !cmd.HasParent() {
			return
		}
		begin := cmd.Name()[:len(cmd.Name())-1]
		if slices.Contains(namesOf(cmd.Parent()), begin) {
			return
		}
		args := append(strings.Fields(cmd.Parent().CommandPath())[1:], begin)
		if got := run(t, &fake{}, nil, args...); got.status != 64 || got.out != "" || !strings.Contains(got.err, "did you mean "+cmd.CommandPath()) {
			t.Errorf("%q: got %+v", args, got)
		}
	})
}

// letters are the flags with a letter: the same everywhere, and few.
var letters = map[string]string{
	"p": "property", "b": "body", "F": "body-file", "L": "limit", "o": "output", "q": "quiet", "v": "verbose", "y": "yes", "h": "help",
}

func TestOnlyAFewFlagsHaveALetter(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		cmd.InitDefaultHelpFlag()
		cmd.InheritedFlags() // adds those of the parents
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Shorthand != "" && letters[f.Shorthand] != f.Name {
				t.Errorf("-%s is --%s", f.Shorthand, f.Name)
			}
			for letter, name := range letters {
				if f.Name == name && f.Shorthand != letter {
					t.Errorf("--%s has no letter -%s", name, letter)
				}
			}
		})
	})
}

func TestNoSwitchHasATwinThatTurnsItOff(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		cmd.InheritedFlags()
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			plain, negative := strings.CutPrefix(f.Name, "no-")
			if negative && cmd.Flags().Lookup(plain) != nil {
				t.Errorf("--%s and --%s", plain, f.Name)
			}
			if f.Value.Type() == "bool" && f.DefValue != "false" {
				t.Errorf("--%s is on unless it is turned off: call it --no-%s", f.Name, f.Name)
			}
		})
	})
}

func TestNoCommandTakesMoreThanTwoArgumentsOfDifferentMeaning(t *testing.T) {
	leaves(t, func(t *testing.T, cmd *cobra.Command) {
		names := argumentNames(cmd)
		if len(names) > 2 {
			t.Errorf("it takes %q", names)
		}
		for i, name := range names {
			for one := range strings.SplitSeq(strings.Trim(name, "[]{}"), "|") { // or a flag in its place
				if one != strings.ToUpper(one) && !strings.HasPrefix(one, "--") {
					t.Errorf("argument %d is %s, not in capital letters", i+1, name)
				}
			}
		}
	})
}

// noStdin are the files that standard input cannot stand for, with the reason.
var noStdin = map[string]string{
	"attach":       "what is attached has a name",
	"config":       "it is read before the command is known",
	"token-file":   "a secret that a terminal would show",
	"age-identity": "likewise, and standard input may be the backup",
	"tls-cert":     "a server reads it again when it changes",
	"tls-key":      "a server reads it again when it changes",
}

func TestEveryFileCanBeAStream(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			value, usage := pflag.UnquoteUsage(f)
			if (value == "FILE" || value == "PATH") && !strings.Contains(usage, "- ") && noStdin[f.Name] == "" {
				t.Errorf("--%s: say that - is standard input, or output", f.Name)
			}
		})
		for _, name := range argumentNames(cmd) {
			if plain := strings.Trim(name, "[]{}…"); plain == "FILE" && !strings.Contains(cmd.Long, "standard input") {
				t.Errorf("%s: take - for standard input, and say so", plain)
			}
		}
	})
}

func TestEveryCommandHasALongTextAndTwoExamples(t *testing.T) {
	leaves(t, func(t *testing.T, cmd *cobra.Command) {
		if cmd.Long == "" {
			t.Error("it has no long text")
		}
		var found int
		for line := range strings.Lines(strings.ReplaceAll(cmd.Example, "\\\n", "")) {
			found += len(commandsIn(line))
		}
		if found < 2 {
			t.Errorf("it has %d examples", found)
		}
		if !strings.Contains(cmd.Example, cmd.CommandPath()) {
			t.Error("no example is of the command itself")
		}
	})
	_, root := tree()
	for _, cmd := range root.Commands() {
		if cmd.GroupID == "" {
			t.Errorf("%s is under no heading of the help", cmd.Name())
		}
	}
}

func TestEveryCommandTakesAnOutputFormat(t *testing.T) {
	leaves(t, func(t *testing.T, cmd *cobra.Command) {
		for _, name := range []string{"output", "columns", "as", "dry-run", "timeout", "idempotency-key"} {
			if cmd.InheritedFlags().Lookup(name) == nil {
				t.Errorf("--%s means something else here", name)
			}
		}
	})
}

func TestWhatIsDeprecatedSaysOnStandardErrorWhatToUse(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		said := []string{cmd.Deprecated}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { said = append(said, f.Deprecated, f.ShorthandDeprecated) })
		for _, s := range said {
			if s != "" && !strings.HasPrefix(s, "use ") {
				t.Errorf("%q does not say what to use", s)
			}
		}
	})
	// There is nothing of the kind yet, so one is made.
	stream, out, errOut := term.Test("")
	p := newProgram(stream, Version{})
	root := build(p, func(group) bool { return true })
	cmd, _, err := root.Find([]string{"version"})
	if err != nil {
		t.Fatal(err)
	}
	cmd.Flags().Bool("old", false, "")
	if err := cmd.Flags().MarkDeprecated("old", "use --new"); err != nil {
		t.Fatal(err)
	}
	root.SetArgs([]string{"version", "--old"})
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(errOut.String(), "use --new") || strings.Contains(out.String(), "use --new") {
		t.Errorf("out %q, err %q", out, errOut)
	}
}

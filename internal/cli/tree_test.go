package cli

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// tree builds every command.
func tree() (*program, *cobra.Command) {
	stream, _, _ := term.Test("")
	p := newProgram(stream, Version{})
	return p, build(p, func(group) bool { return true })
}

// each calls check for every command below the root and for the root.
func each(t *testing.T, check func(t *testing.T, p *program, cmd *cobra.Command)) {
	t.Helper()
	p, root := tree()
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		t.Run(cmd.CommandPath(), func(t *testing.T) { check(t, p, cmd) })
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(root)
}

func TestTheRegistrySaysWhatIsBuilt(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range commands {
		p, _ := tree()
		cmd := g.build(p.deps)
		if cmd.Name() != g.name || cmd.Short != g.short || !slices.Equal(cmd.Aliases, g.aliases) {
			t.Errorf("%s: the registry says %q %q, the command %q %q", g.name, g.aliases, g.short, cmd.Aliases, cmd.Short)
		}
		if !slices.Contains(sections, g.section) {
			t.Errorf("%s: no section %q", g.name, g.section)
		}
		for _, name := range append([]string{g.name}, g.aliases...) {
			if seen[name] {
				t.Errorf("%s is there twice", name)
			}
			seen[name] = true
		}
	}
}

func TestEveryCommandIsWhole(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		if cmd.RunE == nil || cmd.Run != nil {
			t.Error("it must have a RunE, and no Run")
		}
		if cmd.Args == nil {
			t.Error("it must say what arguments it takes")
		}
		if cmd.PersistentPreRunE != nil && cmd.HasParent() {
			t.Error("only the root prepares; cobra would run this one in its place")
		}
		if cmd.Example == "" && !isGroup(cmd) {
			t.Error("it has no example")
		}
	})
}

func TestEveryShortIsShortAndTellsWhatToDo(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		verb, _, _ := strings.Cut(cmd.Short, " ")
		first, _ := utf8.DecodeRuneInString(cmd.Short)
		switch {
		case !cmd.HasParent():
		case utf8.RuneCountInString(cmd.Short) > 60:
			t.Errorf("over 60 characters: %q", cmd.Short)
		case strings.HasSuffix(cmd.Short, ".") || !unicode.IsUpper(first):
			t.Errorf("it begins with a capital letter and has no full stop: %q", cmd.Short)
		case strings.HasSuffix(verb, "ing") || strings.HasSuffix(verb, "s") && !strings.HasSuffix(verb, "ss"):
			t.Errorf("it begins with what to do, as in Show: %q", cmd.Short)
		}
	})
}

func TestEveryFlagIsDescribedAndNoneSplitsItsValue(t *testing.T) {
	means := map[string]string{}
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		cmd.InitDefaultHelpFlag()
		cmd.InheritedFlags() // panics where a letter is used twice
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if strings.TrimSpace(f.Usage) == "" {
				t.Errorf("--%s says nothing of itself", f.Name)
			}
			if strings.HasSuffix(f.Value.Type(), "Slice") {
				t.Errorf("--%s splits at commas: use StringArray", f.Name)
			}
			if strings.Trim(f.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
				t.Errorf("--%s is not in small letters", f.Name)
			}
			if other, ok := means[f.Shorthand]; f.Shorthand != "" && ok && other != f.Name {
				t.Errorf("-%s is --%s here and --%s elsewhere", f.Shorthand, f.Name, other)
			}
			means[f.Shorthand] = f.Name
		})
	})
}

func TestEveryHelpFitsATerminal(t *testing.T) {
	each(t, func(t *testing.T, p *program, cmd *cobra.Command) {
		cmd.InitDefaultHelpFlag()
		p.deps.IO.Width = 80
		for line := range strings.Lines(p.helpText(cmd)) {
			if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > 80 {
				t.Errorf("over 80 columns: %q", line)
			}
		}
	})
	p, root := tree()
	for _, topic := range topics {
		for line := range strings.Lines(p.topicText(&topic, root)) {
			if utf8.RuneCountInString(line) > 81 {
				t.Errorf("help %s: over 80 columns: %q", topic.name, line)
			}
		}
	}
}

func TestEveryExampleIsACommandLineThatParses(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		for line := range strings.Lines(strings.ReplaceAll(cmd.Example, "\\\n", "")) {
			parses(t, line)
		}
	})
}

// parses wants every operator command in a line of shell to be one that could be
// run, and gives how many there are.
func parses(t *testing.T, line string) int {
	t.Helper()
	found := commandsIn(line)
	for _, args := range found {
		_, root := tree()
		at, rest, err := root.Find(args)
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		at.InitDefaultHelpFlag()
		if err := at.ParseFlags(rest); err != nil {
			t.Errorf("%q: %v", line, err)
		} else if err := at.ValidateArgs(at.Flags().Args()); err != nil {
			t.Errorf("%q: %v", line, err)
		} else if isGroup(at) {
			t.Errorf("%q is no command", line)
		} else if err := at.ValidateRequiredFlags(); err != nil {
			t.Errorf("%q: %v", line, err)
		} else if err := at.ValidateFlagGroups(); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
	return len(found)
}

// commandsIn are the arguments of each operator command in a line of shell, as
// far as examples go: quotes, pipes, redirections, comments.
func commandsIn(line string) (found [][]string) {
	inside := regexp.MustCompile(`\$\((operator [^)]*)\)`)
	for _, m := range inside.FindAllStringSubmatch(line, -1) {
		found = append(found, commandsIn(m[1])...)
	}
	line = inside.ReplaceAllString(line, "C1")
	var args []string
	inCommand, skip, more := false, false, false // more: xargs adds arguments
	end := func() {
		if inCommand && more {
			args = append(args, "C1")
		}
		if inCommand {
			found = append(found, args)
		}
		args, inCommand, more = nil, false, false
	}
	for _, word := range shellWords(line) {
		switch {
		case strings.HasPrefix(word, "#"):
			end()
			return found
		case word == "|" || word == "&&" || word == ";":
			end()
		case word == "xargs":
			more = true
		case skip:
			skip = false
		case word == "<" || word == ">" || word == ">>":
			skip = true
		case !inCommand:
			inCommand = word == "operator"
		case word == "":
			end() // what follows two spaces explains the command
			return found
		default:
			args = append(args, strings.NewReplacer(`"`, "", "'", "").Replace(word))
		}
	}
	end()
	return found
}

// shellWords splits a line at spaces outside quotes. Where there are several in
// a row it has an empty word.
func shellWords(line string) (words []string) {
	var quote rune
	word := ""
	for _, r := range strings.TrimSpace(line) {
		switch {
		case quote == 0 && r == ' ':
			words, word = append(words, word), ""
			continue
		case quote == 0 && (r == '"' || r == '\''):
			quote = r
		case r == quote:
			quote = 0
		}
		word += string(r)
	}
	return append(words, word)
}

func TestNoCommandAcceptsWhatItDoesNotKnow(t *testing.T) {
	var groups, all [][]string
	each(t, func(_ *testing.T, _ *program, cmd *cobra.Command) {
		path := strings.Fields(cmd.CommandPath())[1:]
		all = append(all, path)
		if isGroup(cmd) {
			groups = append(groups, path)
		}
	})
	refused := func(args ...string) {
		t.Helper()
		if got := run(t, &fake{}, nil, args...); got.status != 64 || got.out != "" || !strings.Contains(got.err, "--help") {
			t.Errorf("%q: got %+v", args, got)
		}
	}
	for _, path := range groups {
		for _, more := range [][]string{{"no-such"}, {"no-such", "--help"}, {"no-such", "--flag"}, {"no-such", "-o", "table"}} {
			refused(slices.Concat(path, more)...)
		}
		refused(slices.Concat([]string{"help"}, path, []string{"no-such"})...)
	}
	for _, path := range all {
		refused(append(path, "--no-such-flag")...)
	}
}

func TestAMistakeHasItsNearestSuggestion(t *testing.T) {
	for line, want := range map[string]string{
		"workspce":                          "did you mean operator workspace?",
		"workspace shwo":                    "did you mean operator workspace show?",
		"workspace shwo --help":             "did you mean operator workspace show?",
		"help workspace shwo":               "did you mean operator workspace show?",
		"help flag":                         "did you mean flags?",
		"workspace edit --nmae x":           "did you mean --name?",
		"workspace show --ouput json":       "did you mean --output?",
		"workspace shwo --nmae x":           "did you mean operator workspace show?",
		"--outptu json workspace show":      "did you mean --output?",
		"completion zhs":                    "did you mean zsh?",
		"workspace show --context=x -o tbl": "did you mean tsv?",
	} {
		got := run(t, &fake{}, nil, strings.Fields(line)...)
		if got.status != 64 && got.status != 78 || got.out != "" {
			t.Errorf("%s: got %+v", line, got)
		}
		if !strings.Contains(got.err, want) && !strings.Contains(got.err, "no context") {
			t.Errorf("%s: %q is not in %s", line, want, got.err)
		}
	}
}

func TestOnlyTheNamedGroupIsBuilt(t *testing.T) {
	p, _ := tree()
	for _, args := range [][]string{{}, {"version"}, {"--store", "x"}} {
		for _, cmd := range newRoot(p, args).Commands() {
			if cmd.Name() == "workspace" && cmd.HasSubCommands() {
				t.Errorf("%q builds workspace", args)
			}
		}
	}
	cmd, _, err := newRoot(p, []string{"-o", "json", "workspace", "show"}).Find([]string{"-o", "json", "workspace", "show"})
	if err != nil || cmd.CommandPath() != "operator workspace show" {
		t.Errorf("got %v, %v", cmd, err)
	}
}

func TestFlagsThatGoTogetherAreToldPlainly(t *testing.T) {
	make := func(rule func(*cobra.Command)) *cobra.Command {
		cmd := &cobra.Command{Use: "x"}
		for _, name := range []string{"a", "b", "c"} {
			cmd.Flags().String(name, "", "")
		}
		rule(cmd)
		return cmd
	}
	for _, row := range []struct {
		cmd  *cobra.Command
		args []string
		want string
	}{
		{make(func(c *cobra.Command) { c.MarkFlagsOneRequired("a", "b", "c") }), nil, "give at least one of --a, --b or --c"},
		{make(func(c *cobra.Command) { c.MarkFlagsMutuallyExclusive("a", "b") }), []string{"--a=1", "--b=1"}, "--a and --b cannot be given together"},
		{make(func(c *cobra.Command) { c.MarkFlagsRequiredTogether("a", "b", "c") }), []string{"--a=1"}, "--b and --c are missing"},
		{make(func(c *cobra.Command) { _ = c.MarkFlagRequired("a") }), nil, "--a is missing"},
	} {
		if err := row.cmd.ParseFlags(row.args); err != nil {
			t.Fatal(err)
		}
		err := row.cmd.ValidateRequiredFlags()
		if err == nil {
			err = row.cmd.ValidateFlagGroups()
		}
		if err == nil || plainly(err).Error() != row.want {
			t.Errorf("got %v, want %s", plainly(err), row.want)
		}
	}
	got := run(t, &fake{}, nil, "workspace", "edit")
	if got.status != 64 || !strings.Contains(got.err, "at least one of --name") {
		t.Errorf("got %+v", got)
	}
}

func TestCompletionAnswersWithoutConfigurationOrNoise(t *testing.T) {
	for line, want := range map[string]string{
		"w":                   "workspace\t",
		"workspace s":         "show\t",
		"workspace show -o j": "\njson\njsonl\n",
		"completion z":        "zsh\n",
		"help exi":            "exit-codes\t",
	} {
		stream, out, _ := term.Test("")
		status := runOn(t, context.Background(), stream, nil, []string{"OPERATOR_CONFIG=/dev/null/none"}, append([]string{"__complete"}, strings.Fields(line)...)...)
		if status != 0 || !strings.Contains(out.String(), want) {
			t.Errorf("%s: got %d, %q", line, status, out)
		}
	}
}

package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/when"
)

func TestEveryExampleOfATopicParses(t *testing.T) {
	_, root := tree()
	for _, topic := range topics {
		found := 0
		for line := range strings.Lines(topic.text(root, usualHelp)) {
			if strings.HasPrefix(line, "  ") {
				found += parses(t, line)
			}
		}
		if plain := []string{"environment", "flags"}; found == 0 && !slices.Contains(plain, topic.name) {
			t.Errorf("help %s shows no command", topic.name)
		}
	}
}

func TestEveryTimeOfTheTopicIsRead(t *testing.T) {
	now := time.Date(2026, 4, 29, 15, 4, 0, 0, time.UTC)
	readers := map[string]func(string) error{
		"moment": func(text string) error { _, err := when.Instant(text, now, time.UTC); return err },
		"day":    func(text string) error { _, err := when.Day(text, now, time.UTC); return err },
		"age":    func(text string) error { _, err := when.Age(text); return err },
	}
	for name, list := range map[string][][2]string{"moment": moments, "day": days, "age": ages} {
		for _, row := range list {
			for text := range strings.SplitSeq(row[0], ", ") {
				if err := readers[name](text); err != nil {
					t.Errorf("%q is no %s: %v", text, name, err)
				}
			}
		}
	}
}

func TestATopicHasItsNamesAndNoOther(t *testing.T) {
	_, root := tree()
	seen := map[string]bool{}
	for _, topic := range topics {
		for _, name := range append([]string{topic.name}, topic.aliases...) {
			if seen[name] || slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == name }) {
				t.Errorf("%s is something else already", name)
			}
			seen[name] = true
			if got := run(t, &fake{}, nil, "help", name); got.status != 0 || got.err != "" || got.out != filled(topic.text(root, usualHelp), usualHelp) {
				t.Errorf("help %s: got %+v", name, got)
			}
		}
		if got := run(t, &fake{}, nil, "help", "topics"); !strings.Contains(got.out, topic.name+" ") || !strings.Contains(got.out, topic.short+"\n") {
			t.Errorf("help topics: got %+v", got)
		}
	}
}

// variable is a name of the environment, as a text of Go.
var variable = regexp.MustCompile(`"(OPERATOR_[A-Z_]+|XDG_[A-Z_]+|(?:NO|CLI|FORCE)_?COLOR(?:_FORCE)?|ACCESSIBLE|PAGER|VISUAL|EDITOR|COLUMNS|LINES|TERM)"`)

func TestTheEnvironmentTopicNamesEveryVariableThatIsRead(t *testing.T) {
	read := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "topics.go" ||
			slices.Contains([]string{"clitest", "dev"}, filepath.Base(filepath.Dir(path))) {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, name := range variable.FindAllStringSubmatch(string(raw), -1) {
			read[name[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text := environmentTopic(nil, usualHelp)
	delete(read, "OPERATOR_CHECK_INSIDE") // a process of our own
	for name := range read {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(text) {
			t.Errorf("%s is read, and help environment does not say so", name)
		}
	}
	for _, name := range regexp.MustCompile(`\b(OPERATOR|XDG)_[A-Z_]+`).FindAllString(text, -1) {
		if !read[name] {
			t.Errorf("help environment has %s, and nothing reads it", name)
		}
	}
}

func TestHelpIsAResultWhereverItIsAskedFor(t *testing.T) {
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		path := strings.Fields(cmd.CommandPath())[1:]
		for _, args := range [][]string{append(path, "-h"), append([]string{"--help"}, path...), append(append([]string{}, path...), "--help", "-o", "json")} {
			got := run(t, &fake{}, nil, args...)
			if got.status != 0 || got.err != "" || !strings.Contains(got.out, "\nUsage\n") {
				t.Errorf("%q: got %+v", args, got)
			}
		}
	})
	if got := run(t, &fake{}, nil); got.status != 0 || got.err != "" || !strings.Contains(got.out, "Every day") {
		t.Errorf("operator alone: got %+v", got)
	}
}

func TestHelpIsAsWideAsTheTerminalAndNoWiderThanReadsWell(t *testing.T) {
	p, root := tree()
	for _, row := range [][2]int{{0, 80}, {60, 60}, {90, 90}, {400, 100}} {
		p.deps.IO.Width = row[0]
		for line := range strings.Lines(p.topicText(topicCalled("flags"), root)) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > row[1] {
				t.Errorf("at %d: %d columns: %q", row[0], n, line)
			}
		}
		if p.helpWidth() != row[1] {
			t.Errorf("at %d: %d", row[0], p.helpWidth())
		}
	}
}

func TestAllCommandsAreListedOnALineEach(t *testing.T) {
	got := run(t, &fake{}, nil, "help", "--all")
	if got.status != 0 || got.err != "" {
		t.Fatalf("got %+v", got)
	}
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		line := strings.TrimPrefix(usageOf(cmd), "operator ")
		if has := strings.Contains("\n"+got.out, "\n  "+line+"  "); has == isGroup(cmd) {
			t.Errorf("%q is there: %v", line, has)
		}
	})
	if got := run(t, &fake{}, nil, "help", "--all", "msg"); got.status != 64 || got.out != "" {
		t.Errorf("got %+v", got)
	}
}

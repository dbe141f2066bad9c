package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var mayDay = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// pages are the pages of the manual by their files.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, p := range Manual(mayDay) {
		if all[p.File] != "" {
			t.Errorf("%s is there twice", p.File)
		}
		all[p.File] = p.Text
	}
	return all
}

// read is roughly what man shows.
var read = strings.NewReplacer(`\-`, "-", `\e`, `\`, `\(aq`, "'", `\(ti`, "~", `\(ha`, "^", `\(ga`, "`", `\(dq`, `"`, `\fB`, "", `\fI`, "", `\fR`, "", `\&`, "")

func TestEveryCommandAndTopicHasAPage(t *testing.T) {
	all := pages(t)
	want := len(topics)
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		want++
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
		text := read.Replace(all[name+".1"])
		for _, part := range []string{name + " - " + cmd.Short, "\n.SH SYNOPSIS\n" + cmd.CommandPath(), "\n.SH DESCRIPTION\n", "\n.SH SEE ALSO\n"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s.1 has no %q:\n%s", name, part, text)
			}
		}
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && !f.Hidden && !strings.Contains(text, "--"+f.Name+"\n") && !strings.Contains(text, "--"+f.Name+" ") {
				t.Errorf("%s.1 has no --%s", name, f.Name)
			}
		})
		for line := range strings.Lines(cmd.Example) {
			if !strings.Contains(text, "\n"+strings.TrimPrefix(line, "  ")) {
				t.Errorf("%s.1 has no example %q", name, line)
			}
		}
		if cmd.HasParent() && !strings.Contains(text[strings.LastIndex(text, ".SH"):], strings.ReplaceAll(cmd.Parent().CommandPath(), " ", "-")+"(1)") {
			t.Errorf("%s.1 does not lead up", name)
		}
	})
	for _, topic := range topics {
		if text := read.Replace(all["operator-"+topic.name+".7"]); !strings.Contains(text, topic.short) {
			t.Errorf("operator-%s.7: %q", topic.name, text)
		}
	}
	if len(all) != want {
		t.Errorf("there are %d pages, want %d", len(all), want)
	}
}

func TestAPageLeadsOnlyToPagesThatAreThere(t *testing.T) {
	all := pages(t)
	for file, text := range all {
		for _, name := range regexp.MustCompile(`(operator[a-z-]*)\(([0-9])\)`).FindAllStringSubmatch(read.Replace(text), -1) {
			if all[name[1]+"."+name[2]] == "" {
				t.Errorf("%s leads to %s", file, name[0])
			}
		}
	}
}

func TestNothingInAPageIsARequestByAccident(t *testing.T) {
	ours := []string{".TH", ".SH", ".PP", ".RS", ".RE", ".nf", ".fi", ".TP", ".nh", ".ad"}
	bare := regexp.MustCompile(`(^|[^\\])-`)
	for file, text := range pages(t) {
		for line := range strings.Lines(text) {
			name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch {
			case strings.HasPrefix(line, ".") && !slices.Contains(ours, name), strings.HasPrefix(line, "'"):
				t.Errorf("%s: a request %q", file, line)
			case bare.MatchString(line) && name != ".TH":
				t.Errorf("%s: a hyphen that cannot be typed: %q", file, line)
			}
		}
	}
	r := &roff{}
	r.text(".SH \\fB 'x' - ~\n  .so /etc/passwd\n'br\n")
	want := ".PP\n\\&.SH \\efB \\(aqx\\(aq \\- \\(ti\n.PP\n.RS 2\n.nf\n\\&.so /etc/passwd\n.fi\n.RE\n.PP\n\\(aqbr\n"
	if diff := cmp.Diff(want, r.String()); diff != "" {
		t.Error(diff)
	}
}

func TestTheManualIsTheSameOnEveryDay(t *testing.T) {
	if diff := cmp.Diff(Manual(mayDay), Manual(mayDay)); diff != "" {
		t.Error(diff)
	}
	for file, text := range pages(t) {
		dated, _, _ := strings.Cut(text, "\n")
		if !strings.Contains(dated, ` "2026-05-01" `) {
			t.Errorf("%s begins with %s", file, dated)
		}
	}
}

func TestMandocFindsNothingWrongWithThePages(t *testing.T) {
	mandoc, err := exec.LookPath("mandoc")
	if err != nil && os.Getenv("REQUIRE_SHELLS") != "1" {
		t.Skip("mandoc is not installed")
	}
	dir := t.TempDir()
	args := []string{"-T", "lint", "-W", "warning"}
	for file, text := range pages(t) {
		path := filepath.Join(dir, file)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.Command(mandoc, args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

package clitest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
)

// What a shell offers is asked of the shell itself: the committed completions are
// loaded into it, a line is typed on a terminal, and the tab key pressed.

// shells are those that there is a test for: bash by itself, and with the package
// that many systems add to it.
var shells = []string{"bash", bashCompletion, "zsh", "fish"}

// bashCompletion is where that package is.
const bashCompletion = "/usr/share/bash-completion/bash_completion"

// tab is a line that somebody types before they press the tab key.
type tab struct {
	as      string   // who acts; the administrator if empty
	line    string   // what is typed
	becomes string   // what the line is then; in fish, the only thing that is offered
	shows   []string // what is listed, with what it means
	bash    bool     // what bash alone must be helped with
}

// tabs is what each shell must do. Tom Lee is the buyer of MR-012, and in C1.
var tabs = []tab{
	{line: "operator conver", becomes: "operator conversation"},
	{line: "operator msg s", shows: []string{"send", "Send a message", "show"}},
	{line: "operator inbox list --older", becomes: "operator inbox list --older-than"},
	{line: "operator inbox list --state sn", becomes: "operator inbox list --state snoozed"},
	{line: "operator inbox list --output=y", becomes: "operator inbox list --output=yaml"},
	{line: "operator msg reply ", shows: []string{"C1", "MR-012: no subject", "C2", "MR-014: Keys"}},
	{line: "operator msg send -p MR-", shows: []string{"MR-012", "lot 12, under-contract", "MR-014", "12 Maple Street, pre-contract"}},
	{line: "operator msg send -p MR-012 --to bu", becomes: "operator msg send -p MR-012 --to buyers"},
	{line: "operator msg send -p MR-012 --to tom", becomes: "operator msg send -p MR-012 --to tom@lee.example"},
	{line: "operator buyer show ana@mail.e", becomes: "operator buyer show ana@mail.example"},
	{line: "operator buyer show ana@ma", shows: []string{"mail.example", "Ana Torres, buyer", "mall.example", "Ana Ruiz, buyer"}},
	{line: "operator property show mr-014", becomes: "operator property show MR-014", bash: true},
	{line: "operator buyer show Ruiz", becomes: "operator buyer show ana@mall.example", bash: true},
	{line: "operator msg reply C1 --attach kit", becomes: "operator msg reply C1 --attach kitchen.jpg"},
	{line: "operator --store sto", becomes: "operator --store store"},
	{line: "operator buyer add --name kit", becomes: "operator buyer add --name kit"},
	{line: "operator building list kit", becomes: "operator building list kit"},
	{line: "operator help acc", becomes: "operator help accessibility"},
	// A buyer is offered the home that is theirs, and nobody they do not know.
	{as: "tom@lee.example", line: "operator msg send -p MR-0", becomes: "operator msg send -p MR-012"},
	{as: "tom@lee.example", line: "operator msg reply ", becomes: "operator msg reply C1"},
	{as: "tom@lee.example", line: "operator buyer show ana", becomes: "operator buyer show ana"},
}

func TestEveryShellCompletesWhatThePersonMaySee(t *testing.T) {
	s := newOffice(t)
	s.ok("property", "edit", "MR-012", "--lot", "12")
	s.ok("property", "add", "--community", "MR", "--lot", "14", "--address", "12 Maple Street")
	s.ok("buyer", "add", "--name", "Ana Torres", "--email", "ana@mail.example")
	s.ok("buyer", "add", "--name", "Ana Ruiz", "--email", "ana@mall.example")
	s.ok("team", "add", "--name", "Ben Ode", "--email", "ben@acme.example")
	s.ok("property", "assign", "MR-014", "ben@acme.example")
	s.ok("msg", "send", "-p", "MR-014", "--to", "team", "--subject", "Keys", "-b", "They are here")
	must(t, os.WriteFile(filepath.Join(s.dir, "kitchen.jpg"), []byte("x"), 0o600))
	for _, shell := range shells {
		t.Run(filepath.Base(shell), func(t *testing.T) {
			sh := s.shell(t, shell)
			for _, row := range tabs {
				sh.press(t, row)
			}
		})
	}
}

func TestAShellIsToldNothingWhereTheStoreIsMissingOrBusy(t *testing.T) {
	silent := []tab{
		{line: "operator msg reply ", becomes: "operator msg reply"},
		{line: "operator msg send -p MR", becomes: "operator msg send -p MR"},
		{line: "operator buyer show tom", becomes: "operator buyer show tom"},
		{line: "operator inbox list --state sn", becomes: "operator inbox list --state snoozed"},
	}
	missing, held := newSite(t), newOffice(t)
	holder, err := boltstore.Hold(t.Context(), boltstore.Options{Dir: held.store, Command: "operator import", Now: time.Now})
	must(t, err)
	defer holder.Close()
	for _, shell := range shells {
		for name, s := range map[string]*site{"missing": missing, "held": held} {
			t.Run(filepath.Base(shell)+" "+name, func(t *testing.T) {
				sh := s.shell(t, shell)
				for _, row := range silent {
					sh.press(t, row)
				}
				if said := sh.said(); strings.Contains(said, "operator:") || strings.Contains(said, "hint:") {
					t.Errorf("it says %s", said)
				}
			})
		}
	}
}

// needShell gives the path of a shell. Where it must be there, it is a failure
// that it is not.
func needShell(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return path
	case os.Getenv("REQUIRE_SHELLS") == "1":
		t.Fatalf("%s is not installed: %v", name, err)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// sh is a shell that completes operator.
type sh interface {
	// press types a line, presses the tab key, and wants what the row says.
	press(t *testing.T, row tab)
	// said is everything that the shell has shown.
	said() string
}

// shell starts a shell with the completions that are committed.
func (s *site) shell(t *testing.T, name string) sh {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("these shells are not those of Windows")
	}
	completions, err := filepath.Abs("../../completions")
	must(t, err)
	for _, script := range []string{"operator.bash", "_operator", "operator.fish"} {
		_, err := os.ReadFile(filepath.Join(completions, script)) // so that go test knows on what it depends
		must(t, err)
	}
	env := []string{"PS1=" + prompt}
	for _, v := range s.env {
		if path, ok := strings.CutPrefix(v, "PATH="); ok {
			v = "PATH=" + filepath.Dir(built(t)) + string(filepath.ListSeparator) + path
		}
		env = append(env, v)
	}
	setup := "bind 'set show-all-if-ambiguous on' 'set page-completions off'; "
	switch name {
	case "fish":
		return &fish{path: needShell(t, name), dir: s.dir, env: env, script: filepath.Join(completions, "operator.fish")}
	case "zsh":
		return onScreen(t, exec.Command(needShell(t, name), "-f", "-i"), s.dir, env, "PROMPT='"+prompt+"'; bindkey -e; "+
			"unsetopt prompt_sp prompt_cr list_ambiguous; fpath=("+completions+" $fpath); autoload -Uz compinit; compinit -D -u")
	case bashCompletion:
		if _, err := os.Stat(bashCompletion); err != nil && os.Getenv("REQUIRE_SHELLS") != "1" {
			t.Skip("bash-completion is not installed")
		} else if err != nil {
			t.Fatal(err)
		}
		setup += "source " + bashCompletion + "; "
	}
	return onScreen(t, exec.Command(needShell(t, "bash"), "--norc", "--noprofile", "-i"), s.dir, env,
		setup+"source "+filepath.Join(completions, "operator.bash"))
}

// screen is a shell on a terminal.
type screen struct {
	terminal *os.File
	shown    []byte
	more     chan []byte
	at       int // what has been looked at
	lines    int
	as       string
}

var _ sh = (*screen)(nil)

const (
	prompt     = "READY> "
	tabKey     = "\t"
	toTheStart = "\x01"
)

func onScreen(t *testing.T, cmd *exec.Cmd, dir string, env []string, setup string) *screen {
	t.Helper()
	cmd.Dir, cmd.Env = dir, env
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 60, Cols: 160})
	must(t, err)
	s := &screen{terminal: terminal, more: make(chan []byte)}
	go func() {
		defer close(s.more)
		for {
			part := make([]byte, 4096)
			n, err := terminal.Read(part)
			if err != nil {
				return
			}
			s.more <- part[:n]
		}
	}()
	t.Cleanup(func() {
		// The shell may have ended.
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = terminal.Close()
		for range s.more {
		}
	})
	s.wait(t, prompt)
	s.run(t, setup)
	return s
}

// run runs a command line, to its end.
func (s *screen) run(t *testing.T, line string) {
	t.Helper()
	s.lines++
	s.keys(t, line+fmt.Sprintf("; printf '%%s\\n' 'DONE'%d\r", s.lines))
	s.wait(t, fmt.Sprintf("DONE%d", s.lines))
	s.wait(t, prompt)
}

func (s *screen) keys(t *testing.T, keys string) {
	t.Helper()
	_, err := s.terminal.WriteString(keys)
	must(t, err)
}

// wait waits for a text that was not there before, and gives what comes before it.
func (s *screen) wait(t *testing.T, text string) string {
	t.Helper()
	late := time.After(patience)
	for {
		if before, _, ok := bytes.Cut(s.shown[s.at:], []byte(text)); ok {
			s.at += len(before) + len(text)
			return string(before)
		}
		select {
		case part, ok := <-s.more:
			if !ok {
				t.Fatalf("the shell ended; it showed %s", s.shown)
			}
			s.shown = append(s.shown, part...)
		case <-late:
			t.Fatalf("%q does not come after\n%s", text, s.shown[s.at:])
		}
	}
}

func (s *screen) said() string { return string(s.shown) }

func (s *screen) press(t *testing.T, row tab) {
	t.Helper()
	if row.as != s.as {
		s.run(t, "export OPERATOR_AS="+row.as)
		s.as = row.as
	}
	s.keys(t, row.line+tabKey)
	begin := s.at
	for _, text := range row.shows {
		s.at = begin // they come in the order of the shell
		s.wait(t, text)
	}
	s.lines++
	name := fmt.Sprintf("LINE%d", s.lines)
	s.keys(t, toTheStart+"printf '%s ' 'LINE'"+name[4:]+" \r")
	s.wait(t, name)
	became, _, _ := strings.Cut(s.wait(t, prompt), "\x1b") // what the prompt begins with
	if became = strings.Trim(became, " \r\n/"); row.becomes != "" && became != row.becomes {
		t.Errorf("%q becomes %q, want %q", row.line, became, row.becomes)
	}
}

// fish is asked what it would offer: it has a command for that.
type fish struct {
	path, dir, script string
	env               []string
	shown             strings.Builder
}

var _ sh = (*fish)(nil)

func (f *fish) said() string { return f.shown.String() }

func (f *fish) press(t *testing.T, row tab) {
	t.Helper()
	if row.bash {
		return // fish offers only what has the letters that were typed
	}
	cmd := exec.Command(f.path, "--no-config", "-c", `source $argv[1]; complete -C $argv[2]`, f.script, row.line)
	cmd.Dir, cmd.Env = f.dir, append(f.env, "OPERATOR_AS="+row.as)
	out, err := cmd.CombinedOutput()
	if err != nil && len(out) > 0 {
		t.Fatalf("fish: %v\n%s", err, out)
	}
	f.shown.Write(out)
	for _, text := range row.shows {
		if !strings.Contains(string(out), text) {
			t.Errorf("%q offers %s, and not %q", row.line, out, text)
		}
	}
	if row.becomes == "" {
		return
	}
	before := row.line[:strings.LastIndexByte(row.line, ' ')+1]
	offered, _, _ := strings.Cut(strings.Trim(string(out), "/\n"), "\t")
	if offered == "" {
		offered = row.line[len(before):]
	}
	if got := strings.TrimSpace(before + offered); got != row.becomes || strings.Count(string(out), "\n") > 1 {
		t.Errorf("%q becomes %q, want %q; offered are\n%s", row.line, got, row.becomes, out)
	}
}

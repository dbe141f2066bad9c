package clitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/creack/pty"
)

// hostile are texts that a terminal would obey, or that look like others. None has
// a colour that the program itself uses.
var hostile = []string{
	// What ESC begins: titles, links, the clipboard, notifications, colours, places.
	"\x1b]0;owned\a", "\x1b]2;owned\x1b\\", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "\x1b]52;c;ZXZpbA==\a",
	"\x1b]9;note\a", "\x1b]777;notify;a;b\a", "\x1b]1337;File=inline=1:AAAA\a", "\x1b]4;1;rgb:00/00/00\a", "\x1b]133;A\a",
	"\x1b[45m", "\x1b[8mhidden\x1b[28m", "\x1b[5;41mblink", "\x1b[2J\x1b[H", "\x1b[1A\x1b[2K", "\x1b[?1049h", "\x1b[?25l", "\x1b[6n",
	"\x1b[c", "\x1b[21t", "\x1b[?2004h", "\x1b[1;1r", "\x1b[3g", "\x1b[4h", "\x1b[38;2;1;2;3m", "\x1b[200~paste\x1b[201~",
	"\x1bP$qm\x1b\\", "\x1bP+q544e\x1b\\", "\x1b_Gf=100;AAAA\x1b\\", "\x1b^private\x1b\\", "\x1bX string\x1b\\", "\x1bc", "\x1b7\x1b8",
	"\x1b(0lqk\x1b(B", "\x1b#8", "\x1b=", "\x1b", "\x1b[", "\x1b]",
	// Other control characters.
	"\a", "\b\b\bx", "\x0e\x0f", "\x7f\x7f", "\x05", "\x11\x13", "\x18\x1a", "\x01\x02\x03\x04\x06",
	// C1, as characters.
	"\u009b45m", "\u009d0;owned\u009c", "\u0090$qm\u009c", "\u008d\u0084", "\u0080\u009f",
	// What turns text round, or is not seen.
	"\u202egpj.exe\u202c", "\u202a\u202b\u202d", "\u2066\u2067\u2068\u2069", "\u200e\u200f\u061c", "\u200bLot\u200c12\u200d", "\ufeff\u2060",
	"\u00ad", "\U000E0041\U000E007F", "\u3164\u115f\uffa0", "\ufe0e\ufe0f", "\U000E0100", "\u2061\u2062\u2063\u2064", "\u206a\u206f", "\ufff9\ufffa\ufffb",
	// What means something to a shell, a table, a format.
	"\t", "%s%n", "$(id)`id`", "';--\"", "| a | b |", "<script>", "=cmd|' /C calc'!A0",
}

// lineEnds end a line, so that they are refused where there is one only.
var lineEnds = []string{"\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029"}

// noText are bytes that are no UTF-8.
var noText = []string{"\xff", "\x9b45m", "\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "caf\xe9", "\xe2\x80"}

// named is a name with a hostile part in it, which nothing is trimmed off.
func named(part string) string { return "Ann" + part + "Zed" }

func TestWhatIsNoTextIsRefused(t *testing.T) {
	s := newOffice(t)
	long := strings.Repeat("x", 10_000)
	before := whole(t, s.store)
	fields := func(text string) map[string][]string {
		return map[string][]string{
			"the name of a community": {"community", "add", "--code", "OK", "--name", text},
			"the code of a community": {"community", "add", "--code", text, "--name", "Oak"},
			"the code of a property":  {"property", "add", "--community", "MR", "--code", text},
			"an address":              {"property", "add", "--community", "MR", "--code", "MR-013", "--address", text},
			"the name of a buyer":     {"buyer", "add", "--name", text, "--email", "ann@lee.example"},
			"the e-mail of a buyer":   {"buyer", "add", "--name", "Ann", "--email", text + "@lee.example"},
			"a title":                 {"team", "add", "--name", "Ann", "--email", "ann@acme.example", "--title", text},
			"a subject":               {"msg", "send", "-p", "MR-012", "--to", "buyers", "--subject", text, "-b", "x"},
			"a label":                 {"conversation", "edit", "C1", "--add-label", text},
			"the name of the company": {"workspace", "edit", "--name", text},
		}
	}
	for _, bad := range append(append([]string{long}, noText...), lineEnds...) {
		for what, args := range fields(named(bad)) {
			if got := s.run(args...); got.status != 65 || got.out != "" || len(got.err) > 1000 {
				t.Errorf("%s with %.20q: status %d, %q, %.300q", what, bad, got.status, got.out, got.err)
			} else {
				wantShown(t, fmt.Sprintf("%s with %.20q", what, bad), got.err)
			}
		}
	}
	for _, bad := range noText {
		s.refused(65, "the message is not valid UTF-8 at byte …", "save it as UTF-8 and try again", "msg", "reply", "C1", "-b", named(bad))
	}
	same(t, s.store, before)
}

// control says whether a character must never be shown as it is.
func control(r rune) bool {
	return r != '\n' && r != '\t' && (r < 0x20 || r >= 0x7f && r < 0xa0) || r >= 0xa0 && (unicode.Is(unicode.Cf, r) || r == 0x2028 || r == 0x2029 ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || unicode.Is(unicode.Variation_Selector, r))
}

// wantShown wants text to be fit for a terminal.
func wantShown(t testing.TB, what, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s is no UTF-8: %.300q", what, text)
	}
	if at := strings.IndexFunc(text, control); at >= 0 {
		t.Errorf("%s has %+q at byte %d, in %+.100q", what, firstRune(text[at:]), at, text[max(0, at-30):])
	}
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// written is what has hostile text in it: a home with its community, buyer, sale,
// conversation and message. Three of the texts are in each.
type written struct {
	name, body, file                      string
	code, buyer, sale, conversation, said string
}

// write makes the nth.
func write(s *site, n int) written {
	name := named(strings.Join(hostile[3*n:3*n+3], ""))
	w := written{
		name: name, body: name + strings.Join(lineEnds, name), file: name + "." + name,
		code: fmt.Sprintf("Q-%02d", n), buyer: fmt.Sprintf("b%d@lee.example", n),
	}
	if strings.Contains(name, "/") {
		w.file = "plain"
	}
	must(s.t, os.WriteFile(filepath.Join(s.dir, w.file), []byte("x"), 0o600))
	id := func(args ...string) string { return strings.TrimSpace(s.ok(append(args, "-o", "id")...)) }
	s.ok("community", "add", "--code", "C"+w.code, "--name", name)
	s.ok("property", "add", "--community", "C"+w.code, "--code", w.code, "--address", name, "--city", name, "--plan", name, "--lot", name)
	s.ok("buyer", "add", "--name", name, "--title", name, "--email", w.buyer)
	w.sale = id("transaction", "open", w.code, "--buyer", w.buyer)
	w.said = id("msg", "send", "-p", w.code, "--to", "buyers", "--subject", name, "-b", w.body, "--attach", w.file)
	w.conversation = id("inbox", "list", "-p", w.code)
	s.ok("conversation", "edit", w.conversation, "--add-label", name)
	return w
}

// shows are commands that write what people wrote, for people.
func (w written) shows() [][]string {
	return [][]string{
		{"community", "show", "C" + w.code},
		{"property", "show", w.code},
		{"buyer", "show", w.buyer},
		{"person", "show", w.buyer},
		{"transaction", "show", w.sale},
		{"conversation", "show", w.conversation},
		{"msg", "list", w.conversation},
		{"msg", "show", w.said},
		{"explain", w.buyer, w.conversation},
		{"explain", w.buyer, w.code},
		{"inbox", "list", "-p", w.code},
		{"msg", "reply", w.conversation, "-b", w.name, "--dry-run"},
		{"msg", "send", "-p", w.code, "--to", "buyers", "--subject", w.name, "-b", w.name, "--dry-run"},
		{"buyer", "edit", w.buyer, "--name", w.name, "--dry-run"},
		{"transaction", "withdraw", w.sale, "--dry-run"},
		{"msg", "delete", w.said, "--dry-run"},
		{"msg", "download", w.said, "--dry-run"},
		{"buyer", "delete", w.buyer, "--yes"},
	}
}

// mistakes are commands that fail, and say of what was written what may have been
// meant, or of what was typed that it is wrong.
func (w written) mistakes() [][]string {
	list := []string{"inbox", "list"}
	return [][]string{
		{"buyer", "show", w.name},
		{"buyer", "show", w.name + "x"},
		{"property", "show", w.name},
		{"conversation", "show", w.name},
		{"explain", w.name, w.conversation},
		{"msg", "send", "-p", w.code, "--to", w.name, "-b", "x"},
		{w.name},
		{"msg", w.name},
		{"msg", "list", w.conversation, "--" + w.name},
		{"help", w.name},
		append(list, "-o", w.name), append(list, "--columns", w.name), append(list, "--cursor", w.name), append(list, "--limit", w.name),
		append(list, "--timeout", w.name), append(list, "--as", w.name), append(list, "--context", w.name), append(list, "--store", w.name),
		{"msg", "reply", w.conversation, "-F", w.name},
		{"msg", "reply", w.conversation, "-b", "x", "--attach", w.name},
		{"community", "add", "--code", "C" + w.code, "--name", w.name},
		{"buyer", "add", "--name", w.name, "--email", w.buyer, "--dry-run"},
		{"buyer", "add", "--name", "A", "--email", w.name},
	}
}

// lists are commands about all that was written.
func lists() [][]string {
	all := [][]string{{"check"}, {"workspace", "show"}, {"__complete", "inbox", "list", "--label", ""}, {"__complete", "msg", "send", "--to", ""}}
	for _, noun := range []string{"community", "property", "buyer", "transaction", "conversation"} {
		all = append(all, []string{"__complete", noun, "show", ""})
		for _, format := range []string{"table", "markdown", "html", "id"} {
			all = append(all, []string{noun, "list", "--limit", "0", "-o", format})
		}
	}
	return append(all, []string{"inbox", "list", "-L", "0"}, []string{"person", "list", "-L", "0"})
}

func TestTextFromPeopleIsShownAndNeverObeyed(t *testing.T) {
	s := newOffice(t)
	s.ok("workspace", "edit", "--name", named(hostile[0]))
	all := make([]written, len(hostile)/3)
	each := func(name string, do func(s *site, n int)) {
		t.Run(name, func(t *testing.T) {
			for n := range all {
				t.Run(fmt.Sprint(n), func(t *testing.T) {
					t.Parallel()
					mine := *s
					mine.t = t
					do(&mine, n)
				})
			}
		})
	}
	each("written", func(s *site, n int) { all[n] = write(s, n) })
	each("shown", func(s *site, n int) {
		s.shown(all[n].shows()...)
		for i, args := range all[n].mistakes() {
			if i%3 == n%3 {
				s.shown(args)
			}
		}
	})
	s.shown(lists()...)
	if runtime.GOOS != "windows" {
		each("on a terminal", func(s *site, n int) {
			for i, args := range append(all[n].shows(), all[n].mistakes()[:8]...) {
				if i%5 == n%5 {
					s.onTerminal([]uint16{80, 40, 20}[n%3], args...)
				}
			}
		})
		for _, args := range lists() {
			s.onTerminal(100, args...)
		}
	}
	each("for programs", func(s *site, n int) { s.exactly(all[n]) })
}

// shown wants commands to write nothing that a terminal obeys.
func (s *site) shown(commands ...[]string) {
	s.t.Helper()
	for _, args := range commands {
		got := s.run(args...)
		switch got.status {
		case 0, 64, 65, 66, 67, 68, 78:
		default:
			s.t.Errorf("%q: status %d, %s", args, got.status, got.err)
		}
		wantShown(s.t, fmt.Sprintf("what %q prints", args), got.out)
		wantShown(s.t, fmt.Sprintf("what %q says", args), got.err)
	}
}

// exactly wants programs to get what was written as it was.
func (s *site) exactly(w written) {
	var community struct{ Name string }
	s.decode(&community, "community", "show", "C"+w.code)
	var property struct {
		Lot, Plan string
		Address   struct{ Line1, City string }
	}
	s.decode(&property, "property", "show", w.code)
	var buyer struct{ Name, Title string }
	s.decode(&buyer, "buyer", "show", w.buyer)
	var talk struct {
		Subject string
		Labels  []string
	}
	s.decode(&talk, "conversation", "show", w.conversation)
	var sent struct {
		Body        string
		Attachments []struct{ Name string }
	}
	s.decode(&sent, "msg", "show", w.said)
	for what, got := range map[string]string{
		"the community": community.Name, "the lot": property.Lot, "the plan": property.Plan, "the address": property.Address.Line1,
		"the city": property.Address.City, "the buyer": buyer.Name, "the title": buyer.Title, "the subject": talk.Subject,
	} {
		if got != w.name {
			s.t.Errorf("%s is %+q, want %+q", what, got, w.name)
		}
	}
	if want := strings.TrimRight(w.body, "\n"); sent.Body != want && sent.Body != w.body {
		s.t.Errorf("the body is %+q, want %+q", sent.Body, want)
	}
	if len(sent.Attachments) != 1 || sent.Attachments[0].Name != w.file {
		s.t.Errorf("the files are %+q, want %+q", sent.Attachments, w.file)
	}
	if len(talk.Labels) != 1 || !strings.EqualFold(talk.Labels[0], w.name) {
		s.t.Errorf("the labels are %+q, want %+q", talk.Labels, w.name)
	}
}

// ownColours are the colours of the program itself.
const ownColours = "\x1b\\[(0|1|2|31|32|33|36)m"

// onTerminal wants a terminal of some width to get nothing of a command that it
// obeys, but for the program's own colours.
func (s *site) onTerminal(width uint16, args ...string) {
	s.t.Helper()
	cmd := s.command(args...)
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: width})
	must(s.t, err)
	defer terminal.Close()
	raw, err := io.ReadAll(terminal)
	if err != nil && !errors.Is(err, syscall.EIO) { // which is how Linux says that the other end is closed
		s.t.Fatal(err)
	}
	statusOfRun(s.t, cmd.Wait())
	text := strings.ReplaceAll(string(raw), "\r\n", "\n")
	wantShown(s.t, fmt.Sprintf("what %q shows on %d columns", args, width), regexp.MustCompile(ownColours).ReplaceAllString(text, ""))
}

func (s *site) decode(into any, args ...string) {
	s.t.Helper()
	must(s.t, json.Unmarshal([]byte(s.ok(append(args, "-o", "json")...)), into))
}

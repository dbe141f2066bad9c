package term_test

import (
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

func TestColourIsDecidedByFlagThenEnvironmentThenStream(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		never bool
		env   map[string]string
		tty   bool
		want  bool
	}{
		{"a terminal", false, nil, true, true},
		{"a pipe", false, nil, false, false},
		{"refused on a terminal", true, map[string]string{"CLICOLOR_FORCE": "1"}, true, false},
		{"NO_COLOR", false, map[string]string{"NO_COLOR": "1"}, true, false},
		{"NO_COLOR of 0 is a value too", false, map[string]string{"NO_COLOR": "0"}, true, false},
		{"NO_COLOR goes before force", false, map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, true, false},
		{"CLICOLOR_FORCE", false, map[string]string{"CLICOLOR_FORCE": "1"}, false, true},
		{"FORCE_COLOR", false, map[string]string{"FORCE_COLOR": "3", "TERM": "dumb"}, false, true},
		{"FORCE_COLOR of 0", false, map[string]string{"FORCE_COLOR": "0"}, false, false},
		{"a dumb terminal", false, map[string]string{"TERM": "dumb"}, true, false},
		{"CLICOLOR of 0", false, map[string]string{"CLICOLOR": "0"}, true, false},
		{"CLICOLOR of 1 in a pipe", false, map[string]string{"CLICOLOR": "1"}, false, false},
	} {
		env := func(name string) string { return c.env[name] }
		if got := term.Colour(c.never, env, c.tty); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestColourHoldsInEveryCase goes through every case there is. What must hold is
// said as sentences, and not as the code says it.
func TestColourHoldsInEveryCase(t *testing.T) {
	t.Parallel()
	values := map[string][]string{
		"NO_COLOR": {"", "0", "1"}, "CLICOLOR_FORCE": {"", "0", "1"}, "FORCE_COLOR": {"", "0", "3"},
		"CLICOLOR": {"", "0", "1"}, "TERM": {"", "dumb", "xterm-256color"},
	}
	cases := []map[string]string{{}}
	for name, all := range values {
		var more []map[string]string
		for _, c := range cases {
			for _, value := range all {
				with := maps.Clone(c)
				with[name] = value
				more = append(more, with)
			}
		}
		cases = more
	}
	for _, c := range cases {
		env := func(name string) string { return c[name] }
		forced := strings.Trim(c["CLICOLOR_FORCE"]+c["FORCE_COLOR"], "0") != ""
		refused := c["TERM"] == "dumb" || c["CLICOLOR"] == "0"
		for _, tty := range []bool{false, true} {
			if term.Colour(true, env, tty) {
				t.Errorf("%v: the command line does not go first", c)
			}
			got := term.Colour(false, env, tty)
			switch {
			case c["NO_COLOR"] != "" && got:
				t.Errorf("%v: colour in spite of NO_COLOR", c)
			case c["NO_COLOR"] == "" && forced && !got:
				t.Errorf("%v: no colour where it is forced", c)
			case !forced && (!tty || refused) && got:
				t.Errorf("%v, terminal %v: colour", c, tty)
			case c["NO_COLOR"] == "" && tty && !refused && !got:
				t.Errorf("%v: no colour on a terminal", c)
			}
		}
	}
	if len(cases) != 243 {
		t.Errorf("%d cases", len(cases))
	}
}

func TestColoursAreThoseOfTheTerminal(t *testing.T) {
	t.Parallel()
	s := term.Style(true)
	for _, text := range []string{s.Bold("x"), s.Dim("x"), s.Red("x"), s.Cyan("x")} {
		code, ok := strings.CutSuffix(strings.TrimPrefix(text, "\x1b["), "mx\x1b[0m")
		if n, err := strconv.Atoi(code); !ok || err != nil || n != 1 && n != 2 && (n < 30 || n > 37) {
			t.Errorf("%q is none of the 16 colours", text)
		}
	}
}

func TestEachStreamHasItsOwnColour(t *testing.T) {
	t.Parallel()
	io, _, _ := term.Test("")
	io.ErrTTY = true
	io.Colours(false)
	if got := io.OutStyle().Bold("a") + io.ErrStyle().Red("b") + io.ErrStyle().Red(""); got != "a\x1b[31mb\x1b[0m" {
		t.Errorf("got %q", got)
	}
}

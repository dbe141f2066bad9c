package term_test

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

func TestColourIsDecidedByFlagThenEnvironmentThenStream(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		when term.When
		env  map[string]string
		tty  bool
		want bool
	}{
		{"a terminal", term.Auto, nil, true, true},
		{"a pipe", term.Auto, nil, false, false},
		{"asked for in a pipe", term.Always, map[string]string{"NO_COLOR": "1", "TERM": "dumb"}, false, true},
		{"refused on a terminal", term.Never, map[string]string{"CLICOLOR_FORCE": "1"}, true, false},
		{"NO_COLOR", term.Auto, map[string]string{"NO_COLOR": "1"}, true, false},
		{"NO_COLOR of 0 is a value too", term.Auto, map[string]string{"NO_COLOR": "0"}, true, false},
		{"NO_COLOR goes before force", term.Auto, map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, true, false},
		{"CLICOLOR_FORCE", term.Auto, map[string]string{"CLICOLOR_FORCE": "1"}, false, true},
		{"FORCE_COLOR", term.Auto, map[string]string{"FORCE_COLOR": "3", "TERM": "dumb"}, false, true},
		{"FORCE_COLOR of 0", term.Auto, map[string]string{"FORCE_COLOR": "0"}, false, false},
		{"a dumb terminal", term.Auto, map[string]string{"TERM": "dumb"}, true, false},
		{"CLICOLOR of 0", term.Auto, map[string]string{"CLICOLOR": "0"}, true, false},
		{"CLICOLOR of 1 in a pipe", term.Auto, map[string]string{"CLICOLOR": "1"}, false, false},
	} {
		env := func(name string) string { return c.env[name] }
		if got := term.Colour(c.when, env, c.tty); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestEachStreamHasItsOwnColour(t *testing.T) {
	t.Parallel()
	io, _, _ := term.Test("")
	io.ErrTTY = true
	io.Colours(term.Auto)
	if got := io.OutStyle().Bold("a") + io.ErrStyle().Red("b") + io.ErrStyle().Red(""); got != "a\x1b[31mb\x1b[0m" {
		t.Errorf("got %q", got)
	}
}

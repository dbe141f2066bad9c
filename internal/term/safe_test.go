package term_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

func TestHiddenCharactersAreSpelledOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, line, block string }{
		{"plain text", "hello there", "hello there", "hello there"},
		{"letters of many kinds", "Łódź 東京 ß naïve", "Łódź 東京 ß naïve", "Łódź 東京 ß naïve"},
		{"lines and tabs", "a\nb\r\nc\td", "a⏎b⏎c d", "a\nb\nc\td"},
		{"a lone carriage return", "safe\rEVIL", "safe^MEVIL", "safe^MEVIL"},
		{"two carriage returns", "a\r\r\nb", "a^M⏎b", "a^M\nb"},
		{"a title by OSC", "\x1b]0;owned\x07", "^[]0;owned^G", "^[]0;owned^G"},
		{"colour by CSI", "\x1b[31mred", "^[[31mred", "^[[31mred"},
		{"C1 as UTF-8", "a\u009b2Jb", `a\x9b2Jb`, `a\x9b2Jb`},
		{"C1 as a byte", "a\x9b2Jb", "a\uFFFD2Jb", "a\uFFFD2Jb"},
		{"NUL, backspace, DEL", "a\x00\b\x7f", "a^@^H^?", "a^@^H^?"},
		{"turned around", "user\u202egnp.exe", "user⟨U+202E⟩gnp.exe", "user⟨U+202E⟩gnp.exe"},
		{"isolates", "\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩", "⟨U+2066⟩x⟨U+2069⟩"},
		{"zero width", "Lot\u200b12\ufeff\u2060", "Lot⟨U+200B⟩12⟨U+FEFF⟩⟨U+2060⟩", "Lot⟨U+200B⟩12⟨U+FEFF⟩⟨U+2060⟩"},
		{"separators", "a\u2028b\u2029c", "a⟨U+2028⟩b⟨U+2029⟩c", "a⟨U+2028⟩b⟨U+2029⟩c"},
		{"tags", "x\U000E0041", "x⟨U+E0041⟩", "x⟨U+E0041⟩"},
		{"a letter that is a blank", "Lot\u3164", "Lot⟨U+3164⟩", "Lot⟨U+3164⟩"},
		{"a family is one emoji", "👨‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇩🇪", "👨‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇩🇪", "👨‍👩‍👧 ❤️ 1️⃣ 👍🏽 🇩🇪"},
		{"a heart on fire", "❤️‍🔥", "❤️‍🔥", "❤️‍🔥"},
		{"a joiner between letters", "a\u200db", "a⟨U+200D⟩b", "a⟨U+200D⟩b"},
		{"a joiner after an emoji alone", "👍\u200dx", "👍⟨U+200D⟩x", "👍⟨U+200D⟩x"},
		{"a selector after a letter", "P\ufe0f12", "P⟨U+FE0F⟩12", "P⟨U+FE0F⟩12"},
		{"a selector after a digit", "1\ufe0f2", "1⟨U+FE0F⟩2", "1⟨U+FE0F⟩2"},
	} {
		if got := term.Line(c.in); got != c.line {
			t.Errorf("%s: the line is %q, want %q", c.name, got, c.line)
		}
		if got := term.Block(c.in); got != c.block {
			t.Errorf("%s: the block is %q, want %q", c.name, got, c.block)
		}
	}
}

func TestPlainTextCostsNothing(t *testing.T) {
	text := strings.Repeat("all of this is plain ", 100)
	if n := testing.AllocsPerRun(10, func() { term.Line(text) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzSafeText(f *testing.F) {
	for _, s := range []string{
		"", "a", "\x1b]8;;http://x\x1b\\y", "\u009b1m", "\xff\xfe\x80", "a\r\n\tb", "\u202e\u2066\u200f",
		"👨‍👩‍👧", "❤️‍🔥", "\u200d\u200d", "👍\ufe0f\ufe0f\u200d\u200d👍", "1\ufe0f\u20e3", "\U000E0041\u2028", "\r\r\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, safe := range map[string]func(string) string{"line": term.Line, "block": term.Block} {
			got := safe(s)
			if !utf8.ValidString(got) {
				t.Fatalf("%s of %q is no UTF-8: %q", name, s, got)
			}
			if again := safe(got); again != got {
				t.Fatalf("%s of %q is %q, and of that %q", name, s, got, again)
			}
			checkShown(t, name, got)
		}
		if strings.ContainsAny(term.Line(s), "\n\t") {
			t.Fatalf("the line of %q has more than one: %q", s, term.Line(s))
		}
	})
}

// checkShown knows the forbidden characters by other means than the code: by
// their numbers.
func checkShown(t *testing.T, name, got string) {
	t.Helper()
	for _, r := range got {
		allowed := name == "block" && (r == '\n' || r == '\t') || r == 0x200D || r == 0xFE0F
		control := r < 0x20 || r >= 0x7f && r <= 0x9f
		direction := r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2069 || r == 0x061C
		zeroWidth := r >= 0x200B && r <= 0x200F || r == 0xFEFF || r >= 0xE0000 && r <= 0xE0FFF
		if !allowed && (control || direction || zeroWidth || r == 0x2028 || r == 0x2029 || unicode.Is(unicode.Cf, r)) {
			t.Fatalf("the %s has %U: %q", name, r, got)
		}
	}
}

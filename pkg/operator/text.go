package operator

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckText refuses what is not text: invalid UTF-8, and the character NUL. The
// error names what and the byte where it stands, from 0.
func CheckText(what, text string) error {
	if plain(text) {
		return nil
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			return Errorf(Invalid, "%s is not valid UTF-8 at byte %d", what, i).
				WithHint("save it as UTF-8 and try again").Reason("not_utf8").With("byte", i)
		case r == 0:
			return Errorf(Invalid, "%s has a NUL character at byte %d", what, i).Reason("nul").With("byte", i)
		}
		i += n
	}
	return nil
}

// plain says whether a text is nothing but what can be seen of ASCII, and spaces: most
// are, and it is found out fast.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// CheckLine refuses what is no text on one line of at most MaxLine characters.
// An empty line passes.
func CheckLine(what, line string) error {
	if len(line) <= MaxLine && plain(line) {
		return nil
	}
	if err := CheckText(what, line); err != nil {
		return err
	}
	if strings.ContainsAny(line, "\n\r\u2028\u2029\v\f\u0085") {
		return Errorf(Invalid, "%s must be on one line", what).Reason("line_break")
	}
	if n := utf8.RuneCountInString(line); n > MaxLine {
		return Errorf(Invalid, "%s is too long: %d characters of at most %d", what, n, MaxLine).
			Reason("too_long").With("length", n).With("limit", MaxLine)
	}
	return nil
}

// CheckName is CheckLine for what must not be empty.
func CheckName(what, name string) error {
	if Blank(name) {
		return Errorf(Invalid, "%s is empty", what).Reason("empty")
	}
	return CheckLine(what, name)
}

// CheckBody refuses a message's body that says nothing, is no text, or is longer
// than MaxBody bytes.
func CheckBody(body string) error {
	if len(body) > MaxBody {
		return Errorf(Invalid, "the message is too long: %d of at most %d bytes", len(body), MaxBody).
			WithHint("attach it as a file: --attach FILE").Reason("too_long").With("length", len(body)).With("limit", MaxBody)
	}
	if err := CheckText("the message", body); err != nil {
		return err
	}
	if Blank(body) {
		return Errorf(Invalid, "the message is empty").
			WithHint("give a text: -b TEXT, -F FILE, or -F - for standard input").Reason("body_empty")
	}
	return nil
}

// Blank says whether text has nothing that can be seen: only white space and
// format characters.
func Blank(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) == ""
}

// Fold makes a code, an e-mail address or a label comparable: without regard to
// case and to white space around it.
func Fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Optional is nil for the empty string, for fields that are null when absent.
func Optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Value is the string behind an optional field, empty for nil.
func Value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

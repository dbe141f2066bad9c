package letter_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/letter"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestATextIsFilledIn(t *testing.T) {
	t.Parallel()
	values := map[string]string{"a": "one", "b.c": "{{a}}", "d_2": "}}"}
	for text, want := range map[string]string{
		"":                        "",
		"no variables }} here {":  "no variables }} here {",
		"{{a}}":                   "one",
		"{{ a }} and {{a}}.":      "one and one.",
		"{{b.c}}":                 "{{a}}",
		"{{{{a}}":                 "{{a}}",
		"{{{{{{a}}}}":             "{{one}}",
		"{{d_2}}{{a}}\n{{\ta\t}}": "}}one\none",
		"{ {a} }":                 "{ {a} }",
	} {
		read, err := letter.Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := read.Fill(values); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if n := read.Length(values); n != len(want) {
			t.Errorf("%q: %d bytes are told, and it is %d", text, n, len(want))
		}
	}
}

func TestVariablesAreNamedOnceInOrder(t *testing.T) {
	t.Parallel()
	first, err := letter.Parse("{{b}} {{a.x}} {{b}} {{{{c}}")
	if err != nil {
		t.Fatal(err)
	}
	second, err := letter.Parse("{{a.x}} {{d}}")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a.x", "b", "d"}, letter.Names(first, second)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{}, letter.Names()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeReadIsNamedWithItsPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{{":                    `line 1, column 1: "{{" is not closed`,
		"a\nbü {{name":          `line 2, column 4: "{{name" is not closed`,
		"{{name\n}}":            `line 1, column 1: "{{name" is not closed`,
		"{{}}":                  `line 1, column 1: "{{}}" is no variable`,
		"x {{Name}}":            `line 1, column 3: "{{Name}}" is no variable`,
		"{{range .}}":           `line 1, column 1: "{{range .}}" is no variable`,
		"{{a..b}}":              `line 1, column 1: "{{a..b}}" is no variable`,
		"{{.a}}":                `line 1, column 1: "{{.a}}" is no variable`,
		"{{{a}}":                `line 1, column 1: "{{{a}}" is no variable`,
		"{{a|upper}}":           `line 1, column 1: "{{a|upper}}" is no variable`,
		"{{" + long(65) + "}}":  `line 1, column 1: "{{` + long(37) + `…" is no variable`,
		"{{ok}}\n\n {{not ok}}": `line 3, column 2: "{{not ok}}" is no variable`,
	} {
		_, err := letter.Parse(text)
		var e *operator.Error
		if !errors.As(err, &e) || e.Code != operator.Invalid || e.Message != want || e.Hint == "" {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func long(n int) string { return strings.Repeat("a", n) }

// FuzzParse looks whether whatever can be read is filled in: with every variable
// written as it is read, filling gives a text that says the same again.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"Dear {{buyers.names}}", "{{{{", "{{a}}{{{{{{b}}}}", "{{", "}}", "{{a\n}}", "{{ü}}", "\xff{{a}}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read, err := letter.Parse(text)
		if err != nil {
			if operator.CodeOf(err) != operator.Invalid {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		values := map[string]string{}
		for _, name := range letter.Names(read) {
			values[name] = "<" + name + ">"
		}
		got := read.Fill(values)
		want := strings.ReplaceAll(text, "{{{{", "\x00")
		for name, value := range values {
			want = replaceVariable(want, name, value)
		}
		want = strings.ReplaceAll(want, "\x00", "{{")
		if !strings.Contains(text, "\x00") && !strings.Contains(text, "{{{{{") && got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	})
}

// replaceVariable does what filling in does to one variable, by plain means.
func replaceVariable(text, name, value string) string {
	var b strings.Builder
	for {
		at := strings.Index(text, "{{")
		if at < 0 {
			return b.String() + text
		}
		inner, rest, ok := strings.Cut(text[at+2:], "}}")
		b.WriteString(text[:at])
		if ok && strings.Trim(inner, " \t") == name {
			b.WriteString(value)
		} else {
			b.WriteString("{{" + inner + "}}")
		}
		text = rest
	}
}

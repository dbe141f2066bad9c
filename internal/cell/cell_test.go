package cell_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/cell"
)

func TestWhatASpreadsheetWouldRunIsMarked(t *testing.T) {
	t.Parallel()
	for is, want := range map[string]string{
		"":                       "",
		"Ann":                    "Ann",
		"12 Elm = corner":        "12 Elm = corner",
		"=1+1":                   "'=1+1",
		"+13035550123":           "'+13035550123",
		"-5":                     "'-5",
		"@SUM(A1)":               "'@SUM(A1)",
		"\t=1":                   "'\t=1",
		"\tx":                    "'\tx",
		"\rx":                    "'\rx",
		"\nx":                    "'\nx",
		"  =1":                   "'  =1",
		"\u00a0=1":               "'\u00a0=1",
		"\ufeff=1":               "'\ufeff=1",
		"\u200b=1":               "'\u200b=1",
		"＝1":                     "'＝1",
		"＋1":                     "'＋1",
		"－1":                     "'－1",
		"＠1":                     "'＠1",
		"−1":                     "'−1",
		"'t Hooft":               "''t Hooft",
		"'=1":                    "''=1",
		"mobile=303-555-0123":    "mobile=303-555-0123",
		"Ann\n=HYPERLINK(\"x\")": "Ann\n=HYPERLINK(\"x\")",
	} {
		if got := cell.Safe(is); got != want {
			t.Errorf("%q becomes %q, not %q", is, got, want)
		}
	}
}

func TestTextOfOthersWithAnApostropheStays(t *testing.T) {
	t.Parallel()
	for is, want := range map[string]string{
		"'t Hooft":  "'t Hooft",
		"'":         "'",
		"''t Hooft": "'t Hooft",
		"'=1":       "=1",
		"'+1303":    "+1303",
		"=1":        "=1",
	} {
		if got := cell.Plain(is); got != want {
			t.Errorf("%q becomes %q, not %q", is, got, want)
		}
	}
}

// Texts are drawn of the signs that matter, and of any others.
func TestEveryTextComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(
			rapid.StringOf(rapid.SampledFrom([]rune("'=+-@\t\r\n ＝−x\u200b"))),
			rapid.String(),
		).Draw(t, "text")
		safe := cell.Safe(s)
		if got := cell.Plain(safe); got != s {
			t.Fatalf("%q comes back as %q", s, got)
		}
		if again := cell.Plain(cell.Safe(safe)); again != safe {
			t.Fatalf("%q, marked already, comes back as %q", safe, again)
		}
	})
}

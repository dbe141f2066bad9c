package download_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/internal/download"
)

// row is a name somebody gave, and the name to write.
type row struct{ name, mediaType, want string }

func check(t *testing.T, rows []row) {
	t.Helper()
	for _, row := range rows {
		if got := download.Name(row.name, row.mediaType, 3); got != row.want {
			t.Errorf("%q is %q, want %q", row.name, got, row.want)
		}
	}
}

func TestNamesAreMadeSafe(t *testing.T) {
	check(t, []row{
		{"photo.jpg", "image/jpeg", "photo.jpg"},
		{"Grundriss Küche (2).PDF", "application/pdf", "Grundriss Küche (2).PDF"},
		{"平面図.png", "image/png", "平面図.png"},
		{"archive.tar.gz", "application/gzip", "archive.tar.gz"},
		// paths
		{"../../.ssh/authorized_keys", "text/plain", "authorized_keys.txt"},
		{"/etc/passwd", "", "passwd"},
		{`C:\Windows\system.ini`, "", "system.ini"},
		{"C:evil.exe", "", "C_evil.exe"},
		{`..\..\x.jpg`, "", "x.jpg"},
		{"x.jpg/", "image/jpeg", "attachment-3.jpg"},
		{"..", "image/png", "attachment-3.png"},
		{"file.txt::$DATA", "", "file.txt__$DATA"},
		{"a／b＼c∕d.jpg", "", "a_b_c_d.jpg"},
		// hidden, an option, lost on Windows
		{".bashrc", "text/plain", "bashrc.txt"},
		{"-rf", "", "rf"},
		{"--output=x.jpg", "", "output=x.jpg"},
		{". - .x", "", "x"},
		{"name. . .", "", "name"},
		{" photo.jpg ", "", "photo.jpg"},
		{"\u00a0photo\u3000.jpg", "", "photo.jpg"},
		// control, format, bidirectional, broken
		{"a\nb\r\x00\x1b[31mc\x7f\u0085.txt", "", "ab[31mc.txt"},
		{"invoice\u202egpj.exe", "", "invoicegpj.exe"},
		{"\u2066a\u2069\u200bb\ufeffc\u2028d\u2029.txt", "", "abcd.txt"},
		{"caf\xe9.txt", "", "caf_.txt"},
		{"\U000e0041\ue000\uffffx.txt", "", "x.txt"},
		{`a<b>c"d|e?f*g.txt`, "", "a_b_c_d_e_f_g.txt"},
		// devices
		{"CON", "text/plain", "_CON.txt"},
		{"nul.txt", "", "_nul.txt"},
		{"Com1.tar.gz", "", "_Com1.tar.gz"},
		{"LPT².log", "", "_LPT².log"},
		{"aux .txt", "", "_aux.txt"},
		{"conin$", "", "_conin$"},
		{"com10.txt", "", "com10.txt"},
		{"console.txt", "", "console.txt"},
	})
}

func TestNamesHaveAnEndingAndALength(t *testing.T) {
	long := strings.Repeat("a", 300)
	check(t, []row{
		// nothing left
		{"", "image/jpeg", "attachment-3.jpg"},
		{"\u202e\u200b", "", "attachment-3"},
		{"???", "application/pdf; version=1", "attachment-3.pdf"},
		{"", "no/such", "attachment-3"},
		// endings
		{"plan", "application/pdf", "plan.pdf"},
		{"Plan v1.2", "application/pdf", "Plan v1.2.pdf"},
		{"St. Mary", "image/jpeg", "St. Mary.jpg"},
		{"photo.heic", "image/jpeg", "photo.heic"},
		{".jpg", "image/jpeg", "jpg.jpg"},
		// length
		{long + ".jpg", "", long[:196] + ".jpg"},
		{long, "image/png", long[:196] + ".png"},
		{long, "", long[:200]},
		{strings.Repeat("ü", 150) + ".jpg", "", strings.Repeat("ü", 98) + ".jpg"},
		{"a." + long, "", ("a." + long)[:200]},
		{strings.Repeat("a", 195) + " . . .jpg", "", strings.Repeat("a", 195) + ".jpg"},
	})
}

// unsafe says what is wrong with a name, empty if nothing is.
func unsafe(name string) string {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch {
	case name == "" || len(name) > download.MaxName:
		return "its length"
	case !utf8.ValidString(name):
		return "its encoding"
	case strings.ContainsAny(name, `/\<>:"|?*`):
		return "a reserved character"
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) }):
		return "a character that cannot be seen"
	case strings.ContainsAny(name[:1], ".- ") || strings.ContainsAny(name[len(name)-1:], ". "):
		return "an end"
	case slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "COM1", "COM¹", "LPT9", "CONOUT$"}, stem):
		return "a device"
	}
	return ""
}

func FuzzName(f *testing.F) {
	for _, name := range []string{"", "../x", "CON.txt", "a\u202eb", strings.Repeat("ü", 150), "x. . .", "-.-.jpg", "\xff"} {
		f.Add(name, "image/jpeg", 1)
	}
	f.Fuzz(func(t *testing.T, name, mediaType string, index int) {
		got := download.Name(name, mediaType, index)
		if wrong := unsafe(got); wrong != "" {
			t.Errorf("%q is %q: %s", name, got, wrong)
		}
		if again := download.Name(got, mediaType, index); again != got {
			t.Errorf("%q is %q, and that is %q", name, got, again)
		}
		pair := download.Unique([]string{got, got, strings.ToUpper(got)})
		for i, name := range pair {
			if wrong := unsafe(name); wrong != "" || slices.ContainsFunc(pair[:i], func(s string) bool { return strings.EqualFold(s, name) }) {
				t.Errorf("%q gave %q: %s", got, pair, wrong)
			}
		}
	})
}

func TestNamesOfOneMessageDiffer(t *testing.T) {
	long := strings.Repeat("a", 196) + ".jpg"
	for _, row := range []struct{ names, want []string }{
		{nil, []string{}},
		{[]string{"a.jpg", "b.jpg"}, []string{"a.jpg", "b.jpg"}},
		{[]string{"a.jpg", "a.jpg", "a.jpg"}, []string{"a.jpg", "a (2).jpg", "a (3).jpg"}},
		{[]string{"a.jpg", "A.JPG"}, []string{"a.jpg", "A (2).JPG"}},
		{[]string{"a", "a (2)", "a"}, []string{"a", "a (2)", "a (3)"}},
		{[]string{"a", "a", "a (2)"}, []string{"a", "a (2)", "a (2) (2)"}},
		{[]string{"straße.txt", "STRASSE.txt", "STRAẞE.TXT"}, []string{"straße.txt", "STRASSE.txt", "STRAẞE (2).TXT"}},
		{[]string{long, long}, []string{long, strings.Repeat("a", 192) + " (2).jpg"}},
	} {
		if got := download.Unique(row.names); !slices.Equal(got, row.want) {
			t.Errorf("%q gave %q, want %q", row.names, got, row.want)
		}
	}
}

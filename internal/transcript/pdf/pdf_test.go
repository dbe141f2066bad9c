package pdf_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/transcript/fonts"
	"github.com/seed-34ad0ce1/operator/internal/transcript/pdf"
)

// face is all fonts, of which none is loaded before it is needed.
func face(d *pdf.Document, loaded *[]string) pdf.Face {
	var all pdf.Face
	for _, name := range []string{fonts.Sans, fonts.CJK, fonts.Symbols} {
		all = append(all, d.Font(pdf.Source{Name: name, Load: func(name string) ([]byte, error) {
			*loaded = append(*loaded, name)
			return fonts.Load(name)
		}})...)
	}
	return all
}

func TestFontsAreLoadedWhenTheyAreNeeded(t *testing.T) {
	var loaded []string
	d := pdf.New("Title", time.Time{}, 612, 792)
	all := face(d, &loaded)
	for _, is := range []struct{ text, shown, last string }{
		{"Plain, Zażółć, Привет, שלום", "Plain, Zażółć, Привет, שלום", fonts.Sans},
		{"你好 안녕 こ", "你好 안녕 こ", fonts.CJK},
		{"😀 👍🏽 🏠", "😀 👍🏽 🏠", fonts.Symbols},
		{"\U0010FFFD\x00\n", "[U+10FFFD][U+0000][U+000A]", fonts.Symbols},
	} {
		if got := d.Shown(all, is.text); got != is.shown {
			t.Errorf("%q is shown as %q", is.text, got)
		}
		if loaded[len(loaded)-1] != is.last {
			t.Errorf("for %q these were loaded: %q", is.text, loaded)
		}
	}
	if len(loaded) != 3 || d.Err() != nil {
		t.Errorf("loaded %q, %v", loaded, d.Err())
	}
}

func TestLinesAreBrokenWhereWritingsAllowIt(t *testing.T) {
	var loaded []string
	d := pdf.New("Title", time.Time{}, 612, 792)
	all := face(d, &loaded)
	for _, is := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"one two three four", []string{"one two", "three four"}},
		{"one\n\ntwo\r\nthree", []string{"one", "", "two", "three"}},
		{"abcdefghijklmnopqrst", []string{"abcdefghij", "klmnopqrst"}},
		{"你好世界你好世界", []string{"你好世界你", "好世界"}},
		{"well-known things", []string{"well-", "known", "things"}},
	} {
		if got := d.Lines(all, 10, 57, is.text); !slices.Equal(got, is.want) {
			t.Errorf("%q is broken into %q", is.text, got)
		}
		var width float64
		for _, line := range d.Lines(all, 10, 57, is.text) {
			width = 0
			for _, r := range line {
				width += d.Advance(all, 10, r)
			}
			if width > 57 {
				t.Errorf("%q is %.1f wide", line, width)
			}
		}
	}
}

// TestWritingsThatRunBackAreSetInTheOrderInWhichTheyAreRead compares lines, from left to
// right, with how the Unicode Bidirectional Algorithm has them.
func TestWritingsThatRunBackAreSetInTheOrderInWhichTheyAreRead(t *testing.T) {
	var loaded []string
	d := pdf.New("Title", time.Time{}, 612, 792)
	all := face(d, &loaded)
	for text, want := range map[string][]string{
		"\u05d0\u05d1\u05d2":                    {"\u05d2\u05d1\u05d0"},
		"\u05d0\u05d1 12, 9:30 (\u05d2).":       {".(\u05d2) 9:30 ,12 \u05d1\u05d0"},
		"to \u05d0\u05d1 \u05d2 now":            {"to \u05d2 \u05d1\u05d0 now"},
		"\u05d0 MR-008 \u05d1":                  {"\u05d1 MR-008 \u05d0"},
		"to \u05d0 12 \u05d1 now":               {"to \u05d1 12 \u05d0 now"},
		"\u05d0\u05b8\u05d1":                    {"\u05d1\u05d0\u05b8"}, // a point stays with its letter
		"\u05d0 one two three four five \u05d1": {"one two three \u05d0", "\u05d1 four five"},
		"\u0628\u0628\u0628 \u0628":             {"\ufe8f \ufe90\ufe92\ufe91"}, // joined, and alone
		"\u0633\u0644\u0627\u0645":              {"\ufee1\ufefc\ufeb3"},        // two letters in one
		"\u0628\u064e\u0628":                    {"\ufe90\ufe91\u064e"},        // with a point between
	} {
		if got := d.Lines(all, 10, 100, text); !slices.Equal(got, want) {
			t.Errorf("%q is set as %+q, want %+q", text, got, want)
		}
	}
}

func TestADocumentHoldsOnlyWhatItUses(t *testing.T) {
	var loaded []string
	write := func(text string) []byte {
		d := pdf.New("A title", time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), 612, 792)
		all := face(d, &loaded)
		d.AddPage()
		d.Text(0, all, 10, 50, 50, 0, text)
		raw, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	small := write("Hello")
	if len(small) > 20<<10 || !bytes.HasPrefix(small, []byte("%PDF-1.5\n")) || !bytes.HasSuffix(small, []byte("%%EOF\n")) {
		t.Errorf("a word takes %d bytes", len(small))
	}
	if n := bytes.Count(small, []byte("/FontFile2")); n != 1 {
		t.Errorf("a word takes %d fonts", n)
	}
	if n := bytes.Count(write("Hello 你 🏠"), []byte("/FontFile2")); n != 3 {
		t.Errorf("three writings take %d fonts", n)
	}
	if !bytes.Equal(small, write("Hello")) {
		t.Error("the same calls give other bytes")
	}
}

func TestAFontThatCannotBeReadIsAnError(t *testing.T) {
	whole, err := fonts.Load(fonts.Sans)
	if err != nil {
		t.Fatal(err)
	}
	for name, load := range map[string]func(string) ([]byte, error){
		"missing":   func(string) ([]byte, error) { return nil, errors.New("no font") },
		"empty":     func(string) ([]byte, error) { return nil, nil },
		"no font":   func(string) ([]byte, error) { return []byte(strings.Repeat("x", 100)), nil },
		"cut short": func(string) ([]byte, error) { return whole[:len(whole)/2], nil },
	} {
		d := pdf.New("Title", time.Time{}, 612, 792)
		d.AddPage()
		d.Text(0, d.Font(pdf.Source{Name: name, Load: load}), 10, 50, 50, 0, "Hello")
		if _, err := d.Bytes(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

package search

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// words are the words of a text, each with what it is made of.
func words(text string) []string {
	list := []string{}
	Scan(text, func(word []byte, from, to int) bool {
		list = append(list, string(word)+"="+text[from:to])
		return true
	})
	return list
}

func TestWordsAreFolded(t *testing.T) {
	for text, want := range map[string]string{
		"The Pantry-door, MR-014!":    "the=The pantry=Pantry door=door mr=MR 014=014",
		"Café CAFE\u0301 éÉ":          "cafe=Café cafe=CAFE\u0301 ee=éÉ",
		"ＡＢＣ１２ ﬁx Ⅷ ½":                "abc12=ＡＢＣ１２ fix=ﬁx viii=Ⅷ 1=½ 2=½",
		"Straße STRASSE Ærø Łódź":     "strasse=Straße strasse=STRASSE aero=Ærø lodz=Łódź",
		"ΟΔΟΣ οδός Ёлка йод":          "οδοσ=ΟΔΟΣ οδοσ=οδός елка=Ёлка иод=йод",
		"don't 1,250":                 "don=don t=t 1=1 250=250",
		"so\u00adft ze\u200bro":       "soft=so\u00adft zero=ze\u200bro",
		"厨房の棚 キッチン ｶﾞﾗｽ":              "厨=厨 房=房 の=の 棚=棚 キ=キ ッ=ッ チ=チ ン=ン ガ=ｶﾞ ラ=ﾗ ス=ｽ",
		"부엌이 2층":                      "부=부 엌=엌 이=이 2=2 층=층",
		"ห้องครัว":                    "ห้=ห้ อ=อ ง=ง ค=ค รั=รั ว=ว",
		"हिन्दी":                      "हिन्दी=हिन्दी",
		"مَرْحَبًا שָׁלוֹם":           "مرحبا=مَرْحَبًا שלום=שָׁלוֹם",
		"done 👍🏽 👩\u200d🔧x":           "done=done 👍=👍 👩=👩 🔧=🔧 x=x",
		"abc厨def":                     "abc=abc 厨=厨 def=def",
		"":                            "",
		" \t\n…—–_/ ":                 "",
		"a\u0301\u0302\u0303b \u0301": "ab=a\u0301\u0302\u0303b",
		"bad\xffbytes\xc3":            "bad=bad bytes=bytes",
	} {
		if got := strings.Join(words(text), " "); got != want {
			t.Errorf("%q has the words %q, want %q", text, got, want)
		}
	}
}

func TestAKeyIsCutBetweenCharacters(t *testing.T) {
	for _, word := range []string{"short", strings.Repeat("x", MaxKey), strings.Repeat("x", 200), strings.Repeat("я", 200), "x" + strings.Repeat("厨", 200)} {
		key := Key(word)
		if len(key) > MaxKey || !utf8.ValidString(key) || !strings.HasPrefix(word, key) || len(word) > MaxKey && len(key) < MaxKey-3 {
			t.Errorf("the key of %q is %q", word, key)
		}
	}
}

func TestQueriesAreWordsPhrasesPrefixesAndConditions(t *testing.T) {
	word := func(words ...string) Phrase { return Phrase{Words: words} }
	for text, want := range map[string]Query{
		"kitchen  Island":           {Phrases: []Phrase{word("kitchen"), word("island")}},
		`"kitchen island" x`:        {Phrases: []Phrase{word("kitchen", "island"), word("x")}},
		"“kitchen island”":          {Phrases: []Phrase{word("kitchen", "island")}},
		`"kitchen isl"*`:            {Phrases: []Phrase{{[]string{"kitchen", "isl"}, true}}},
		"found* MR-01*":             {Phrases: []Phrase{{[]string{"found"}, true}, {[]string{"mr", "01"}, true}}},
		"厨房":                        {Phrases: []Phrase{word("厨", "房")}},
		"at 14:30 http://x.example": {Phrases: []Phrase{word("at"), word("14", "30"), word("http", "x", "example")}},
		"! kitchen - …":             {Phrases: []Phrase{word("kitchen")}},
		`from:P7 a`:                 {[]Phrase{word("a")}, []Condition{{From, "P7", 6}}},
		`a FROM:maya@acme.example`:  {[]Phrase{word("a")}, []Condition{{From, "maya@acme.example", 8}}},
		`before:"2026-05-01 15:04" since:-3d property:MR-014`: {Conditions: []Condition{{Before, "2026-05-01 15:04", 8}, {After, "-3d", 33}, {Property, "MR-014", 46}}},
		`a"b c"d`: {Phrases: []Phrase{word("a"), word("b", "c"), word("d")}},
		"":        {},
		" - ":     {},
	} {
		got, err := Parse(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
}

func TestABadQuerySaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		`pantry "door`:             "open_quote 8",
		`é "`:                      "open_quote 3",
		"ki*en":                    "bad_star 3",
		"a b**":                    "bad_star 4",
		"a *":                      "bad_star 3",
		"-* x":                     "bad_star 2",
		"door from:":               "no_value 11",
		"from: maya":               "no_value 6",
		`after:"" x`:               "no_value 7",
		`before:"2026`:             "open_quote 8",
		"a\x00":                    "nul <nil>",
		"a\xff":                    "not_utf8 <nil>",
		strings.Repeat("ä", 257):   "too_long <nil>",
		strings.Repeat("ä ", 1000): "too_long <nil>",
	} {
		_, err := Parse(text)
		e, ok := err.(*operator.Error)
		if !ok || e.Code != operator.Invalid || fmt.Sprint(e.Details["reason"], " ", e.Details["column"]) != want {
			t.Errorf("%q: %+v, want %s", text, e, want)
		}
	}
	if _, err := Parse(strings.Repeat("ä", operator.MaxQuery)); err != nil {
		t.Error(err)
	}
}

func TestEverythingInAQueryMustBeInTheText(t *testing.T) {
	const text = "The pantry door of MR-014 sticks. Could the painters look at the Türe, please? 厨房の棚"
	for query, want := range map[string]string{
		"the":             "The|the|the",
		"pantry the":      "The pantry|the|the",
		`"pantry door"`:   "pantry door",
		`"door pantry"`:   "no",
		"door pantry":     "pantry|door",
		"pantry window":   "no",
		"paint":           "no",
		"paint*":          "painters",
		"p*":              "pantry|painters|please",
		"mr-014":          "MR-014",
		`"pantry do"*`:    "pantry door",
		`"look at th"*`:   "look at the",
		"TÜRE":            "Türe",
		"ture tu*":        "Türe",
		"厨房":              "厨房",
		"房の棚":             "房の棚",
		"厨の":              "no",
		`"sticks could"`:  "sticks. Could",
		"014 mr 014 door": "door|MR-014",
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		got := "no"
		if spans, ok := NewFinder(q.Phrases).Find(text); ok {
			var parts []string
			for _, s := range spans {
				parts = append(parts, text[s.From:s.To])
			}
			got = strings.Join(parts, "|")
		}
		if query == "pantry the" || query == "door pantry" || query == "014 mr 014 door" {
			want = strings.NewReplacer("The pantry", "The|pantry", "MR-014", "MR|014").Replace(want)
		}
		if got != want {
			t.Errorf("%s finds %s, want %s", query, got, want)
		}
	}
}

// marked is an excerpt with its marks in brackets.
func marked(t testing.TB, text, query string) string {
	t.Helper()
	q, err := Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	spans, ok := NewFinder(q.Phrases).Find(text)
	if !ok {
		return "not found"
	}
	excerpt, marks := Excerpt(text, spans)
	chars, out, at := []rune(excerpt), "", 0
	for _, m := range marks {
		out += string(chars[at:m.Start]) + "[" + string(chars[m.Start:m.End]) + "]"
		at = m.End
	}
	return out + string(chars[at:])
}

func TestAnExcerptIsAroundTheFirstHitOnOneLine(t *testing.T) {
	long := strings.Repeat("one two three ", 20) + "NEEDLE " + strings.Repeat("four five six ", 20)
	for _, c := range []struct{ text, query, want string }{
		{"  Hello,\n\n\tthe  door\r\nis open. ", "door open", "Hello, the [door] is [open]."},
		{"Hello", "", "Hello"},
		{"é é é door", "door", "é é é [door]"},
		{"the pantry\ndoor", `"pantry door"`, "the [pantry door]"},
		{long, "needle", "…two three one two three one two three [NEEDLE]" + strings.Repeat(" four five six", 8) + "…"},
		{long, "one", strings.Repeat("[one] two three ", 11) + "[one]…"},
		{strings.Repeat("x", 500), "x*", "[" + strings.Repeat("x", 160) + "]…"},
		{strings.Repeat("厨", 300) + "房" + strings.Repeat("厨", 300), "房", "…" + strings.Repeat("厨", 40) + "[房]" + strings.Repeat("厨", 119) + "…"},
		{strings.Repeat("four five six ", 40) + "end", "end", "…" + strings.Repeat("four five six ", 11) + "[end]"},
	} {
		if got := marked(t, c.text, c.query); got != c.want {
			t.Errorf("%q in %q: %s, want %s", c.query, c.text, got, c.want)
		}
	}
}

// FuzzParse: whatever is typed is read or refused with a place in it, and what is
// looked for is found in a text that is made of it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"kitchen", `"a b"* from:P7`, "厨房 found*", `before:"`, "a\u0301 Ａ ß", "😀 ½ ﬁ", "- * :", "from:from:"} {
		f.Add(seed, "Some text with the kitchen in it")
	}
	f.Fuzz(func(t *testing.T, query, text string) {
		q, err := Parse(query)
		if err != nil {
			e, ok := err.(*operator.Error)
			if column, is := e.Details["column"].(int); !ok || e.Code != operator.Invalid || is && (column < 1 || column > utf8.RuneCountInString(query)+1) {
				t.Fatalf("%q: %v, %v", query, err, e.Details)
			}
			return
		}
		for _, p := range q.Phrases {
			whole := strings.Join(p.Words, " ")
			if again, err := Parse(`"` + whole + `"`); err == nil && (len(again.Phrases) != 1 || !cmp.Equal(again.Phrases[0].Words, p.Words)) {
				t.Fatalf("the words %q of %q are read as %v", p.Words, query, again.Phrases)
			}
			text += " | " + whole
		}
		spans, ok := NewFinder(q.Phrases).Find(text)
		if !ok {
			t.Fatalf("%q is not found in %q", query, text)
		}
		last := 0
		for _, s := range spans {
			if s.From < last || s.To <= s.From || s.To > len(text) {
				t.Fatalf("%q in %q: %v", query, text, spans)
			}
			last = s.To
		}
		excerpt, marks := Excerpt(text, spans)
		n := utf8.RuneCountInString(excerpt)
		if len(spans) > 0 && len(marks) == 0 || n > excerptLength+2 || strings.ContainsAny(excerpt, "\n\r\t") {
			t.Fatalf("%q in %q gives %q, %v", query, text, excerpt, marks)
		}
		for _, m := range marks {
			if m.Start < 0 || m.Start >= m.End || m.End > n {
				t.Fatalf("%q in %q gives %q, %v", query, text, excerpt, marks)
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	const text = "Hi Ben,\n\nthe cabinets for MR-014 are due on the 18th; could somebody look at the island in the kitchen before they are ordered? Thanks, Maya"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Scan(text, func([]byte, int, int) bool { return true })
	}
}

func BenchmarkFind(b *testing.B) {
	const text = "Hi Ben,\n\nthe cabinets for MR-014 are due on the 18th; could somebody look at the island in the kitchen before they are ordered? Thanks, Maya"
	q, err := Parse("kitchen island")
	if err != nil {
		b.Fatal(err)
	}
	f := NewFinder(q.Phrases)
	for b.Loop() {
		f.Find(text)
	}
}

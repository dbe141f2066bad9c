package pdf

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// joining is how the letters of Arabic look: alone, at the end of what joins, at its
// beginning and within. Those that join to what stands before them alone have two looks.
// Unicode has a character for each (Arabic Presentation Forms), which its tables of
// compatibility lead back to the letter; two of them are for two letters in one.
type joining struct {
	looks map[rune][]rune
	two   map[[2]rune][]rune
}

const (
	alone, atEnd, atBeginning, within = 0, 1, 2, 3
	tatweel, joiner                   = '\u0640', '\u200d'
)

var arabic = sync.OnceValue(func() joining {
	j := joining{map[rune][]rune{}, map[[2]rune][]rune{}}
	for _, block := range [][2]rune{{0xFB50, 0xFBE9}, {0xFBFC, 0xFBFF}, {0xFE80, 0xFEFC}} {
		for r := block[0]; r <= block[1]; r++ {
			switch of := []rune(norm.NFKC.String(string(r))); {
			case len(of) == 1 && of[0] != r:
				j.looks[of[0]] = append(j.looks[of[0]], r)
			case len(of) == 2:
				j.two[[2]rune(of)] = append(j.two[[2]rune(of)], r)
			}
		}
	}
	return j
})

// letters is what a character is copied and searched as: a look as its letter. What is two
// letters stays as it is, for readers that turn the line round would turn these round too.
func letters(r rune) string {
	if r >= 0xFB50 && r <= 0xFBFF || r >= 0xFE80 && r <= 0xFEFC {
		if of := norm.NFKC.String(string(r)); utf8.RuneCountInString(of) == 1 {
			return of
		}
	}
	return string(r)
}

// joined gives the letters of Arabic in a text the looks that they have there, as far as
// the face has them.
func (d *Document) joined(face Face, text []rune) []rune {
	if !containsArabic(text) {
		return text
	}
	j, out := arabic(), make([]rune, 0, len(text))
	for i := 0; i < len(text); i++ {
		r := text[i]
		back := neighbour(text, i, -1)
		fromBefore := j.joinsOn(back) && j.joinsBack(r)
		if i+1 < len(text) {
			if pair := j.two[[2]rune{r, text[i+1]}]; len(pair) == 2 && d.has(face, pair[look(fromBefore, false)]) {
				out = append(out, pair[look(fromBefore, false)])
				i++
				continue
			}
		}
		next := neighbour(text, i, 1)
		at := look(fromBefore, j.joinsOn(r) && j.joinsBack(next))
		if looks := j.looks[r]; at < len(looks) && d.has(face, looks[at]) {
			r = looks[at]
		}
		out = append(out, r)
	}
	return out
}

func containsArabic(text []rune) bool {
	return slices.ContainsFunc(text, func(r rune) bool { return r >= 0x600 && r <= 0x6ff })
}

func look(fromBefore, toNext bool) int {
	switch {
	case fromBefore && toNext:
		return within
	case fromBefore:
		return atEnd
	case toNext:
		return atBeginning
	}
	return alone
}

// joinsOn says that a letter joins to the one behind it.
func (j joining) joinsOn(r rune) bool { return r == tatweel || r == joiner || len(j.looks[r]) == 4 }

// joinsBack says that a letter joins to the one before it.
func (j joining) joinsBack(r rune) bool { return r == tatweel || r == joiner || len(j.looks[r]) >= 2 }

// neighbour is the next letter in a direction, or zero; marks of letters are none.
func neighbour(text []rune, i, step int) rune {
	for i += step; i >= 0 && i < len(text); i += step {
		if !unicode.Is(unicode.Mn, text[i]) {
			return text[i]
		}
	}
	return 0
}

func (d *Document) has(face Face, r rune) bool {
	s, _ := d.find(face, r)
	return s != nil
}

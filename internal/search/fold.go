package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// accents are the marks that a word is the same without: those of Latin, Greek and
// Cyrillic, the vowel points of Hebrew and Arabic, and what chooses the look of a
// character. The marks of other scripts are letters of their own: in Thai or
// Devanagari a word without them is another, and so is Japanese が without its.
var accents = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0300, 0x036F, 1},
		{0x0483, 0x0487, 1},
		{0x0591, 0x05BD, 1},
		{0x05BF, 0x05C7, 1},
		{0x0610, 0x061A, 1},
		{0x0640, 0x0640, 1}, // tatweel, which only stretches a word
		{0x064B, 0x065F, 1},
		{0x0670, 0x0670, 1},
		{0x06D6, 0x06DC, 1},
		{0x1AB0, 0x1AFF, 1},
		{0x1DC0, 0x1DFF, 1},
		{0x20D0, 0x20FF, 1},
		{0xFE00, 0xFE0F, 1},
		{0xFE20, 0xFE2F, 1},
	},
	R32: []unicode.Range32{{0xE0100, 0xE01EF, 1}},
}

// plainly is how letters are typed that have no accent to take off.
func plainly(r rune) (string, bool) {
	switch r {
	case 'ß':
		return "ss", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'þ':
		return "th", true
	case 'ø':
		return "o", true
	case 'đ', 'ð':
		return "d", true
	case 'ł':
		return "l", true
	case 'ħ':
		return "h", true
	case 'ŧ':
		return "t", true
	case 'ı':
		return "i", true
	case 'ς':
		return "σ", true
	}
	return "", false
}

// fold is a character with the marks on it, without regard to case, accents,
// width and form: "É" and "é" are "e", "Ａ" is "a", "ﬁ" is "fi". What changes
// nothing that is read, as a soft hyphen or a joiner, is left out.
func fold(char string) string {
	if !norm.NFKD.IsNormalString(char) {
		char = norm.NFKD.String(char)
	}
	if r, n := utf8.DecodeRuneInString(char); n == len(char) { // mostly
		if low := unicode.ToLower(r); low == r && !dropped(r) {
			if s, ok := plainly(r); ok {
				return s
			}
			return char
		}
	}
	var b strings.Builder
	for _, r := range char {
		if dropped(r) {
			continue
		}
		r = unicode.ToLower(r)
		if s, ok := plainly(r); ok {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

func dropped(r rune) bool { return unicode.Is(accents, r) || unicode.Is(unicode.Cf, r) }

// asciiWord is what an ASCII byte is in a word; 0 for what stands between words.
var asciiWord = func() (table [utf8.RuneSelf]byte) {
	for c := byte('0'); c <= '9'; c++ {
		table[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = c, c
	}
	return table
}()

// class says what a folded character is to a word.
type class uint8

const (
	between  class = iota // no part of a word
	letter                // goes on with a word
	attached              // a mark: goes on with whatever stands before it
	single                // a word of its own
)

// classOf sorts characters. Those of scripts that put no blanks between words
// are words of their own, so that any two that stand together can be looked for;
// so are symbols, emoji among them.
func classOf(r rune) class {
	switch {
	case r == utf8.RuneError:
		return between
	case unicode.IsMark(r):
		return attached
	case r >= 0x0E00 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == longVowel) && (unicode.IsLetter(r) || unicode.IsNumber(r)):
		return single
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return letter
	case unicode.Is(unicode.So, r):
		return single
	}
	return between
}

// longVowel lengthens a Japanese vowel, and belongs to no one script.
const longVowel = 'ー'

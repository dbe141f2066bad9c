// Package search says what the words of a text are, reads queries, and finds
// where in a text there is what a query asks for. Who keeps an index and who
// reads a query both take words from here, so that they are the same words.
package search

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Scan calls found with each word of a text: folded, in memory that the next word
// overwrites, and from which byte to which it stands. A word is letters and digits
// with nothing between them; a character of a script without blanks is one by
// itself (classOf). It ends early when found returns false.
func Scan(text string, found func(word []byte, from, to int) bool) {
	s := scanner{word: make([]byte, 0, 64), found: found}
	for i := 0; i < len(text) && !s.done; {
		c := text[i]
		if c < utf8.RuneSelf && (i+1 == len(text) || text[i+1] < utf8.RuneSelf) {
			if low := asciiWord[c]; low != 0 {
				s.letter(i, i+1)
				s.word = append(s.word, low)
			} else if len(s.word) > 0 {
				s.end()
			}
			i++
			continue
		}
		// The character may be followed by marks that belong to it.
		n := max(1, norm.NFKD.NextBoundaryInString(text[i:], true))
		s.char(fold(text[i:i+n]), i, i+n)
		i += n
	}
	s.end()
}

// scanner puts a word together.
type scanner struct {
	word     []byte
	from, to int
	alone    bool // the word is a character that takes no more letters
	done     bool
	found    func(word []byte, from, to int) bool
}

// char takes a folded character, which can be several.
func (s *scanner) char(folded string, from, to int) {
	for _, r := range folded {
		switch classOf(r) {
		case between:
			s.end()
			continue
		case letter:
			s.letter(from, to)
		case attached:
			if len(s.word) == 0 {
				continue
			}
			s.to = to
		case single:
			s.end()
			s.letter(from, to)
			s.alone = true
		}
		s.word = utf8.AppendRune(s.word, r)
	}
}

// letter makes room for a letter.
func (s *scanner) letter(from, to int) {
	if s.alone {
		s.end()
	}
	if len(s.word) == 0 {
		s.from = from
	}
	s.to = to
}

func (s *scanner) end() {
	if len(s.word) > 0 && !s.done {
		s.done = !s.found(s.word, s.from, s.to)
	}
	s.word, s.alone = s.word[:0], false
}

// MaxKey is how many bytes of a word an index keeps at most.
const MaxKey = 60

// Key is a word as an index keeps it: what is longer is cut, between characters.
// Whoever looks for it looks at the text too, where the whole word stands.
func Key[T string | []byte](word T) T {
	if len(word) <= MaxKey {
		return word
	}
	end := MaxKey
	for end > 0 && !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end]
}

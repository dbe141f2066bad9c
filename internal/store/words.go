package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Words are what a person can be looked for by, folded, each once: the words of
// the name, also those within a word like "Anne-Marie", the e-mail address, and
// its domain.
func (p Person) Words() []string {
	words := wordsOf(p.Name)
	if email := operator.Fold(p.Email); email != "" {
		words = append(words, email)
		if _, domain, ok := strings.Cut(email, "@"); ok && domain != "" {
			words = append(words, domain)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// Words are what a home can be looked for by, folded: the words of its code and its
// address, also those within a word like "MR-014".
func (p Property) Words() []string {
	a := p.Address
	return wordsOf(p.Code, a.Line1, a.Line2, a.City, a.Region, a.Postcode, a.Country)
}

// Words are what a community's homes can be looked for by as well, folded: the words of
// its code and its name.
func (c Community) Words() []string { return wordsOf(c.Code, c.Name) }

// wordsOf is the words of texts, folded, and those within such a word.
func wordsOf(texts ...string) []string {
	var words []string
	for _, text := range texts {
		words = append(words, strings.Fields(operator.Fold(text))...)
	}
	for _, word := range words {
		if strings.ContainsFunc(word, apart) {
			words = append(words, strings.FieldsFunc(word, apart)...)
		}
	}
	return words
}

// WordsToMatch are the words of what somebody looks for, folded, each without what
// stands around it: who pastes "12 Maple Street, Denver" looks for the street, not for
// its comma.
func WordsToMatch(text string) []string {
	var words []string
	for word := range strings.FieldsSeq(operator.Fold(text)) {
		if word = strings.TrimFunc(word, apart); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// apart says that a character stands between words.
func apart(r rune) bool {
	if r < utf8.RuneSelf { // most are, and found out faster
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	return !unicode.In(r, unicode.L, unicode.M, unicode.N)
}

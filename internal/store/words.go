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
	words := strings.Fields(operator.Fold(p.Name))
	for _, word := range words {
		if strings.ContainsFunc(word, apart) {
			words = append(words, strings.FieldsFunc(word, apart)...)
		}
	}
	if email := operator.Fold(p.Email); email != "" {
		words = append(words, email)
		if _, domain, ok := strings.Cut(email, "@"); ok && domain != "" {
			words = append(words, domain)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// apart says that a character stands between words.
func apart(r rune) bool {
	if r < utf8.RuneSelf { // most are, and found out faster
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	return !unicode.In(r, unicode.L, unicode.M, unicode.N)
}

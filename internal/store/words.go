package store

import (
	"slices"
	"strings"
	"unicode"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Words are what a person can be looked for by, folded, each once: the words of
// the name, also those within a word like "Anne-Marie", the e-mail address, and
// its domain.
func (p Person) Words() []string {
	words := strings.Fields(operator.Fold(p.Name))
	for _, word := range words {
		words = append(words, strings.FieldsFunc(word, apart)...)
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
func apart(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N) }

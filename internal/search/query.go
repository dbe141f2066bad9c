package search

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Query is what somebody looks for. All of it must hold.
type Query struct {
	Phrases    []Phrase
	Conditions []Condition
}

// Phrase is words that stand one after the other. With Prefix, the last of them
// need only begin so. A single word is the shortest phrase.
type Phrase struct {
	Words  []string // folded
	Prefix bool
}

// Name is what a condition is about.
type Name string

// The names, as a query writes them before a colon.
const (
	From     Name = "from"
	Property Name = "property"
	After    Name = "after"
	Before   Name = "before"
)

// names are the conditions that there are. Flags call after since, and so may
// queries.
func names(word string) (Name, bool) {
	switch n := Name(strings.ToLower(word)); n {
	case From, Property, After, Before:
		return n, true
	case "since":
		return After, true
	}
	return "", false
}

// Condition is a condition of a query with its value, as in from:maya@acme.example,
// and the place of the value: the character of the query, from 1; 0 for a condition
// that came otherwise.
type Condition struct {
	Name   Name
	Value  string
	Column int
}

// Parse reads a query: words, "phrases", prefixes like found* and conditions like
// from:P7 or before:"2026-05-01 15:04". A word with something between its letters,
// like MR-014, is a phrase. It fails with Invalid, and says at which character.
func Parse(text string) (Query, error) {
	if n := utf8.RuneCountInString(text); n > operator.MaxQuery {
		return Query{}, operator.Errorf(operator.Invalid, "the query is too long: %d of at most %d characters", n, operator.MaxQuery).
			Reason("too_long").With("length", n).With("limit", operator.MaxQuery)
	}
	if err := operator.CheckText("the query", text); err != nil {
		return Query{}, err
	}
	p := parser{rest: []rune(text)}
	for p.skip() {
		if err := p.item(); err != nil {
			return Query{}, err
		}
	}
	return p.query, nil
}

// parser reads a query character by character.
type parser struct {
	query Query
	rest  []rune
	at    int // the characters that were read
}

// skip passes over blanks, and says whether anything follows.
func (p *parser) skip() bool {
	for len(p.rest) > 0 && unicode.IsSpace(p.rest[0]) {
		p.take(1)
	}
	return len(p.rest) > 0
}

func (p *parser) take(n int) string {
	text := string(p.rest[:n])
	p.rest, p.at = p.rest[n:], p.at+n
	return text
}

// item reads what stands between two blanks, or within quotes.
func (p *parser) item() error {
	if isQuote(p.rest[0]) {
		text, err := p.quoted()
		if err != nil {
			return err
		}
		star := len(p.rest) > 0 && p.rest[0] == '*'
		if star {
			p.take(1)
		}
		p.phrase(text, star)
		return nil
	}
	n := 0
	for n < len(p.rest) && !unicode.IsSpace(p.rest[n]) && !isQuote(p.rest[n]) {
		if p.rest[n] == ':' {
			if name, ok := names(string(p.rest[:n])); ok {
				p.take(n + 1)
				return p.condition(name)
			}
		}
		n++
	}
	return p.word(p.take(n), p.at-n)
}

// word reads a word that began after so many characters.
func (p *parser) word(text string, before int) error {
	plain, star := strings.CutSuffix(text, "*")
	if i := strings.IndexByte(plain, '*'); i >= 0 {
		return badQuery(before+1+utf8.RuneCountInString(plain[:i]), "a * stands at the end of a word, as in found*").Reason("bad_star")
	}
	if !p.phrase(plain, star) && star {
		return badQuery(before+utf8.RuneCountInString(text), "a * needs the beginning of a word before it, as in found*").Reason("bad_star")
	}
	return nil
}

// phrase adds the words of a text, if it has any.
func (p *parser) phrase(text string, star bool) bool {
	var words []string
	Scan(text, func(word []byte, _, _ int) bool {
		words = append(words, string(word))
		return true
	})
	if len(words) > 0 {
		p.query.Phrases = append(p.query.Phrases, Phrase{words, star})
	}
	return len(words) > 0
}

// condition reads the value of a condition.
func (p *parser) condition(name Name) error {
	column, value := p.at+1, ""
	if len(p.rest) > 0 && isQuote(p.rest[0]) {
		text, err := p.quoted()
		if err != nil {
			return err
		}
		value = text
	} else {
		n := 0
		for n < len(p.rest) && !unicode.IsSpace(p.rest[n]) {
			n++
		}
		value = p.take(n)
	}
	if operator.Blank(value) {
		example := map[Name]string{From: "from:maya@acme.example", Property: "property:MR-014", After: "after:yesterday", Before: "before:2026-05-01"}[name]
		return badQuery(column, "%s: is followed by nothing", name).WithHint("write it without a blank, like %s", example).Reason("no_value")
	}
	p.query.Conditions = append(p.query.Conditions, Condition{name, value, column})
	return nil
}

// quoted reads what stands within quotes.
func (p *parser) quoted() (string, error) {
	column := p.at + 1
	p.take(1)
	for n, r := range p.rest {
		if isQuote(r) {
			text := p.take(n)
			p.take(1)
			return text, nil
		}
	}
	return "", badQuery(column, "the quote is not closed").Reason("open_quote")
}

// isQuote says whether a character begins or ends a phrase, as typed or as word
// processors write it.
func isQuote(r rune) bool { return strings.ContainsRune(`"“”„`, r) }

func badQuery(column int, format string, args ...any) *operator.Error {
	e := operator.Errorf(operator.Invalid, format, args...)
	e.Message += At(column)
	return e.WithHint("operator search --help").With("column", column)
}

// At says in an error at which character of a query.
func At(column int) string { return " (at character " + strconv.Itoa(column) + " of the query)" }

package app

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var (
	codeInText = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`[A-Za-z0-9]+(?:[-_./][A-Za-z0-9]+)*`)
	})
	phoneInText = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\+?[(]?[0-9][0-9 ().\x{a0}-]{5,}[0-9]`)
	})
	mailInText = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`[^\s@,;:()<>\[\]{}"']+@[^\s@,;:()<>\[\]{}"']+\.[A-Za-z]{2,}`)
	})
	digits = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+`) })
)

// strangersIn finds what in a text is of others than the homes it goes to: codes of other
// homes, and e-mail addresses and phones of buyers who will not read it. Of what its author
// may not see it says the same as of what there is not.
func (s *session) strangersIn(c store.Content, homes []home, told map[operator.PersonID]bool) ([]string, error) {
	look := strangers{session: s, homes: homes, told: told}
	text := c.Title + "\n" + c.Body
	for _, word := range codeInText().FindAllString(text, -1) {
		if err := look.code(word); err != nil {
			return nil, err
		}
	}
	for _, address := range mailInText().FindAllString(text, -1) {
		people, err := s.r.PeopleByEmail(address)
		if err == nil {
			err = look.people("e-mail address", address, people)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, number := range phoneInText().FindAllString(text, -1) {
		e := e164(number)
		if e == "" {
			continue
		}
		people, err := s.r.PeopleByPhone(e)
		if err == nil {
			err = look.people("phone number", number, people)
		}
		if err != nil {
			return nil, err
		}
	}
	return look.found, nil
}

// strangers looks for what is of others than some homes.
type strangers struct {
	*session
	homes []home
	told  map[operator.PersonID]bool // who will read it
	found []string
}

func (l *strangers) note(format string, args ...any) {
	if doubt := fmt.Sprintf(format, args...); !slices.Contains(l.found, doubt) {
		l.found = append(l.found, doubt)
	}
}

// code looks whether a word is the code of another home. Where the author may not see that
// home, or does not see all homes, nothing is to tell them which codes there are: then
// every word counts that differs from the code of one of the homes in its number alone.
func (l *strangers) code(word string) error {
	if !strings.ContainsAny(word, "0123456789") {
		return nil
	}
	p, is, err := l.r.PropertyByCode(word)
	if err != nil || is && slices.ContainsFunc(l.homes, func(h home) bool { return h.ID == p.ID }) {
		return err
	}
	sees := false
	if is {
		if sees, err = l.seesHome(p.ID); err != nil {
			return err
		}
	}
	switch {
	case sees:
		l.note("the text names %s, another home", word)
	case !l.seesAll() && slices.ContainsFunc(l.homes, func(h home) bool { return likeCode(word, h.Code) }):
		l.note("the text names %s, which is written like another home", word)
	}
	return nil
}

// likeCode says whether a word differs from a code in its numbers alone.
func likeCode(word, code string) bool {
	return strings.EqualFold(digits().ReplaceAllString(word, "0"), digits().ReplaceAllString(code, "0"))
}

// people looks whether an address or a number is of buyers who will not read it.
func (l *strangers) people(what, text string, people []store.Person) error {
	for _, p := range people {
		if p.Kind != operator.Buyer || l.told[p.ID] {
			continue
		}
		if sees, err := l.seesMail(p); err != nil {
			return err
		} else if sees {
			l.note("the text has the %s %s of a buyer who is not of %s", what, text, homesOf(l.homes))
		}
	}
	return nil
}

// homesOf names the homes of a post for people.
func homesOf(homes []home) string {
	if len(homes) == 1 {
		return homes[0].Code
	}
	return "these homes"
}

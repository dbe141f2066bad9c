package app

import (
	"iter"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// mostDigits is how many digits are tried behind those that were typed.
const mostDigits = 2

// numbered yields the things whose references begin like prefix, as P1, P10 to
// P19 and P100 to P199 for "p1". A letter alone names too many to be tried.
func numbered[N ~uint64, T any](prefix string, letter byte, get func(N) (T, bool, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if !operator.LooksLikeID(prefix, letter) {
			return
		}
		first, err := strconv.ParseUint(prefix[1:], 10, 48)
		if err != nil || first == 0 {
			return
		}
		for width, digits := uint64(1), 0; digits <= mostDigits; width, digits = width*10, digits+1 {
			for n := first * width; n < (first+1)*width; n++ {
				thing, ok, err := get(N(n))
				if (ok || err != nil) && !yield(thing, err) || err != nil {
					return
				}
			}
		}
	}
}

// wanted chooses where to look for a reference: among those that begin like the
// prefix, or in rows where nothing or only the letter was typed.
func wanted[N ~uint64, T any](prefix string, letter byte, get func(N) (T, bool, error), rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	if prefix == "" || prefix == strings.ToLower(string(letter)) {
		return rows
	}
	return numbered(prefix, letter, get)
}

func (s *session) suggestBuildings(l *suggestions, prefix string) error {
	for b, err := range wanted(prefix, 'b', s.r.Building, s.r.Buildings(0, store.BuildingPlace{})) {
		if err != nil || l.full() {
			return err
		}
		sees, err := s.seesBuilding(b)
		if err != nil {
			return err
		}
		if !sees {
			continue
		}
		code, err := s.communityCode(b.Community)
		if err != nil {
			return err
		}
		l.add(b.ID.String(), "building %s in %s", b.Number, code)
	}
	return nil
}

func (s *session) suggestSales(l *suggestions, prefix string) error {
	rows, err := s.salesToList(operator.ListTransactionsRequest{}, 0)
	if err != nil {
		return err
	}
	for sale, err := range wanted(prefix, 't', s.r.Sale, rows) {
		if err != nil || l.full() {
			return err
		}
		h, err := s.home(sale.Property)
		if err != nil {
			return err
		}
		if seesSale(sale, h, s.actor.ID) {
			l.add(sale.ID.String(), "%s, %s", h.Code, sale.Status)
		}
	}
	return nil
}

// suggestTalks suggests the conversations that the actor is in, the latest first.
func (s *session) suggestTalks(l *suggestions, prefix string) error {
	for e, err := range s.r.Entries(s.actor.ID, store.ViewAll, nil) {
		if err != nil || l.full() {
			return err
		}
		if !strings.HasPrefix(operator.Fold(e.Conversation.String()), prefix) {
			continue
		}
		c, ok, err := s.r.Conversation(e.Conversation)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		t, err := s.talk(c)
		if err != nil {
			return err
		}
		subject := c.Subject
		if subject == "" {
			subject = "no subject"
		}
		if t.read.Allowed {
			l.add(c.ID.String(), "%s: %s", t.home.Code, subject)
		}
	}
	return nil
}

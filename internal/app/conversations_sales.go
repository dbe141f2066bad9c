package app

import (
	"fmt"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A conversation that moves takes along what was written under another sale. What
// is here keeps that from the buyers of every other sale.

// withSales is the sales that a conversation has belonged to, with some more.
func withSales(sales []operator.TransactionID, more ...operator.TransactionID) []operator.TransactionID {
	all := slices.Concat(sales, more)
	slices.Sort(all)
	return slices.Compact(all)
}

// ofAnotherSale says whether a conversation has belonged to another sale than it
// belongs to now.
func ofAnotherSale(c store.Conversation) bool {
	return slices.ContainsFunc(c.Sales, func(id operator.TransactionID) bool { return id != c.Sale })
}

// mayBelong refuses to bring a conversation back to a home whose sale it was written
// under is not the one it would belong to: the next buyers would be in it.
func (s *session) mayBelong(t talk, to home, sale store.Sale) error {
	if t.Internal {
		return nil
	}
	for _, id := range t.Sales {
		was, err := s.sale(id)
		if err != nil {
			return err
		}
		if was.Property != to.ID || was.ID == sale.ID || was.Status == operator.SaleClosed && sale.ID.IsZero() {
			continue
		}
		way, err := s.backUnder(was, t.ID)
		if err != nil {
			return err
		}
		return operator.Errorf(operator.Conflict, "%s was written under the sale %s of %s, which ended", t.ID, was.ID, to.Code).
			WithHint("%s", way).Reason("other_sale")
	}
	return nil
}

// backUnder says what can be done to have a conversation under a sale again that it
// was moved away from.
func (s *session) backUnder(sale store.Sale, id operator.ConversationID) (string, error) {
	code, err := s.codeOrBlank(sale.Property)
	if err != nil {
		return "", err
	}
	sales, err := s.r.Sales(sale.Property)
	if err != nil {
		return "", err
	}
	switch last := sales[len(sales)-1].ID == sale.ID; {
	case sale.Status == operator.SaleWithdrawn && last:
		return fmt.Sprintf("reopen the sale first: operator transaction reopen %s", sale.ID), nil
	case sale.Status == operator.SaleWithdrawn || !last:
		return fmt.Sprintf("start another conversation: operator msg send -p %s --to WHO", code), nil
	}
	return fmt.Sprintf("move it back: operator conversation move %s -p %s", id, code), nil
}

// wayBack is backUnder for a move that can no longer be taken back.
func (s *session) wayBack(step store.Rearrangement) (string, error) {
	was := step.Was[0]
	if !was.Sale.IsZero() && !was.Internal {
		sale, err := s.sale(was.Sale)
		if err != nil {
			return "", err
		}
		return s.backUnder(sale, was.ID)
	}
	code, err := s.codeOrBlank(was.Property)
	return fmt.Sprintf("move it back: operator conversation move %s -p %s", was.ID, code), err
}

// codeOrBlank is the code of a home for a hint; CODE where it is hidden from the actor.
func (s *session) codeOrBlank(id operator.PropertyID) (string, error) {
	code, sees, err := s.codeIfSeen(id)
	if !sees {
		code = "CODE"
	}
	return code, err
}

// comesToBuy says whether somebody is in a conversation to buy, and not as one of the
// team of its home.
func (s *session) comesToBuy(c store.Conversation, who store.Person) (bool, error) {
	if who.Kind != operator.Team || c.Sale.IsZero() {
		return who.Kind == operator.Buyer, nil
	}
	sale, err := s.sale(c.Sale)
	if err != nil || !wasBuyer(sale, who.ID) {
		return false, err
	}
	works, err := s.worksOn(who, c.Property)
	return !works, err
}

// joinsFrom is the first message that somebody who comes to a conversation sees: the
// team sees the whole, buyers and contacts what is written from then on, unless they are
// given the history. To those who buy, what was written under another sale is not given.
func (s *session) joinsFrom(c store.Conversation, p store.Person, history bool) (uint64, error) {
	buys, err := s.comesToBuy(c, p)
	switch {
	case err != nil:
		return 0, err
	case history && buys && ofAnotherSale(c) && c.LastSeq > 0:
		return 0, operator.Errorf(operator.Conflict, "%s (%s) cannot see what was written in %s under another sale", p.Name, p.ID, c.ID).
			WithHint("add them without it: operator conversation edit %s --add-person %s", c.ID, p.ID).Reason("other_sale")
	case history, p.Kind == operator.Team && !buys:
		return 1, nil
	}
	return c.LastSeq + 1, nil
}

// noneOfAnotherSale refuses a merge by which who buys would see what was written
// under another sale.
func (s *session) noneOfAnotherSale(into, from talk, seats []seat) error {
	for _, st := range seats {
		_, in := participant(into.Conversation, st.Person)
		if st.fresh == 0 || !ofAnotherSale(from.Conversation) && (in || !ofAnotherSale(into.Conversation)) {
			continue
		}
		who, err := s.person(st.Person)
		if err != nil {
			return err
		}
		buys, err := s.comesToBuy(into.Conversation, who)
		if err != nil {
			return err
		}
		if buys {
			return operator.Errorf(operator.Conflict, "%s (%s) would see what was written in %s or %s under another sale", who.Name, who.ID, into.ID, from.ID).
				WithHint("operator conversation show %s", from.ID).Reason("other_sale")
		}
	}
	return nil
}

package app

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// removeSale takes a sale away that nothing has come of since the import. What was on its
// home before, or has nothing to do with the sale, is no reason to keep it: its buyers would
// see a home that they never bought.
func (u *undoing) removeSale(s *session, object string) error {
	sale, h, err := s.findSale(operator.Ref(object))
	if err != nil {
		return err
	}
	if err := s.notHeld(h.ID, "no sale of it can be deleted"); err != nil {
		return err
	}
	for _, look := range []func(*session, store.Sale) (string, error){u.talksOfSale, u.updatesOfSale, u.eventsOfSale} {
		has, err := look(s, sale)
		if err != nil {
			return err
		}
		if has != "" {
			return operator.Errorf(operator.Conflict, "%s has %s", sale.ID, has).Reason("has_history")
		}
	}
	if err := s.tx.DeleteSale(sale.ID); err != nil {
		return err
	}
	delete(s.sales, sale.ID)
	if err := s.settle(h.ID); err != nil {
		return err
	}
	if err := s.followFeed(h.ID, nil); err != nil {
		return err
	}
	s.recordSale("transaction.deleted", sale, refsOf("buyers", buyersOf(sale)...), map[string]any{"status": sale.Status})
	return nil
}

// talksOfSale says whether something was written in a sale, or is planned to be.
func (u *undoing) talksOfSale(s *session, sale store.Sale) (string, error) {
	if u.planned[sale.ID] {
		return "a planned message", nil
	}
	for c, err := range s.r.Conversations(sale.Property, nil) {
		if err != nil || belongedTo(c, sale.ID) {
			return "the conversation " + c.ID.String(), err
		}
	}
	return "", nil
}

// belongedTo says whether a conversation belongs, or has belonged, to a sale.
func belongedTo(c store.Conversation, sale operator.TransactionID) bool {
	return c.Sale == sale || slices.Contains(c.Sales, sale)
}

// updatesOfSale says whether an update is of a sale. One that is planned is of whatever sale
// there is when it is published, but whoever has planned it since wrote it to these buyers.
func (u *undoing) updatesOfSale(s *session, sale store.Sale) (string, error) {
	for row, err := range s.r.UpdatesOf(sale.Property) {
		if err != nil {
			return "", err
		}
		p, err := s.withPost(row)
		if err != nil {
			return "", err
		}
		ready, err := s.isReady(p)
		if err != nil {
			return "", err
		}
		if ready || p.post.State == store.PostScheduled && p.Removed == nil {
			if p.lastWritten().After(sale.Created) {
				return "the planned update " + row.ID.String(), nil
			}
			continue
		}
		if p.Sale == sale.ID {
			return "the update " + row.ID.String(), nil
		}
	}
	return "", nil
}

// eventsOfSale says what has happened on the home since the import: an event that names the
// sale or one of its buyers, or one of a conversation that belonged to the sale. Where that
// conversation is by now makes no difference.
func (u *undoing) eventsOfSale(s *session, sale store.Sale) (string, error) {
	names := []string{sale.ID.String()}
	for _, b := range sale.Buyers {
		names = append(names, b.Person.String())
	}
	for e, err := range s.r.Events(sale.Property, u.row.Event) {
		if err != nil {
			return "", err
		}
		if e.Seq > u.until {
			break // the undo's own
		}
		if slices.ContainsFunc(names, func(name string) bool { return concerns(e, name) }) {
			what, err := s.whatHappened(e)
			return "a history: " + what, err
		}
		if !strings.HasPrefix(e.Action, "conversation.") {
			continue
		}
		var id operator.ConversationID
		if id.UnmarshalText([]byte(e.Object)) != nil {
			continue
		}
		c, _, err := s.r.Conversation(id)
		if err != nil || belongedTo(c, sale.ID) {
			return "the conversation " + c.ID.String(), err
		}
	}
	return "", nil
}

// concerns says whether an event is of a thing, names it, or is the act of that person.
func concerns(e store.Event, name string) bool {
	return isAbout(e, name) || e.Actor.String() == name || e.Behalf.String() == name
}

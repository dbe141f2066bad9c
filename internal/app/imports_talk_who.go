package app

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Whom an imported message is for is decided by its time: what was said to the buyers
// of one sale is not for those of the next.

// recipients is who is in the conversation: the author, and whom the row names; where
// it names nobody, the team or the buyers.
func (m *messageRow) recipients(v importer.Values) error {
	m.internal = v[importer.Internal] != ""
	sales, err := m.s.r.Sales(m.home.ID)
	if err != nil {
		return err
	}
	then, err := m.s.salesThen(sales, m.at)
	if err != nil {
		return err
	}
	to := lines(v[importer.To])
	if len(to) == 0 {
		to = []string{m.meant(then)}
	}
	m.people = []operator.PersonID{m.author.ID}
	for _, ref := range to {
		people, err := m.recipient(ref, then)
		if err != nil && v[importer.To] == "" && v[importer.Thread] != "" {
			m.warn(importer.To, "alone", "nobody is named, and "+m.home.Code+" has no "+ref+": only its author is in the conversation")
			break
		}
		if err != nil {
			return m.took(importer.To, err)
		}
		for _, p := range people {
			m.people = append(m.people, p.ID)
		}
	}
	slices.Sort(m.people)
	if m.people = slices.Compact(m.people); len(m.people) < 2 && v[importer.Thread] == "" {
		m.problem(importer.To, "no_recipients", "the message is for nobody but its author")
	}
	if err := m.onlyTeam(); err != nil || m.stop() {
		return err
	}
	if m.sale, err = m.saleOf(sales, then); err != nil || m.stop() {
		return err
	}
	m.thread = keyHash("thread", m.home.ID.String(), string(audience(m.internal)), fmt.Sprint(uint64(m.sale.ID)),
		fmt.Sprint(m.people), cmp.Or(threadName(v), "subject "+v[importer.Subject]))
	m.tellSplit(v)
	return nil
}

func threadName(v importer.Values) string {
	if v[importer.Thread] == "" {
		return ""
	}
	return "thread " + v[importer.Thread]
}

// meant is whom a row means that names nobody. Where nobody had bought the home yet,
// the team said it to itself.
func (m *messageRow) meant(then []store.Sale) string {
	if m.author.Kind != operator.Team || m.internal {
		return groupTeam
	}
	if len(then) == 0 {
		m.internal = true
		if !m.writing() {
			m.warn(importer.SentAt, "before_sale", "no sale of "+m.home.Code+" was open then: the message is for the team only")
		}
		return groupTeam
	}
	return groupBuyers
}

// recipient is whom a recipient of the row names. Who has left since was there then.
func (m *messageRow) recipient(ref string, then []store.Sale) ([]store.Person, error) {
	if operator.Fold(ref) == groupBuyers {
		return m.buyersThen(then)
	}
	p, err := m.personMeant(importer.To, ref)
	if err == nil {
		return []store.Person{p}, nil
	}
	return m.s.resolveTo(m.home, operator.Ref(ref))
}

// buyersThen is the buyers of the sale that was open when the message was sent.
func (m *messageRow) buyersThen(then []store.Sale) ([]store.Person, error) {
	if len(then) != 1 {
		code, what := "before_sale", "no sale of "+m.home.Code+" was open then"
		if len(then) > 1 {
			code, what = "two_sales", fmt.Sprintf("%s ended and %s began about then", then[0].ID, then[len(then)-1].ID)
		}
		return nil, operator.Errorf(operator.Invalid, "%s: name whom the message was sent to", what).Reason(code)
	}
	var buyers []store.Person
	for _, id := range buyersOf(then[0]) {
		p, err := m.s.person(id)
		if err != nil {
			return nil, err
		}
		buyers = append(buyers, p)
	}
	return buyers, nil
}

// onlyTeam refuses an internal message by or to somebody who is not of the team.
func (m *messageRow) onlyTeam() error {
	for _, id := range m.people {
		p, err := m.s.person(id)
		if err != nil {
			return err
		}
		if m.internal && p.Kind != operator.Team {
			m.problem(importer.To, "internal_only", fmt.Sprintf("%s (%s) is a %s, and an internal conversation is for the team only", p.Name, p.ID, p.Kind))
		}
	}
	return nil
}

// salesThen is the sales of a home that were open at a time, or had closed with no
// later one. On the day on which one ends and the next begins there are two.
func (s *session) salesThen(sales []store.Sale, at time.Time) ([]store.Sale, error) {
	zone, err := s.zone()
	if err != nil {
		return nil, err
	}
	day := operator.Date(at.In(zone).Format(time.DateOnly))
	var then []store.Sale
	for _, sale := range sales {
		until := sale.WithdrawalDate
		if sale.Status == operator.SaleClosed {
			until = resold(sales, sale)
		}
		if sale.ContractDate <= day && (until == "" || day <= until) {
			then = append(then, sale)
		}
	}
	return then, nil
}

// resold is the day on which a home was sold again after a sale that closed; empty
// where it was not.
func resold(sales []store.Sale, closed store.Sale) operator.Date {
	var next operator.Date
	for _, sale := range sales {
		later := sale.ID > closed.ID && sale.ContractDate >= closed.ContractDate || sale.ContractDate > closed.ContractDate
		if later && sale.Status != operator.SaleWithdrawn && (next == "" || sale.ContractDate < next) {
			next = sale.ContractDate
		}
	}
	return next
}

// saleOf is the sale that a shared conversation belongs to: that which was open then,
// before others the one by which somebody in it buys. It is never of the buyers of two.
func (m *messageRow) saleOf(sales, then []store.Sale) (store.Sale, error) {
	var none, chosen store.Sale
	if m.internal {
		return none, nil
	}
	buys := func(sale store.Sale) bool {
		return slices.ContainsFunc(m.people, func(id operator.PersonID) bool { return wasBuyer(sale, id) })
	}
	for _, among := range [][]store.Sale{sales, then} {
		for _, sale := range among {
			if buys(sale) {
				chosen = sale
			}
		}
	}
	if chosen.ID.IsZero() {
		return one(then), nil
	}
	for _, id := range m.people {
		p, err := m.s.person(id)
		if err != nil {
			return none, err
		}
		other := slices.ContainsFunc(sales, func(sale store.Sale) bool { return wasBuyer(sale, id) })
		if p.Kind == operator.Buyer && other && !wasBuyer(chosen, id) {
			m.conflict(importer.To, "other_sale", fmt.Sprintf("%s (%s) buys %s by another sale than %s: name the buyers of one sale", p.Name, p.ID, m.home.Code, chosen.ID))
		}
	}
	return chosen, nil
}

func one[T any](found []T) (first T) {
	if len(found) > 0 {
		first = found[0]
	}
	return first
}

// tellSplit says that a row is not in the conversation that its thread names, since it
// would be read there by others than it was sent to.
func (m *messageRow) tellSplit(v importer.Values) {
	if v[importer.Thread] == "" || m.writing() {
		return
	}
	key := keyHash("thread of a file", m.home.ID.String(), v[importer.Thread])
	if t, ok := m.named(key); ok && t.values != m.thread {
		m.warn(importer.Thread, "other_people", fmt.Sprintf("row %d of the thread is for others: this is a conversation of its own", t.row))
	}
	m.claimAll(thing{values: m.thread}, key)
}

// takenFrom takes a conversation from those who lost it when its sale was withdrawn.
func (m *messageRow) takenFrom(c *store.Conversation) error {
	if m.sale.Status != operator.SaleWithdrawn {
		return nil
	}
	var stay []store.Participant
	for _, p := range c.Participants {
		keeps, err := m.s.keepsWithdrawn(*c, m.sale, p.Person)
		switch {
		case err != nil:
			return err
		case keeps:
			stay = append(stay, p)
		default:
			c.Suspended = append(c.Suspended, p)
		}
	}
	c.Participants = stay
	return nil
}

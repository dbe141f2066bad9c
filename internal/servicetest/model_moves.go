package servicetest

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// join seats somebody who comes later.
func (c *chat) join(who int, history bool, now time.Time) {
	last := len(c.said)
	s := seat{from: last + 1, read: last, since: now}
	if onTeam(who) {
		s.from = 1
	}
	if history {
		s = seat{from: 1, since: now}
	}
	c.seats[who] = s
}

func (m *model) add() {
	c := m.chat()
	if c == nil {
		return
	}
	who, history := rapid.IntRange(0, everybody-1).Draw(m.t, "who"), m.yes("history")
	_, err := m.EditConversation(m.boss(), operator.EditConversationRequest{
		Conversation: ref(c.ref), AddPeople: []operator.Ref{m.refs[who]}, WithHistory: history,
	})
	if _, in := c.seats[who]; in {
		m.ok(err)
		return
	}
	switch {
	case history && !onTeam(who) && reasonOf(err) == "other_sale": // it was moved; rearrange_sales.go says when
	case c.home, c.ofSale && !m.open && !onTeam(who):
		m.want(err, operator.Conflict)
	case c.internal && !onTeam(who):
		m.want(err, operator.Invalid)
	default:
		m.ok(err)
		c.join(who, history, m.Clock.Now())
	}
}

func (m *model) remove() {
	c, who := m.seated()
	if c == nil {
		return
	}
	_, err := m.EditConversation(m.boss(), operator.EditConversationRequest{Conversation: ref(c.ref), RemovePeople: []operator.Ref{m.refs[who]}})
	left := slices.DeleteFunc(c.people(), func(p int) bool { return p == who })
	if c.home || !slices.ContainsFunc(left, onTeam) {
		m.want(err, operator.Conflict)
		return
	}
	m.ok(err)
	delete(c.seats, who)
}

// message picks a message of a conversation; nil where there is none.
func (m *model) message() (*chat, *line) {
	c := m.chat()
	if c == nil {
		return nil, nil
	}
	return c, &c.said[rapid.IntRange(0, len(c.said)-1).Draw(m.t, "message")]
}

func (m *model) delete() {
	_, message := m.message()
	if message == nil {
		return
	}
	m.ok(second(m.DeleteMessage(m.boss(), operator.DeleteMessageRequest{Message: ref(message.ref), Reason: "a test", Confirmed: true})))
	message.deleted, message.mentions = true, nil
}

func (m *model) editText() {
	c, message := m.message()
	if message == nil {
		return
	}
	body := message.body + " (edited)"
	_, err := m.EditMessage(m.As(m.refs[message.author]), operator.EditMessageRequest{Message: ref(message.ref), Body: body})
	seq := slices.IndexFunc(c.said, func(s line) bool { return s.ref == message.ref }) + 1
	s, in := c.seats[message.author]
	switch {
	case !in, seq < s.from:
		m.want(err, operator.NotFound)
	case message.deleted:
		m.want(err, operator.Conflict)
	default:
		m.ok(err)
		message.body = body
		message.mentions = slices.DeleteFunc(slices.Clone(message.named), func(who int) bool { _, in := c.seats[who]; return !in })
	}
}

// shut closes a conversation, or opens it again.
func (m *model) shut() {
	c := m.chat()
	if c == nil {
		return
	}
	req := operator.ConversationRequest{Conversation: ref(c.ref)}
	if !c.closed {
		m.ok(second(m.CloseConversation(m.boss(), req)))
		c.closed = true
		return
	}
	_, err := m.ReopenConversation(m.boss(), req)
	another := slices.ContainsFunc(m.chats, func(o *chat) bool { return o.home && c.home && !o.closed && o.ofSale == c.ofSale })
	if c.ofSale && !m.open || another {
		m.want(err, operator.Conflict)
		return
	}
	m.ok(err)
	c.closed, c.closedWithSale = false, false
}

// turnSale withdraws the sale, or opens it again.
func (m *model) turnSale() {
	if m.open {
		m.ok(second(m.WithdrawTransaction(m.boss(), operator.EndTransactionRequest{Transaction: m.sale, Confirmed: true})))
	} else {
		m.ok(second(m.ReopenTransaction(m.boss(), operator.TransactionRequest{Transaction: m.sale})))
	}
	for _, c := range m.chats {
		switch {
		case !c.ofSale:
		case c.internal:
			c.ofSale = false // it stays open, without the sale
		case m.open:
			m.suspend(c)
		default:
			m.resume(c)
		}
	}
	m.open = !m.open
}

func (m *model) suspend(c *chat) {
	c.suspended = map[int]seat{}
	for who, s := range c.seats {
		if !onTeam(who) {
			c.suspended[who] = s
			delete(c.seats, who)
		}
	}
	c.closedWithSale = c.closedWithSale || !c.closed
	c.closed = true
}

func (m *model) resume(c *chat) {
	for who, s := range c.suspended {
		s.since = m.Clock.Now()
		c.seats[who] = s
	}
	c.suspended = nil
	if c.closedWithSale {
		c.closed, c.closedWithSale = false, false
	}
	m.follow(c)
}

// follow seats the buyers in the conversation of everyone on the home.
func (m *model) follow(c *chat) {
	for _, who := range m.buyers {
		if _, in := c.seats[who]; !in && c.home {
			c.join(who, false, m.Clock.Now())
		}
	}
}

// turnBuyer takes a buyer off the sale, or puts them on it again.
func (m *model) turnBuyer() {
	if !m.open {
		return
	}
	req := operator.EditTransactionRequest{Transaction: m.sale, AddBuyers: []operator.Ref{m.refs[cora]}}
	if leaves := slices.Contains(m.buyers, cora); leaves {
		req.AddBuyers, req.RemoveBuyers = nil, req.AddBuyers
	}
	m.ok(second(m.EditTransaction(m.boss(), req)))
	if req.AddBuyers != nil {
		m.buyers = append(m.buyers, cora)
	} else {
		m.buyers = []int{ben}
	}
	for _, c := range m.chats {
		if !c.ofSale || c.internal {
			continue
		}
		if req.RemoveBuyers != nil {
			delete(c.seats, cora)
		}
		m.follow(c)
	}
}

package servicetest

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// step does one thing at random, in the service and in the model.
func (m *model) step() {
	steps := []func(){
		m.send, m.send, m.send, m.toHome, m.reply, m.reply, m.reply, m.markRead, m.markUnread, m.mute,
		m.add, m.add, m.remove, m.delete, m.editText, m.shut, m.turnSale, m.turnBuyer,
		m.rearrange, m.rearrange, m.rearrange,
	}
	steps[rapid.IntRange(0, len(steps)-1).Draw(m.t, "step")]()
}

func (m *model) pick(of []int, what string) int {
	return of[rapid.IntRange(0, len(of)-1).Draw(m.t, what)]
}

func (m *model) yes(what string) bool { return rapid.Bool().Draw(m.t, what) }

// chat picks a conversation; nil where there is none.
func (m *model) chat() *chat {
	if len(m.chats) == 0 {
		return nil
	}
	return m.chats[rapid.IntRange(0, len(m.chats)-1).Draw(m.t, "chat")]
}

// seated picks a conversation and somebody in it; nil where there is none.
func (m *model) seated() (*chat, int) {
	c := m.chat()
	if c == nil {
		return nil, 0
	}
	return c, m.pick(c.people(), "who")
}

// senders is who may start a conversation now.
func (m *model) senders() []int {
	if m.open {
		return append([]int{tess, will}, m.buyers...)
	}
	return []int{tess, will}
}

// reach is whom somebody may write to now.
func (m *model) reach(from int, internal bool) []int {
	switch {
	case internal:
		return []int{tess, will, nora}
	case onTeam(from):
		return []int{tess, will, nora, ben, cora, stan, lou}
	}
	return append([]int{tess, will}, m.buyers...)
}

func (m *model) send() {
	from := m.pick(m.senders(), "from")
	internal := onTeam(from) && m.yes("internal")
	group := map[int]bool{from: true}
	for _, who := range m.reach(from, internal) {
		if who != from && m.yes("to") {
			group[who] = true
		}
	}
	if len(group) == 1 {
		group[[2]int{will, tess}[min(from, 1)]] = true
	}
	if !onTeam(from) && !group[will] {
		group[tess] = true // buyers write with the team
	}
	people := slices.Sorted(maps.Keys(group))
	others := slices.DeleteFunc(slices.Clone(people), func(who int) bool { return who == from })
	var on *chat
	for _, c := range m.chats { // the latest open one of the same people
		if !c.closed && !c.home && !c.away && c.internal == internal && c.ofSale == m.open &&
			slices.Equal(c.people(), people) && (on == nil || c.at.After(on.at)) {
			on = c
		}
	}
	m.deliver(on, from, operator.SendMessageRequest{Property: m.home, To: m.refsOf(others), Internal: internal}, people)
}

func (m *model) toHome() {
	from := m.pick(m.senders(), "from")
	people := []int{tess, will}
	if m.open {
		people = append(people, slices.Sorted(slices.Values(m.buyers))...)
	}
	var on *chat
	for _, c := range m.chats {
		if c.home && !c.closed && c.ofSale == m.open {
			on = c
		}
	}
	m.deliver(on, from, operator.SendMessageRequest{Property: m.home, To: []operator.Ref{"home"}, Internal: !m.open}, people)
}

// deliver sends, goes on with a conversation or starts one.
func (m *model) deliver(on *chat, from int, req operator.SendMessageRequest, people []int) {
	body, mentions := m.body(people)
	req.Body = body
	if !onTeam(from) {
		req.Internal = false
	}
	sent, err := m.SendMessage(m.As(m.refs[from]), req)
	m.ok(err)
	if sent.Started != (on == nil) || on != nil && sent.Conversation != on.ref {
		m.t.Fatalf("sent in %s (started: %v); the model goes on with %+v", sent.Conversation, sent.Started, on)
	}
	started := on == nil
	if started {
		on = &chat{ref: sent.Conversation, home: req.To[0] == "home", internal: req.Internal, ofSale: m.open, seats: map[int]seat{}}
		for _, who := range people {
			on.seats[who] = seat{from: 1, since: m.Clock.Now()}
		}
		m.chats = append(m.chats, on)
	}
	m.write(on, from, sent, body, mentions, started)
}

// body makes a text, which mentions somebody now and then.
func (m *model) body(people []int) (string, []int) {
	body := fmt.Sprint("text ", rapid.IntRange(0, 999).Draw(m.t, "text"))
	if !m.yes("mention") {
		return body, nil
	}
	who := m.pick(people, "mentioned")
	return body + " @" + string(m.refs[who]), []int{who}
}

// write adds a message to the model. A reply reads all that came before it.
func (m *model) write(c *chat, from int, sent operator.Message, body string, mentions []int, answers bool) {
	message := line{ref: sent.Ref, author: from, body: body, named: mentions, mentions: mentions, at: m.Clock.Now()}
	switch {
	case c.internal:
	case !onTeam(from):
		message.turn = "us"
	case answers:
		message.turn = "them"
	}
	c.said = append(c.said, message)
	c.at = m.Clock.Now()
	for _, who := range mentions {
		if s, in := c.seats[who]; in && who != from {
			s.mentioned = len(c.said)
			c.seats[who] = s
		}
	}
	if s := c.seats[from]; answers {
		s.read = len(c.said)
		c.seats[from] = s
	}
}

func (m *model) reply() {
	c, from := m.seated()
	if c == nil {
		return
	}
	body, mentions := m.body(c.people())
	sent, err := m.ReplyMessage(m.As(m.refs[from]), operator.ReplyMessageRequest{Conversation: ref(c.ref), Body: body})
	if c.closed {
		m.want(err, operator.Conflict)
		return
	}
	m.ok(err)
	m.write(c, from, sent, body, mentions, true)
}

func (m *model) markRead() {
	c, who := m.seated()
	if c == nil {
		return
	}
	m.ok(second(m.MarkRead(m.As(m.refs[who]), operator.MarkReadRequest{Conversations: []operator.Ref{ref(c.ref)}})))
	s := c.seats[who]
	s.read = len(c.said)
	c.seats[who] = s
}

func (m *model) markUnread() {
	c, who := m.seated()
	if c == nil {
		return
	}
	s, from := c.seats[who], 0
	req := operator.MarkUnreadRequest{Conversation: ref(c.ref)}
	if m.yes("from a message") {
		from = rapid.IntRange(1, len(c.said)).Draw(m.t, "from")
		req.From = ref(c.said[from-1].ref)
	} else {
		for i, said := range c.said {
			if i+1 >= s.from && said.author != who {
				from = i + 1
			}
		}
	}
	_, err := m.MarkUnread(m.As(m.refs[who]), req)
	if req.From != "" && from < s.from {
		m.want(err, operator.NotFound)
		return
	}
	m.ok(err)
	if from > 0 {
		s.read = from - 1
		c.seats[who] = s
	}
}

func (m *model) mute() {
	c, who := m.seated()
	if c == nil {
		return
	}
	s := c.seats[who]
	s.muted = m.yes("muted")
	m.ok(second(m.EditInbox(m.As(m.refs[who]), operator.EditInboxRequest{Conversations: []operator.Ref{ref(c.ref)}, Muted: &s.muted})))
	c.seats[who] = s
}

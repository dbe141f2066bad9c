package servicetest

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// taken is a merge, split or move of the model that can be taken back: which
// conversations it was about, as they were and as they became. Of a merge b was
// appended to a, of a split b is the new one.
type taken struct {
	kind       string
	a, b       *chat
	wasA, wasB chat
	isA, isB   chat
}

// clone is a copy that shares nothing with the conversation.
func (c *chat) clone() chat {
	if c == nil {
		return chat{}
	}
	copied := *c
	copied.seats, copied.suspended = maps.Clone(c.seats), maps.Clone(c.suspended)
	copied.said = slices.Clone(c.said)
	return copied
}

// unlike says whether anything but marks differs.
func unlike(a, b chat) bool {
	sits := func(x, y seat) bool { return x.from == y.from && x.since.Equal(y.since) }
	says := func(x, y line) bool { return x.ref == y.ref && x.body == y.body && x.deleted == y.deleted }
	return a.closed != b.closed || a.ofSale != b.ofSale || a.away != b.away || len(a.suspended) != len(b.suspended) ||
		!maps.EqualFunc(a.seats, b.seats, sits) || !slices.EqualFunc(a.said, b.said, says)
}

// firstUnread is the number of the first unread message; 0 where there is none.
func (c *chat) firstUnread(who int, s seat) int {
	for i, m := range c.said {
		if seq := i + 1; seq >= s.from && seq > s.read && m.author != who {
			return seq
		}
	}
	return 0
}

// seatOfBoth is what somebody has of a with b behind it. from is the first message
// that they see of it.
func seatOfBoth(a, b *chat, who, from int) seat {
	n := len(a.said)
	inA, isInA := a.seats[who]
	inB, isInB := b.seats[who]
	s := inA
	switch {
	case !isInA:
		s = inB
	case isInB:
		s.muted = inA.muted && inB.muted
	}
	first := 0
	if isInA {
		first = a.firstUnread(who, inA)
	}
	if behind := b.firstUnread(who, inB); first == 0 && behind > 0 {
		first = n + behind
	}
	if s.read = n + len(b.said); first > 0 {
		s.read = first - 1
	}
	if s.mentioned = inA.mentioned; inB.mentioned > 0 {
		s.mentioned = n + inB.mentioned
	}
	s.from = from
	return s
}

func (m *model) mergeTalks() {
	a, b := m.chat(), m.chat()
	if a == nil {
		return
	}
	fits := slices.DeleteFunc(slices.Clone(m.chats), func(c *chat) bool {
		return c == a || c.internal != a.internal || c.closed != a.closed || c.away != a.away || c.ofSale != a.ofSale
	})
	if len(fits) > 0 && m.yes("one that fits") {
		b = fits[rapid.IntRange(0, len(fits)-1).Draw(m.t, "fitting")]
	}
	_, err := m.MergeConversations(m.boss(), operator.MergeConversationsRequest{Into: ref(a.ref), From: ref(b.ref), Confirmed: true})
	stranger := slices.ContainsFunc(b.people(), func(who int) bool { _, in := a.seats[who]; return !in })
	if a == b || b.home || a.away != b.away || a.internal != b.internal || a.ofSale != b.ofSale || a.closed != b.closed ||
		a.home && stranger || a.ofSale && !m.open {
		m.want(err, operator.Conflict)
		return
	}
	if (a.wasOfSale || b.wasOfSale) && reasonOf(err) == "other_sale" { // rearrange_sales.go says when
		return
	}
	m.ok(err)
	step := &taken{kind: "merge", a: a, b: b, wasA: a.clone(), wasB: b.clone()}
	seats, n := map[int]seat{}, len(a.said)
	for who, s := range a.seats {
		from := s.from
		if in, both := b.seats[who]; both && from > n {
			from = n + in.from
		}
		seats[who] = seatOfBoth(a, b, who, from)
	}
	for who, s := range b.seats {
		if _, in := a.seats[who]; in {
			continue
		}
		from := n + s.from
		if onTeam(who) {
			from = 1
		}
		joins := seatOfBoth(a, b, who, from)
		joins.since = m.Clock.Now()
		seats[who] = joins
	}
	a.seats, a.said = seats, slices.Concat(a.said, b.said)
	a.wasOfSale = a.wasOfSale || b.wasOfSale
	if b.at.After(a.at) {
		a.at = b.at
	}
	m.forget(b)
	step.isA = a.clone()
	m.taken = append(m.taken, step)
}

// forget takes a conversation out of the model's lists.
func (m *model) forget(c *chat) {
	m.chats = slices.DeleteFunc(m.chats, func(o *chat) bool { return o == c })
}

func (m *model) splitTalks() {
	c, message := m.message()
	if c == nil {
		return
	}
	n := slices.IndexFunc(c.said, func(s line) bool { return s.ref == message.ref })
	tail, err := m.SplitConversation(m.boss(), operator.SplitConversationRequest{Conversation: ref(c.ref), From: ref(message.ref)})
	switch {
	case n == 0:
		m.want(err, operator.Invalid)
		return
	case c.ofSale && !m.open:
		m.want(err, operator.Conflict)
		return
	}
	m.ok(err)
	step := &taken{kind: "split", a: c, wasA: c.clone()}
	b := &chat{ref: tail.Ref, internal: c.internal, closed: c.closed, ofSale: c.ofSale, away: c.away, wasOfSale: c.wasOfSale, seats: map[int]seat{}}
	c.said, b.said = slices.Clone(c.said[:n]), slices.Clone(c.said[n:])
	for who, s := range c.seats {
		head, end := s, s
		head.from, head.read = min(s.from, n+1), min(s.read, n)
		end.from, end.read, end.mentioned = max(s.from-n, 1), max(s.read-n, 0), 0
		if s.mentioned > n {
			head.mentioned, end.mentioned = c.lastMention(who), s.mentioned-n
		}
		c.seats[who], b.seats[who] = head, end
	}
	c.at, b.at = latest(c.said), latest(b.said)
	m.chats = append(m.chats, b)
	step.b, step.isA, step.isB = b, c.clone(), b.clone()
	m.taken = append(m.taken, step)
}

// lastMention is the number of the last message that mentions somebody as it is
// now.
func (c *chat) lastMention(who int) int {
	for i, m := range slices.Backward(c.said) {
		if m.author != who && slices.Contains(m.mentions, who) {
			return i + 1
		}
	}
	return 0
}

func latest(said []line) (at time.Time) {
	for _, m := range said {
		if m.at.After(at) {
			at = m.at
		}
	}
	return at
}

// moveTalks takes a conversation to the other home, which has no sale, or from there.
func (m *model) moveTalks() {
	c := m.chat()
	if c == nil {
		return
	}
	to := m.other
	var buyers []int
	if c.away {
		to = m.home
		if m.open {
			buyers = m.buyers
		}
	}
	_, err := m.MoveConversation(m.boss(), operator.MoveConversationRequest{Conversation: ref(c.ref), Property: to, Confirmed: true})
	if c.home || c.ofSale && !m.open || c.away && c.wasOfSale && !c.internal && !m.open {
		m.want(err, operator.Conflict)
		return
	}
	m.ok(err)
	step := &taken{kind: "move", a: c, wasA: c.clone()}
	maps.DeleteFunc(c.seats, func(who int, _ seat) bool { return !onTeam(who) && !slices.Contains(buyers, who) })
	c.wasOfSale = c.wasOfSale || c.ofSale
	c.ofSale, c.away = c.away && m.open, !c.away
	step.isA = c.clone()
	m.boughtThen(step)
	m.taken = append(m.taken, step)
}

// boughtThen notes who leaves with a move and was a buyer of the sale.
func (m *model) boughtThen(step *taken) {
	if !step.wasA.ofSale {
		return
	}
	for _, who := range m.buyers {
		_, was := step.wasA.seats[who]
		if _, is := step.isA.seats[who]; was && !is {
			step.wasA.buyers = append(step.wasA.buyers, who)
		}
	}
}

// lastOf is the last step about a conversation; nil where there is none.
func (m *model) lastOf(c *chat) *taken {
	for _, step := range slices.Backward(m.taken) {
		if step.a == c || step.b == c {
			return step
		}
	}
	return nil
}

func (m *model) undoTalks() {
	if c := m.chat(); c != nil {
		m.undoOf(c)
	}
}

func (m *model) undoOf(c *chat) {
	_, err := m.UndoConversation(m.boss(), operator.ConversationRequest{Conversation: ref(c.ref)})
	step := m.lastOf(c)
	if step == nil || m.stale(step) {
		m.want(err, operator.Conflict)
		return
	}
	m.ok(err)
	m.taken = slices.DeleteFunc(m.taken, func(t *taken) bool { return t == step })
	switch step.kind {
	case "merge":
		m.unmerge(step)
	case "split":
		whole := step.wasA.clone()
		for who, s := range whole.seats {
			back := seatOfBoth(step.a, step.b, who, s.from)
			back.since = s.since
			whole.seats[who] = back
		}
		m.forget(step.b)
		*step.a = whole
	case "move":
		back := step.wasA.clone()
		back.buyers = nil
		maps.Copy(back.seats, step.a.seats) // with what was read since
		*step.a = back
	}
}

// stale says whether a step cannot be taken back any more.
func (m *model) stale(step *taken) bool {
	if m.lastOf(step.a) != step || unlike(*step.a, step.isA) || step.a.ofSale && !m.open {
		return true
	}
	switch step.kind {
	case "split":
		return m.lastOf(step.b) != step || unlike(*step.b, step.isB)
	case "move":
		left := slices.ContainsFunc(step.wasA.buyers, func(who int) bool { return !slices.Contains(m.buyers, who) })
		return step.wasA.ofSale && (!m.open || left)
	}
	return false
}

// unmerge gives both conversations back, with what was read or muted since.
func (m *model) unmerge(step *taken) {
	a, b, n := step.wasA.clone(), step.wasB.clone(), len(step.wasA.said)
	for who, is := range step.a.seats {
		fell := step.isA.seats[who]
		for _, c := range []chat{a, b} {
			s, in := c.seats[who]
			if !in {
				continue
			}
			read := min(is.read, n)
			if c.ref == b.ref {
				read = max(is.read-n, 0)
			}
			switch {
			case is.read > fell.read:
				s.read = max(s.read, read)
			case is.read < fell.read:
				s.read = read
			}
			if is.muted != fell.muted {
				s.muted = is.muted
			}
			c.seats[who] = s
		}
	}
	*step.a, *step.b = a, b
	m.chats = append(m.chats, step.b)
}

// rearrange is one of the steps above.
func (m *model) rearrange() {
	steps := []func(){m.mergeTalks, m.mergeTalks, m.splitTalks, m.splitTalks, m.moveTalks, m.undoTalks}
	steps[rapid.IntRange(0, len(steps)-1).Draw(m.t, "rearranged")]()
}

// stepRearranging is step for much that can be rearranged: several conversations of
// the same kind, with people who came later, read in part.
func (m *model) stepRearranging() {
	steps := []func(){
		m.startAnother, m.startAnother, m.reply, m.reply, m.add, m.add, m.remove, m.markRead, m.markUnread, m.mute,
		m.rearrange, m.rearrange, m.rearrange, m.rearrange, m.thereAndBack, m.thereAndBack, m.thereAndBack,
		m.editText, m.delete, m.shut, m.turnSale, m.turnBuyer,
	}
	steps[rapid.IntRange(0, len(steps)-1).Draw(m.t, "step")]()
}

// startAnother starts a shared conversation whatever there is.
func (m *model) startAnother() {
	group := []int{tess, will, nora, ben, cora, lou}
	group = slices.DeleteFunc(group, func(who int) bool { return who != tess && who != ben && m.yes("left out") })
	to := slices.DeleteFunc(slices.Clone(group), func(who int) bool { return who == tess })
	m.deliver(nil, tess, operator.SendMessageRequest{Property: m.home, To: m.refsOf(to), New: true}, group)
}

// thereAndBack takes a step and, after marks or little else, takes it back.
func (m *model) thereAndBack() {
	m.rearrange()
	between := []func(){m.markRead, m.markUnread, m.mute, m.editText, m.turnBuyer, m.turnSale, func() {}}
	for range rapid.IntRange(0, 3).Draw(m.t, "between") {
		m.compare()
		between[rapid.IntRange(0, len(between)-1).Draw(m.t, "what")]()
	}
	m.compare()
	if len(m.taken) > 0 {
		m.undoOf(m.taken[len(m.taken)-1].a)
	}
}

package servicetest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Model makes random talk about a home, and compares what everybody has of it
// after every step with a model made of plain lists. A message is counted there
// by looking at all of them: nothing is kept that could go wrong.
func Model(t *testing.T, newWorld func(*testing.T) *World) {
	w := newWorld(t)
	for _, step := range []func(*model){(*model).step, (*model).stepRearranging} {
		rapid.Check(t, func(rt *rapid.T) {
			m := newModel(rt, w)
			steps := rapid.IntRange(1, 24).Draw(rt, "steps")
			for range steps {
				w.Clock.Advance(time.Minute)
				step(m)
				m.compare()
			}
			m.compareTexts()
		})
	}
	if err := w.Check(); err != nil {
		t.Errorf("after all: %v", err)
	}
}

// The people of the model, by their place in its list.
const (
	tess      = iota // works on the home
	will             // works on the home
	nora             // works elsewhere
	ben              // buys it
	cora             // buys it, at times
	stan             // buys nothing
	lou              // a contact
	everybody        // how many they are
)

func onTeam(who int) bool { return who <= nora }

// turn is whose turn a message makes it.
type turn string

// line is a message of the model.
type line struct {
	ref      operator.MessageID
	author   int
	body     string
	turn     turn  // us, them, or nothing
	named    []int // by the text
	mentions []int // those of them who were in the conversation when it was written last
	deleted  bool
	at       time.Time
}

// seat is what one person has of a conversation.
type seat struct {
	from      int // the number of the first message they see
	read      int // the number of the last message they have read
	mentioned int // the number of the last message that mentioned them when it came
	muted     bool
	since     time.Time
}

// chat is a conversation of the model.
type chat struct {
	ref                    operator.ConversationID
	home, internal, closed bool
	ofSale                 bool // of the sale, and not of none
	away                   bool // at the other home
	wasOfSale              bool // written under the sale, and moved away from it
	closedWithSale         bool
	seats                  map[int]seat
	suspended              map[int]seat // who lost it with the sale, and what they had of it
	said                   []line
	at                     time.Time // when the last message came
	buyers                 []int     // who lost it by a move and bought the home then
}

func (c *chat) people() []int { return slices.Sorted(maps.Keys(c.seats)) }

// unread counts the messages of others after one's read mark.
func (c *chat) unread(who int) int {
	n, s := 0, c.seats[who]
	for i, m := range c.said {
		if seq := i + 1; seq >= s.from && seq > s.read && m.author != who {
			n++
		}
	}
	return n
}

// onBadge says whether a conversation's unread messages are on the badge.
func (c *chat) onBadge(who int) bool {
	s := c.seats[who]
	return !s.muted || s.mentioned > s.read
}

func (c *chat) waitingOn() turn {
	if c.internal || c.closed {
		return ""
	}
	on, at := turn(""), time.Time{}
	for _, m := range c.said { // the last written, wherever it stands
		if !m.deleted && m.turn != "" && m.at.After(at) {
			on, at = m.turn, m.at
		}
	}
	return on
}

// model is a home with everybody around it.
type model struct {
	*World
	t      *rapid.T
	home   operator.Ref
	other  operator.Ref // a home without a sale
	sale   operator.Ref
	open   bool  // the sale is open, and not withdrawn
	buyers []int // of the sale
	refs   [everybody]operator.Ref
	chats  []*chat
	taken  []*taken
}

func newModel(t *rapid.T, w *World) *model {
	m := &model{World: w, t: t, open: true, buyers: []int{ben, cora}}
	n := w.Events() // makes names that no other run has
	m.home = operator.Ref(fmt.Sprintf("MR-%d", n))
	m.other = m.home + "-B"
	code := operator.Ref(fmt.Sprintf("N-%d", n))
	m.ok(second(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: string(code), Name: "Maple Ridge"})))
	for _, home := range []operator.Ref{m.home, m.other} {
		m.ok(second(w.AddProperty(w.boss(), operator.AddPropertyRequest{Code: string(home), Community: code})))
	}
	for i, kind := range [everybody]operator.PersonKind{
		operator.Team, operator.Team, operator.Team, operator.Buyer, operator.Buyer, operator.Buyer, operator.Contact,
	} {
		p, err := w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: kind, Name: [everybody]string{"Tess", "Will", "Nora", "Ben", "Cora", "Stan", "Lou"}[i]})
		m.ok(err)
		m.refs[i] = ref(p.Ref)
	}
	for _, home := range []operator.Ref{m.home, m.other} {
		m.ok(second(w.AssignProperty(w.boss(), operator.AssignRequest{Property: home, People: []operator.Ref{m.refs[tess], m.refs[will]}})))
	}
	sale, err := w.OpenTransaction(w.boss(), operator.OpenTransactionRequest{Property: m.home, Buyers: m.refsOf(m.buyers)})
	m.ok(err)
	m.sale = ref(sale.Ref)
	return m
}

func (m *model) ok(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatalf("%v (%s, %s)", err, operator.CodeOf(err), reasonOf(err))
	}
}

// want checks that something was done, or failed with a code.
func (m *model) want(err error, code operator.Code) {
	m.t.Helper()
	if operator.CodeOf(err) != code {
		m.t.Fatalf("%v (%q, %s); want %q", err, operator.CodeOf(err), reasonOf(err), code)
	}
}

func (m *model) refsOf(people []int) []operator.Ref {
	refs := make([]operator.Ref, len(people))
	for i, who := range people {
		refs[i] = m.refs[who]
	}
	return refs
}

// state is what one person has of one conversation, as inboxes say.
type state struct {
	Conversation operator.ConversationID
	Unread       int
	Messages     int
	Waiting      turn
}

// compare compares everybody's inbox and badge with the model's.
func (m *model) compare() {
	m.t.Helper()
	for who := range everybody {
		var want []state
		totals := operator.InboxTotals{}
		for _, c := range m.chats {
			s, in := c.seats[who]
			if !in {
				continue
			}
			one := state{Conversation: c.ref, Unread: c.unread(who), Messages: max(0, len(c.said)-s.from+1)}
			if who == tess || who == will { // who work on the home see whose turn it is
				one.Waiting = c.waitingOn()
			}
			want = append(want, one)
			if one.Unread > 0 && c.onBadge(who) {
				totals.Unread += one.Unread
				totals.Conversations++
			}
		}
		page, err := m.ListInbox(m.As(m.refs[who]), operator.ListInboxRequest{State: operator.InboxAll})
		m.ok(err)
		var got []state
		for _, i := range page.Items {
			one := state{Conversation: i.Ref, Unread: i.Unread, Messages: i.MessageCount}
			if i.WaitingOn != nil {
				one.Waiting = turn(*i.WaitingOn)
			}
			got = append(got, one)
		}
		for _, states := range [][]state{want, got} {
			slices.SortFunc(states, func(a, b state) int { return cmp.Compare(a.Conversation, b.Conversation) })
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			m.t.Fatalf("the inbox of %s (-model +service):\n%s", m.refs[who], diff)
		}
		badge, err := m.InboxTotals(m.As(m.refs[who]), operator.TotalsRequest{})
		m.ok(err)
		if badge != totals {
			m.t.Fatalf("the badge of %s is %+v; want %+v", m.refs[who], badge, totals)
		}
	}
}

// compareTexts compares the messages that everybody sees, or does not.
func (m *model) compareTexts() {
	m.t.Helper()
	for who := range everybody {
		for _, c := range m.chats {
			shown, err := m.ShowConversation(m.As(m.refs[who]), operator.ShowConversationRequest{Conversation: ref(c.ref)})
			s, in := c.seats[who]
			if !in {
				m.want(err, operator.NotFound)
				continue
			}
			m.ok(err)
			want := []string{}
			for i, said := range c.said {
				switch {
				case i+1 < s.from:
				case said.deleted:
					want = append(want, "")
				default:
					want = append(want, said.body)
				}
			}
			if diff := gocmp.Diff(want, bodies(shown.Messages)); diff != "" {
				m.t.Fatalf("%s as %s sees it (-model +service):\n%s", c.ref, m.refs[who], diff)
			}
		}
	}
}

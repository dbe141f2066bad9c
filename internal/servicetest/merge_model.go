package servicetest

import (
	"maps"
	"slices"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// stepsOfMerges does things at random, and compares after each.
func (m *model) stepsOfMerges(n int) {
	steps := []func(){
		m.send, m.send, m.send, m.toHome, m.reply, m.reply, m.reply, m.markRead, m.markUnread, m.mute,
		m.add, m.add, m.remove, m.editText, m.shut, m.turnSale, m.turnBuyer,
	}
	for range n {
		m.Clock.Advance(time.Minute)
		steps[rapid.IntRange(0, len(steps)-1).Draw(m.t, "step")]()
		m.compare()
	}
}

// same wants two snapshots to be alike.
func (m *model) same(before, after map[string]any) {
	m.t.Helper()
	if diff := gocmp.Diff(before, after); diff != "" {
		m.t.Fatalf("a merge and its undo (-before +after):\n%s", diff)
	}
}

// merge makes one person of two in the model. The other's place in its lists goes
// to somebody new, who is nowhere.
func (m *model) merge(into, from int) {
	for _, c := range m.chats {
		if theirs, in := c.seats[from]; in {
			s := theirs
			if own, both := c.seats[into]; both {
				s = seat{from: min(own.from, theirs.from), read: min(own.read, theirs.read), mentioned: max(own.mentioned, theirs.mentioned), muted: own.muted && theirs.muted}
			}
			c.seats[into] = s
			delete(c.seats, from)
		}
		if place, in := c.suspended[from]; in {
			// Of two the first comes back, in the order of their numbers.
			if _, both := c.suspended[into]; !both || from < into {
				c.suspended[into] = place
			}
			delete(c.suspended, from)
		}
		for i, said := range c.said {
			if said.author == from {
				c.said[i].author = into
			}
			c.said[i].mentions = slices.Clone(said.mentions)
			for at, who := range said.mentions {
				if who == from {
					c.said[i].mentions[at] = into
				}
			}
		}
	}
	if slices.Contains(m.buyers, from) {
		buyers := map[int]bool{into: true}
		for _, who := range m.buyers {
			if who != from {
				buyers[who] = true
			}
		}
		m.buyers = slices.Sorted(maps.Keys(buyers))
	}
	kind := operator.Buyer
	if onTeam(from) {
		kind = operator.Team
	}
	p, err := m.AddPerson(m.boss(), operator.AddPersonRequest{Kind: kind, Name: "Somebody New"})
	m.ok(err)
	m.refs[from] = ref(p.Ref)
}

package demo

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// part is a person in a conversation, with what they have of it.
type part struct {
	person    int32
	from      uint32 // the first message they see
	read      uint32
	unread    uint32
	mentioned uint32
	id        operator.PersonID
	since     int64
}

func (in part) participant() store.Participant {
	return store.Participant{Person: in.id, From: uint64(in.from), Since: timeOf(in.since)}
}

// join puts a person into a conversation, in the order of numbers.
func (a *player) join(t *talk, who int32, from uint32) *part {
	in := part{person: who, id: a.people[who].ID, from: from, since: a.at, read: uint32(t.length)}
	at, _ := slices.BinarySearchFunc(t.people, in.id, func(p part, id operator.PersonID) int { return int(p.id) - int(id) })
	t.people = slices.Insert(t.people, at, in)
	return &t.people[at]
}

func (t *talk) has(who int32) bool {
	return slices.ContainsFunc(t.people, func(in part) bool { return in.person == who })
}

// gather begins a conversation with the people that its topic is for.
func (a *player) gather(t *talk) {
	h := &a.houses[t.home]
	about := t.about()
	a.talking++
	t.id, t.saleID, t.begun, t.updated, t.lastAt = a.talking, h.Sale, a.at, a.at, a.at
	a.scratch = capital(a.tell(a.scratch[:0], about.subject, a.sceneOf(t)))
	t.subject = string(a.scratch)
	for _, who := range a.groupOf(t) {
		if !t.has(who) {
			a.join(t, who, 1)
		}
	}
}

// announce records that a person has begun a conversation.
func (a *player) announce(t *talk, by int32) {
	ids := make([]string, len(t.people))
	for i, in := range t.people {
		ids[i] = in.id.String()
	}
	audience := operator.Shared
	if t.about().internal {
		audience = operator.InternalOnly
	}
	var content any
	if t.subject != "" {
		content = map[string]string{"subject": t.subject}
	}
	a.record(a.by(by, "conversation.started", t.id.String(), a.houses[t.home].ID),
		map[string]string{"audience": string(audience), "people": strings.Join(ids, " ")}, content)
}

// groupOf is who a conversation begins with.
func (a *player) groupOf(t *talk) []int32 {
	h, about := &a.houses[t.home], t.about()
	area := &a.areas[h.area]
	var list []int32
	if t.sale != nobody && !about.internal {
		list = append(list, a.sales[t.sale].buyers...)
	}
	leaver := h.helper != nobody && a.at > a.people[h.helper].added && !a.people[h.helper].Deactivated
	if t.whole() {
		list = append(list, area.sales, area.manager, area.closing, area.repair, h.super)
		if leaver {
			list = append(list, h.helper)
		}
		return list
	}
	list = append(list, a.inRole(t, about.us))
	if about.internal {
		list = append(list, area.manager)
		if about.us != roleSales {
			list = append(list, h.super)
		}
		if leaver {
			list = append(list, h.helper)
		}
	}
	if with := a.inRole(t, about.with); with != nobody && a.people[with].added < a.at {
		list = append(list, with)
	}
	if t.admin {
		list = append(list, a.admin)
	}
	return list
}

// inRole is who has a part on a home; nobody if none has.
func (a *player) inRole(t *talk, r role) int32 {
	h := &a.houses[t.home]
	area := &a.areas[h.area]
	switch r {
	case roleSales:
		return area.sales
	case roleManager:
		return area.manager
	case roleSuper:
		return h.super
	case roleClosing:
		return area.closing
	case roleWarranty:
		return area.repair
	}
	if t.sale == nobody {
		return nobody
	}
	switch r {
	case roleBank:
		return a.sales[t.sale].bank
	case roleAgent:
		return a.sales[t.sale].agent
	case roleAttorney:
		return a.sales[t.sale].attorney
	}
	return nobody
}

// speaker is who writes the nth message: of the side whose turn it is, mostly the
// one whose business it is, and not twice in a row where there is another.
func (a *player) speaker(t *talk, n int) int32 {
	ours := a.ours(t, n)
	main := a.inRole(t, t.about().us)
	if t.about().with == roleAgent && !ours {
		return a.inRole(t, roleAgent) // who speaks for the buyers
	}
	pick, seen := nobody, 0
	chosen := a.below(100)
	for _, in := range t.people {
		p := &a.people[in.person]
		if (p.Kind == team) != ours || p.Deactivated {
			continue
		}
		if ours && in.person == main && (chosen < 70 && !t.about().internal || t.lastAuthor != in.id && chosen < 45) {
			return main
		}
		if t.lastAuthor == in.id && (t.about().internal || chosen < 50) {
			if pick == nobody {
				pick = in.person
			}
			continue
		}
		if seen++; a.below(seen) == 0 {
			pick = in.person
		}
	}
	if pick == nobody {
		return main
	}
	return pick
}

func (a *player) sceneOf(t *talk) *scene {
	return &scene{
		home: &a.houses[t.home], colour: int(t.scene[0]), item: int(t.scene[1]), room: int(t.scene[2]), trade: int(t.scene[3]),
		me: a.first[0], to: a.first[1],
	}
}

// aside is what happens to a conversation beside its messages.
func (a *player) aside(one act) error {
	t := &a.threads[one.a]
	h := &a.houses[t.home]
	by := a.inRole(t, t.about().us)
	change := func(action string) store.Event { return a.by(by, action, t.id.String(), h.ID) }
	switch one.what {
	case amend:
		return a.amend(t, one.a)
	case take:
		return a.take(t, one.a)
	case join:
		a.joinLate(t, by)
	case leave:
		if t.guest != nobody && t.has(t.guest) {
			a.leaveTalk(by, t, t.guest)
			t.updated = a.at
		}
	case label:
		labels := []string{t.about().labels}
		if a.chance(15) {
			labels = append(labels, "urgent")
		}
		a.record(change("conversation.labelled"), nil, map[string][]string{"before": t.labels, "after": labels})
		t.labels, t.updated = labels, a.at
	case assign:
		a.record(change("conversation.assigned"), map[string]string{"before": "", "after": a.people[by].ID.String()}, nil)
		t.assignee, t.updated = a.people[by].ID, a.at
	case shut, reopen:
		if t.closed == (one.what == shut) {
			return nil
		}
		action := "conversation.closed"
		if t.closed {
			action = "conversation.reopened"
		}
		a.record(change(action), nil, nil)
		t.closed, t.updated = !t.closed, a.at
	case audit:
		a.record(a.by(a.auditor(), "conversation.read", t.id.String(), h.ID), map[string]string{"what": "messages"}, nil)
	}
	return nil
}

// auditor is who reads what they are no part of.
func (a *player) auditor() int32 {
	return int32(slices.IndexFunc(a.people, func(p person) bool { return p.Role == operator.Auditor }))
}

// joinLate brings the planned guest in, or a colleague where they are in already.
func (a *player) joinLate(t *talk, by int32) {
	area := &a.areas[a.houses[t.home].area]
	for _, other := range []int32{area.closing, area.sales, area.repair, a.admin} {
		if t.has(t.guest) {
			t.guest, t.history = other, false
		}
	}
	if t.has(t.guest) {
		t.guest = nobody
		return
	}
	from := uint32(t.length) + 1
	if a.people[t.guest].Kind == team || t.history {
		from = 1
	}
	in := a.join(t, t.guest, from)
	if t.history {
		in.read, in.unread = 0, uint32(t.length)
	}
	t.updated = a.at
	a.record(a.by(by, "conversation.joined", t.id.String(), a.houses[t.home].ID),
		map[string]string{"person": in.id.String(), "from": strconv.Itoa(int(from))}, nil)
}

func (a *player) leaveTalk(by int32, t *talk, who int32) {
	t.people = slices.DeleteFunc(t.people, func(in part) bool { return in.person == who })
	if t.assignee == a.people[who].ID {
		t.assignee = 0
	}
	a.record(a.by(by, "conversation.left", t.id.String(), a.houses[t.home].ID), a.refTo("person", who), nil)
}

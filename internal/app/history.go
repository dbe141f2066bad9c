package app

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// PropertyHistory tells the story of a home, the oldest first.
func (a *App) PropertyHistory(ctx context.Context, req operator.HistoryRequest) (operator.Page[operator.HistoryEntry], error) {
	return view(ctx, a, req, (*session).propertyHistory)
}

func (s *session) propertyHistory(req operator.HistoryRequest) (operator.Page[operator.HistoryEntry], error) {
	none := operator.Page[operator.HistoryEntry]{}
	h, err := s.findProperty(req.Property)
	if err != nil {
		return none, err
	}
	if err := s.mayOnHome(policy.ReadHistory, h, req.Property); err != nil {
		return none, err
	}
	since, err := s.instant(req.Since)
	if err != nil {
		return none, err
	}
	list := "history " + h.ID.String() + " " + req.Since
	at, err := placeOf[eventPlace](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	if at == nil {
		last, err := s.r.LastEvent()
		if err != nil {
			return none, err
		}
		at = &eventPlace{To: last}
		if policy.Decide(policy.ReadHistory, h.facts).Recorded {
			s.record("property.history_read", h.ID.String(), h.ID, nil, nil)
		}
	}
	in, groups := s.insight(), groups{}
	var seen sighted // of the row that keep looked at last, for show
	keep := func(e store.Event) (bool, error) {
		if e.Seq > at.To || e.At.Before(since) {
			return false, nil
		}
		if seen, err = in.see(e); err != nil || seen.level == unseen {
			return false, err
		}
		told, err := in.toldBefore(e)
		return !told, err
	}
	rows := placed(groups.along(s.r.Events(h.ID, 0), at.Seq), func(e store.Event) eventPlace { return eventPlace{e.Seq, at.To} })
	return pageOf(s, list, req.Paging, rows, keep, func(store.Event) (operator.HistoryEntry, error) { return in.tell(seen, groups) })
}

// toldBefore says whether an event is the other half of one that the actor is told
// of just before: a step that changes two conversations is in the story of both.
func (in *insight) toldBefore(e store.Event) (bool, error) {
	first := map[string]string{
		"conversation.merged_into": "conversation.merged", "conversation.split_from": "conversation.split_off",
		"conversation.merge_undone": "conversation.merge_undone", "conversation.split_undone": "conversation.split_undone",
	}[e.Action]
	if first == "" {
		return false, nil
	}
	before, ok, err := in.r.Event(e.Seq - 1)
	if err != nil || !ok || before.Action != first || before.Property != e.Property || before.Object != e.Refs["from"]+e.Refs["into"] {
		return false, err
	}
	seen, err := in.see(before)
	return seen.level > unseen, err
}

// tell is an event as a part of a story.
func (in *insight) tell(seen sighted, g groups) (operator.HistoryEntry, error) {
	shown, err := in.show(seen)
	if err != nil {
		return operator.HistoryEntry{}, err
	}
	n := narrator{insight: in, sighted: seen, groups: g, actor: shown.Actor.Name}
	if shown.OnBehalfOf != nil {
		n.actor += " for " + shown.OnBehalfOf.Name
	}
	entry := operator.HistoryEntry{Event: shown, Text: n.sentence()}
	if n.failed != nil {
		return entry, n.failed
	}
	entry.Excerpt, err = in.excerptThen(seen)
	return entry, err
}

// excerptThen is the beginning of what a message or an update said when the event
// happened. Of a message that was taken back, only the team of the home and its author
// see it.
func (in *insight) excerptThen(seen sighted) (*string, error) {
	m := seen.message
	if seen.update != nil && (seen.Action == "update.published" || seen.Action == "update.edited") {
		return in.updateThen(seen)
	}
	if m == nil || seen.Action == "message.deleted" || m.Deleted && seen.level < whole && !in.actor.Is(m.Author) {
		return nil, nil
	}
	then, ok, err := messageThen(in.r, *m, seen.Refs["version"])
	if err != nil || !ok {
		return nil, err
	}
	text := excerpt(then)
	return &text, nil
}

// updateThen is the beginning of what an update said when the event happened; nil once
// it was deleted. What it said before it was put right is for the team of the home.
func (in *insight) updateThen(seen sighted) (*string, error) {
	if seen.update.state() == operator.UpdateDeleted {
		return nil, nil
	}
	c, last, ok, err := contentThen(in.r, seen.update.Update, seen.Event)
	if err != nil || !ok || !last && seen.level < whole {
		return nil, err
	}
	text := excerpt(store.Message{Body: strings.TrimSpace(c.Title + "\n" + c.Body)})
	return operator.Optional(text), nil
}

// groups is who is in the conversations of a home, as its story goes on.
type groups map[operator.ConversationID]map[operator.PersonID]bool

// along goes through the events of a home from its first, keeping the groups as
// they are at each, and yields those past one.
func (g groups) along(events iter.Seq2[store.Event, error], after uint64) iter.Seq2[store.Event, error] {
	return func(yield func(store.Event, error) bool) {
		for e, err := range events {
			if err == nil {
				g.follow(e)
			}
			if (err != nil || e.Seq > after) && !yield(e, err) {
				return
			}
		}
	}
}

// follow changes the groups as an event says. Of a conversation whose beginning it
// has not seen, which came from another home, it knows nothing.
func (g groups) follow(e store.Event) {
	var id operator.ConversationID
	var person operator.PersonID
	if !strings.HasPrefix(e.Action, "conversation.") || id.UnmarshalText([]byte(e.Object)) != nil {
		return
	}
	switch e.Action {
	case "conversation.started", "conversation.split_from":
		g[id] = map[operator.PersonID]bool{}
		for _, ref := range refsIn(e.Refs["people"]) {
			if person.UnmarshalText([]byte(ref)) == nil {
				g[id][person] = true
			}
		}
	case "conversation.joined", "conversation.left":
		if group, ok := g[id]; ok && person.UnmarshalText([]byte(e.Refs["person"])) == nil {
			group[person] = e.Action == "conversation.joined"
		}
	}
}

// others is to whom a message was sent: first those on the other side, by number.
func (n *narrator) others() []operator.PersonSummary {
	var id operator.ConversationID
	if n.message == nil || id.UnmarshalText([]byte(n.Refs["conversation"])) != nil {
		return nil
	}
	var ids []operator.PersonID
	if group, ok := n.groups[id]; ok {
		for who, in := range group {
			if in {
				ids = append(ids, who)
			}
		}
	} else if n.talk != nil {
		for _, p := range n.talk.Participants {
			if p.From <= n.message.Seq {
				ids = append(ids, p.Person)
			}
		}
	}
	author := n.someone(n.Actor)
	var people []operator.PersonSummary
	for _, who := range ids {
		if who != n.Actor {
			people = append(people, n.someone(who))
		}
	}
	across := func(p operator.PersonSummary) int {
		if (p.Kind == operator.Team) != (author.Kind == operator.Team) {
			return 0
		}
		return 1
	}
	slices.SortFunc(people, func(a, b operator.PersonSummary) int { return cmp.Or(across(a)-across(b), cmp.Compare(a.Ref, b.Ref)) })
	return people
}

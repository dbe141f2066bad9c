package app

import (
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// level is how much of an event somebody sees.
type level int

// The levels, from nothing to everything.
const (
	unseen level = iota
	plain        // without what is private
	whole
)

// sighted is an event as somebody sees it.
type sighted struct {
	store.Event
	level   level
	data    map[string]any
	talk    *talk          // what it is about, if that is a conversation
	message *store.Message // and a message in it
	update  *posted
	staged  bool // it is ready to be published with others, and nobody is to know yet
}

// insight is what the actor may see of events. It remembers what it has found out,
// and lives no longer than its session.
type insight struct {
	*session
	all     bool // the whole log
	actions map[string]operator.EventAction
	near    map[operator.PropertyID]bool // homes that the actor has to do with; nil until asked for
	talks   map[operator.ConversationID]*talk
	things  map[string]level // people, communities and buildings, by reference
	codes   map[operator.PropertyID]string
}

func (s *session) insight() *insight {
	in := &insight{
		session: s, actions: map[string]operator.EventAction{}, talks: map[operator.ConversationID]*talk{},
		all:    policy.Decide(policy.ReadEvents, policy.Facts{Actor: s.who(), Own: true}).Recorded,
		things: map[string]level{}, codes: map[operator.PropertyID]string{},
	}
	for _, a := range operator.EventActions() {
		in.actions[a.Name] = a
	}
	return in
}

// see is an event as the actor may see it: the level is unseen where they may not.
func (in *insight) see(e store.Event) (sighted, error) {
	seen := sighted{Event: e}
	action, known := in.actions[e.Action]
	if !in.all && (!known || action.Sight == operator.SightLog) {
		return seen, nil
	}
	if err := in.about(&seen); err != nil {
		return seen, err
	}
	if in.all && !seen.staged {
		seen.level = whole
	}
	own := action.Sight == operator.SightOwn && (in.actor.Is(e.Actor) || in.actor.Is(e.Behalf))
	if (action.Sight == operator.SightTeam || action.Sight == operator.SightOwn && !own) && seen.level < whole {
		seen.level = unseen
	}
	if seen.level == unseen {
		return seen, nil
	}
	if err := in.fill(&seen, action); err != nil {
		return seen, err
	}
	return seen, nil
}

// about finds what the event is about, and how much the actor sees of that.
func (in *insight) about(seen *sighted) error {
	e := seen.Event
	if !in.all && !e.Property.IsZero() {
		if near, err := in.isNear(e.Property); err != nil || !near {
			return err
		}
	}
	about, _, _ := strings.Cut(e.Action, ".")
	var err error
	switch about {
	case "conversation", "message":
		return in.aboutTalk(seen)
	case "transaction":
		seen.level, err = in.aboutSale(e)
	case "update":
		return in.aboutUpdate(seen)
	case "schedule":
		seen.level, err = in.aboutSchedule(e)
	case "template":
		if in.readsTemplates() {
			seen.level = whole
		}
	case "person":
		seen.level, err = in.aboutPerson(e)
	case "community", "building":
		seen.level, err = in.aboutThing(about, e.Object)
	case "workspace":
		if in.actor.Kind == operator.Team {
			seen.level = whole
		}
	default:
		seen.level, err = in.aboutHome(e)
	}
	return err
}

// isNear says whether the actor has to do with a home: it is theirs, or they are in
// a conversation of it. It spares looking at the events of all the others.
func (in *insight) isNear(id operator.PropertyID) (bool, error) {
	if in.near != nil {
		return in.near[id], nil
	}
	in.near = map[operator.PropertyID]bool{}
	mine, err := in.homesInSight()
	if err != nil {
		return false, err
	}
	for _, p := range mine {
		in.near[p.ID] = true
	}
	for e, err := range in.r.Entries(in.actor.ID, store.ViewAll, nil) {
		if err != nil {
			return false, err
		}
		c, _, err := in.r.Conversation(e.Conversation)
		if err != nil {
			return false, err
		}
		in.near[c.Property] = true
	}
	return in.near[id], nil
}

// aboutTalk is for events of conversations and messages: for who is in them, from
// the message on that they see, and from when they came unless they see the whole.
func (in *insight) aboutTalk(seen *sighted) error {
	id, m, err := in.talkNamed(seen.Event)
	if err != nil || id.IsZero() {
		return err
	}
	if !m.ID.IsZero() {
		seen.message = &m
	}
	t, err := in.conversation(id)
	if err != nil || t == nil || !t.read.Allowed {
		return err
	}
	seen.talk = t
	sees, err := in.seesThen(*t, id, seen.At)
	if err != nil {
		return err
	}
	switch {
	case seen.message != nil && m.Seq < t.from, seen.message == nil && !sees:
	case policy.Decide(policy.SeePrivate, t.facts).Allowed:
		seen.level = whole
	default:
		seen.level = plain
	}
	return nil
}

// seesThen says whether the actor sees what happened to a conversation at a time. t
// is the one it is in now. Of one that was merged, who was in it before sees what
// they saw of it then; who was not sees only what came after they joined the other.
// The team sees the whole of what they see from the first message.
func (in *insight) seesThen(t talk, id operator.ConversationID, at time.Time) (bool, error) {
	if !t.in || t.from == 1 && in.actor.Kind == operator.Team {
		return true, nil
	}
	var steps []store.Rearrangement // from the conversation to the one it is in
	for id != t.ID {
		step, ok, err := in.mergeOf(id)
		if err != nil {
			return false, err
		}
		if !ok {
			break // a part that was brought back, where who was in it is in the whole
		}
		steps = append(steps, step)
		id = step.Conversation
	}
	place := store.Participant{From: t.from, Since: t.since}
	for _, step := range slices.Backward(steps) {
		if place.Since.After(step.At) {
			break
		}
		i := slices.IndexFunc(step.Was[1].Participants, func(p store.Participant) bool { return in.actor.Is(p.Person) })
		if i < 0 {
			return false, nil
		}
		place = step.Was[1].Participants[i]
	}
	return place.From == 1 && in.actor.Kind == operator.Team || !at.Before(place.Since), nil
}

// mergeOf is the step by which a conversation was merged into another.
func (in *insight) mergeOf(id operator.ConversationID) (store.Rearrangement, bool, error) {
	steps, err := in.r.Rearrangements(id)
	if err != nil {
		return store.Rearrangement{}, false, err
	}
	for _, step := range slices.Backward(steps) {
		if step.Kind == store.ByMerge && step.Other == id {
			return step, true, nil
		}
	}
	return store.Rearrangement{}, false, nil
}

// talkNamed is the conversation that an event is about, with the message if it is
// about one; zero where it is about none.
func (in *insight) talkNamed(e store.Event) (operator.ConversationID, store.Message, error) {
	var id operator.ConversationID
	var mid operator.MessageID
	if strings.HasPrefix(e.Action, "conversation.") {
		if id.UnmarshalText([]byte(e.Object)) != nil {
			return 0, store.Message{}, nil
		}
		return id, store.Message{}, nil
	}
	if mid.UnmarshalText([]byte(e.Object)) != nil {
		return 0, store.Message{}, nil
	}
	m, ok, err := in.r.Message(mid)
	if err != nil || !ok {
		return 0, store.Message{}, err
	}
	return m.Conversation, m, nil
}

// conversation is what the actor is to a conversation, or to the one that it was
// merged into; nil if there is none.
func (in *insight) conversation(id operator.ConversationID) (*talk, error) {
	if t, ok := in.talks[id]; ok {
		return t, nil
	}
	c, ok, err := in.r.Conversation(id)
	if err == nil && ok && !c.MergedInto.IsZero() {
		var into *talk
		if into, err = in.conversation(c.MergedInto); err == nil {
			in.talks[id] = into
			return into, nil
		}
	}
	if err != nil || !ok {
		in.talks[id] = nil
		return nil, err
	}
	t, err := in.session.talk(c)
	in.talks[id] = &t
	return &t, err
}

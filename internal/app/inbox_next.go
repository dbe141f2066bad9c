package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// NextInbox lists what to answer first. Whose turn it is is the team's to know:
// to who may not see it, nothing waits.
func (a *App) NextInbox(ctx context.Context, req operator.NextInboxRequest) (operator.Page[operator.NextItem], error) {
	return view(ctx, a, req, (*session).nextInbox)
}

// waitingTalk is a conversation of the actor's that waits for an answer.
type waitingTalk struct {
	entry store.Entry
	talk  talk
	since time.Time
}

// nextPlace is a place in the list: when the oldest message without an answer came.
type nextPlace struct {
	Since time.Time               `json:"s"`
	ID    operator.ConversationID `json:"i"`
}

func (w waitingTalk) place() nextPlace { return nextPlace{w.since, w.entry.Conversation} }

func (p nextPlace) compare(o nextPlace) int {
	return cmp.Or(p.Since.Compare(o.Since), cmp.Compare(p.ID, o.ID))
}

const nextList = "next"

func (s *session) nextInbox(req operator.NextInboxRequest) (operator.Page[operator.NextItem], error) {
	none := operator.Page[operator.NextItem]{}
	after, err := placeOf[nextPlace](s, nextList, req.Paging)
	if err != nil {
		return none, err
	}
	hours, err := s.hours()
	if err != nil {
		return none, err
	}
	waiting, err := s.waitingForUs()
	if err != nil {
		return none, err
	}
	// What has waited longest is due first: the same target holds for all.
	slices.SortFunc(waiting, func(a, b waitingTalk) int { return a.place().compare(b.place()) })
	if after != nil {
		waiting = slices.DeleteFunc(waiting, func(w waitingTalk) bool { return w.place().compare(*after) <= 0 })
	}
	keep := func(waitingTalk) (bool, error) { return true, nil }
	target := replyTarget(s.ws, hours)
	return pageOf(s, nextList, req.Paging, placed(each(waiting), waitingTalk.place), keep, func(w waitingTalk) (operator.NextItem, error) {
		item, err := s.item(w.entry, w.talk)
		due := hours.Due(w.since, target)
		return operator.NextItem{InboxItem: item, WaitingSince: w.since, Due: due, Overdue: s.now.After(due)}, err
	})
}

// waitingForUs is the actor's open conversations that wait for an answer of the
// team's, but for those that somebody else is to answer.
func (s *session) waitingForUs() ([]waitingTalk, error) {
	var waiting []waitingTalk
	for e, err := range s.entries(store.ViewOpen, nil) {
		if err != nil {
			return nil, err
		}
		t, err := s.talkOf(e)
		if err != nil {
			return nil, err
		}
		if !t.read.Allowed || !policy.Decide(policy.SeePrivate, t.facts).Allowed {
			continue
		}
		if on := waitingOn(t.Conversation); on == nil || *on != operator.WaitingOnUs {
			continue
		}
		if answers, err := s.isToAnswer(t, s.actor.ID); err != nil {
			return nil, err
		} else if !answers {
			continue
		}
		since, err := s.waitingSince(t.Conversation)
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, waitingTalk{e, t, since})
	}
	return waiting, nil
}

// isToAnswer says whether a conversation that waits for an answer waits for somebody's:
// its assignee's, else everybody's. Who is gone answers nothing: until it is given to
// another, it waits for all of its team.
func (s *session) isToAnswer(t talk, who operator.PersonID) (bool, error) {
	if t.Assignee.IsZero() || t.Assignee == who {
		return true, nil
	}
	assignee, err := s.person(t.Assignee)
	return assignee.Deactivated, err
}

// waitingSince is when the first message came that the team has not replied to. It
// goes back from the last message to the last reply, and no further, unless messages
// of a merge may stand behind later ones.
func (s *session) waitingSince(c store.Conversation) (time.Time, error) {
	steps, err := s.r.Rearrangements(c.ID)
	if err != nil {
		return c.LastAt, err
	}
	if len(steps) > 0 {
		return s.waitingByTime(c)
	}
	since := c.LastAt
	for m, err := range s.r.SaidBack(c.ID) {
		switch {
		case err != nil:
			return since, err
		case m.Deleted:
		case m.Turn == store.TurnThem:
			return since, nil
		case m.Turn == store.TurnUs:
			since = m.Created
		}
	}
	return since, nil
}

// waitingByTime is waitingSince for messages that do not stand in the order in which
// they were written: it looks at all of them once.
func (s *session) waitingByTime(c store.Conversation) (time.Time, error) {
	var turns []store.Message
	for m, err := range s.r.Messages(c.ID, 1) {
		if err != nil {
			return c.LastAt, err
		}
		if !m.Deleted && m.Turn != store.TurnKeep {
			turns = append(turns, store.Message{Turn: m.Turn, Created: m.Created})
		}
	}
	slices.SortStableFunc(turns, func(a, b store.Message) int { return a.Created.Compare(b.Created) })
	since := c.LastAt
	for _, m := range slices.Backward(turns) {
		if m.Turn == store.TurnThem {
			break
		}
		since = m.Created
	}
	return since, nil
}

// hours is when the office is open.
func (s *session) hours() (when.Hours, error) {
	zone, err := s.zone()
	return officeHours(s.ws, zone), err
}

// officeHours is the business hours of a workspace, in a zone.
func officeHours(ws store.Workspace, zone *time.Location) when.Hours {
	h := when.Hours{Open: sinceMidnight(ws.Open), Close: sinceMidnight(ws.Close), Zone: zone}
	for i, day := range []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} {
		h.Days[i] = slices.Contains(ws.Days, day)
	}
	return h
}

// sinceMidnight is a time of day like 09:00; zero where there is none.
func sinceMidnight(text string) time.Duration {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// replyTarget is the time within which the team answers: as the workspace says,
// else one day of the office.
func replyTarget(ws store.Workspace, hours when.Hours) time.Duration {
	if ws.Target > 0 {
		return time.Duration(ws.Target) * time.Second
	}
	return hours.Day()
}

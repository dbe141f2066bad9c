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

// ShowResponseStats tells how fast questions are answered.
func (a *App) ShowResponseStats(ctx context.Context, req operator.ResponseStatsRequest) (operator.ResponseStats, error) {
	return counted(ctx, a, req, func(s *session, req operator.ResponseStatsRequest) (survey, error) {
		return s.survey(req.By, operator.ByCommunity, req.Since, statsAge)
	}, survey.responses)
}

// exchange is a question, and the reply to it; one without a reply waits.
type exchange struct {
	asked, answered time.Time
	by              operator.PersonID
	first           bool // the reply is the team's first in the conversation
	late            bool // the reply target had passed by then, or has by now
}

// answers is what is counted under one key.
type answers struct {
	operator.ResponseNumbers
	times, first []time.Duration
	inTarget     int
}

// responses collects answers by their keys.
type responses struct {
	survey
	hours  when.Hours
	target time.Duration
	keys   map[string]*answers
	total  answers
}

func (c survey) responses() (operator.ResponseStats, error) {
	none := operator.ResponseStats{}
	hours, err := c.hours()
	if err != nil {
		return none, err
	}
	r := responses{survey: c, hours: hours, target: replyTarget(c.ws, hours), keys: map[string]*answers{}}
	for talk, err := range c.conversationsWhere(c.all, r.counts) {
		if err == nil {
			err = r.count(talk)
		}
		if err != nil {
			return none, err
		}
	}
	res := operator.ResponseStats{By: c.by, Since: c.since, Rows: []operator.ResponseNumbers{}, Total: r.total.show()}
	for _, key := range sortedKeys(r.keys) {
		res.Rows = append(res.Rows, r.keys[key].show())
	}
	return res, nil
}

// counts says whether a conversation can have a question that counts. One in which nothing
// was said lately has at most one that waits.
func (r *responses) counts(t store.Thread) bool {
	return !t.Internal && (!t.LastAt.Before(r.since) || awaitsUs(t))
}

// count counts the questions of a conversation.
func (r *responses) count(c store.Conversation) error {
	t, err := r.talk(c)
	if err != nil || !t.read.Allowed || !policy.Decide(policy.SeePrivate, t.facts).Allowed {
		return err
	}
	all, err := r.exchanges(c)
	if err != nil {
		return err
	}
	for _, x := range all {
		x.late = cmp.Or(x.answered, r.now).After(r.hours.Due(x.asked, r.target))
		key, name, err := r.keyOf(t, x)
		if err != nil {
			return err
		}
		r.total.add(x, r.now)
		if key == "" {
			continue // nobody is responsible
		}
		n := r.keys[key]
		if n == nil {
			n = &answers{ResponseNumbers: operator.ResponseNumbers{Key: key, Name: operator.Optional(name)}}
			r.keys[key] = n
		}
		n.add(x, r.now)
	}
	return nil
}

func waitsOnUs(c store.Conversation) bool {
	on := waitingOn(c)
	return on != nil && *on == operator.WaitingOnUs
}

// keyOf is under what a question counts. By person it is who answered, or who is
// responsible for what waits.
func (r *responses) keyOf(t talk, x exchange) (key, name string, err error) {
	if r.by != operator.ByPerson {
		return r.homeKey(t.home)
	}
	if !x.answered.IsZero() {
		return r.personKey(x.by)
	}
	who, err := r.responsible(t.home, t.Assignee)
	if err != nil || who == nil {
		return "", "", err
	}
	return who.Ref.String(), who.Name, nil
}

// exchanges is the questions of a conversation that were answered in the time that
// counts, and the one that waits.
func (r *responses) exchanges(c store.Conversation) ([]exchange, error) {
	turns, err := r.turns(c)
	if err != nil {
		return nil, err
	}
	var all []exchange
	var asked time.Time
	replied := false
	for _, m := range turns {
		switch {
		case m.Turn == store.TurnUs && asked.IsZero():
			asked = m.Created
		case m.Turn == store.TurnThem:
			if !asked.IsZero() && !m.Created.Before(r.since) {
				all = append(all, exchange{asked: asked, answered: m.Created, by: m.Author, first: !replied})
			}
			asked, replied = time.Time{}, true
		}
	}
	if !asked.IsZero() && waitsOnUs(c) {
		all = append(all, exchange{asked: asked})
	}
	return all, nil
}

// turns is the messages of a conversation that turned whose turn it is, in the order
// in which they were written: back to the last reply before the time that counts, or
// all of them where those of a merge may stand behind later ones.
func (r *responses) turns(c store.Conversation) ([]store.Said, error) {
	ordered, err := r.inOrder(c.ID)
	if err != nil {
		return nil, err
	}
	var turns []store.Said
	for m, err := range r.r.SaidBack(c.ID) {
		if err != nil {
			return nil, err
		}
		if m.Deleted || m.Turn == store.TurnKeep {
			continue
		}
		turns = append(turns, m)
		if ordered && m.Turn == store.TurnThem && m.Created.Before(r.since) {
			break
		}
	}
	slices.Reverse(turns)
	if !ordered {
		slices.SortStableFunc(turns, func(a, b store.Said) int { return a.Created.Compare(b.Created) })
	}
	return turns, nil
}

// inOrder says whether the messages of a conversation stand in the order in which
// they were written, as they do where none were appended to others.
func (s *session) inOrder(id operator.ConversationID) (bool, error) {
	steps, err := s.r.Rearrangements(id)
	return len(steps) == 0, err
}

// add counts a question.
func (n *answers) add(x exchange, now time.Time) {
	if x.answered.IsZero() {
		n.Waiting++
		n.Overdue += count1(x.late)
		if waits := int(now.Sub(x.asked) / time.Second); n.Longest == nil || *n.Longest < waits {
			n.Longest = &waits
		}
		return
	}
	took := max(0, x.answered.Sub(x.asked))
	n.times = append(n.times, took)
	if x.first {
		n.first = append(n.first, took)
	}
	n.inTarget += count1(!x.late)
}

// show is the answers as they are told of.
func (n *answers) show() operator.ResponseNumbers {
	slices.Sort(n.times)
	slices.Sort(n.first)
	n.Answered, n.InTarget = len(n.times), share(n.inTarget, len(n.times))
	n.Median, n.P90, n.FirstMedian = rank(n.times, 50), rank(n.times, 90), rank(n.first, 50)
	return n.ResponseNumbers
}

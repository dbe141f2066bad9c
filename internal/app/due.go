package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The ages after which something is late, where nothing else is asked for.
const (
	updatesAge = 14 * 24 * time.Hour
	acksAge    = 3 * 24 * time.Hour
)

// dueAges is what is looked for, and from what age on it is late; zero is not
// looked for.
type dueAges struct {
	replies                   bool
	updates, acks, milestones time.Duration
}

// ListDue lists what is late, the worst first.
func (a *App) ListDue(ctx context.Context, req operator.DueRequest) ([]operator.Due, error) {
	return view(ctx, a, req, (*session).listDue)
}

func (s *session) listDue(req operator.DueRequest) ([]operator.Due, error) {
	ages, err := agesOf(req)
	if err != nil {
		return nil, err
	}
	in, err := s.communityIn(req.Community)
	if err != nil {
		return nil, err
	}
	list := []operator.Due{}
	if ages.replies {
		if list, err = s.lateReplies(list, in); err != nil {
			return nil, err
		}
	}
	if ages.updates+ages.acks+ages.milestones > 0 {
		for h, err := range s.privateHomes(in) {
			if err == nil {
				list, err = s.lateOn(list, h, ages)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	slices.SortStableFunc(list, func(a, b operator.Due) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Property, b.Property), cmp.Compare(operator.Value(a.Object), operator.Value(b.Object)))
	})
	return list, nil
}

func agesOf(req operator.DueRequest) (dueAges, error) {
	if !req.Replies && req.Updates == "" && req.Acks == "" && req.Milestones == "" {
		return dueAges{replies: true, updates: updatesAge, acks: acksAge}, nil
	}
	ages := dueAges{replies: req.Replies}
	for text, age := range map[*string]*time.Duration{&req.Updates: &ages.updates, &req.Acks: &ages.acks, &req.Milestones: &ages.milestones} {
		if *text == "" {
			continue
		}
		var err error
		if *age, err = when.Age(*text); err != nil {
			return ages, err
		}
		if *age <= 0 {
			return ages, operator.Errorf(operator.Invalid, "%q is no time that can pass", *text).WithHint("write it like 14d or 2w").Reason("out_of_range")
		}
	}
	return ages, nil
}

// lateOn is what is late on a home but for replies, behind what is in the list.
func (s *session) lateOn(list []operator.Due, h home, ages dueAges) ([]operator.Due, error) {
	update, acks := ages.updates > 0 && h.Stage == operator.UnderContract, ages.acks > 0 && !h.Sale.IsZero()
	var published []posted
	var err error
	if update || acks {
		if published, err = collect(s.publishedOn(h)); err != nil {
			return nil, err
		}
	}
	if update {
		if list, err = s.lateUpdate(list, h, published, ages.updates); err != nil {
			return nil, err
		}
	}
	if acks {
		if list, err = s.lateAcks(list, h, published, ages.acks); err != nil {
			return nil, err
		}
	}
	if ages.milestones > 0 {
		return s.lateMilestone(list, h, ages.milestones)
	}
	return list, nil
}

// late adds something to the list, if it was due before now.
func (s *session) late(list []operator.Due, h home, d operator.Due, who operator.PersonID) ([]operator.Due, error) {
	if !d.At.Before(s.now) {
		return list, nil
	}
	d.Property, d.Days = h.Code, int(s.now.Sub(d.At)/(24*time.Hour))
	var err error
	d.Responsible, err = s.responsible(h, who)
	return append(list, d), err
}

// responsible is the assignee, else the primary contact of the home, else the first
// of its team: the first of them who is not gone. Nil is nobody.
func (s *session) responsible(h home, assignee operator.PersonID) (*operator.PersonSummary, error) {
	is, err := s.firstThere(assignee, h.Primary)
	if is != nil || err != nil {
		return is, err
	}
	team, err := s.teamOf(h.Property) // which takes longer than all else, and is seldom wanted
	if err != nil {
		return nil, err
	}
	return s.firstThere(mapped(team, func(p store.Person) operator.PersonID { return p.ID })...)
}

// firstThere is the first of some people who is not gone; nil is nobody.
func (s *session) firstThere(ids ...operator.PersonID) (*operator.PersonSummary, error) {
	for _, id := range ids {
		if id.IsZero() {
			continue
		}
		p, err := s.person(id)
		if err != nil {
			return nil, err
		}
		if !p.Deactivated {
			sum, err := s.summary(id)
			return &sum, err
		}
	}
	return nil, nil
}

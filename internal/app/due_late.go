package app

import (
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lateReplies is the conversations that wait on the team past the reply target.
func (s *session) lateReplies(list []operator.Due, in operator.CommunityID) ([]operator.Due, error) {
	hours, err := s.hours()
	if err != nil {
		return nil, err
	}
	target := replyTarget(s.ws, hours)
	all := policy.Decide(policy.ListEverything, policy.Facts{Actor: s.who()}).Allowed
	if all {
		s.record("conversation.listed_all", "", 0, nil, nil)
	}
	for c, err := range s.conversationsWhere(all, awaitsUs) {
		if err != nil {
			return nil, err
		}
		t, err := s.talk(c)
		if err != nil {
			return nil, err
		}
		if !t.read.Allowed || !policy.Decide(policy.SeePrivate, t.facts).Allowed || !in.IsZero() && t.home.Community != in {
			continue
		}
		since, err := s.waitingSince(c)
		if err != nil {
			return nil, err
		}
		ref := c.ID.String()
		d := operator.Due{Kind: operator.DueReply, Object: &ref, Text: "a reply", Since: since, At: hours.Due(since, target)}
		if c.Subject != "" {
			d.Text += " about " + c.Subject
		}
		if list, err = s.late(list, t.home, d, c.Assignee); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// lateUpdate is a home under contract without an update for too long: since the
// last, or since its contract, whichever came later.
func (s *session) lateUpdate(list []operator.Due, h home, published []posted, age time.Duration) ([]operator.Due, error) {
	since, err := s.underContractSince(h)
	if err != nil {
		return nil, err
	}
	text := "the first update"
	for _, p := range published {
		if p.post.Published.After(since) {
			since, text = p.post.Published, "an update"
		}
	}
	return s.late(list, h, operator.Due{Kind: operator.DueUpdate, Text: text, Since: since, At: since.Add(age)}, 0)
}

// underContractSince is when the contract date of a home's sale began, or when the
// sale was entered where it has none.
func (s *session) underContractSince(h home) (time.Time, error) {
	sale, err := s.sale(h.Sale)
	if err != nil {
		return time.Time{}, err
	}
	zone, err := s.zone()
	if err != nil {
		return time.Time{}, err
	}
	day, err := time.ParseInLocation(time.DateOnly, string(sale.ContractDate), zone)
	if err != nil {
		return sale.Created, nil
	}
	return day.UTC(), nil
}

// lateAcks is the updates of a home that lack the acknowledgement they ask for.
func (s *session) lateAcks(list []operator.Due, h home, published []posted, age time.Duration) ([]operator.Due, error) {
	var f following
	var err error
	for _, p := range published {
		if !asksToAcknowledge(p) {
			continue
		}
		if f.ID.IsZero() {
			if f, err = s.followingOf(h); err != nil {
				return nil, err
			}
		}
		lacks, err := s.lacksAcks(f, p)
		if err != nil {
			return nil, err
		}
		if len(lacks) == 0 {
			continue
		}
		ref := p.ID.String()
		d := operator.Due{Kind: operator.DueAck, Object: &ref, Text: "acknowledgement", Since: p.post.Published, At: p.post.Published.Add(age)}
		if title := p.content().Title; title != "" {
			d.Text += " of " + title
		}
		if list, err = s.late(list, h, d, 0); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// lateMilestone is a home whose step in progress has not moved for too long. One
// that was handed over waits for nothing.
func (s *session) lateMilestone(list []operator.Due, h home, age time.Duration) ([]operator.Due, error) {
	c, err := s.courseOf(h)
	if err != nil || c.current() == "" || h.Stage == operator.Closed {
		return list, err
	}
	since := c.progress.Updated
	return s.late(list, h, operator.Due{Kind: operator.DueMilestone, Text: c.current(), Since: since, At: since.Add(age)}, 0)
}

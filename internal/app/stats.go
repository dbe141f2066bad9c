package app

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// privateHomes goes through the homes whose private side the actor sees, of a
// community or with zero of all, by their codes.
func (s *session) privateHomes(in operator.CommunityID) iter.Seq2[home, error] {
	return func(yield func(home, error) bool) {
		rows := s.r.Properties(in, 0, "")
		if !s.seesAll() {
			mine, err := s.homesInSight()
			if err != nil {
				yield(home{}, err)
				return
			}
			rows = each(mine)
		}
		for p, err := range rows {
			var h home
			if err == nil {
				h, err = s.homeRead(p)
			}
			if err == nil && (!policy.Decide(policy.SeePrivate, h.facts).Allowed || !in.IsZero() && h.Community != in) {
				continue
			}
			if !yield(h, err) || err != nil {
				return
			}
		}
	}
}

// publishedOn goes through the updates of a home that were published and are there
// still.
func (s *session) publishedOn(h home) iter.Seq2[posted, error] {
	return func(yield func(posted, error) bool) {
		for u, err := range s.r.UpdatesOf(h.ID) {
			var p posted
			if err == nil {
				p, err = s.withPost(u)
			}
			if err == nil && !p.live() {
				continue
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// tally is whom an update reached: of those who see it now, how many saw it, how
// many it asks to acknowledge, and how many of these did so themselves.
type tally struct{ readers, seen, asked, given int }

func (s *session) tallyOf(f following, p posted) (tally, error) {
	var n tally
	for _, who := range f.active() {
		_, sees, err := s.reach(f, p, who)
		if err != nil {
			return n, err
		}
		if !sees || who.Is(p.post.Author) {
			continue
		}
		must, err := s.mustAcknowledge(who.ID, f.home, p)
		if err != nil {
			return n, err
		}
		r, _, err := s.r.Receipt(p.ID, who.ID)
		if err != nil {
			return n, err
		}
		n.readers++
		n.seen += count1(!r.Seen.IsZero())
		n.asked += count1(must)
		n.given += count1(must && !r.Acknowledged.IsZero() && !r.OnBehalf)
	}
	return n, nil
}

// ShowUpdateStats tells how well homes are kept up to date.
func (a *App) ShowUpdateStats(ctx context.Context, req operator.UpdateStatsRequest) (operator.UpdateStats, error) {
	return view(ctx, a, req, (*session).updateStats)
}

// numbers is what is counted under one key.
type numbers struct {
	operator.UpdateNumbers
	tally
	homes map[operator.PropertyID]bool
	times []time.Time // of the posts of one person
}

// add counts an update.
func (n *numbers) add(p posted, t tally) {
	n.Updates++
	n.WithMedia += count1(len(p.content().Media) > 0)
	n.homes[p.Property] = true
	n.readers, n.seen, n.asked, n.given = n.readers+t.readers, n.seen+t.seen, n.asked+t.asked, n.given+t.given
	n.times = append(n.times, p.post.Published)
}

// widen keeps the longest gap, in whole days.
func (n *numbers) widen(gap time.Duration) {
	days := int(gap / (24 * time.Hour))
	if n.Gap == nil || *n.Gap < days {
		n.Gap = &days
	}
}

// show is the numbers as they are answered.
func (n *numbers) show() operator.UpdateNumbers {
	n.Homes, n.Seen, n.Acknowledged = len(n.homes), share(n.seen, n.readers), share(n.given, n.asked)
	return n.UpdateNumbers
}

// statistics collects numbers by their keys.
type statistics struct {
	survey
	keys  map[string]*numbers
	total *numbers
}

func newNumbers() *numbers { return &numbers{homes: map[operator.PropertyID]bool{}} }

// under is the numbers under a key; an empty name is none.
func (c *statistics) under(key, name string) *numbers {
	n, ok := c.keys[key]
	if !ok {
		n = newNumbers()
		n.Key, n.Name = key, operator.Optional(name)
		c.keys[key] = n
	}
	return n
}

func (s *session) updateStats(req operator.UpdateStatsRequest) (operator.UpdateStats, error) {
	asked, err := s.survey(req.By, operator.ByCommunity, req.Since, statsAge)
	if err != nil {
		return operator.UpdateStats{}, err
	}
	return asked.updates()
}

func (c survey) updates() (operator.UpdateStats, error) {
	n := statistics{survey: c, keys: map[string]*numbers{}, total: newNumbers()}
	for h, err := range c.privateHomes(0) {
		if err == nil {
			err = n.home(h)
		}
		if err != nil {
			return operator.UpdateStats{}, err
		}
	}
	n.gapsOfPeople()
	res := operator.UpdateStats{By: c.by, Since: c.since, Rows: []operator.UpdateNumbers{}, Total: n.total.show()}
	for _, key := range sortedKeys(n.keys) {
		res.Rows = append(res.Rows, n.keys[key].show())
	}
	return res, nil
}

// home counts what was published on a home, and its gaps while it is under contract.
func (c *statistics) home(h home) error {
	place, err := c.place(h)
	if err != nil {
		return err
	}
	var times []time.Time
	var f following // found out for the first update that counts: many homes have none
	for p, err := range c.publishedOn(h) {
		if err != nil {
			return err
		}
		times = append(times, p.post.Published)
		if p.post.Published.Before(c.since) {
			continue
		}
		if f.ID.IsZero() {
			if f, err = c.followingOf(h); err != nil {
				return err
			}
		}
		t, err := c.tallyOf(f, p)
		if err != nil {
			return err
		}
		of := place
		if of == nil {
			key, name, err := c.personKey(p.post.Author)
			if err != nil {
				return err
			}
			of = c.under(key, name)
		}
		of.add(p, t)
		c.total.add(p, t)
	}
	if h.Stage != operator.UnderContract {
		return nil
	}
	gap, err := c.gap(h, times)
	if err != nil {
		return err
	}
	c.total.widen(gap)
	if place != nil {
		place.widen(gap)
	}
	return nil
}

// place is the numbers of the home or of its community; nil by person.
func (c *statistics) place(h home) (*numbers, error) {
	if c.by == operator.ByPerson {
		return nil, nil
	}
	key, name, err := c.homeKey(h)
	return c.under(key, name), err
}

// gap is the longest time without an update of a home under contract, that which
// goes on now included. A home that got one before the time that numbers are of has
// been waiting since then.
func (c *statistics) gap(h home, times []time.Time) (time.Duration, error) {
	last, err := c.underContractSince(h)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(times, time.Time.Compare)
	var longest time.Duration
	for _, at := range append(times, c.now) {
		if at.After(last) {
			if !at.Before(c.since) {
				longest = max(longest, at.Sub(last))
			}
			last = at
		}
	}
	return longest, nil
}

// gapsOfPeople finds the longest time that each person has posted nothing.
func (c *statistics) gapsOfPeople() {
	if c.by != operator.ByPerson {
		return
	}
	for _, n := range c.keys {
		slices.SortFunc(n.times, time.Time.Compare)
		last := n.times[0]
		for _, at := range append(n.times, c.now) {
			n.widen(at.Sub(last))
			last = at
		}
	}
}

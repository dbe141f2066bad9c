package app

import (
	"context"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ShowActivationStats tells who has been here.
func (a *App) ShowActivationStats(ctx context.Context, req operator.ActivationStatsRequest) (operator.ActivationStats, error) {
	return view(ctx, a, req, (*session).activationStats)
}

// presence is when somebody was seen last, and whether they have ever signed in.
type presence struct {
	store.Person
	seen     time.Time
	signedIn bool
}

// turnout is the buyers or the team of one key.
type turnout struct {
	operator.ActivationNumbers
	people map[operator.PersonID]bool // each counts once, however many homes they have
}

// activation collects turnouts by their keys, buyers before the team.
type activation struct {
	survey
	keys   map[string]*[2]*turnout
	totals [2]*turnout
	seen   map[operator.PersonID]presence
	posted map[operator.PersonID]time.Time // when people wrote the last of their posts
}

// sides is what people can be to a home.
var sides = [2]operator.PersonKind{operator.Buyer, operator.Team}

func newTurnouts(key, name string) *[2]*turnout {
	var both [2]*turnout
	for i, kind := range sides {
		both[i] = &turnout{
			ActivationNumbers: operator.ActivationNumbers{Key: key, Name: operator.Optional(name), Kind: kind},
			people:            map[operator.PersonID]bool{},
		}
	}
	return &both
}

func (s *session) activationStats(req operator.ActivationStatsRequest) (operator.ActivationStats, error) {
	none := operator.ActivationStats{}
	asked, err := s.survey(req.By, operator.ByCommunity, req.Since, statsAge)
	if err != nil {
		return none, err
	}
	a := activation{survey: asked, keys: map[string]*[2]*turnout{}, totals: *newTurnouts("", ""), seen: map[operator.PersonID]presence{}}
	for h, err := range s.privateHomes(0) {
		if err == nil {
			err = a.home(h)
		}
		if err != nil {
			return none, err
		}
	}
	res := operator.ActivationStats{By: a.by, Since: a.since, Rows: []operator.ActivationNumbers{}, Totals: []operator.ActivationNumbers{}}
	for _, key := range sortedKeys(a.keys) {
		for _, c := range a.keys[key] {
			if c.People > 0 {
				res.Rows = append(res.Rows, c.ActivationNumbers)
			}
		}
	}
	for _, c := range a.totals {
		res.Totals = append(res.Totals, c.ActivationNumbers)
	}
	return res, nil
}

// home counts the people of a home.
func (a *activation) home(h home) error {
	f, err := a.followingOf(h)
	if err != nil {
		return err
	}
	for _, m := range f.active() {
		for i, is := range [2]bool{!m.buyer.Person.IsZero(), !m.team.IsZero()} {
			if !is {
				continue
			}
			if err := a.count(i, h, m.Person); err != nil {
				return err
			}
		}
	}
	return nil
}

// count counts a person on one side of a home.
func (a *activation) count(side int, h home, who store.Person) error {
	key, name := who.ID.String(), who.Name
	if a.by != operator.ByPerson {
		var err error
		if key, name, err = a.homeKey(h); err != nil {
			return err
		}
	}
	p, err := a.presence(who)
	if err != nil {
		return err
	}
	both := a.keys[key]
	if both == nil {
		both = newTurnouts(key, name)
		a.keys[key] = both
	}
	both[side].add(p, a.since)
	a.totals[side].add(p, a.since)
	return nil
}

// add counts a person, once.
func (c *turnout) add(p presence, since time.Time) {
	if c.people[p.ID] {
		return
	}
	c.people[p.ID] = true
	c.People++
	c.Invited += count1(p.Invitation == operator.Invited || p.Invitation == operator.Accepted)
	c.SignedIn += count1(p.signedIn)
	c.Active += count1(!p.seen.IsZero() && !p.seen.Before(since))
	c.Never += count1(p.seen.IsZero() && !p.signedIn)
	// To the hour, as it is of tokens: nobody is told to the minute what somebody does.
	if at := p.seen.Truncate(time.Hour); !p.seen.IsZero() && (c.LastSeen == nil || at.After(*c.LastSeen)) {
		c.LastSeen = &at
	}
}

// presence finds when somebody was seen last, once in a request.
func (a *activation) presence(who store.Person) (presence, error) {
	if p, ok := a.seen[who.ID]; ok {
		return p, nil
	}
	p := presence{Person: who, signedIn: who.Invitation == operator.Accepted}
	for t, err := range a.r.Tokens(who.ID, 0) {
		if err != nil {
			return p, err
		}
		p.signedIn = p.signedIn || !t.LastUsed.IsZero()
		p.seen = later(p.seen, t.LastUsed)
	}
	codes, err := a.r.LoginCodes(who.ID)
	if err != nil {
		return p, err
	}
	for _, c := range codes {
		p.signedIn = p.signedIn || !c.Used.IsZero()
		p.seen = later(p.seen, c.Used)
	}
	receipts, err := a.r.ReceiptsOf(who.ID)
	if err != nil {
		return p, err
	}
	for _, r := range receipts {
		p.seen = later(p.seen, r.Seen)
		if !r.OnBehalf {
			p.seen = later(p.seen, r.Acknowledged)
		}
	}
	if who.Kind == operator.Team {
		if p.seen, err = a.lastWrote(who, p.seen); err != nil {
			return p, err
		}
	}
	a.seen[who.ID] = p
	return p, nil
}

// lastWrote is when a member of the team wrote their last message or post, or when
// they were seen after that. What they have latest is looked at first, and nothing
// that is older than the answer. Of who is not on the team the store tells nothing so:
// whoever can open it writes in their name.
func (a *activation) lastWrote(who store.Person, seen time.Time) (time.Time, error) {
	posted, err := a.posts()
	if err != nil {
		return seen, err
	}
	for _, id := range append([]operator.PersonID{who.ID}, who.Aliases...) {
		seen = later(seen, posted[id])
	}
	for e, err := range a.r.Entries(who.ID, store.ViewAll, nil) {
		if err != nil || !e.LastAt.After(seen) {
			return seen, err
		}
		if seen, err = a.lastIn(e.Conversation, who, seen); err != nil {
			return seen, err
		}
	}
	return seen, nil
}

// lastIn is when somebody wrote their last message in a conversation, or seen if that
// is later.
func (a *activation) lastIn(id operator.ConversationID, who store.Person, seen time.Time) (time.Time, error) {
	ordered, err := a.inOrder(id)
	if err != nil {
		return seen, err
	}
	for m, err := range a.r.MessagesBack(id) {
		if err != nil || ordered && !m.Created.After(seen) {
			return seen, err
		}
		if who.Is(m.Author) && m.Source != operator.SourceImport {
			seen = later(seen, m.Created)
		}
	}
	return seen, nil
}

// posts is when people wrote the last of the posts that are published.
func (a *activation) posts() (map[operator.PersonID]time.Time, error) {
	if a.posted != nil {
		return a.posted, nil
	}
	a.posted = map[operator.PersonID]time.Time{}
	for p, err := range a.r.Posts(store.PostPublished, nil) {
		if err != nil {
			return nil, err
		}
		if p.Source != operator.SourceImport {
			a.posted[p.Author] = later(a.posted[p.Author], p.Created)
		}
	}
	return a.posted, nil
}

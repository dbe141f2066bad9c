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
	id            operator.PersonID
	seen          time.Time
	invited, here bool
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
	known  map[operator.PersonID]presence
	// seen is when people saw or acknowledged the last of their updates, where those of all
	// people were gone through.
	seen   map[operator.PersonID]time.Time
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
	a := activation{survey: asked, keys: map[string]*[2]*turnout{}, totals: *newTurnouts("", ""), known: map[operator.PersonID]presence{}}
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
	if c.people[p.id] {
		return
	}
	c.people[p.id] = true
	c.People++
	c.Invited += count1(p.invited)
	c.SignedIn += count1(p.here)
	c.Active += count1(!p.seen.IsZero() && !p.seen.Before(since))
	c.Never += count1(p.seen.IsZero() && !p.here)
	// To the hour, as it is of tokens: nobody is told to the minute what somebody does.
	if at := p.seen.Truncate(time.Hour); !p.seen.IsZero() && (c.LastSeen == nil || at.After(*c.LastSeen)) {
		c.LastSeen = &at
	}
}

// presence finds when somebody was seen last, once in a request.
func (a *activation) presence(who store.Person) (presence, error) {
	if p, ok := a.known[who.ID]; ok {
		return p, nil
	}
	p := presence{id: who.ID, here: who.Invitation == operator.Accepted}
	p.invited = p.here || who.Invitation == operator.Invited
	for t, err := range a.r.Tokens(who.ID, 0) {
		if err != nil {
			return p, err
		}
		p.here = p.here || !t.LastUsed.IsZero()
		p.seen = later(p.seen, t.LastUsed)
	}
	codes, err := a.r.LoginCodes(who.ID)
	if err != nil {
		return p, err
	}
	for _, c := range codes {
		p.here = p.here || !c.Used.IsZero()
		p.seen = later(p.seen, c.Used)
	}
	reacted, err := a.reacted(who.ID)
	if err != nil {
		return p, err
	}
	p.seen = later(p.seen, reacted)
	if who.Kind == operator.Team {
		if p.seen, err = a.lastWrote(who, p.seen); err != nil {
			return p, err
		}
	}
	a.known[who.ID] = p
	return p, nil
}

// reacted is when somebody saw or acknowledged the last of their updates. For who sees all
// homes those of all people are gone through at once, for others those of each.
func (a *activation) reacted(who operator.PersonID) (time.Time, error) {
	if !a.seesAll() {
		var last time.Time
		receipts, err := a.r.ReceiptsOf(who)
		for _, r := range receipts {
			last = later(last, reactedAt(r))
		}
		return last, err
	}
	if a.seen == nil {
		a.seen = map[operator.PersonID]time.Time{}
		for r, err := range a.r.Receipts(0) {
			if err != nil {
				return time.Time{}, err
			}
			a.seen[r.Person] = later(a.seen[r.Person], reactedAt(r))
		}
	}
	return a.seen[who], nil
}

// reactedAt is when a person themselves did the last thing with an update.
func reactedAt(r store.Receipt) time.Time {
	if r.OnBehalf {
		return r.Seen
	}
	return later(r.Seen, r.Acknowledged)
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

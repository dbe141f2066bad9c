package app

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// statsAge is how far numbers go back where nothing else is asked for.
const statsAge = 30 * 24 * time.Hour

// survey is what numbers are counted by, and since when.
type survey struct {
	*session
	by    operator.StatsBy
	since time.Time // zero where it is since ever
	all   bool      // conversations that the actor is no part of count too
	// communities are those whose names were looked up.
	communities map[operator.CommunityID]store.Community
}

// survey reads what numbers are asked for: what they are by, and from what age on.
// An age of zero, where none is asked for, is ever.
func (s *session) survey(by, otherwise operator.StatsBy, since string, age time.Duration) (survey, error) {
	c := survey{session: s, by: cmp.Or(by, otherwise), communities: map[operator.CommunityID]store.Community{}}
	if !slices.Contains([]operator.StatsBy{operator.ByProperty, operator.ByCommunity, operator.ByPerson}, c.by) {
		return c, operator.Errorf(operator.Usage, "no numbers by %q", by).WithHint("--by property, community or person").Reason("bad_by")
	}
	if since != "" {
		var err error
		if age, err = when.Age(since); err != nil {
			return c, err
		}
	}
	if since != "" || age > 0 {
		c.since = s.now.Add(-age)
	}
	return c, nil
}

// counted answers with numbers about conversations. That somebody is told of those
// they are no part of is recorded.
func counted[Req, Res any](ctx context.Context, a *App, req Req, asked func(*session, Req) (survey, error), count func(survey) (Res, error)) (Res, error) {
	return view(ctx, a, req, func(s *session, req Req) (Res, error) {
		c, err := asked(s, req)
		if err != nil {
			var none Res
			return none, err
		}
		if c.all = s.listsAll(); c.all {
			s.record("conversation.listed_all", "", 0, nil, nil)
		}
		return count(c)
	})
}

// listsAll says whether the actor may be told of every conversation.
func (s *session) listsAll() bool {
	return policy.Decide(policy.ListEverything, policy.Facts{Actor: s.who()}).Allowed
}

// homeKey is the key and the name of the numbers of a home, or of its community.
func (c survey) homeKey(h home) (key, name string, err error) {
	if c.by == operator.ByProperty {
		return h.Code, h.Address.Line1, nil
	}
	community, known := c.communities[h.Community]
	if !known {
		if community, _, err = c.r.Community(h.Community); err != nil {
			return "", "", err
		}
		c.communities[h.Community] = community
	}
	return community.Code, community.Name, nil
}

// personKey is the key and the name of the numbers of a person.
func (c survey) personKey(id operator.PersonID) (key, name string, err error) {
	who, err := c.person(id)
	return who.ID.String(), who.Name, err
}

// sortedKeys is the keys of numbers in their order: people by their number, P2 before
// P10, and codes as they are written.
func sortedKeys[N any](of map[string]N) []string {
	person := func(key string) operator.PersonID {
		var id operator.PersonID
		if id.UnmarshalText([]byte(key)) != nil {
			return math.MaxUint64
		}
		return id
	}
	return slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(cmp.Compare(person(a), person(b)), cmp.Compare(operator.Fold(a), operator.Fold(b)))
	})
}

// share is a part of all as a share of 1; nil where there is nothing.
func share(of, all int) *float64 {
	if all == 0 {
		return nil
	}
	is := float64(of) / float64(all)
	return &is
}

// rank is the time that so many of a hundred have not exceeded, by nearest rank, in
// seconds. The times are sorted; nil where there are none.
func rank(times []time.Duration, percent int) *int {
	if len(times) == 0 {
		return nil
	}
	seconds := int(times[(len(times)*percent+99)/100-1] / time.Second)
	return &seconds
}

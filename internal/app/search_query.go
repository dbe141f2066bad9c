package app

import (
	"time"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sought is what somebody looks for, with everything that a query names looked up.
type sought struct {
	s      *session
	all    bool // in every conversation
	finder *search.Finder
	terms  []store.Term
	from   []operator.PersonID   // it is by each of them, which is one person or nobody
	on     []operator.PropertyID // it is about each of them
	since  time.Time
	before time.Time // zero for no end
	sights map[operator.ConversationID]sight
}

// sight is what the actor may see of a conversation.
type sight struct {
	talk talk
	may  bool
}

// soughtBy looks up what a query and the other conditions of a request name. It
// fails for what the actor must not know of as for what is not there.
func (s *session) soughtBy(req operator.SearchRequest, query search.Query) (*sought, error) {
	q := &sought{s: s, all: req.All, finder: search.NewFinder(query.Phrases), sights: map[operator.ConversationID]sight{}}
	for _, p := range query.Phrases {
		for i, word := range p.Words {
			q.terms = append(q.terms, store.Term{Word: word, Prefix: p.Prefix && i == len(p.Words)-1})
		}
	}
	conditions := query.Conditions
	for _, c := range []search.Condition{
		{Name: search.From, Value: string(req.From)},
		{Name: search.Property, Value: string(req.Property)},
		{Name: search.After, Value: req.Since},
		{Name: search.Before, Value: req.Before},
	} {
		if c.Value != "" {
			conditions = append(conditions, c)
		}
	}
	if len(q.terms) == 0 && len(conditions) == 0 {
		return nil, operator.Errorf(operator.Invalid, "there is nothing to look for").
			WithHint("give a word: operator search cabinet; or a condition: operator search from:maya@acme.example").Reason("query_empty")
	}
	for _, c := range conditions {
		if err := q.add(c); err != nil {
			return nil, atColumn(err, c.Column)
		}
	}
	return q, nil
}

// add takes in a condition. Of several of a kind all must hold.
func (q *sought) add(c search.Condition) error {
	ref := operator.Ref(c.Value)
	switch c.Name {
	case search.From:
		p, err := q.s.findPerson(ref, "")
		q.from = append(q.from, p.ID)
		return err
	case search.Property:
		id, err := q.s.findHomeOfTalks(ref)
		q.on = append(q.on, id)
		return err
	case search.After:
		at, err := q.s.instant(c.Value)
		q.since = later(q.since, at)
		return err
	case search.Before:
		at, err := q.s.instant(c.Value)
		if q.before.IsZero() || at.Before(q.before) {
			q.before = at
		}
		return err
	}
	return operator.Errorf(operator.Internal, "no condition %q", c.Name)
}

// atColumn says where in the query the condition stands that failed.
func atColumn(err error, column int) error {
	e, ok := err.(*operator.Error)
	if !ok || column == 0 {
		return err
	}
	e = e.With("column", column)
	e.Message += search.At(column)
	return e
}

// look says whether a message that may be what is sought is, and may be seen.
// What costs least is asked first.
func (q *sought) look(f store.Found) (hit, bool, error) {
	none := hit{}
	if !q.all {
		if mine, err := q.mine(f.Conversation); err != nil || !mine {
			return none, false, err
		}
	}
	m, ok, err := q.s.r.MessageAt(f.Conversation, f.Seq)
	if err != nil || !ok || m.ID != f.Message {
		return none, false, err
	}
	spans, ok, err := q.fits(m)
	if err != nil || !ok {
		return none, false, err
	}
	t, may, err := q.sight(f.Conversation)
	if err != nil || !may || m.Seq < t.from || !q.about(t.Property) {
		return none, false, err
	}
	return hit{said: said{m, t}, text: m.Body, at: m.Created, spans: spans}, true, nil
}

// fits says whether a message is what is sought, whoever may see it, and where in
// it the words stand.
func (q *sought) fits(m store.Message) ([]search.Span, bool, error) {
	if m.Deleted || m.Created.Before(q.since) || !q.before.IsZero() && !m.Created.Before(q.before) {
		return nil, false, nil
	}
	if len(q.from) > 0 {
		author, err := q.s.person(m.Author) // whom somebody else may have been merged into
		if err != nil {
			return nil, false, err
		}
		for _, id := range q.from {
			if author.ID != id {
				return nil, false, nil
			}
		}
	}
	spans, ok := q.finder.Find(m.Body)
	return spans, ok, nil
}

// about says whether a home is the one that is asked for.
func (q *sought) about(home operator.PropertyID) bool {
	for _, id := range q.on {
		if id != home {
			return false
		}
	}
	return true
}

// mine says whether the actor may see a conversation without its being recorded.
// Of most, the inbox tells that the actor is not in it.
func (q *sought) mine(id operator.ConversationID) (bool, error) {
	if _, looked := q.sights[id]; !looked {
		_, in, err := q.s.r.Entry(q.s.actor.ID, id)
		if err != nil {
			return false, err
		}
		if !in {
			q.sights[id] = sight{}
		}
	}
	_, may, err := q.sight(id)
	return may, err
}

// sight looks up what the actor may see of a conversation.
func (q *sought) sight(id operator.ConversationID) (talk, bool, error) {
	if have, looked := q.sights[id]; looked {
		return have.talk, have.may, nil
	}
	c, ok, err := q.s.r.Conversation(id)
	if err != nil || !ok {
		return talk{}, false, err
	}
	t, err := q.s.talk(c)
	if err != nil {
		return t, false, err
	}
	may := t.read.Allowed && (q.all || !t.read.Recorded)
	q.sights[id] = sight{t, may}
	return t, may, nil
}

package app

import (
	"context"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Explain says what the rules are for a person and a thing.
func (a *App) Explain(ctx context.Context, req operator.ExplainRequest) (operator.Explanation, error) {
	return view(ctx, a, req, (*session).explain)
}

// explained is a thing as explain looks at it.
type explained struct {
	name    string
	kind    string
	because []string
	facts   policy.Facts
	read    policy.Action   // what hides the thing as a whole; empty if known says so
	actions []policy.Action // what else is asked about
	known   bool
}

func (s *session) explain(req operator.ExplainRequest) (operator.Explanation, error) {
	var none operator.Explanation
	p, err := s.findPerson(req.Person, "")
	if err != nil {
		return none, err
	}
	f := policy.Facts{Actor: s.who(), Own: p.ID == s.actor.ID}
	if err := policy.Decide(policy.ExplainToAnybody, f).Error(); err != nil {
		return none, s.askForYourself(err, req.Object)
	}
	// Whoever asks must see the thing; what is said of it is for the person.
	about, err := s.explainer(req.Object)
	if err != nil {
		return none, err
	}
	x, err := about(s.as(p))
	if err != nil {
		return none, err
	}
	out := operator.Explanation{Object: x.name, Kind: x.kind, Because: append(whoIs(p), x.because...), Verdicts: x.verdicts()}
	out.Person, err = s.summary(p.ID)
	return out, err
}

// askForYourself is the error for asking about somebody else, with what one may ask. The
// thing is as it was typed: whether it is there is not told.
func (s *session) askForYourself(err error, object operator.Ref) error {
	if e, ok := err.(*operator.Error); ok {
		return e.WithHint("about yourself: operator explain %s %s", s.actor.ID, strings.TrimSpace(string(object)))
	}
	return err
}

// as is a session of another person in the same transaction, to find out what
// they could do. It records nothing.
func (s *session) as(p store.Person) *session {
	other := *s
	other.actor, other.tx, other.events = p, nil, nil
	other.people = map[operator.PersonID]store.Person{p.ID: p}
	other.homes = map[operator.PropertyID]home{}
	other.mail, other.together = map[operator.PersonID]bool{}, map[operator.PersonID]bool{}
	return &other
}

// verdicts asks policy about each action. What cannot be seen is as if it did
// not exist, for every action.
func (x explained) verdicts() []operator.Verdict {
	hides := x.read != "" && policy.Decide(x.read, x.facts).Hidden || x.read == "" && !x.known
	verdicts := []operator.Verdict{}
	for _, action := range x.actions {
		d := policy.Decide(action, x.facts)
		if hides && d.Principal != policy.Gone {
			if d.Allowed {
				d.Rule = "only for who sees it; for others it does not exist"
			}
			d.Allowed, d.Hidden, d.Recorded = false, true, false
		}
		verdicts = append(verdicts, operator.Verdict{
			Action: string(d.Action), Allowed: d.Allowed, Hidden: d.Hidden, Recorded: d.Recorded,
			Principal: string(d.Principal), Rule: d.Rule,
		})
	}
	return verdicts
}

// explainer finds the thing that a reference names, if the actor may see it, and
// gives a function that says what a session's person is to it.
func (s *session) explainer(ref operator.Ref) (func(*session) (explained, error), error) {
	text := strings.TrimSpace(string(ref))
	switch {
	case operator.LooksLikeID(text, 'C'):
		t, err := s.findTalk(ref)
		s.recordReading(t, "explain")
		return func(o *session) (explained, error) { return o.explainTalk(t.Conversation) }, err
	case operator.LooksLikeID(text, 'M'):
		m, err := s.findMessage(ref)
		s.recordReading(m.talk, "explain")
		return func(o *session) (explained, error) { return o.explainMessage(m.Message) }, err
	case operator.LooksLikeID(text, 'U'):
		p, _, err := s.findUpdate(ref)
		return func(o *session) (explained, error) { return o.explainUpdate(p) }, err
	case operator.LooksLikeID(text, 'T'):
		sale, _, err := s.findSale(ref)
		return func(o *session) (explained, error) { return o.explainSale(sale) }, err
	case operator.LooksLikeID(text, 'P'), strings.Contains(text, "@"), hasExternalPrefix(text):
		p, err := s.findPerson(ref, "")
		return func(o *session) (explained, error) { return o.explainPerson(p) }, err
	}
	h, err := s.findProperty(ref)
	return func(o *session) (explained, error) { return o.explainHome(h.ID) }, err
}

package app

import (
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// eventFilter is the conditions of a list of events, resolved.
type eventFilter struct {
	of          operator.PropertyID // by which the store looks; zero for all
	actor       store.Person
	action      string
	object      string
	from, until time.Time
}

// eventFilter resolves the conditions of a request. It fails for references to
// what the actor cannot see.
func (s *session) eventFilter(req operator.ListEventsRequest) (eventFilter, error) {
	f := eventFilter{action: strings.ToLower(strings.TrimSpace(req.Action))}
	var err error
	if f.action != "" && !isRecorded(f.action) {
		return f, noAction(req.Action)
	}
	if req.Property != "" {
		if f.of, err = s.findHomeOfTalks(req.Property); err != nil {
			return f, err
		}
	}
	if req.Actor != "" {
		p, err := s.findPerson(req.Actor, "")
		if err != nil {
			return f, err
		}
		f.actor = p
	}
	if f.object, err = s.objectOf(req.Object); err != nil {
		return f, err
	}
	if f.from, err = s.instant(req.From); err != nil {
		return f, err
	}
	f.until, err = s.instant(req.Until)
	return f, err
}

// isRecorded says whether an action, or any of what it is about, is recorded.
func isRecorded(action string) bool {
	return slices.ContainsFunc(operator.EventActions(), func(a operator.EventAction) bool { return isAction(a.Name, action) })
}

// isAction says whether an action is the one asked for: by its name, or by what it
// is about.
func isAction(name, asked string) bool {
	about, _, _ := strings.Cut(name, ".")
	return name == asked || about == asked
}

func noAction(asked string) error {
	var names []string
	for _, a := range operator.EventActions() {
		about, _, _ := strings.Cut(a.Name, ".")
		names = append(names, a.Name, about)
	}
	hint := suggest.DidYouMean(suggest.Nearest(asked, names))
	if hint == "" {
		hint = "name an action whole, like message.sent, or what it is about, like message"
	}
	return operator.Errorf(operator.Usage, "nothing is recorded as %q", asked).WithHint("%s", hint).Reason("bad_action")
}

// objectOf is a reference as events name things. A number needs not be of a thing
// that is there: what was deleted has events too, for who may see them.
func (s *session) objectOf(ref operator.Ref) (string, error) {
	text := strings.TrimSpace(string(ref))
	if text == "" {
		return "", nil
	}
	for _, letter := range []byte("PNBHTCMUSIKW") {
		if operator.LooksLikeID(text, letter) {
			return strings.ToUpper(text), nil
		}
	}
	if strings.Contains(text, "@") || hasExternalPrefix(text) {
		p, err := s.findPerson(ref, "")
		return p.ID.String(), err
	}
	h, err := s.findProperty(ref)
	if operator.CodeOf(err) == operator.NotFound {
		if c, e := s.findCommunity(ref); operator.CodeOf(e) != operator.NotFound {
			return c.ID.String(), e
		}
	}
	return h.ID.String(), err
}

// holds says whether an event meets the conditions that the event alone tells.
func (f eventFilter) holds(e store.Event) bool {
	switch {
	case !f.of.IsZero() && e.Property != f.of,
		!f.actor.ID.IsZero() && !f.actor.Is(e.Actor) && !f.actor.Is(e.Behalf),
		f.action != "" && !isAction(e.Action, f.action),
		e.At.Before(f.from),
		!f.until.IsZero() && e.At.After(f.until):
		return false
	}
	return true
}

// meets gives an event as the actor may see it, if that meets the conditions.
func (in *insight) meets(f eventFilter, e store.Event) (sighted, bool, error) {
	if !f.holds(e) || f.object != "" && !isAbout(e, f.object) {
		return sighted{}, false, nil
	}
	seen, err := in.see(e)
	if err != nil || seen.level == unseen {
		return seen, false, err
	}
	// By what is kept from the actor nothing is found: that would tell them of it.
	fits := f.object == "" || e.Object == f.object
	for name, refs := range e.Refs {
		_, shown := seen.data[name]
		fits = fits || shown && slices.Contains(refsIn(refs), f.object)
	}
	return seen, fits, nil
}

// isAbout says whether an event is of a thing, or names it.
func isAbout(e store.Event, ref string) bool { return e.Object == ref || refersTo(e, ref) }

// refersTo says whether an event names a thing beside the one that it is of.
func refersTo(e store.Event, ref string) bool {
	for _, refs := range e.Refs {
		if strings.Contains(refs, ref) && slices.Contains(refsIn(refs), ref) {
			return true
		}
	}
	return false
}

// fixed is a time of a request written so that it stays the same as time goes by.
func (s *session) fixed(text string) (string, error) {
	at, err := s.instant(text)
	if err != nil || at.IsZero() {
		return "", err
	}
	return at.Format(time.RFC3339Nano), nil
}

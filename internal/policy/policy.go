// Package policy decides who may do what. It is the one place that does, for
// every path: commands, lists, counts, search, events, exports and files. Its
// functions look nothing up: they are given the facts, and answer with a
// decision. The table in table.go is the table of docs/rules.md, cell by cell.
package policy

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Principal is what somebody is to a home, or to the workspace.
type Principal string

// The principals. A person can be several at once (a team member who buys a
// home); then the most permissive counts.
const (
	Anonymous    Principal = "AN" // nobody signed in
	ContactIn    Principal = "CT" // a contact in a conversation of the home
	CurrentBuyer Principal = "BU" // a buyer of the home's current sale, open or closed
	OtherBuyer   Principal = "BO" // a buyer of another home, or of another sale of this one
	TeamAssigned Principal = "TA" // a team member assigned to the home or its community
	TeamOther    Principal = "TN" // a team member who is not
	Admin        Principal = "AD"
	Auditor      Principal = "AU"
	Gone         Principal = "DE" // deactivated, or with a revoked token
)

// Actor is who wants to do something.
type Actor struct {
	Kind   operator.PersonKind
	Role   operator.Role // of team members
	Gone   bool          // deactivated
	Nobody bool          // not signed in
}

// Facts is what counts of the actor and the thing it wants to act on. What does
// not apply is false.
type Facts struct {
	Actor
	Assigned    bool // to the home or its community
	Buyer       bool // of the home's current sale
	OnHome      bool // in some conversation of the home
	Participant bool // in the conversation at hand
	Withdrawn   bool // the conversation belongs to a sale that was withdrawn
	Own         bool // the thing is the actor's own: their message, their data
	OwnHome     bool // the person at hand buys, or could buy, a home the actor is assigned to
}

// Principals is what the actor is, by the facts.
func (f Facts) Principals() []Principal {
	switch {
	case f.Nobody:
		return []Principal{Anonymous}
	case f.Gone:
		return []Principal{Gone}
	}
	var are []Principal
	if f.Kind == operator.Team {
		switch {
		case f.Role == operator.Admin:
			are = append(are, Admin)
		case f.Role == operator.Auditor:
			are = append(are, Auditor) // changes nothing of the record, assigned or not
		case f.Assigned:
			are = append(are, TeamAssigned)
		default:
			are = append(are, TeamOther)
		}
	}
	switch {
	case f.Buyer:
		are = append(are, CurrentBuyer)
	case f.Kind == operator.Buyer:
		are = append(are, OtherBuyer)
	case f.Kind == operator.Contact:
		are = append(are, ContactIn)
	}
	return are
}

// Decision is the answer: what may be done, and by which rule.
type Decision struct {
	Action    Action
	Principal Principal
	Allowed   bool
	Hidden    bool // refused, as if the thing did not exist
	Recorded  bool // allowed, and the reading is an event
	Rule      string
}

// Decide says whether an actor with these facts may do the action. Of several
// principals the most permissive decides.
func Decide(action Action, f Facts) Decision {
	var best Decision
	for i, p := range f.Principals() {
		d := judge(action, p, f)
		if i == 0 || rank(d) > rank(best) {
			best = d
		}
	}
	return best
}

// rank orders decisions from the least permissive to the most.
func rank(d Decision) int {
	switch {
	case d.Allowed && !d.Recorded:
		return 3
	case d.Allowed:
		return 2
	case !d.Hidden:
		return 1
	}
	return 0
}

func judge(action Action, p Principal, f Facts) Decision {
	d := Decision{Action: action, Principal: p}
	if p == Anonymous || p == Gone {
		d.Rule = rules[cellFor(action, p)]
		return d
	}
	cell := cellFor(action, p)
	d.Rule = rules[cell]
	member := f.Participant && (f.Kind == operator.Team || !f.Withdrawn)
	switch cell {
	case yes:
		d.Allowed = true
	case participant:
		d.Allowed, d.Hidden = member, !member
	case onHome:
		d.Allowed, d.Hidden = f.OnHome, !f.OnHome
	case participantElseRefused:
		d.Allowed = member
	case audited:
		d.Allowed, d.Recorded = true, !member
	case own:
		d.Allowed = f.Own
	case ownHome:
		d.Allowed = f.OwnHome
	case hidden:
		d.Hidden = true
	case refused:
	}
	return d
}

// Error is the error to return for a decision that refuses; nil for one that
// allows. Hidden things are reported by the caller, who knows what they are
// called: Error gives nil for them too, and Decision.Hidden says so.
func (d Decision) Error() error {
	switch {
	case d.Allowed || d.Hidden:
		return nil
	case d.Principal == Anonymous:
		return operator.Errorf(operator.Denied, "not signed in").
			WithHint("sign in: operator login; on a store of this machine, say who acts: --as PERSON").Reason("not_signed_in")
	case d.Principal == Gone:
		return operator.Errorf(operator.Denied, "this person is deactivated").
			WithHint("an administrator can bring them back: operator person activate PERSON").Reason("deactivated")
	}
	why := refusals[d.Action]
	if d.Principal == Auditor && !strings.HasPrefix(why, "only ") { // which says who may
		why = "an auditor reads everything, and changes nothing"
	}
	err := operator.Errorf(operator.Denied, "%s", why).
		Reason("not_allowed").With("action", string(d.Action)).With("principal", string(d.Principal))
	if d.Principal == Admin { // whom there is nobody above
		return err
	}
	return err.WithHint("ask an administrator")
}

// ErrorOn is Error for an act on a thing that explain knows: its hint has the command too
// that shows the rule, with who acts and the thing.
func (d Decision) ErrorOn(person, object string) error {
	err := d.Error()
	e, ok := err.(*operator.Error)
	if !ok || d.Principal == Anonymous || d.Principal == Gone {
		return err
	}
	if e.Hint != "" {
		return e.WithHint("%s; operator explain %s %s names the rule", e.Hint, person, object)
	}
	return e.WithHint("operator explain %s %s names the rule", person, object)
}

// SignedIn is the error for who is nobody or gone; nil for everybody else.
func SignedIn(a Actor) error {
	if !a.Nobody && !a.Gone {
		return nil
	}
	return Decide(SeeHome, Facts{Actor: a}).Error()
}

package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func team(role operator.Role) policy.Actor { return policy.Actor{Kind: operator.Team, Role: role} }

func TestEveryActionHasACellForEveryPrincipal(t *testing.T) {
	for _, r := range policy.Rows() {
		if len(r.Cells) != len(policy.Columns()) {
			t.Errorf("%s has %d cells", r.Action, len(r.Cells))
		}
		d := policy.Decide(r.Action, policy.Facts{Actor: policy.Actor{Kind: operator.Contact}})
		if d.Rule == "" {
			t.Errorf("%s has a cell without a rule in words", r.Action)
		}
		if err := (policy.Decision{Action: r.Action}).Error(); err == nil || err.Error() == "" {
			t.Errorf("%s has no words for refusing", r.Action)
		}
	}
}

func TestWhatAPersonIs(t *testing.T) {
	for name, tt := range map[string]struct {
		facts policy.Facts
		want  []policy.Principal
	}{
		"nobody":                             {policy.Facts{Actor: policy.Actor{Nobody: true}}, []policy.Principal{policy.Anonymous}},
		"gone, whatever else":                {policy.Facts{Actor: policy.Actor{Kind: operator.Team, Role: operator.Admin, Gone: true}, Buyer: true}, []policy.Principal{policy.Gone}},
		"a member who is assigned":           {policy.Facts{Actor: team(operator.Member), Assigned: true}, []policy.Principal{policy.TeamAssigned}},
		"an auditor, assigned or not":        {policy.Facts{Actor: team(operator.Auditor), Assigned: true}, []policy.Principal{policy.Auditor}},
		"a member who buys a home":           {policy.Facts{Actor: team(operator.Member), Buyer: true}, []policy.Principal{policy.TeamOther, policy.CurrentBuyer}},
		"a buyer of another home":            {policy.Facts{Actor: policy.Actor{Kind: operator.Buyer}}, []policy.Principal{policy.OtherBuyer}},
		"a contact who buys the home":        {policy.Facts{Actor: policy.Actor{Kind: operator.Contact}, Buyer: true}, []policy.Principal{policy.CurrentBuyer}},
		"a contact, in a conversation of it": {policy.Facts{Actor: policy.Actor{Kind: operator.Contact}, OnHome: true}, []policy.Principal{policy.ContactIn}},
	} {
		if diff := cmp.Diff(tt.want, tt.facts.Principals()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestNobodyAndWhoIsGoneMayNothing(t *testing.T) {
	for _, r := range policy.Rows() {
		for _, actor := range []policy.Actor{{Nobody: true}, {Kind: operator.Team, Role: operator.Admin, Gone: true}} {
			all := policy.Facts{Actor: actor, Assigned: true, Buyer: true, OnHome: true, Participant: true, Own: true, OwnHome: true}
			if d := policy.Decide(r.Action, all); d.Allowed || d.Hidden || operator.CodeOf(d.Error()) != operator.Denied {
				t.Errorf("%s for %+v: %+v", r.Action, actor, d)
			}
		}
	}
}

func TestTheMostPermissivePrincipalCounts(t *testing.T) {
	f := policy.Facts{Actor: team(operator.Member), Buyer: true}
	if d := policy.Decide(policy.SeeHome, f); !d.Allowed || d.Principal != policy.CurrentBuyer {
		t.Errorf("a team member does not see the home they buy: %+v", d)
	}
	if d := policy.Decide(policy.SeePrivate, f); d.Allowed {
		t.Errorf("a team member sees the price of the home they buy as its team does: %+v", d)
	}
}

func TestAWithdrawnSaleHidesItsConversationsFromAllButTheTeam(t *testing.T) {
	for kind, sees := range map[operator.PersonKind]bool{operator.Team: true, operator.Buyer: false, operator.Contact: false} {
		f := policy.Facts{Actor: policy.Actor{Kind: kind, Role: operator.Member}, Participant: true, Withdrawn: true}
		if d := policy.Decide(policy.ReadConversation, f); d.Allowed != sees || d.Hidden == sees {
			t.Errorf("%s: %+v", kind, d)
		}
	}
}

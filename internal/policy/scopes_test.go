package policy_test

import (
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestWhatNoTableNamesIsAQuestionOrAChange(t *testing.T) {
	for asked, want := range map[policy.Asked]operator.Scope{
		{Name: "ListPeopleRequest"}:                   operator.ScopeRead,
		{Name: "msg.send", Changes: true}:             operator.ScopeWrite,
		{Changes: true}:                               operator.ScopeWrite,
		{}:                                            operator.ScopeRead,
		{Name: "import.undo", Changes: true}:          operator.ScopeImport,
		{Name: "workspace.edit", Changes: true}:       operator.ScopeAdmin,
		{Name: "person.invite", Changes: true}:        operator.ScopeAdmin,
		{Name: "person.edit", Changes: true}:          operator.ScopeWrite,
		{Name: "session.logout", Changes: true}:       policy.AnyScope,
		{Name: "WhoamiRequest"}:                       policy.AnyScope,
		{Name: "imports_of_something", Changes: true}: operator.ScopeWrite,
	} {
		if got := policy.ScopeOf(asked); got != want {
			t.Errorf("%+v needs %q, not %q", asked, got, want)
		}
	}
}

func TestAScopeCoversItselfAndAllCoversAllButActingForOthers(t *testing.T) {
	for _, has := range operator.Scopes() {
		for _, needs := range operator.Scopes() {
			want := has == needs || has == operator.ScopeAll && needs != operator.ScopeImpersonate
			if got := policy.Covers([]operator.Scope{has}, needs); got != want {
				t.Errorf("a token of the scope %s is good for %s: %v", has, needs, got)
			}
			if refused := policy.Permits([]operator.Scope{has}, needs) != nil; refused == want {
				t.Errorf("a token of the scope %s is refused what needs %s: %v", has, needs, refused)
			}
		}
	}
	if policy.Covers(nil, operator.ScopeRead) || !policy.Covers(nil, policy.AnyScope) {
		t.Error("a token without scopes is good for what needs one, or not for what needs none")
	}
}

func TestWhatMayBeGivenIsNoMoreThanOneHas(t *testing.T) {
	parts := []operator.Scope{operator.ScopeRead, operator.ScopeWrite, operator.ScopeImport, operator.ScopeAdmin}
	all := []operator.Scope{operator.ScopeAll}
	if !policy.CoversAll(parts, all) || !policy.CoversAll(all, parts) {
		t.Error("all is not what it stands for")
	}
	for i := range parts {
		if less := slices.Delete(slices.Clone(parts), i, i+1); policy.CoversAll(less, all) {
			t.Errorf("%v gives all", less)
		}
	}
	if policy.CoversAll(all, []operator.Scope{operator.ScopeImpersonate}) {
		t.Error("all gives what it has not")
	}
}

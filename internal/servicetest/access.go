package servicetest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func accessTests() []test {
	return []test{
		{"ATokenActsAsItsPerson", testToken},
		{"TokensThatAreWorthNothingAreToldApartByNothing", testWorthlessTokens},
		{"ATokenGivesNoMoreThanItHas", testTokenGivesNoMore},
		{"TokensOfOthersAreForAdministrators", testTokensOfOthers},
		{"ATokenSaysWhenItWasUsedToTheHour", testTokenUse},
		{"ASecretIsInOneAnswerAlone", testSecretsAreGivenOnce},
		{"EveryMethodNeedsItsScope", testScopes},
		{"ATokenThatDoesNotRunTheWorkspaceMakesNoAdministrators", testNoRolesByWriting},
		{"ActingForAnotherNeedsTheScopeAndIsRecorded", testImpersonation},
		{"WhatIsDoneForABuyerIsNoProof", testImpersonationIsNoProof},
		{"ACodeSignsInOnce", testLogin},
		{"ACodeEndsWithItsTimeAndWithTheNextOne", testCodesEnd},
		{"AnInvitationIsAcceptedBySigningIn", testInvite},
		{"WhoIsInvitedCanBe", testInvitable},
		{"LeavingEndsAllSignIns", testLeavingEndsSignIns},
		{"SigningOutEndsTheTokenAtHand", testLogout},
	}
}

// by is a context for what comes with a token.
func (w *World) by(token string) context.Context {
	call := operator.CallFrom(w.As(""))
	call.Token = operator.Secret(token)
	return operator.WithCall(w.As(""), call)
}

// byFor is by for somebody else.
func (w *World) byFor(token string, who operator.Ref) context.Context {
	call := operator.CallFrom(w.by(token))
	call.Actor = who
	return operator.WithCall(w.by(token), call)
}

// token makes a token and gives its secret.
func (w *World) token(t *testing.T, who operator.Ref, scopes ...operator.Scope) string {
	t.Helper()
	made := get(w.AddToken(w.boss(), operator.AddTokenRequest{Person: who, Scopes: scopes}))(t)
	if made.Token == nil || !strings.HasPrefix(*made.Token, "optk_") || len(*made.Token) < 40 {
		t.Fatalf("the token is %v", made.Token)
	}
	return *made.Token
}

func testToken(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.AddTokenRequest{Note: "the nightly report", Expires: "30d"}
	made := get(w.AddToken(w.As(c.assigned), req))(t)
	until := w.Clock.Now().Add(30 * 24 * time.Hour)
	want := operator.Token{
		Ref: 1, Person: made.Person, Note: ptr(req.Note), Scopes: []operator.Scope{operator.ScopeRead, operator.ScopeWrite},
		Token: made.Token, CreatedAt: w.Clock.Now(), ExpiresAt: &until,
	}
	equal(t, "made", made, want)
	who := get(w.Whoami(w.by(*made.Token), operator.WhoamiRequest{}))(t)
	role := operator.Member
	want.Token, want.LastUsedAt = nil, who.Token.LastUsedAt
	equal(t, "who it is", who, operator.Identity{Person: made.Person, Role: &role, Token: &want, Workspace: "Acme Homes"})
	get(w.ShowProperty(w.by(*made.Token), operator.PropertyRequest{Property: c.home}))(t)
	_, hidden := w.ShowProperty(w.by(*made.Token), operator.PropertyRequest{Property: c.other})
	_, missing := w.ShowProperty(w.by(*made.Token), operator.PropertyRequest{Property: "MR-013"})
	sameAsMissing(t, hidden, missing, string(c.other), "MR-013")
	equal(t, "who it is in the name of its own person", get(w.Whoami(w.byFor(*made.Token, c.assigned), operator.WhoamiRequest{}))(t).OnBehalfOf, nil)
	for _, bad := range []operator.AddTokenRequest{{Scopes: []operator.Scope{"root"}}, {Scopes: []operator.Scope{operator.ScopeImpersonate}}} {
		_, err := w.AddToken(w.As(c.assigned), bad)
		refused(t, err, operator.Invalid, "bad_scope")
	}
	_, err := w.AddToken(w.As(c.assigned), operator.AddTokenRequest{Expires: "2020-01-01"})
	refused(t, err, operator.Invalid, "out_of_range")
}

// identical checks that errors differ in nothing.
func identical(t *testing.T, what string, got, want error) {
	t.Helper()
	var g, w *operator.Error
	if !errors.As(got, &g) || !errors.As(want, &w) {
		t.Fatalf("%s: %v; want %v", what, got, want)
	}
	if diff := cmp.Diff([]any{w.Code, w.Message, w.Hint, w.Details}, []any{g.Code, g.Message, g.Hint, g.Details}); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func testWorthlessTokens(t *testing.T, w *World) {
	c := newCast(t, w)
	whoami := func(token string) error {
		_, err := w.Whoami(w.by(token), operator.WhoamiRequest{})
		return err
	}
	unknown := whoami("optk_" + strings.Repeat("0", 43))
	refused(t, unknown, operator.Denied, "bad_token")
	short := get(w.AddToken(w.boss(), operator.AddTokenRequest{Person: c.wide, Expires: "1h"}))(t)
	deleted := get(w.AddToken(w.boss(), operator.AddTokenRequest{Person: c.wide}))(t)
	gone, merged := w.token(t, c.outside), w.token(t, c.cobuyer)
	for _, token := range []string{*short.Token, *deleted.Token, gone, merged} {
		must(t)(nil, whoami(token))
	}
	must(t)(w.DeleteToken(w.boss(), operator.TokenRequest{Token: ref(deleted.Ref)}))
	must(t)(w.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.outside}))
	must(t)(w.MergePeople(w.boss(), operator.MergePeopleRequest{Into: c.buyer, From: c.cobuyer, Confirmed: true}))
	w.Clock.Advance(time.Hour)
	for what, token := range map[string]string{
		"expired": *short.Token, "deleted": *deleted.Token, "of somebody gone": gone, "of somebody merged": merged,
		"no token at all": "x", "a code": "0000-0000-0000-0000", "too long": strings.Repeat("x", 1<<16), "in other letters": strings.ToUpper(gone),
	} {
		identical(t, what, whoami(token), unknown)
		_, err := w.Whoami(w.byFor(token, c.assigned), operator.WhoamiRequest{})
		identical(t, what+", for another", err, unknown)
	}
	must(t)(w.ActivatePerson(w.boss(), operator.PersonRequest{Person: c.outside}))
	identical(t, "of somebody who is back", whoami(gone), unknown)
	page := get(w.ListTokens(w.boss(), operator.ListTokensRequest{}))(t)
	equal(t, "tokens that are good", len(page.Items), 0)
	events := w.Events()
	must(t)(w.DeleteToken(w.boss(), operator.TokenRequest{Token: ref(deleted.Ref)}))
	equal(t, "events of deleting it again", w.Events(), events)
}

func testTokenGivesNoMore(t *testing.T, w *World) {
	newCast(t, w)
	add := func(token string, req operator.AddTokenRequest) (operator.Token, error) {
		return w.AddToken(w.by(token), req)
	}
	narrow := w.token(t, "P1", operator.ScopeRead, operator.ScopeWrite)
	for _, wide := range []operator.Scope{operator.ScopeImport, operator.ScopeAdmin, operator.ScopeAll, operator.ScopeImpersonate} {
		_, err := add(narrow, operator.AddTokenRequest{Scopes: []operator.Scope{wide}})
		refused(t, err, operator.Denied, "scope_wider")
	}
	_, err := add(w.token(t, "P1", operator.ScopeAll), operator.AddTokenRequest{Scopes: []operator.Scope{operator.ScopeImpersonate}})
	refused(t, err, operator.Denied, "scope_wider")
	if hint := hintOf(err); !strings.Contains(hint, "on the machine of the store") { // nobody gets it by signing in
		t.Errorf("the hint is %q", hint)
	}
	_, err = w.AddLoginCode(w.by(narrow), operator.LoginCodeRequest{Person: "P1"})
	refused(t, err, operator.Denied, "scope_wider")
	get(add(narrow, operator.AddTokenRequest{Scopes: []operator.Scope{operator.ScopeRead}}))(t)
	parts := w.token(t, "P1", operator.ScopeRead, operator.ScopeWrite, operator.ScopeImport, operator.ScopeAdmin)
	get(add(parts, operator.AddTokenRequest{Scopes: []operator.Scope{operator.ScopeAll}}))(t)

	until := w.Clock.Now().Add(time.Hour)
	short := get(w.AddToken(w.boss(), operator.AddTokenRequest{Expires: "1h"}))(t)
	wide := get(w.AddToken(w.boss(), operator.AddTokenRequest{Expires: "1h", Scopes: []operator.Scope{operator.ScopeAll}}))(t)
	code := get(w.AddLoginCode(w.by(*wide.Token), operator.LoginCodeRequest{Person: "P1"}))(t).Code
	equal(t, "the end of what a code for oneself signs in by", get(w.Login(w.As(""), operator.LoginRequest{Code: code}))(t).ExpiresAt, &until)
	for _, expires := range []string{"", "2h", "2030-01-01"} {
		equal(t, "the end of a token made until "+expires, get(add(*short.Token, operator.AddTokenRequest{Expires: expires}))(t).ExpiresAt, &until)
	}
	earlier := w.Clock.Now().Add(time.Minute)
	equal(t, "the end of a shorter one", get(add(*short.Token, operator.AddTokenRequest{Expires: "1m"}))(t).ExpiresAt, &earlier)
}

func testTokensOfOthers(t *testing.T, w *World) {
	c := newCast(t, w)
	his := get(w.AddToken(w.boss(), operator.AddTokenRequest{Person: c.assigned, Note: "his"}))(t)
	own := get(w.AddToken(w.As(c.wide), operator.AddTokenRequest{Note: "own"}))(t)
	notes := func(ctx context.Context, of operator.Ref) string {
		var all []string
		for _, tk := range get(w.ListTokens(ctx, operator.ListTokensRequest{Person: of}))(t).Items {
			all = append(all, operator.Value(tk.Note))
		}
		return strings.Join(all, " ")
	}
	equal(t, "all", notes(w.boss(), ""), "his own")
	equal(t, "one's own", notes(w.As(c.wide), ""), "own")
	equal(t, "of one", notes(w.boss(), c.assigned), "his")
	equal(t, "an administrator's, by a token that is not for it", notes(w.by(w.token(t, "P1")), c.admin), "")
	for _, who := range []operator.Ref{c.wide, c.auditor, c.buyer} {
		_, hidden := w.DeleteToken(w.As(who), operator.TokenRequest{Token: ref(his.Ref)})
		_, missing := w.DeleteToken(w.As(who), operator.TokenRequest{Token: "K99"})
		sameAsMissing(t, hidden, missing, his.Ref.String(), "K99")
	}
	_, err := w.AddToken(w.As(c.wide), operator.AddTokenRequest{Person: c.assigned})
	refused(t, err, operator.Denied, "not_allowed")
	_, err = w.AddToken(w.by(w.token(t, "P1")), operator.AddTokenRequest{Person: c.assigned})
	refused(t, err, operator.Denied, "scope")
	_, err = w.AddToken(w.boss(), operator.AddTokenRequest{Person: c.leaver})
	refused(t, err, operator.Conflict, "deactivated")
	get(w.DeleteToken(w.As(c.wide), operator.TokenRequest{Token: ref(own.Ref)}))(t)
}

func testTokenUse(t *testing.T, w *World) {
	token := w.token(t, "P1", operator.ScopeAll)
	used := func() time.Time {
		at := get(w.ListTokens(w.boss(), operator.ListTokensRequest{}))(t).Items[0].LastUsedAt
		if at == nil {
			return time.Time{}
		}
		return *at
	}
	equal(t, "at first", used(), time.Time{})
	hour, events := w.Clock.Now().Truncate(time.Hour), w.Events()
	for range 3 {
		get(w.ShowWorkspace(w.by(token), operator.WorkspaceRequest{}))(t)
		w.Clock.Advance(10 * time.Minute)
	}
	equal(t, "within the hour", used(), hour)
	w.Clock.Advance(time.Hour)
	w.Break(0) // whatever is written fails: the answer is as good
	get(w.ShowWorkspace(w.by(token), operator.WorkspaceRequest{}))(t)
	w.Mend()
	equal(t, "where it could not be noted", used(), hour)
	must(t)(w.AddCommunity(w.by(token), operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill"}))
	equal(t, "an hour later", used(), hour.Add(time.Hour))
	equal(t, "events but for the community", w.Events(), events+1)
}

func testSecretsAreGivenOnce(t *testing.T, w *World) {
	c := newCast(t, w)
	keyed := w.keyed("P1", "token")
	req := operator.AddTokenRequest{Person: c.wide}
	token := *get(w.AddToken(keyed, req))(t).Token
	if again := get(w.AddToken(keyed, req))(t); again.Token != nil || again.Ref != 1 {
		t.Errorf("the same key gave %+v", again)
	}
	code := get(w.AddLoginCode(w.keyed("P1", "code"), operator.LoginCodeRequest{Person: c.wide}))(t).Code
	equal(t, "the code of the same key", get(w.AddLoginCode(w.keyed("P1", "code"), operator.LoginCodeRequest{Person: c.wide}))(t).Code, "")
	invite := operator.InviteRequest{People: []operator.Ref{c.buyer}}
	invited := get(w.InvitePeople(w.keyed("P1", "invite"), invite))(t)[0].Code
	equal(t, "the code of an invitation with the same key", get(w.InvitePeople(w.keyed("P1", "invite"), invite))(t)[0].Code, "")
	if dry := get(w.AddToken(w.dry("P1"), req))(t); dry.Token != nil {
		t.Error("a dry run gave a secret")
	}
	var kept strings.Builder
	enc := json.NewEncoder(&kept)
	for _, kind := range []string{"tokens", "login_codes", "requests", "events", "details", "people"} {
		must(t)(nil, enc.Encode(get(w.Dump(w.boss(), operator.DumpRequest{Kind: kind}))(t).Items))
	}
	must(t)(nil, enc.Encode(get(w.ListEvents(w.boss(), operator.ListEventsRequest{Paging: operator.Paging{Limit: operator.MaxPage}}))(t)))
	must(t)(nil, enc.Encode(get(w.ListTokens(w.boss(), operator.ListTokensRequest{}))(t)))
	for what, secret := range map[string]string{"token": token, "code": code, "code of an invitation": invited} {
		if strings.Contains(kept.String(), secret) || strings.Contains(kept.String(), strings.ReplaceAll(secret, "-", "")) {
			t.Errorf("the %s is kept", what)
		}
	}
	for _, kind := range []string{"tokens", "login_codes"} {
		if row := get(w.Dump(w.boss(), operator.DumpRequest{Kind: kind}))(t).Items[0]; strings.Contains(string(row), "hash") {
			t.Errorf("the digest of a secret is shown: %s", row)
		}
	}
	if !strings.Contains(kept.String(), `"token.added"`) || !strings.Contains(kept.String(), `"scopes":"read,write"`) {
		t.Error("the log does not tell of the token")
	}
}

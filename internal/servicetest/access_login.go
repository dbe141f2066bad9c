package servicetest

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lastEvent is the last thing that happened.
func (w *World) lastEvent(t *testing.T) operator.Event {
	t.Helper()
	page := get(w.ListEvents(w.boss(), operator.ListEventsRequest{Since: uint64(w.Events() - 1)}))(t)
	return page.Items[0]
}

func testImpersonation(t *testing.T, w *World) {
	c := newCast(t, w)
	plain, full := w.token(t, "P1", operator.ScopeAll), w.token(t, "P1", operator.ScopeAll, operator.ScopeImpersonate)
	whoami := func(ctx context.Context) error { _, err := w.Whoami(ctx, operator.WhoamiRequest{}); return err }
	denied := whoami(w.byFor(plain, c.buyer))
	refused(t, denied, operator.Denied, "scope")
	identical(t, "somebody who is not there, without the scope", whoami(w.byFor(plain, "P9999")), denied)
	refused(t, whoami(w.byFor(full, "P9999")), operator.NotFound, "no_actor")
	refused(t, whoami(w.byFor(full, c.leaver)), operator.Denied, "deactivated")

	who := get(w.Whoami(w.byFor(full, c.buyer), operator.WhoamiRequest{}))(t)
	equal(t, "who acts", []string{who.Person.Ref.String(), who.OnBehalfOf.Ref.String()}, []string{"P1", string(c.buyer)})
	_, err := w.ShowProperty(w.byFor(full, c.buyer), operator.PropertyRequest{Property: c.other})
	_, missing := w.ShowProperty(w.byFor(full, c.buyer), operator.PropertyRequest{Property: "MR-013"})
	sameAsMissing(t, err, missing, string(c.other), "MR-013")
	m := get(w.SendMessage(w.byFor(full, c.buyer), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"team"}, Body: "For him."}))(t)
	equal(t, "whose message it is", ref(m.Author.Ref), c.buyer)
	e := w.lastEvent(t)
	equal(t, "what is recorded", []string{e.Action, e.Actor.Ref.String(), e.OnBehalfOf.Ref.String()}, []string{"message.sent", "P1", string(c.buyer)})

	for what, do := range map[string]func(context.Context) error{
		"a token": func(ctx context.Context) error { _, err := w.AddToken(ctx, operator.AddTokenRequest{}); return err },
		"a code": func(ctx context.Context) error {
			_, err := w.AddLoginCode(ctx, operator.LoginCodeRequest{Person: c.buyer})
			return err
		},
	} {
		if err := do(w.byFor(full, c.buyer)); reasonOf(err) != "on_behalf" {
			t.Errorf("%s in another's name: %v", what, err)
		}
	}
	boss := c.secondAdmin()
	theirs := w.token(t, boss, operator.ScopeRead, operator.ScopeImpersonate)
	must(t)(nil, whoami(w.byFor(theirs, c.buyer)))
	must(t)(w.EditPerson(w.boss(), operator.EditPersonRequest{Person: boss, Role: ptr(operator.Member)}))
	refused(t, whoami(w.byFor(theirs, c.buyer)), operator.Denied, "not_allowed")
}

func testImpersonationIsNoProof(t *testing.T, w *World) {
	c := newCast(t, w)
	token := w.token(t, "P1", operator.ScopeAll, operator.ScopeImpersonate)
	u := uref(c.postUpdate("P1", operator.PostUpdateRequest{Ack: operator.AckAny}).Ref)
	inTheirName := w.byFor(token, c.buyer)
	_, err := w.MarkSeen(inTheirName, operator.MarkSeenRequest{Updates: []operator.Ref{u}})
	refused(t, err, operator.Denied, "on_behalf")
	must(t)(w.AcknowledgeUpdate(inTheirName, operator.UpdateRequest{Update: u}))
	equal(t, "recorded as", w.lastEvent(t).Action, "update.acknowledged_on_behalf")
	receipts := get(w.ListReceipts(w.boss(), operator.ListReceiptsRequest{Update: u}))(t).Items
	at := slices.IndexFunc(receipts, func(r operator.Receipt) bool { return ref(r.Person.Ref) == c.buyer })
	if r := receipts[at]; r.SeenAt != nil || !r.OnBehalf {
		t.Errorf("the receipt says %+v", r)
	}
	must(t)(w.MarkSeen(w.by(w.token(t, c.buyer)), operator.MarkSeenRequest{Updates: []operator.Ref{u}}))
	equal(t, "seen by the buyer's own token", w.lastEvent(t).Action, "update.seen")
}

func testLogin(t *testing.T, w *World) {
	c := newCast(t, w)
	nobody := w.As("")
	code := get(w.AddLoginCode(w.boss(), operator.LoginCodeRequest{Person: c.buyer}))(t)
	equal(t, "when it expires", code.ExpiresAt, w.Clock.Now().Add(15*time.Minute))
	if len(code.Code) != 19 || strings.Trim(code.Code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-") != "" {
		t.Errorf("the code is %q", code.Code)
	}
	_, wrong := w.Login(nobody, operator.LoginRequest{Code: "0000-0000-0000-0000"})
	refused(t, wrong, operator.Denied, "bad_code")
	typed := " " + strings.NewReplacer("0", "o", "1", "l", "-", " ").Replace(strings.ToLower(code.Code))
	token := get(w.Login(nobody, operator.LoginRequest{Code: typed, Note: "her laptop"}))(t)
	equal(t, "its scopes", token.Scopes, []operator.Scope{operator.ScopeAll})
	who := get(w.Whoami(w.by(*token.Token), operator.WhoamiRequest{}))(t)
	equal(t, "who it signs in", ref(who.Person.Ref), c.buyer)
	events := get(w.ListEvents(w.boss(), operator.ListEventsRequest{Action: "person.signed_in"}))(t).Items
	equal(t, "who signed in", ref(events[0].Actor.Ref), c.buyer)
	_, err := w.Login(nobody, operator.LoginRequest{Code: code.Code})
	identical(t, "the code again", err, wrong)
	for _, bad := range []string{"", "-", *token.Token, strings.Repeat("0", 1<<16)} {
		_, err := w.Login(nobody, operator.LoginRequest{Code: bad})
		identical(t, "a code that is none", err, wrong)
	}
	_, err = w.AddLoginCode(w.As(c.wide), operator.LoginCodeRequest{Person: c.assigned})
	refused(t, err, operator.Denied, "not_allowed")
	own := get(w.AddLoginCode(w.As(c.wide), operator.LoginCodeRequest{Person: c.wide}))(t)
	get(w.Login(w.by("worthless"), operator.LoginRequest{Code: own.Code}))(t)
}

func testCodesEnd(t *testing.T, w *World) {
	c := newCast(t, w)
	code := func() string { return get(w.AddLoginCode(w.boss(), operator.LoginCodeRequest{Person: c.wide}))(t).Code }
	login := func(code string) error { _, err := w.Login(w.As(""), operator.LoginRequest{Code: code}); return err }
	first, second := code(), code()
	refused(t, login(first), operator.Denied, "bad_code")
	w.Clock.Advance(15 * time.Minute)
	refused(t, login(second), operator.Denied, "bad_code")
	third := code()
	call := operator.CallFrom(w.As(""))
	call.DryRun = true
	dry := get(w.Login(operator.WithCall(w.As(""), call), operator.LoginRequest{Code: third}))(t)
	if dry.Token != nil {
		t.Error("a dry run gave a token")
	}
	_, err := w.Login(w.As(""), operator.LoginRequest{Code: third, Note: "two\nlines"})
	if operator.CodeOf(err) != operator.Invalid {
		t.Errorf("a note of two lines: %v", err)
	}
	must(t)(nil, login(third)) // neither used it
}

func testInvite(t *testing.T, w *World) {
	c := newCast(t, w)
	state := func() operator.InvitationState {
		return get(w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: c.buyer}))(t).Invitation.State
	}
	equal(t, "before", state(), operator.NotInvited)
	made := get(w.InvitePeople(w.boss(), operator.InviteRequest{People: []operator.Ref{c.buyer, c.cobuyer, c.buyer}}))(t)
	equal(t, "invited", len(made), 2)
	equal(t, "until", made[0].ExpiresAt, w.Clock.Now().Add(14*24*time.Hour))
	equal(t, "invited", state(), operator.Invited)
	equal(t, "recorded", w.lastEvent(t).Action, "person.invited")
	plain := get(w.AddLoginCode(w.boss(), operator.LoginCodeRequest{Person: c.cobuyer}))(t)
	get(w.Login(w.As(""), operator.LoginRequest{Code: plain.Code}))(t)
	w.Clock.Advance(13 * 24 * time.Hour)
	token := get(w.Login(w.As(""), operator.LoginRequest{Code: made[0].Code}))(t)
	equal(t, "signed in", ref(token.Person.Ref), c.buyer)
	equal(t, "accepted", state(), operator.Accepted)
	_, err := w.InvitePeople(w.boss(), operator.InviteRequest{People: []operator.Ref{c.buyer}})
	refused(t, err, operator.Conflict, "accepted")
}

func testInvitable(t *testing.T, w *World) {
	c := newCast(t, w)
	invite := func(ctx context.Context, people ...operator.Ref) error {
		_, err := w.InvitePeople(ctx, operator.InviteRequest{People: people})
		return err
	}
	p := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Nobody's Address"}))(t)
	events := w.Events()
	refused(t, invite(w.boss(), c.buyer, ref(p.Ref)), operator.Invalid, "not_invitable")
	refused(t, invite(w.boss(), c.leaver), operator.Conflict, "deactivated")
	refused(t, invite(w.boss()), operator.Usage, "nobody")
	for _, who := range []operator.Ref{c.assigned, c.auditor, c.buyer} {
		refused(t, invite(w.As(who), c.buyer), operator.Denied, "not_allowed")
	}
	equal(t, "events of what was refused", w.Events(), events)
	must(t)(nil, invite(w.boss(), c.buyer))
	must(t)(nil, invite(w.boss(), c.buyer)) // once more, where the first was lost
}

func testLeavingEndsSignIns(t *testing.T, w *World) {
	c := newCast(t, w)
	code := get(w.AddLoginCode(w.boss(), operator.LoginCodeRequest{Person: c.wide}))(t)
	invite := get(w.InvitePeople(w.boss(), operator.InviteRequest{People: []operator.Ref{c.cobuyer}}))(t)[0]
	must(t)(w.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.wide}))
	must(t)(w.ActivatePerson(w.boss(), operator.PersonRequest{Person: c.wide}))
	must(t)(w.MergePeople(w.boss(), operator.MergePeopleRequest{Into: c.buyer, From: c.cobuyer, Confirmed: true}))
	for _, code := range []string{code.Code, invite.Code} {
		_, err := w.Login(w.As(""), operator.LoginRequest{Code: code})
		refused(t, err, operator.Denied, "bad_code")
	}
}

func testLogout(t *testing.T, w *World) {
	c := newCast(t, w)
	_, err := w.Logout(w.As(c.wide), operator.LogoutRequest{})
	refused(t, err, operator.Usage, "no_token")
	here, there := w.token(t, c.wide, operator.ScopeImport), w.token(t, c.wide)
	who := get(w.Logout(w.by(here), operator.LogoutRequest{}))(t)
	equal(t, "who signed out", []string{string(ref(who.Person.Ref)), who.Token.Ref.String()}, []string{string(c.wide), "K1"})
	_, err = w.Whoami(w.by(here), operator.WhoamiRequest{})
	refused(t, err, operator.Denied, "bad_token")
	get(w.Whoami(w.by(there), operator.WhoamiRequest{}))(t)
}

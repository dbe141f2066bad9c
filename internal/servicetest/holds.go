package servicetest

import (
	"context"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func holdTests() []test {
	return []test{
		{"AHoldIsSetOnceAndReleased", testHolds},
		{"NothingOfAHomeOnHoldIsDeleted", testHeldHome},
		{"AnUpdateToManyHomesStaysWithTheOneOnHold", testHeldGroup},
		{"AnImportIsUndoneButForAHomeOnHold", testHeldImport},
		{"FilesThatUpdatesOfAHomeOnHoldHadAreNotSwept", testHeldFiles},
		{"WhatWasWrittenOnAHomeIsHeldWithItWhereverItWasMoved", testHeldAfterAMove},
	}
}

// hold puts the home on hold.
func (c *cast) hold(reason string) operator.Hold {
	c.t.Helper()
	return get(c.SetHold(c.as(c.admin), operator.HoldRequest{Property: c.home, Reason: reason}))(c.t)
}

func (c *cast) release() operator.Hold {
	c.t.Helper()
	return get(c.ReleaseHold(c.as(c.admin), operator.HoldRequest{Property: c.home, Reason: "it was settled"}))(c.t)
}

func testHolds(t *testing.T, w *World) {
	c := newCast(t, w)
	before := w.Events()
	set := get(w.SetHold(c.as(c.auditor), operator.HoldRequest{Property: "mr-014", Reason: " a dispute about the roof "}))(t)
	equal(t, "the hold", set, operator.Hold{
		Property: "MR-014", Held: true, Reason: ptr("a dispute about the roof"),
		By: &operator.PersonSummary{Ref: set.By.Ref, Name: "Otto Auditor", Email: ptr("otto@example.com"), Kind: operator.Team}, Since: ptr(w.Clock.Now()),
	})
	w.Clock.Advance(1e9)
	equal(t, "set again", c.hold("another reason"), set)
	equal(t, "events", w.Events(), before+1)
	equal(t, "shown with the home", *get(w.ShowProperty(c.as(c.assigned), operator.PropertyRequest{Property: c.home}))(t).Hold, set)
	if h := get(w.ShowProperty(c.as(c.buyer), operator.PropertyRequest{Property: c.home}))(t).Hold; h != nil {
		t.Errorf("a buyer sees %+v", h)
	}
	list := func(who operator.Ref) []operator.Hold {
		return get(w.ListHolds(c.as(who), operator.ListHoldsRequest{}))(t).Items
	}
	equal(t, "listed to the team", list(c.assigned), []operator.Hold{set})
	equal(t, "listed to a buyer", list(c.buyer), []operator.Hold{})
	equal(t, "listed to others", list(c.outside), []operator.Hold{})

	_, err := w.ReleaseHold(c.as(c.auditor), operator.HoldRequest{Property: c.home, Reason: "x"})
	refused(t, err, operator.Denied, "not_allowed")
	for _, method := range []string{"SetHold", "ReleaseHold"} {
		refused(t, w.call(w.boss(), method, operator.HoldRequest{Property: c.home, Reason: " "}), operator.Invalid, "reason_missing")
		refused(t, w.call(w.boss(), method, operator.HoldRequest{Property: c.home, Reason: "a\nb"}), operator.Invalid, "line_break")
	}
	released := set
	released.Held = false
	equal(t, "released", c.release(), released)
	equal(t, "released again", c.release(), operator.Hold{Property: "MR-014"})
	equal(t, "listed", list(c.admin), []operator.Hold{})
	equal(t, "events", c.events(c.admin, operator.ListEventsRequest{Property: c.home, Since: uint64(before)})[:2],
		[]string{"property.hold_set H1", "property.hold_released H1"})
}

func testHeldHome(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "The roof leaks", c.buyer)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	done := c.complete(c.assigned, "Permit")
	c.hold("a dispute")
	refs := map[string]func(context.Context) error{
		"a message": func(ctx context.Context) error {
			return second(w.DeleteMessage(ctx, operator.DeleteMessageRequest{Message: ref(m.Ref), Reason: "x", Confirmed: true}))
		},
		"an update": func(ctx context.Context) error {
			return second(w.DeleteUpdate(ctx, operator.DeleteUpdateRequest{Update: uref(u.Ref), Reason: "x", Confirmed: true}))
		},
		"a milestone": func(ctx context.Context) error {
			return second(w.ResetMilestone(ctx, operator.ResetMilestoneRequest{Property: c.home, Name: done.Name, Confirmed: true}))
		},
		"the home": func(ctx context.Context) error {
			return second(w.DeleteProperty(ctx, operator.PropertyRequest{Property: c.home}))
		},
		"a conversation": func(ctx context.Context) error {
			return second(w.MoveConversation(ctx, operator.MoveConversationRequest{Conversation: ref(m.Conversation), Property: c.other, Confirmed: true}))
		},
		"a buyer": func(ctx context.Context) error {
			return second(w.ErasePerson(ctx, operator.ErasePersonRequest{Person: c.former, Reason: "asked", Confirmed: true}))
		},
	}
	before := w.Events()
	for what, act := range refs {
		for _, ctx := range []context.Context{c.as(c.admin), w.dry(c.admin)} {
			err := act(ctx)
			refused(t, err, operator.Conflict, "on_hold")
			if !strings.Contains(err.Error(), "MR-014 is on hold since 2026-03-04 (a dispute)") {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	equal(t, "events", w.Events(), before)
	must(t)(w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(m.Ref), Body: "The roof leaked"}))
	_, err := w.DeleteMessage(c.as(c.buyer), operator.DeleteMessageRequest{Message: ref(c.reply(c.buyer, m.Conversation, "Yes").Ref), Confirmed: true})
	refused(t, err, operator.Conflict, "on_hold")
	if strings.Contains(err.Error(), "dispute") {
		t.Errorf("a buyer learns why: %v", err)
	}
	c.release()
	delete(refs, "the home") // which has a history
	for _, what := range []string{"a milestone", "an update", "a message", "a buyer"} {
		must(t)(nil, refs[what](c.as(c.admin)))
	}
}

// testHeldAfterAMove moves a conversation, merges it into another, and then puts the home
// on hold on which it was written.
func testHeldAfterAMove(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "It leaks.", c.wide)
	there := c.sendAs(c.wide, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.admin}, Body: "Of the other home."})
	c.moveTalk(c.admin, m.Conversation, c.other)
	c.mergeTalks(c.admin, there.Conversation, m.Conversation)
	later := c.reply(c.wide, there.Conversation, "Written after the move.")
	c.hold("a dispute about the roof")
	must(t)(w.UnassignProperty(c.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.assigned}}))
	remove := func(who operator.Ref, m operator.Message) error {
		return second(w.DeleteMessage(c.as(who), operator.DeleteMessageRequest{Message: ref(m.Ref), Reason: "a slip", Confirmed: true}))
	}
	refused(t, remove(c.admin, m), operator.Conflict, "on_hold")
	err := remove(c.assigned, m) // who does not see the home is not told which it is
	refused(t, err, operator.Conflict, "on_hold")
	equal(t, "what they are told", strings.Contains(err.Error(), "MR-014"), false)
	must(t)(nil, remove(c.wide, later))
	must(t)(w.DeactivatePerson(c.boss(), operator.PersonRequest{Person: c.assigned}))
	_, err = w.ErasePerson(c.boss(), operator.ErasePersonRequest{Person: c.assigned, Reason: "they asked", Messages: true, Confirmed: true})
	refused(t, err, operator.Conflict, "on_hold")
	c.release()
	must(t)(nil, remove(c.admin, m))
}

func testHeldGroup(t *testing.T, w *World) {
	c := newCast(t, w)
	posted := get(w.PostUpdate(c.as(c.admin), operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, Body: "Rain"}))(t)
	c.hold("a dispute")
	var other operator.Ref
	for _, u := range get(w.ListUpdates(c.as(c.admin), operator.ListUpdatesRequest{Property: c.other}))(t).Items {
		other = uref(u.Ref)
	}
	gone := operator.DeleteUpdateRequest{Update: other, AllHomes: true, Confirmed: true}
	_, err := w.DeleteUpdate(c.as(c.admin), gone)
	refused(t, err, operator.Conflict, "on_hold")
	gone.AllHomes = false
	must(t)(w.DeleteUpdate(c.as(c.admin), gone))
	equal(t, "on the home", len(get(w.ListUpdates(c.as(c.admin), operator.ListUpdatesRequest{Property: c.home}))(t).Items), 1)
	equal(t, "homes of the post", posted.Update.Homes, 2)
}

func testHeldImport(t *testing.T, w *World) {
	w.ground(t)
	done := w.importing(t, operator.ImportRequest{Kind: operator.ImportProperties}, "code,community\nMR-801,MR\nMR-802,MR\n")
	must(t)(w.SetHold(w.boss(), operator.HoldRequest{Property: "MR-801", Reason: "a dispute"}))
	undone := get(w.UndoImport(w.boss(), operator.UndoImportRequest{Import: operator.Ref(done.Ref.String()), Confirmed: true}))(t)
	equal(t, "taken back and kept", []int{len(undone.Changes), len(undone.Kept)}, []int{1, 1})
	must(t)(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: "MR-801"}))
}

func testHeldFiles(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{
		Attachments: []operator.NewAttachment{c.upload(c.assigned, "roof.txt", []byte("the roof"))},
	})
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: uref(u.Ref), Confirmed: true}))
	c.hold("a dispute")
	w.filesAreOld()
	equal(t, "swept while it is on hold", get(w.Sweep(w.boss(), operator.SweepRequest{}))(t).Files, 0)
	c.release()
	equal(t, "swept after", get(w.Sweep(w.boss(), operator.SweepRequest{}))(t).Files, 1)
}

// privacyOperations are holds and erasures.
func privacyOperations() []operation {
	return []operation{
		{"hold-set", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.SetHold(ctx, operator.HoldRequest{Property: c.home, Reason: "a test"}))
		}},
		{"hold-release", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.ReleaseHold(ctx, operator.HoldRequest{Property: c.home, Reason: "a test"}))
		}},
		{"hold-seen", func(c *cast, ctx context.Context, _ operator.Message) error {
			page, err := c.ListHolds(ctx, operator.ListHoldsRequest{})
			return listed(err, page.Items, func(h operator.Hold) bool { return h.Property == string(c.home) })
		}},
		{"hold-seen", func(c *cast, ctx context.Context, _ operator.Message) error {
			h, err := c.ShowProperty(ctx, operator.PropertyRequest{Property: c.home})
			if err == nil && h.Hold == nil {
				err = operator.Errorf(operator.NotFound, "no hold")
			}
			return err
		}},
		{"erase", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.ErasePerson(ctx, operator.ErasePersonRequest{Person: c.leaver, Reason: "a test"}))
		}},
	}
}

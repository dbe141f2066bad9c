package servicetest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func scheduleTests() []test {
	return []test{
		{"AMessageGoesOutAtItsTimeAsItsAuthor", testScheduledMessage},
		{"WhatIsPlannedIsTheAuthorsAndTheAdministrators", testWhoSeesThePlan},
		{"OnlyTheAuthorChangesTheTextOfWhatIsPlanned", testEditPlan},
		{"WhatIsCalledOffDoesNotGoOut", testCancelPlan},
		{"AnUpdateGoesOutAtItsTime", testScheduledUpdate},
		{"AnUpdateThatIsCalledOffIsADraft", testCancelUpdate},
		{"WhatTheAuthorMayNotDoAnyMoreFailsAndTheRestGoesOut", testPlanFails},
		{"EachThingGoesOutOnceHoweverManyRunTheSchedule", testRunAtOnce},
		{"FilesOfWhatIsPlannedStay", testFilesOfThePlan},
		{"ADryRunOfTheScheduleSaysWhatIsDue", testDryRunOfSchedule},
		{"AConversationAboutAnUpdateIsAnotherOne", testAboutAnUpdate},
	}
}

// later plans a message to the buyers.
func (c *cast) later(who operator.Ref, at, body string) operator.Scheduled {
	c.t.Helper()
	return get(c.ScheduleMessage(c.as(who), operator.ScheduleMessageRequest{
		At: at, Send: &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"buyers"}, Body: body},
	}))(c.t)
}

// runSchedule runs the schedule, and says of each thing what came of it.
func (c *cast) runSchedule() []string {
	c.t.Helper()
	out := []string{}
	for _, s := range get(c.RunSchedule(c.boss(), operator.RunScheduleRequest{}))(c.t) {
		out = append(out, fmt.Sprint(s.Ref, " ", s.State, " ", operator.Value(s.Result), operator.Value(s.Problem)))
	}
	return out
}

func (c *cast) planned(who operator.Ref, state operator.ScheduleState) []string {
	c.t.Helper()
	refs := []string{}
	for _, s := range get(c.ListSchedule(c.as(who), operator.ListScheduleRequest{State: state}))(c.t).Items {
		refs = append(refs, s.Ref.String())
	}
	return refs
}

func testScheduledMessage(t *testing.T, w *World) {
	c := newCast(t, w)
	for at, reason := range map[string]string{"2026-03-04T15:00:00Z": "past", "yesterday": "past", "whenever": "date_format"} {
		_, err := w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: at, Send: &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"buyers"}, Body: "x"}})
		refused(t, err, operator.Invalid, reason)
	}
	_, err := w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: "+1d"})
	refused(t, err, operator.Usage, "bad_schedule")
	s := c.later(c.assigned, "fri 09:00", "Good morning.")
	equal(t, "the time, in the workspace's zone", s.At, time.Date(2026, 3, 6, 16, 0, 0, 0, time.UTC))
	equal(t, "before its time", c.runSchedule(), []string{})
	w.Clock.Advance(49*time.Hour + 90*time.Second)
	done := get(w.RunSchedule(c.boss(), operator.RunScheduleRequest{}))(t)
	equal(t, "what was done", []any{len(done), done[0].State, done[0].Late}, []any{1, operator.ScheduleDone, 90})
	m := get(w.ShowMessage(c.as(c.buyer), operator.ShowMessageRequest{Message: operator.Ref(*done[0].Result)}))(t)
	equal(t, "the message", []string{m.Body, m.Author.Name}, []string{"Good morning.", "Tess Assigned"})
	equal(t, "again", c.runSchedule(), []string{})
	e := get(w.ListEvents(c.boss(), operator.ListEventsRequest{Action: "message.sent"}))(t).Items[0]
	equal(t, "the event", []string{e.Actor.Name, e.OnBehalfOf.Name}, []string{"Maya Ortiz", "Tess Assigned"})
	told := get(w.PropertyHistory(c.boss(), operator.HistoryRequest{Property: c.home}))(t).Items
	at := slices.IndexFunc(told, func(h operator.HistoryEntry) bool { return h.Action == "message.sent" })
	equal(t, "the history", strings.HasPrefix(told[at].Text, "Maya Ortiz for Tess Assigned "), true)
	_, err = w.RunSchedule(c.as(c.assigned), operator.RunScheduleRequest{})
	refused(t, err, operator.Denied, "not_allowed")

	get(w.ScheduleMessage(c.as(c.buyer), operator.ScheduleMessageRequest{At: "+1d", Reply: &operator.ReplyMessageRequest{
		Conversation: ref(m.Conversation), InReplyTo: ref(m.Ref), Body: "Thank you.",
	}}))(t)
	w.Clock.Advance(25 * time.Hour)
	equal(t, "how many went out", len(c.runSchedule()), 1)
	all := c.show(c.assigned, m.Conversation)
	equal(t, "what was said", bodies(all.Messages), []string{"Good morning.", "Thank you."})
	equal(t, "whose turn it is", c.waiting(m.Conversation), "us")
}

func testWhoSeesThePlan(t *testing.T, w *World) {
	c := newCast(t, w)
	s := c.later(c.assigned, "+1d", "A secret.")
	item := operator.ScheduleRequest{Item: ref(s.Ref)}
	for _, who := range []operator.Ref{c.wide, c.outside, c.auditor, c.buyer, c.lender} {
		_, hidden := w.ShowScheduled(c.as(who), item)
		_, missing := w.ShowScheduled(c.as(who), operator.ScheduleRequest{Item: "S99"})
		sameAsMissing(t, hidden, missing, s.Ref.String(), "S99")
		_, err := w.CancelScheduled(c.as(who), item)
		refused(t, err, operator.NotFound, "")
		equal(t, "seen by "+string(who), c.planned(who, ""), []string{})
		equal(t, "suggested to "+string(who), len(get(w.Suggest(c.as(who), operator.SuggestRequest{Kind: "scheduled"}))(t)), 0)
	}
	equal(t, "the author's list", c.planned(c.assigned, ""), []string{"S1"})
	shown := get(w.ShowScheduled(c.as(c.assigned), item))(t)
	equal(t, "the author sees", []string{shown.Excerpt, operator.Value(shown.Body), strings.Join(shown.To, " ")}, []string{"A secret.", "A secret.", "buyers"})
	listed := get(w.ListSchedule(c.boss(), operator.ListScheduleRequest{Property: c.home}))(t).Items
	equal(t, "an administrator's list", []string{listed[0].Ref.String(), listed[0].Excerpt}, []string{"S1", ""})
	before := w.Events()
	equal(t, "an administrator reads", operator.Value(get(w.ShowScheduled(c.boss(), item))(t).Body), "A secret.")
	equal(t, "events of it", w.Events()-before, 1)
	equal(t, "on the other home", len(get(w.ListSchedule(c.boss(), operator.ListScheduleRequest{Property: c.other}))(t).Items), 0)
	_, err := w.ListSchedule(c.boss(), operator.ListScheduleRequest{State: "x"})
	refused(t, err, operator.Usage, "bad_state")
}

func testEditPlan(t *testing.T, w *World) {
	c := newCast(t, w)
	s := c.later(c.assigned, "+1d", "One.")
	edit := func(who operator.Ref, at, body *string) error {
		_, err := w.EditSchedule(c.as(who), operator.EditScheduleRequest{Item: ref(s.Ref), At: at, Body: body})
		return err
	}
	refused(t, edit(c.admin, nil, ptr("Mine.")), operator.Denied, "not_allowed")
	refused(t, edit(c.assigned, ptr("-1d"), nil), operator.Invalid, "past")
	refused(t, edit(c.assigned, nil, ptr(" ")), operator.Invalid, "body_empty")
	must(t)(nil, edit(c.admin, ptr("+2d"), nil))
	must(t)(nil, edit(c.assigned, nil, ptr("Two.")))
	before := w.Events()
	must(t)(nil, edit(c.assigned, nil, ptr("Two.\n")))
	equal(t, "events of no change", w.Events(), before)
	w.Clock.Advance(25 * time.Hour)
	equal(t, "at its first time", c.runSchedule(), []string{})
	w.Clock.Advance(24 * time.Hour)
	equal(t, "at its second", c.runSchedule(), []string{"S1 done M1"})
	m := get(w.ShowMessage(c.as(c.buyer), operator.ShowMessageRequest{Message: "M1"}))(t)
	equal(t, "the message", m.Body, "Two.")
	refused(t, edit(c.assigned, ptr("+1d"), nil), operator.Conflict, "not_pending")
}

func testCancelPlan(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, who := range []operator.Ref{c.assigned, c.admin} {
		s := c.later(c.assigned, "+1d", "No.")
		gone := get(w.CancelScheduled(c.as(who), operator.ScheduleRequest{Item: ref(s.Ref)}))(t)
		equal(t, "its state", gone.State, operator.ScheduleCancelled)
		must(t)(w.CancelScheduled(c.as(who), operator.ScheduleRequest{Item: ref(s.Ref)}))
	}
	must(t)(w.AddProperty(c.boss(), operator.AddPropertyRequest{Code: "X-1", Community: "MR"}))
	must(t)(w.CancelScheduled(c.as(c.wide), operator.ScheduleRequest{Item: ref(get(w.ScheduleMessage(c.as(c.wide), operator.ScheduleMessageRequest{
		At: "+1d", Send: &operator.SendMessageRequest{Property: "X-1", To: []operator.Ref{c.assigned}, Body: "No."},
	}))(t).Ref)}))
	_, err := w.DeleteProperty(c.boss(), operator.PropertyRequest{Property: "X-1"})
	refused(t, err, operator.Conflict, "has_history")
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{})
	equal(t, "called off", c.planned(c.assigned, operator.ScheduleCancelled), []string{"S1", "S2"})
}

func testScheduledUpdate(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{At: "+1d", Title: "Soon"})
	equal(t, "its state", u.State, operator.UpdateScheduled)
	equal(t, "who may post knows of it", c.planned(c.wide, ""), []string{"S1"})
	equal(t, "a buyer does not", c.planned(c.buyer, ""), []string{})
	equal(t, "the buyer's feed", c.feed(c.buyer, operator.ListUpdatesRequest{}), []string{})
	must(t)(w.EditSchedule(c.as(c.wide), operator.EditScheduleRequest{Item: "S1", At: ptr("+2d")}))
	_, err := w.EditSchedule(c.as(c.wide), operator.EditScheduleRequest{Item: "S1", Body: ptr("x")})
	refused(t, err, operator.Usage, "is_update")
	w.Clock.Advance(25 * time.Hour)
	equal(t, "at its first time", c.runSchedule(), []string{})
	w.Clock.Advance(24 * time.Hour)
	equal(t, "at its second", c.runSchedule(), []string{"S1 done U1"})
	equal(t, "unseen by the buyer", c.unseen(c.buyer), []string{"U1"})
	equal(t, "its author", get(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: "U1"}))(t).Author.Name, "Tess Assigned")
	early := c.postUpdate(c.assigned, operator.PostUpdateRequest{At: "+1d"})
	must(t)(w.PublishUpdate(c.as(c.assigned), operator.UpdateRequest{Update: uref(early.Ref)}))
	equal(t, "published before its time", c.planned(c.assigned, operator.ScheduleDone), []string{"S1", "S2"})
	w.Clock.Advance(25 * time.Hour)
	equal(t, "and not again", c.runSchedule(), []string{})
}

func testCancelUpdate(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, At: "+1d"})
	gone := get(w.CancelScheduled(c.as(c.wide), operator.ScheduleRequest{Item: "S1"}))(t)
	equal(t, "the plan", gone.State, operator.ScheduleCancelled)
	show := func() operator.Update {
		return get(w.ShowUpdate(c.as(c.wide), operator.ShowUpdateRequest{Update: uref(u.Ref)}))(t)
	}
	equal(t, "the update", show().State, operator.UpdateDraft)
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{})
	must(t)(w.EditUpdate(c.as(c.wide), operator.EditUpdateRequest{Update: uref(u.Ref), AllHomes: true, At: ptr("+1d")}))
	equal(t, "planned again", c.planned(c.wide, ""), []string{"S1"})
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{"S1 done U1"})
	equal(t, "the update", show().State, operator.UpdatePublished)
}

func testPlanFails(t *testing.T, w *World) {
	c := newCast(t, w)
	second := c.add(operator.Team, "Gone Soon", operator.Member, "")
	must(t)(w.AssignProperty(c.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{second}}))
	talk := c.send(c.assigned, "Hello", c.buyer)
	c.later(second, "+1d", "From who is gone.")
	c.postUpdate(second, operator.PostUpdateRequest{At: "+1d"})
	get(w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: "+1d", Reply: &operator.ReplyMessageRequest{Conversation: ref(talk.Conversation), Body: "x"}}))(t)
	get(w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: "+1d", Send: &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "x"}}))(t)
	get(w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: "+1d", Send: &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "x"}}))(t)
	c.later(c.assigned, "+2d", "Later.")
	must(t)(w.DeactivatePerson(c.boss(), operator.PersonRequest{Person: second}))
	must(t)(w.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(talk.Conversation)}))
	w.Clock.Advance(25 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{
		"S1 failed this person is deactivated", "S2 failed this person is deactivated", "S3 failed C1 is closed", "S4 done M2", "S5 done M3",
	})
	equal(t, "the update", get(w.ShowUpdate(c.boss(), operator.ShowUpdateRequest{Update: "U1"}))(t).State, operator.UpdateDraft)
	must(t)(w.WithdrawTransaction(c.boss(), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	w.Clock.Advance(24 * time.Hour)
	equal(t, "after the withdrawal", c.runSchedule(), []string{"S6 failed the sale " + string(c.sale) + " was withdrawn"})
	equal(t, "again", c.runSchedule(), []string{})
}

func testRunAtOnce(t *testing.T, w *World) {
	c := newCast(t, w)
	for n := range 30 {
		c.later(c.assigned, fmt.Sprintf("+%dm", 100-n), fmt.Sprint("message ", n))
	}
	c.postUpdate(c.wide, operator.PostUpdateRequest{Community: "MR", At: "+80m"})
	w.Clock.Advance(3 * time.Hour)
	var all sync.WaitGroup
	var mutex sync.Mutex
	times := map[operator.ScheduleID]int{}
	for range 20 {
		all.Go(func() {
			done, err := w.RunSchedule(w.boss(), operator.RunScheduleRequest{})
			mutex.Lock()
			defer mutex.Unlock()
			if err != nil {
				t.Error(err)
			}
			for _, s := range done {
				times[s.Ref]++
			}
		})
	}
	all.Wait()
	equal(t, "how many went out", len(times), 31)
	for id, n := range times {
		if n != 1 {
			t.Errorf("%s was done %d times", id, n)
		}
	}
	page := get(w.ListConversations(c.as(c.buyer), operator.ListConversationsRequest{}))(t)
	said := bodies(c.show(c.buyer, page.Items[0].Ref).Messages)
	var want []string
	for n := range 30 {
		want = append(want, fmt.Sprint("message ", 29-n))
	}
	equal(t, "in order of their times", said, want)
	equal(t, "unseen by the buyer", len(c.unseen(c.buyer)), 1)
}

func testFilesOfThePlan(t *testing.T, w *World) {
	c := newCast(t, w)
	up := get(w.PutFile(c.as(c.assigned), operator.PutFileRequest{Name: "plan.txt", Content: bytes.NewReader([]byte("A plan"))}))(t)
	s := get(w.ScheduleMessage(c.as(c.assigned), operator.ScheduleMessageRequest{At: "+9d", Send: &operator.SendMessageRequest{
		Property: c.home, To: []operator.Ref{"buyers"}, Attachments: []operator.NewAttachment{{Name: "plan.txt", Upload: up}},
	}}))(t)
	equal(t, "its files", s.Files, []string{"plan.txt"})
	w.Clock.Advance(8 * 24 * time.Hour)
	equal(t, "what is swept", get(w.Sweep(c.boss(), operator.SweepRequest{}))(t).Files, 0)
	w.Clock.Advance(2 * 24 * time.Hour)
	equal(t, "what goes out", c.runSchedule(), []string{"S1 done M1"})
	f := get(w.OpenFile(c.as(c.buyer), operator.OpenFileRequest{Message: "M1", Index: 1}))(t)
	equal(t, "the file", f.Attachment.Name, "plan.txt")
	must(t)(nil, f.Content.Close())
}

func testDryRunOfSchedule(t *testing.T, w *World) {
	c := newCast(t, w)
	c.later(c.assigned, "+1d", "x")
	c.later(c.assigned, "+3d", "y")
	w.Clock.Advance(25 * time.Hour)
	before := w.Events()
	due := get(w.RunSchedule(w.dry("P1"), operator.RunScheduleRequest{}))(t)
	equal(t, "what is due", []any{len(due), due[0].Ref.String(), due[0].State}, []any{1, "S1", operator.SchedulePending})
	equal(t, "events", w.Events(), before)
	must(t)(w.ScheduleMessage(w.dry(c.assigned), operator.ScheduleMessageRequest{At: "+1d", Send: &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"buyers"}, Body: "z"}}))
	equal(t, "planned", c.planned(c.assigned, ""), []string{"S1", "S2"})
}

func testAboutAnUpdate(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	v := c.postUpdate(c.assigned, operator.PostUpdateRequest{})
	draft := c.postUpdate(c.assigned, operator.PostUpdateRequest{Draft: true})
	elsewhere := c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.other}})
	about := func(u operator.UpdateID) operator.Message {
		return c.sendAs(c.buyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned, c.lender}[:1], Body: "Why?", About: uref(u)})
	}
	first := about(u.Ref)
	equal(t, "the same question goes on", about(u.Ref).Conversation, first.Conversation)
	plain := c.send(c.buyer, "Hello", c.assigned)
	if other := about(v.Ref); other.Conversation == first.Conversation || plain.Conversation == first.Conversation {
		t.Error("conversations about different updates are one")
	}
	equal(t, "what it is about", c.show(c.assigned, first.Conversation).About, u.Ref)
	refuse := func(who operator.Ref, id operator.UpdateID, code operator.Code, reason string) {
		_, err := w.SendMessage(c.as(who), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"team"}, Body: "x", About: uref(id)})
		refused(t, err, code, reason)
	}
	refuse(c.buyer, elsewhere.Ref, operator.NotFound, "")
	refuse(c.buyer, draft.Ref, operator.NotFound, "")
	refuse(c.wide, draft.Ref, operator.Conflict, "not_published")
	refuse(c.wide, elsewhere.Ref, operator.Invalid, "other_home")
	shared := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.lender}, Body: "See.", About: uref(u.Ref)})
	equal(t, "who does not see the update", c.show(c.lender, shared.Conversation).About, operator.UpdateID(0))
}

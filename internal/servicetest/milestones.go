package servicetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func milestoneTests() []test {
	return []test{
		{"AMilestoneThatIsCompleteStartsTheNextAndIsPosted", testCompleteMilestone},
		{"AMilestoneIsCompletedOnceAndMayNotDiffer", testCompleteAgain},
		{"AMilestoneThatIsResetTakesItsUpdateBack", testResetMilestone},
		{"AMilestoneOfABuildingIsOneGroup", testBuildingMilestone},
		{"AMilestoneIsForWhoMayPostAndSeenByWhoSeesTheHome", testWhoSeesMilestones},
		{"ATemplateOfMilestonesIsTheCommunitysElseTheWorkspaces", testMilestoneTemplate},
		{"AChangedTemplateKeepsWhatHomesHaveCompleted", testTemplateKeepsProgress},
		{"AnUpdateNamesAMilestoneThatItsHomesHave", testUpdateNamesMilestone},
		{"AMilestonesNoteIsLookedAtBeforeItIsPosted", testMilestoneNote},
	}
}

func (c *cast) complete(who operator.Ref, name string) operator.Milestone {
	c.t.Helper()
	c.Clock.Advance(time.Minute)
	return get(c.CompleteMilestone(c.as(who), operator.CompleteMilestoneRequest{Name: name, Property: c.home}))(c.t)[0]
}

// course is the states of the first steps of the home.
func (c *cast) course(steps int) string {
	c.t.Helper()
	var states []string
	for _, m := range get(c.ListMilestones(c.as(c.admin), operator.ListMilestonesRequest{Property: c.home}))(c.t)[:steps] {
		states = append(states, string(m.State))
	}
	return strings.Join(states, " ")
}

func testCompleteMilestone(t *testing.T, w *World) {
	c := newCast(t, w)
	all := get(w.ListMilestones(c.as(c.buyer), operator.ListMilestonesRequest{Property: c.home}))(t)
	equal(t, "milestones of a new home", len(all), 12)
	equal(t, "the first", all[0], operator.Milestone{Property: "MR-014", Name: "Permit", Position: 1, State: operator.MilestoneNotStarted})
	done := get(w.CompleteMilestone(c.as(c.assigned), operator.CompleteMilestoneRequest{Name: "permit", Property: c.home, Date: "2026-03-02", Note: "No remarks."}))(t)[0]
	equal(t, "what it posted", c.unseen(c.buyer), []string{done.Update.String()})
	equal(t, "the step", done, operator.Milestone{
		Property: "MR-014", Name: "Permit", Position: 1, State: operator.MilestoneComplete,
		CompletedAt: ptr(operator.Date("2026-03-02")), Note: ptr("No remarks."), Update: done.Update,
	})
	u := get(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(done.Update)}))(t)
	equal(t, "its text", u.Body, "Permit is complete.\n\nNo remarks.")
	equal(t, "its milestone", u.Milestone, ptr("Permit"))
	equal(t, "the home's steps", c.course(3), "complete in-progress not-started")
	home := get(w.ShowProperty(c.as(c.buyer), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "its progress", home.Progress, operator.Progress{Completed: 1, Total: 12, Current: ptr("Foundation")})
	quiet := get(w.CompleteMilestone(c.as(c.assigned), operator.CompleteMilestoneRequest{Name: "Roof", Property: c.home, NoNotify: true}))(t)[0]
	equal(t, "what it posted", quiet.Update, 0)
	equal(t, "the steps, one completed out of order", c.course(6), "complete not-started not-started complete in-progress not-started")
	c.complete(c.assigned, "Foundation")
	equal(t, "the home stays as far as it was", c.course(6), "complete complete not-started complete in-progress not-started")
	_, err := w.CompleteMilestone(c.as(c.assigned), operator.CompleteMilestoneRequest{Name: "Framing", Property: c.home, Date: "2026-03-05"})
	refused(t, err, operator.Invalid, "future")
	_, err = w.CompleteMilestone(c.as(c.assigned), operator.CompleteMilestoneRequest{Name: "Framming", Property: c.home})
	refused(t, err, operator.Invalid, "no_milestone")
	equal(t, "the hint", hintOf(err), "did you mean Framing?")
}

func testCompleteAgain(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.CompleteMilestoneRequest{Name: "Permit", Property: c.home, Date: "2026-03-02", Note: "Good."}
	first := get(w.CompleteMilestone(c.as(c.assigned), req))(t)
	events := w.Events()
	equal(t, "the same again", get(w.CompleteMilestone(c.as(c.assigned), req))(t), first)
	w.Clock.Advance(48 * time.Hour)
	equal(t, "by its name alone", get(w.CompleteMilestone(c.as(c.assigned), operator.CompleteMilestoneRequest{Name: "PERMIT", Property: c.home}))(t), first)
	equal(t, "events", w.Events(), events)
	for _, other := range []operator.CompleteMilestoneRequest{
		{Name: "Permit", Property: c.home, Date: "2026-03-03"}, {Name: "Permit", Property: c.home, Note: "Bad."},
	} {
		_, err := w.CompleteMilestone(c.as(c.assigned), other)
		refused(t, err, operator.Conflict, "already_complete")
	}
	equal(t, "the feed", len(c.feed(c.buyer, operator.ListUpdatesRequest{})), 1)
	keyed := operator.CompleteMilestoneRequest{Name: "Foundation", Property: c.home}
	once := get(w.CompleteMilestone(w.keyed(c.assigned, "k"), keyed))(t)
	equal(t, "the same key", get(w.CompleteMilestone(w.keyed(c.assigned, "k"), keyed))(t), once)
	must(t)(w.CompleteMilestone(w.dry(c.assigned), operator.CompleteMilestoneRequest{Name: "Framing", Property: c.home}))
	equal(t, "after a dry run", c.course(4), "complete complete in-progress not-started")
	equal(t, "the feed", len(c.feed(c.buyer, operator.ListUpdatesRequest{})), 2)
}

func testResetMilestone(t *testing.T, w *World) {
	c := newCast(t, w)
	reset := func(name string) error {
		_, err := w.ResetMilestone(c.as(c.assigned), operator.ResetMilestoneRequest{Name: name, Property: c.home, Confirmed: true})
		return err
	}
	c.complete(c.assigned, "Permit")
	done := c.complete(c.assigned, "Foundation")
	_, err := w.ResetMilestone(c.as(c.assigned), operator.ResetMilestoneRequest{Name: "Foundation", Property: c.home})
	refused(t, err, operator.Usage, "needs_confirmation")
	must(t)(nil, reset("foundation"))
	equal(t, "the steps are as before", c.course(4), "complete in-progress not-started not-started")
	equal(t, "unseen", len(c.unseen(c.buyer)), 1)
	gone := get(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(done.Update)}))(t)
	equal(t, "its update", gone.State, operator.UpdateDeleted)
	events := w.Events()
	must(t)(nil, reset("Foundation"))
	equal(t, "events of what was reset already", w.Events(), events)
	c.complete(c.assigned, "Foundation")
	c.complete(c.assigned, "Framing")
	must(t)(nil, reset("Foundation"))
	equal(t, "a step that is complete stays", c.course(4), "complete not-started complete in-progress")
	must(t)(nil, reset("Permit"))
	must(t)(nil, reset("Framing"))
	equal(t, "each goes back to what it was", c.course(4), "not-started not-started in-progress not-started")
	equal(t, "the feed", c.feed(c.buyer, operator.ListUpdatesRequest{}), []string{})
	c.complete(c.assigned, "Permit")
	must(t)(w.CloseTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	refused(t, reset("Permit"), operator.Conflict, "permanent")
}

func testBuildingMilestone(t *testing.T, w *World) {
	c := newCast(t, w)
	var homes []operator.Ref
	for n := range 255 { // more than one stage of a post
		code := fmt.Sprintf("B-%03d", n)
		must(t)(w.AddProperty(c.as(c.admin), operator.AddPropertyRequest{Code: code, Community: "MR"}))
		homes = append(homes, operator.Ref(code))
	}
	b := get(w.AddBuilding(c.as(c.admin), operator.AddBuildingRequest{Community: "MR", Number: "2", Properties: append(homes, c.home)}))(t)
	c.complete(c.assigned, "Permit")
	req := operator.CompleteMilestoneRequest{Name: "Permit", Building: ref(b.Ref), Note: "For all."}
	_, err := w.CompleteMilestone(c.as(c.wide), req)
	refused(t, err, operator.Conflict, "already_complete")
	req.Note = ""
	done := get(w.CompleteMilestone(w.keyed(c.wide, "building"), req))(t)
	equal(t, "homes", len(done), 256)
	for _, m := range done {
		if m.State != operator.MilestoneComplete || m.Update.IsZero() {
			t.Fatalf("%+v", m)
		}
	}
	equal(t, "the same key", get(w.CompleteMilestone(w.keyed(c.wide, "building"), req))(t), done)
	equal(t, "the feed of the home that was ready before", len(c.feed(c.buyer, operator.ListUpdatesRequest{})), 1)
	group := get(w.ListUpdates(c.as(c.wide), operator.ListUpdatesRequest{Group: uref(done[10].Update), Paging: operator.Paging{Limit: 300}}))(t)
	equal(t, "updates of the group", len(group.Items), 255)
	home := operator.Ref(done[10].Property)
	must(t)(w.ResetMilestone(c.as(c.wide), operator.ResetMilestoneRequest{Name: "Permit", Property: home, Confirmed: true}))
	equal(t, "the feed of one that was reset", c.feed(c.wide, operator.ListUpdatesRequest{Property: home}), []string{})
	equal(t, "the feed of another", len(c.feed(c.wide, operator.ListUpdatesRequest{Property: operator.Ref(done[11].Property)})), 1)
	_, err = w.CompleteMilestone(c.as(c.assigned), operator.CompleteMilestoneRequest{Name: "Roof", Building: ref(b.Ref), Property: c.home})
	refused(t, err, operator.Usage, "bad_scope")
}

func testWhoSeesMilestones(t *testing.T, w *World) {
	c := newCast(t, w)
	done := c.complete(c.assigned, "Permit")
	for _, who := range []operator.Ref{c.buyer, c.wide, c.admin, c.auditor} {
		equal(t, "for "+string(who), get(w.ListMilestones(c.as(who), operator.ListMilestonesRequest{Property: c.home}))(t)[0], done)
	}
	for _, who := range []operator.Ref{c.former, c.stranger, c.outside, c.lender} {
		_, hidden := w.ListMilestones(c.as(who), operator.ListMilestonesRequest{Property: c.home})
		_, missing := w.ListMilestones(c.as(who), operator.ListMilestonesRequest{Property: "MR-016"})
		sameAsMissing(t, hidden, missing, string(c.home), "MR-016")
		_, err := w.CompleteMilestone(c.as(who), operator.CompleteMilestoneRequest{Name: "Roof", Property: c.home})
		fails(t, err, operator.NotFound)
		_, err = w.ResetMilestone(c.as(who), operator.ResetMilestoneRequest{Name: "Permit", Property: c.home, Confirmed: true})
		fails(t, err, operator.NotFound)
	}
	for _, who := range []operator.Ref{c.buyer, c.auditor} {
		_, err := w.CompleteMilestone(c.as(who), operator.CompleteMilestoneRequest{Name: "Roof", Property: c.home})
		fails(t, err, operator.Denied)
		_, err = w.ResetMilestone(c.as(who), operator.ResetMilestoneRequest{Name: "Permit", Property: c.home, Confirmed: true})
		fails(t, err, operator.Denied)
	}
	// The buyer of a later sale sees that it is done, and not what was posted before.
	must(t)(w.WithdrawTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	c.sell(c.home, c.stranger)
	later := get(w.ListMilestones(c.as(c.stranger), operator.ListMilestonesRequest{Property: c.home}))(t)[0]
	done.Update = 0
	equal(t, "for the next buyer", later, done)
}

// steps makes a template from lines like "Slab" and "Slab: The slab is poured.".
func steps(lines ...string) []operator.MilestoneStep {
	list := []operator.MilestoneStep{}
	for _, line := range lines {
		name, text, _ := strings.Cut(line, ": ")
		list = append(list, operator.MilestoneStep{Name: name, Text: operator.Optional(text)})
	}
	return list
}

func testMilestoneTemplate(t *testing.T, w *World) {
	c := newCast(t, w)
	set := func(community operator.Ref, lines ...string) operator.MilestoneTemplate {
		t.Helper()
		return get(w.SetMilestoneTemplate(c.as(c.admin), operator.SetMilestoneTemplateRequest{Community: community, Steps: steps(lines...)}))(t)
	}
	show := func(who, community operator.Ref) operator.MilestoneTemplate {
		t.Helper()
		return get(w.ShowMilestoneTemplate(c.as(who), operator.MilestoneTemplateRequest{Community: community}))(t)
	}
	equal(t, "at first", show(c.assigned, "").Steps[11].Name, "Walkthrough")
	own := set("MR", "Slab: The slab is poured.", "Keys")
	equal(t, "the community's", own, operator.MilestoneTemplate{Community: ptr("MR"), Steps: steps("Slab: The slab is poured.", "Keys")})
	equal(t, "its home", c.course(2), "not-started not-started")
	done := c.complete(c.assigned, "slab")
	u := get(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(done.Update)}))(t)
	equal(t, "the step's own text", u.Body, "The slab is poured.")
	equal(t, "to a buyer", show(c.buyer, "MR").Steps, steps("Slab", "Keys"))
	equal(t, "the workspace's stays", len(show(c.assigned, "").Steps), 12)
	set("", "One")
	equal(t, "the workspace's", show(c.assigned, "").Steps, steps("One"))
	events := w.Events()
	set("", "One")
	equal(t, "events of no change", w.Events(), events)
	equal(t, "a community without its own", set("MR").Community, nil)
	equal(t, "the one that the workspace began with", len(set("").Steps), 12)
	for _, who := range []operator.Ref{c.wide, c.auditor, c.buyer} {
		_, err := w.SetMilestoneTemplate(c.as(who), operator.SetMilestoneTemplateRequest{Steps: steps("One")})
		fails(t, err, operator.Denied)
	}
	for _, bad := range [][]string{{"Roof", "ROOF"}, {" "}, {"a\nb"}, make([]string, 201)} {
		_, err := w.SetMilestoneTemplate(c.as(c.admin), operator.SetMilestoneTemplateRequest{Steps: steps(bad...)})
		fails(t, err, operator.Invalid)
	}
	_, err := w.ShowMilestoneTemplate(c.as(c.outside), operator.MilestoneTemplateRequest{Community: "MR"})
	fails(t, err, operator.NotFound)
}

func testTemplateKeepsProgress(t *testing.T, w *World) {
	c := newCast(t, w)
	c.complete(c.assigned, "Permit")
	c.complete(c.assigned, "Foundation")
	set := func(lines ...string) {
		must(t)(w.SetMilestoneTemplate(c.as(c.admin), operator.SetMilestoneTemplateRequest{Steps: steps(lines...)}))
	}
	set("Survey", "FOUNDATION", "Roof")
	var names []string
	for _, m := range get(w.ListMilestones(c.as(c.buyer), operator.ListMilestonesRequest{Property: c.home}))(t) {
		names = append(names, fmt.Sprint(m.Position, " ", m.Name, " ", m.State))
	}
	equal(t, "the steps", names, []string{"1 Survey not-started", "2 FOUNDATION complete", "3 Roof not-started", "4 Permit complete"})
	home := get(w.ShowProperty(c.as(c.assigned), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "the progress", home.Progress, operator.Progress{Completed: 2, Total: 4})
	must(t)(w.ResetMilestone(c.as(c.assigned), operator.ResetMilestoneRequest{Name: "Permit", Property: c.home, Confirmed: true}))
	equal(t, "the steps left", len(get(w.ListMilestones(c.as(c.buyer), operator.ListMilestonesRequest{Property: c.home}))(t)), 3)
	c.complete(c.assigned, "Survey")
	equal(t, "what comes next", c.course(3), "complete complete in-progress")
}

func testUpdateNamesMilestone(t *testing.T, w *World) {
	c := newCast(t, w)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Milestone: "framing"})
	equal(t, "its milestone", u.Milestone, ptr("Framing"))
	equal(t, "by its milestone", c.feed(c.buyer, operator.ListUpdatesRequest{Milestone: "FRAMING"}), []string{u.Ref.String()})
	_, err := w.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "x", Milestone: "Rof"})
	refused(t, err, operator.Invalid, "no_milestone")
	equal(t, "the hint", hintOf(err), "did you mean Roof?")
	must(t)(w.AddCommunity(c.as(c.admin), operator.AddCommunityRequest{Code: "OAK", Name: "Oak"}))
	must(t)(w.AddProperty(c.as(c.admin), operator.AddPropertyRequest{Code: "OAK-1", Community: "OAK"}))
	must(t)(w.SetMilestoneTemplate(c.as(c.admin), operator.SetMilestoneTemplateRequest{Community: "OAK", Steps: steps("Slab")}))
	_, err = w.PostUpdate(c.as(c.admin), operator.PostUpdateRequest{Properties: []operator.Ref{c.home, "OAK-1"}, Body: "x", Milestone: "Roof"})
	refused(t, err, operator.Invalid, "no_milestone")
	if !strings.Contains(err.Error(), "OAK-1") {
		t.Errorf("%v does not name the home", err)
	}
}

func testMilestoneNote(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.CompleteMilestoneRequest{Name: "Permit", Property: c.home, Note: "As in MR-015."}
	_, err := w.CompleteMilestone(c.as(c.assigned), req)
	refused(t, err, operator.Usage, "unconfirmed")
	equal(t, "nothing is kept", c.course(2), "not-started not-started")
	req.Confirmed = true
	must(t)(w.CompleteMilestone(c.as(c.assigned), req))
	// A note is a text, and no template: what looks like a variable stays.
	must(t)(w.SetMilestoneTemplate(c.as(c.admin), operator.SetMilestoneTemplateRequest{Steps: steps("Slab: The slab is poured.")}))
	done := get(w.CompleteMilestone(c.as(c.assigned), operator.CompleteMilestoneRequest{Name: "Slab", Property: c.home, Note: "{{today}}"}))(t)[0]
	u := get(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(done.Update)}))(t)
	equal(t, "its text", u.Body, "The slab is poured.\n\n{{today}}")
	_, err = w.CompleteMilestone(c.as(c.assigned), operator.CompleteMilestoneRequest{Name: "Slab", Property: c.home, NoNotify: true, Attachments: []operator.NewAttachment{{Name: "a"}}})
	if err == nil {
		t.Error("a file without an update to be in was taken")
	}
}

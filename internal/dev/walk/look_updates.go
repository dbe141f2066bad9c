package walk

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func updateOf(u operator.Update) operator.Ref { return ref(u.Ref) }

func (r *reading) showUpdates() {
	for code := range r.homes {
		_, _ = ask(r.Walk, r.who, operator.Service.ListMilestones, operator.ListMilestonesRequest{Property: code})
	}
	r.updates = shown(r, operator.Service.ShowUpdate, 'U', func(u operator.Ref) operator.ShowUpdateRequest {
		return operator.ShowUpdateRequest{Update: u, History: true}
	}, updateOf)
	r.planned = shown(r, operator.Service.ShowScheduled, 'S', func(s operator.Ref) operator.ScheduleRequest {
		return operator.ScheduleRequest{Item: s}
	}, func(s operator.Scheduled) operator.Ref { return ref(s.Ref) })
}

// listUpdates compares the updates that are listed with those that are shown.
func (r *reading) listUpdates() {
	all := everything(r, operator.Service.ListUpdates, operator.ListUpdatesRequest{})
	gone := everything(r, operator.Service.ListUpdates, operator.ListUpdatesRequest{State: operator.UpdateDeleted})
	r.same("update list, and the deleted", "update show", refsOf(slices.Concat(all, gone), updateOf), keys(r.updates))
	for _, u := range slices.Concat(all, gone) {
		one := r.updates[updateOf(u)]
		one.Versions = u.Versions
		agree(r.Walk, r.who, "update list: "+u.Ref.String(), "update show", u, one)
		if !r.team(r.who) && u.State != operator.UpdatePublished && u.State != operator.UpdateDeleted {
			r.find(r.who, "update list: "+u.Ref.String(), "what buyers see", string(u.State), "published")
		}
	}
	chosen := func(what string, req operator.ListUpdatesRequest, is func(operator.Update) bool) {
		want := slices.DeleteFunc(slices.Clone(all), func(u operator.Update) bool { return !is(u) })
		agree(r.Walk, r.who, "update list "+what, "update list", refsOf(everything(r, operator.Service.ListUpdates, req), updateOf), refsOf(want, updateOf))
	}
	for code, h := range r.homes {
		chosen("-p "+string(code), operator.ListUpdatesRequest{Property: code}, func(u operator.Update) bool { return u.Property == h.Code })
	}
	for _, state := range []operator.UpdateState{operator.UpdateDraft, operator.UpdateScheduled, operator.UpdatePublished} {
		chosen("--state "+string(state), operator.ListUpdatesRequest{State: state}, func(u operator.Update) bool { return u.State == state })
	}
	for _, place := range r.places {
		chosen("--community "+string(place), operator.ListUpdatesRequest{Community: place}, func(u operator.Update) bool {
			return r.homes[operator.Ref(u.Property)].Community == string(place)
		})
	}
	chosen("--milestone Permit", operator.ListUpdatesRequest{Milestone: "Permit"}, func(u operator.Update) bool { return u.Milestone != nil && *u.Milestone == "Permit" })
	for _, u := range all {
		if !u.Group.IsZero() && u.Group == u.Ref {
			// Who buys one of the homes and works on another finds both, and is not told by
			// their own that it is of a group.
			of := everything(r, operator.Service.ListUpdates, operator.ListUpdatesRequest{Group: ref(u.Ref)})
			told := func(other operator.Update) bool { return other.Group != u.Group }
			agree(r.Walk, r.who, "update list --group "+u.Ref.String(), "update list",
				refsOf(slices.DeleteFunc(of, told), updateOf), refsOf(slices.DeleteFunc(slices.Clone(all), told), updateOf))
		}
	}
	// To who comes to a home what was there before is no news, and to its author nothing is.
	unseen := everything(r, operator.Service.ListUpdates, operator.ListUpdatesRequest{Unseen: true})
	for _, u := range unseen {
		if u.State != operator.UpdatePublished || u.Mine == nil || u.Mine.DeliveredAt == nil || u.Mine.SeenAt != nil {
			r.find(r.who, "update list --unseen", "update list", u.Ref.String(), string(given(u.Mine, nil)))
		}
	}
	r.suggested("update", refsOf(all, updateOf))
	r.newUpdates(len(unseen))
	for _, u := range all {
		r.receipts(u)
	}
}

func (r *reading) newUpdates(unseen int) {
	totals, err := ask(r.Walk, r.who, operator.Service.InboxTotals, operator.TotalsRequest{})
	if err == nil {
		agree(r.Walk, r.who, "inbox count: updates", "update list --unseen", totals.Updates, unseen)
	}
}

// receipts compares what an update says of whom it reached with the list of it.
func (r *reading) receipts(u operator.Update) {
	if u.State != operator.UpdatePublished {
		return
	}
	name := "update receipts " + u.Ref.String()
	all := everything(r, operator.Service.ListReceipts, operator.ListReceiptsRequest{Update: ref(u.Ref)})
	for _, mine := range all {
		if mine.Person.Ref == r.me.Person.Ref && u.Mine != nil {
			agree(r.Walk, r.who, name, "the update's own", mine, *u.Mine)
		}
	}
	if u.Receipts == nil {
		for _, other := range all {
			if other.Person.Ref != r.me.Person.Ref {
				r.find(r.who, name, "what the update says", other.Person.Ref.String(), "no receipts of others")
			}
		}
		return
	}
	// The list has those too who did something with it and do not see it any more.
	home := r.homes[operator.Ref(u.Property)]
	if u.Transaction != home.Transaction {
		return // of an earlier sale: who sees it now is told by no other reading
	}
	var told operator.ReceiptCounts
	for _, x := range all {
		here := slices.ContainsFunc(slices.Concat(home.Team, home.Buyers), func(p operator.PersonSummary) bool { return p.Ref == x.Person.Ref })
		if !here || x.Person.Ref == u.Author.Ref || r.known[ref(x.Person.Ref)].Status != operator.Active {
			continue
		}
		told.Recipients++
		if x.SeenAt != nil {
			told.Seen++
		}
		if x.AcknowledgedAt != nil && x.Required && !x.OnBehalf {
			told.Acknowledged++
		}
		if x.LikedAt != nil {
			told.Liked++
		}
	}
	if told != *u.Receipts {
		r.find(r.who, name, "what the update says", string(given(told, nil))+string(given(all, nil)), string(given(u.Receipts, nil)))
	}
}

// listPlanned compares what is listed as planned with what is shown.
func (r *reading) listPlanned() {
	var all []operator.Scheduled
	for _, state := range []operator.ScheduleState{operator.SchedulePending, operator.ScheduleDone, operator.ScheduleCancelled, operator.ScheduleFailed} {
		all = append(all, everything(r, operator.Service.ListSchedule, operator.ListScheduleRequest{State: state})...)
	}
	r.same("schedule list", "schedule show", refsOf(all, func(s operator.Scheduled) operator.Ref { return ref(s.Ref) }), keys(r.planned))
	for _, s := range all {
		one := r.planned[ref(s.Ref)]
		one.Body = s.Body
		if r.all {
			one.Excerpt, one.Files = s.Excerpt, s.Files // shown to administrators, who leave a trace then
		}
		agree(r.Walk, r.who, "schedule list: "+s.Ref.String(), "schedule show", s, one)
	}
}

// listSteps compares the milestones of homes with how far the homes say they are.
func (r *reading) listSteps() {
	for code, h := range r.homes {
		steps, err := ask(r.Walk, r.who, operator.Service.ListMilestones, operator.ListMilestonesRequest{Property: code})
		if err != nil {
			r.find(r.who, "milestone list -p "+string(code), "property show", err.Error(), "a home")
			continue
		}
		complete := 0
		for _, m := range steps {
			if m.State == operator.MilestoneComplete {
				complete++
			}
			if _, sees := r.updates[ref(m.Update)]; !m.Update.IsZero() && !sees {
				r.find(r.who, "milestone list -p "+string(code), "update show", m.Update.String(), "no such update")
			}
		}
		agree(r.Walk, r.who, "milestone list -p "+string(code), "property show: progress", complete, h.Progress.Completed)
	}
}

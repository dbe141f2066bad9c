package walk

import (
	"iter"
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sorted goes through a map in the order of its keys, so that a walk asks the same again.
func sorted[T any](of map[operator.Ref]T) iter.Seq2[operator.Ref, T] {
	return func(yield func(operator.Ref, T) bool) {
		for _, k := range slices.Sorted(maps.Keys(of)) {
			if !yield(k, of[k]) {
				return
			}
		}
	}
}

// inboxes compares each choice of the inbox with all of it.
func (r *reading) inboxes(inbox []operator.InboxItem) {
	chosen := func(what string, req operator.ListInboxRequest, is func(operator.InboxItem) bool) {
		want := slices.DeleteFunc(slices.Clone(inbox), func(i operator.InboxItem) bool { return !is(i) })
		r.same("inbox list "+what, "inbox list --state all", refsOf(everything(r, operator.Service.ListInbox, req), itemOf), refsOf(want, itemOf))
	}
	snoozed := func(i operator.InboxItem) bool { return i.SnoozedUntil != nil && i.SnoozedUntil.After(r.clock.now()) }
	closed := func(i operator.InboxItem) bool { return i.State == operator.StateClosed }
	chosen("--state open", operator.ListInboxRequest{}, func(i operator.InboxItem) bool { return !closed(i) && !i.Archived && !snoozed(i) })
	chosen("--state archived", operator.ListInboxRequest{State: operator.InboxArchived}, func(i operator.InboxItem) bool { return i.Archived })
	all := func(f operator.ConversationFilter) operator.ListInboxRequest {
		return operator.ListInboxRequest{ConversationFilter: f, State: operator.InboxAll}
	}
	chosen("--starred", operator.ListInboxRequest{State: operator.InboxAll, Starred: true}, func(i operator.InboxItem) bool { return i.Starred })
	for code := range r.homes {
		chosen("-p "+string(code), all(operator.ConversationFilter{Property: code}), func(i operator.InboxItem) bool { return i.Property == string(code) })
	}
	for who := range r.known {
		chosen("--with "+string(who), all(operator.ConversationFilter{With: who}), func(i operator.InboxItem) bool {
			return slices.ContainsFunc(i.Participants, func(p operator.PersonSummary) bool { return ref(p.Ref) == who })
		})
	}
	for _, i := range inbox {
		for _, label := range i.Labels {
			chosen("--label "+label, all(operator.ConversationFilter{Label: label}), func(i operator.InboxItem) bool { return slices.Contains(i.Labels, label) })
		}
	}
	chosen("--mine", all(operator.ConversationFilter{Mine: true}), func(i operator.InboxItem) bool { return i.Assignee != nil && i.Assignee.Ref == r.me.Person.Ref })
	for _, turn := range []operator.WaitingOn{operator.WaitingOnUs, operator.WaitingOnThem} {
		chosen("--waiting-on "+string(turn), all(operator.ConversationFilter{WaitingOn: turn}), func(i operator.InboxItem) bool { return i.WaitingOn != nil && *i.WaitingOn == turn })
	}
}

func itemOf(i operator.InboxItem) operator.Ref { return ref(i.Ref) }

// rest asks what is asked seldom. What is not for the person is refused or empty, and
// words that they may not be given are looked for in all of it.
func (r *reading) rest() {
	everything(r, operator.Service.ListWebhooks, operator.ListWebhooksRequest{})
	everything(r, operator.Service.ListImports, operator.ListImportsRequest{})
	for _, i := range everything(r, operator.Service.NextInbox, operator.NextInboxRequest{}) {
		if i.WaitingOn == nil || *i.WaitingOn != operator.WaitingOnUs || i.State != operator.StateOpen {
			r.find(r.who, "inbox next", "inbox list --waiting-on us", string(given(i, nil)), "an open one that waits on us")
		}
	}
	for _, t := range everything(r, operator.Service.ListTemplates, operator.ListTemplatesRequest{}) {
		one, err := ask(r.Walk, r.who, operator.Service.ShowTemplate, operator.ShowTemplateRequest{Template: t.Name})
		if err != nil {
			r.find(r.who, "template list", "template show", t.Name, err.Error())
			continue
		}
		agree(r.Walk, r.who, "template list", "template show", t, one)
	}
	held := []operator.Ref{}
	for code, h := range r.homes {
		if h.Hold != nil && h.Hold.Held {
			held = append(held, code)
		}
	}
	r.same("hold list", "property show", refsOf(everything(r, operator.Service.ListHolds, operator.ListHoldsRequest{}), func(h operator.Hold) operator.Ref { return operator.Ref(h.Property) }), held)
	late, _ := ask(r.Walk, r.who, operator.Service.ListDue, operator.DueRequest{Replies: true, Updates: "1d", Acks: "1d", Milestones: "1d"})
	late = slices.DeleteFunc(late, func(d operator.Due) bool { return d.Kind != operator.DueReply })
	overdue := everything(r, operator.Service.ListConversations, operator.ListConversationsRequest{All: r.all, ConversationFilter: operator.ConversationFilter{Overdue: true}})
	r.same("conversation list --overdue", "due --replies", refsOf(overdue, func(c operator.Conversation) operator.Ref { return ref(c.Ref) }),
		refsOf(late, func(d operator.Due) operator.Ref { return operator.Ref(operator.Value(d.Object)) }))
	for _, by := range []operator.StatsBy{operator.ByProperty, operator.ByCommunity, operator.ByPerson} {
		_, _ = ask(r.Walk, r.who, operator.Service.ShowScorecard, operator.ScorecardRequest{By: by})
		_, _ = ask(r.Walk, r.who, operator.Service.ShowResponseStats, operator.ResponseStatsRequest{By: by})
		_, _ = ask(r.Walk, r.who, operator.Service.ShowInboxStats, operator.InboxStatsRequest{By: by})
		_, _ = ask(r.Walk, r.who, operator.Service.ShowUpdateStats, operator.UpdateStatsRequest{By: by})
		_, _ = ask(r.Walk, r.who, operator.Service.ShowActivationStats, operator.ActivationStatsRequest{By: by})
	}
	for _, kind := range []string{"message", "label", "template", "scheduled", "import", "mapping", "token", "webhook", "conversation"} {
		_, _ = ask(r.Walk, r.who, operator.Service.Suggest, operator.SuggestRequest{Kind: kind})
	}
}

// explained asks why the person sees what they see, which must be what they see.
func (r *reading) explained() {
	if r.all {
		return
	}
	look := func(letter byte, action string, shown func(operator.Ref) bool) {
		for _, typed := range r.numbers(letter) {
			x, err := ask(r.Walk, r.who, operator.Service.Explain, operator.ExplainRequest{Person: r.who, Object: typed})
			allowed := false
			for _, v := range x.Verdicts {
				allowed = allowed || v.Action == action && v.Allowed
			}
			if (err == nil) != shown(typed) || err == nil && !allowed {
				r.find(r.who, "explain "+string(typed), "what is shown", string(given(x, err)), string(given(shown(typed), nil)))
			}
		}
	}
	shown := func(thing operator.Ref) bool { return r.can[thing] }
	look('C', "conversation.read", shown)
	look('U', "update.read", shown)
	for code := range sorted(r.homes) {
		x, err := ask(r.Walk, r.who, operator.Service.Explain, operator.ExplainRequest{Person: r.who, Object: code})
		if err != nil || !slices.ContainsFunc(x.Verdicts, func(v operator.Verdict) bool { return v.Action == "property.read" && v.Allowed }) {
			r.find(r.who, "explain "+string(code), "property show", string(given(x, err)), "a home that is shown")
		}
	}
}

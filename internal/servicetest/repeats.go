package servicetest

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// repeat is a change that is made with a key, and then again with it.
type repeat struct {
	who operator.Ref
	req any
	// unlike are the fields in which the second answer differs from the first, as it must.
	unlike []string
}

// testAKeyAnswersAsItDid makes every change of the service twice with one key: the second
// time nothing happens, and the answer is the first one. The changes are found in the table
// of endpoints, so that one added tomorrow asks for its line.
func testAKeyAnswersAsItDid(t *testing.T, w *World) {
	c := newCast(t, w)
	repeats := c.repeats()
	for _, e := range api.Table() {
		spec := e.Describe()
		if !spec.Changes || slices.Contains([]string{"Login", "Logout"}, spec.Name) {
			continue // who signs in is nobody yet who could have a key, and who signs out is nobody any more
		}
		prepare, known := repeats[spec.Name]
		if !known {
			t.Errorf("how is %s repeated?", spec.Name)
			continue
		}
		w.Clock.Advance(time.Minute)
		r := prepare()
		first := c.answerTo(spec.Name, r)
		events := w.Events()
		w.Clock.Advance(time.Minute)
		again := c.answerTo(spec.Name, r)
		equal(t, "events after "+spec.Name+" again", w.Events(), events)
		for _, field := range append(r.unlike, "replayed") {
			forget(first, field)
			forget(again, field)
		}
		equal(t, "the answer to "+spec.Name+" again", again, first)
	}
}

// testRunsOfOneKeyHaveOneAnswer runs the schedule many times at once with one key, as who asks
// again before the first answer has come: what they did together is the answer from then on.
func testRunsOfOneKeyHaveOneAnswer(t *testing.T, w *World) {
	c := newCast(t, w)
	for range 2 {
		nothing := get(w.RunSchedule(w.keyed("P1", "early"), operator.RunScheduleRequest{}))(t)
		equal(t, "a list of nothing", nothing == nil, false) // and not null
	}
	want := []string{}
	for range 12 {
		want = append(want, c.later(c.assigned, "+1h", "Good morning.").Ref.String())
	}
	w.Clock.Advance(2 * time.Hour)
	run := func() ([]operator.Scheduled, error) {
		return w.RunSchedule(w.keyed("P1", "run"), operator.RunScheduleRequest{})
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := run(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got := []string{}
	for _, s := range get(run())(t) {
		got = append(got, s.Ref.String())
	}
	slices.SortFunc(got, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	equal(t, "what went out", got, want)
}

// answerTo does a change with a key that is the method's name, and has the answer as JSON
// has it.
func (c *cast) answerTo(method string, r repeat) any {
	c.t.Helper()
	req := r.req
	if i, ok := req.(operator.ImportRequest); ok {
		i.Content = strings.NewReader(homesFile)
		req = i
	}
	out := reflect.ValueOf(c.Service).MethodByName(method).Call([]reflect.Value{reflect.ValueOf(c.keyed(r.who, method)), reflect.ValueOf(req)})
	if err, _ := out[1].Interface().(error); err != nil {
		c.t.Errorf("%s: %v", method, err)
		return nil
	}
	var answer any
	must(c.t)(nil, json.Unmarshal(get(json.Marshal(out[0].Interface()))(c.t), &answer))
	return answer
}

// forget takes a field out of an answer, wherever it is in it.
func forget(answer any, field string) {
	switch v := answer.(type) {
	case map[string]any:
		delete(v, field)
		for _, part := range v {
			forget(part, field)
		}
	case []any:
		for _, part := range v {
			forget(part, field)
		}
	}
}

// repeats is how each change of the service is made, by its name.
func (c *cast) repeats() map[string]func() repeat {
	all := map[string]func() repeat{}
	for _, some := range []map[string]func() repeat{c.repeatsOfPeople(), c.repeatsOfHomes(), c.repeatsOfTalk(), c.repeatsOfUpdates(), c.repeatsOfAdministration()} {
		for name, prepare := range some {
			all[name] = prepare
		}
	}
	return all
}

// bosses is a change that the administrator makes.
func bosses(req any, unlike ...string) func() repeat {
	return func() repeat { return repeat{"P1", req, unlike} }
}

func (c *cast) somebody() operator.Ref {
	c.t.Helper()
	return ref(get(c.AddPerson(c.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Some Body"}))(c.t).Ref)
}

func (c *cast) repeatsOfPeople() map[string]func() repeat {
	return map[string]func() repeat{
		"AddPerson":        bosses(operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ann Twice"}),
		"EditPerson":       bosses(operator.EditPersonRequest{Person: c.stranger, Title: ptr("Dr")}),
		"DeactivatePerson": bosses(operator.PersonRequest{Person: c.outside}),
		"ActivatePerson":   bosses(operator.PersonRequest{Person: c.outside}),
		"DeletePerson":     func() repeat { return repeat{"P1", operator.PersonRequest{Person: c.somebody()}, nil} },
		"MergePeople": func() repeat {
			return repeat{"P1", operator.MergePeopleRequest{Into: c.stranger, From: c.somebody(), Confirmed: true}, nil}
		},
		"UndoMerge": bosses(operator.PersonRequest{Person: c.stranger}),
		"ErasePerson": func() repeat {
			return repeat{"P1", operator.ErasePersonRequest{Person: c.somebody(), Reason: "they asked", Confirmed: true}, nil}
		},
	}
}

func (c *cast) repeatsOfHomes() map[string]func() repeat {
	ended := operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}
	return map[string]func() repeat{
		"AddCommunity":        bosses(operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill"}),
		"EditCommunity":       bosses(operator.EditCommunityRequest{Community: "OAK", Name: ptr("Oak Valley")}),
		"DeleteCommunity":     bosses(operator.CommunityRequest{Community: "OAK"}),
		"AssignCommunity":     bosses(operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.outside}}),
		"UnassignCommunity":   bosses(operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.outside}}),
		"AddBuilding":         bosses(operator.AddBuildingRequest{Community: "MR", Number: "1"}),
		"EditBuilding":        bosses(operator.EditBuildingRequest{Building: "B1", Name: ptr("One")}),
		"DeleteBuilding":      bosses(operator.BuildingRequest{Building: "B1"}),
		"AddProperty":         bosses(operator.AddPropertyRequest{Community: "MR", Lot: "7"}),
		"EditProperty":        bosses(operator.EditPropertyRequest{Property: "MR-007", Plan: ptr("The Fir")}),
		"DeleteProperty":      bosses(operator.PropertyRequest{Property: "MR-007"}),
		"AssignProperty":      bosses(operator.AssignRequest{Property: c.other, People: []operator.Ref{c.outside}, Primary: true}),
		"UnassignProperty":    bosses(operator.AssignRequest{Property: c.other, People: []operator.Ref{c.outside}}),
		"SetHold":             bosses(operator.HoldRequest{Property: c.home, Reason: "a letter"}),
		"ReleaseHold":         bosses(operator.HoldRequest{Property: c.home, Reason: "it is settled"}),
		"EditTransaction":     bosses(operator.EditTransactionRequest{Transaction: c.sale, Price: ptr("500000")}),
		"WithdrawTransaction": bosses(ended),
		"ReopenTransaction":   bosses(operator.TransactionRequest{Transaction: c.sale}),
		"OpenTransaction": func() repeat {
			must(c.t)(c.AddProperty(c.boss(), operator.AddPropertyRequest{Code: "MR-017", Community: "MR"}))
			return repeat{"P1", operator.OpenTransactionRequest{Property: "MR-017", Buyers: []operator.Ref{c.stranger}}, nil}
		},
		"CloseTransaction": func() repeat {
			must(c.t)(c.AddProperty(c.boss(), operator.AddPropertyRequest{Code: "MR-018", Community: "MR"}))
			return repeat{"P1", operator.EndTransactionRequest{Transaction: c.sell("MR-018", c.stranger), Confirmed: true}, nil}
		},
	}
}

func (c *cast) repeatsOfTalk() map[string]func() repeat {
	talk := func(of func(m operator.Message) any) func() repeat {
		return func() repeat {
			m := c.fresh(c.assigned, "Hello", c.cobuyer)
			return repeat{c.assigned, of(m), nil}
		}
	}
	one := talk(func(m operator.Message) any { return operator.ConversationRequest{Conversation: ref(m.Conversation)} })
	return map[string]func() repeat{
		"CloseConversation": one,
		"ReopenConversation": talk(func(m operator.Message) any {
			must(c.t)(c.CloseConversation(c.as(c.assigned), operator.ConversationRequest{Conversation: ref(m.Conversation)}))
			return operator.ConversationRequest{Conversation: ref(m.Conversation)}
		}),
		"EditConversation": talk(func(m operator.Message) any {
			return operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{c.lender}, AddLabels: []string{"attic"}}
		}),
		"MergeConversations": talk(func(m operator.Message) any {
			return operator.MergeConversationsRequest{Into: ref(m.Conversation), From: ref(c.fresh(c.assigned, "More", c.cobuyer).Conversation), Confirmed: true}
		}),
		"SplitConversation": talk(func(m operator.Message) any {
			return operator.SplitConversationRequest{Conversation: ref(m.Conversation), From: ref(c.reply(c.cobuyer, m.Conversation, "Yes").Ref)}
		}),
		"MoveConversation": func() repeat {
			m := c.fresh(c.wide, "Hello", c.cobuyer)
			return repeat{c.wide, operator.MoveConversationRequest{Conversation: ref(m.Conversation), Property: c.other, Confirmed: true}, nil}
		},
		"UndoConversation": func() repeat {
			m := c.fresh(c.wide, "Hello", c.cobuyer)
			c.moveTalk(c.wide, m.Conversation, c.other)
			return repeat{c.wide, operator.ConversationRequest{Conversation: ref(m.Conversation)}, nil}
		},
		"SendMessage": talk(func(operator.Message) any {
			return operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"home"}, Body: "At nine."}
		}),
		"ReplyMessage": talk(func(m operator.Message) any {
			return operator.ReplyMessageRequest{Conversation: ref(m.Conversation), Body: "At ten."}
		}),
		"EditMessage": talk(func(m operator.Message) any {
			return operator.EditMessageRequest{Message: ref(m.Ref), Body: "At eleven."}
		}),
		"DeleteMessage": talk(func(m operator.Message) any {
			return operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}
		}),
		"MarkRead": func() repeat { return repeat{c.cobuyer, operator.MarkReadRequest{All: true}, nil} },
		"MarkUnread": talk(func(m operator.Message) any {
			return operator.MarkUnreadRequest{Conversation: ref(c.reply(c.cobuyer, m.Conversation, "Yes").Conversation)}
		}),
		"EditInbox": talk(func(m operator.Message) any {
			return operator.EditInboxRequest{Conversations: []operator.Ref{ref(m.Conversation)}, Starred: ptr(true)}
		}),
		"BulkEditConversations": talk(func(operator.Message) any {
			return operator.BulkEditConversationsRequest{AddLabels: []string{"cellar"}}
		}),
		"BulkEditInbox": talk(func(operator.Message) any { return operator.BulkEditInboxRequest{SetMuted: ptr(true)} }),
		"UndoBulkEdit": talk(func(operator.Message) any {
			done := must(c.t)(c.BulkEditConversations(c.as(c.assigned), operator.BulkEditConversationsRequest{AddLabels: []string{"loft"}})).(operator.BulkEdit)
			return operator.UndoBulkEditRequest{Undo: operator.Value(done.Undo)}
		}),
		"ScheduleMessage": talk(func(m operator.Message) any {
			return operator.ScheduleMessageRequest{At: "+1h", Reply: &operator.ReplyMessageRequest{Conversation: ref(m.Conversation), Body: "At noon."}}
		}),
		"EditSchedule": func() repeat {
			return repeat{c.assigned, operator.EditScheduleRequest{Item: ref(c.later(c.assigned, "+1h", "Hello").Ref), Body: ptr("Hello again")}, nil}
		},
		"CancelScheduled": func() repeat {
			return repeat{c.assigned, operator.ScheduleRequest{Item: ref(c.later(c.assigned, "+1h", "Hello").Ref)}, nil}
		},
		"RunSchedule": func() repeat {
			c.later(c.assigned, "+1h", "Good morning.")
			c.later(c.assigned, "+2h", "Good evening.")
			c.Clock.Advance(3 * time.Hour)
			return repeat{"P1", operator.RunScheduleRequest{}, nil}
		},
	}
}

func (c *cast) repeatsOfUpdates() map[string]func() repeat {
	posted := func(who operator.Ref, of func(u operator.Update) any) func() repeat {
		return func() repeat {
			u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The roof is on.", Ack: operator.AckAll})
			return repeat{who, of(u), nil}
		}
	}
	one := func(u operator.Update) any { return operator.UpdateRequest{Update: ref(u.Ref)} }
	return map[string]func() repeat{
		"PostUpdate": func() repeat {
			return repeat{c.assigned, operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "The doors are in."}, nil}
		},
		"EditUpdate": posted(c.assigned, func(u operator.Update) any {
			return operator.EditUpdateRequest{Update: ref(u.Ref), Body: ptr("The roof is on at last.")}
		}),
		"DeleteUpdate":      posted(c.assigned, func(u operator.Update) any { return operator.DeleteUpdateRequest{Update: ref(u.Ref), Confirmed: true} }),
		"AcknowledgeUpdate": posted(c.buyer, one),
		"LikeUpdate":        posted(c.buyer, func(u operator.Update) any { return operator.LikeUpdateRequest{Update: ref(u.Ref)} }),
		"RemindUpdates": func() repeat {
			u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The gutters are on.", Ack: operator.AckAll})
			return repeat{c.assigned, operator.RemindUpdatesRequest{Updates: []operator.Ref{ref(u.Ref)}}, nil}
		},
		"MarkSeen": posted(c.wide, func(u operator.Update) any { return operator.MarkSeenRequest{Updates: []operator.Ref{ref(u.Ref)}} }),
		"PublishUpdate": func() repeat {
			u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The stairs are in.", Draft: true})
			return repeat{c.assigned, operator.UpdateRequest{Update: ref(u.Ref)}, nil}
		},
		"SetMilestoneTemplate": bosses(operator.SetMilestoneTemplateRequest{Community: "MR", Steps: []operator.MilestoneStep{{Name: "Permit"}, {Name: "Roof"}}}),
		"CompleteMilestone": func() repeat {
			return repeat{c.assigned, operator.CompleteMilestoneRequest{Name: "Permit", Property: c.home}, nil}
		},
		"ResetMilestone": func() repeat {
			return repeat{c.assigned, operator.ResetMilestoneRequest{Name: "Permit", Property: c.home, Confirmed: true}, nil}
		},
		"AddTemplate":    bosses(operator.AddTemplateRequest{Name: "walk", Body: "The walk is on Friday."}),
		"EditTemplate":   bosses(operator.EditTemplateRequest{Template: "walk", Title: ptr("The walk")}),
		"DeleteTemplate": bosses(operator.TemplateRequest{Template: "walk"}),
	}
}

func (c *cast) repeatsOfAdministration() map[string]func() repeat {
	return map[string]func() repeat{
		"EditWorkspace": bosses(operator.EditWorkspaceRequest{Name: ptr("Acme")}),
		"Reindex":       bosses(operator.ReindexRequest{}),
		"Sweep": func() repeat {
			must(c.t)(c.put(c.buyer, "that nothing names"))
			c.Clock.Advance(operator.BlobGrace + time.Minute)
			return repeat{"P1", operator.SweepRequest{}, nil}
		},
		"Import":        bosses(operator.ImportRequest{Kind: operator.ImportHomes, File: "homes.csv"}, "duration"),
		"UndoImport":    bosses(operator.UndoImportRequest{Import: "I1", Confirmed: true}),
		"AddToken":      bosses(operator.AddTokenRequest{Person: c.assigned}, "token"),
		"DeleteToken":   bosses(operator.TokenRequest{Token: "K1"}),
		"AddLoginCode":  bosses(operator.LoginCodeRequest{Person: c.assigned}, "code"),
		"InvitePeople":  bosses(operator.InviteRequest{People: []operator.Ref{c.cobuyer}}, "code"),
		"AddWebhook":    bosses(operator.AddWebhookRequest{URL: receiver}, "secret"),
		"TestWebhook":   bosses(operator.WebhookRequest{Webhook: "W1"}),
		"ReplayWebhook": bosses(operator.ReplayWebhookRequest{Webhook: "W1"}),
		"RotateWebhook": bosses(operator.RotateWebhookRequest{Webhook: "W1"}, "secret"),
		"DeleteWebhook": bosses(operator.WebhookRequest{Webhook: "W1"}),
	}
}

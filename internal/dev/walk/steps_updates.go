package walk

import (
	"fmt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (w *Walk) updateSteps() []stride {
	return []stride{
		{"post", w.post},
		{"post", w.post},
		{"post", w.post},
		{"post", w.post},
		{"edit update", w.editUpdate},
		{"delete update", w.deleteUpdate},
		{"publish", w.publish},
		{"react", w.react},
		{"react", w.react},
		{"react", w.react},
		{"milestone", w.milestone},
		{"plan message", w.planMessage},
		{"edit schedule", w.editPlanned},
		{"run schedule", w.runSchedule},
		{"run schedule", w.runSchedule},
		{"template", w.template},
		{"webhook", w.webhook},
	}
}

func (w *Walk) post() error {
	req := operator.PostUpdateRequest{
		Title: "News " + w.word(), Body: "Seen " + w.word(), ForHome: w.chance(4), Confirmed: true, NoNotify: w.chance(4),
		Ack: pick(w, []operator.AckLevel{operator.AckNone, operator.AckAny, operator.AckPrimary, operator.AckAll}),
	}
	switch w.rng.IntN(6) {
	case 0:
		req.Community = pick(w, w.places)
	case 1:
		req.Building = "B1"
	case 2:
		req.Stage = pick(w, []operator.Stage{operator.PreContract, operator.UnderContract, operator.Closed})
	case 3:
		req.Properties = []operator.Ref{pick(w, w.homes), pick(w, w.homes)}
	default:
		req.Properties = []operator.Ref{pick(w, w.homes)}
	}
	switch w.rng.IntN(5) {
	case 0:
		req.Draft = true
	case 1:
		req.At = fmt.Sprintf("+%dh", 1+w.rng.IntN(40))
	}
	by := boss
	if w.chance(3) {
		by = pick(w, w.people)
	}
	if w.chance(3) {
		req.Attachments = w.files(by, true)
	}
	return second(ask(w, by, operator.Service.PostUpdate, req))
}

func (w *Walk) editUpdate() error {
	req := operator.EditUpdateRequest{Update: w.some('U'), AllHomes: w.chance(3), Confirmed: true}
	switch w.rng.IntN(5) {
	case 0:
		req.Title = ptr("News " + w.word())
	case 1:
		req.Ack = ptr(pick(w, []operator.AckLevel{operator.AckNone, operator.AckAll}))
	case 2:
		req.ForHome = ptr(w.chance(2))
	case 3:
		req.Remove = []int{1}
	default:
		req.Body = ptr("Seen " + w.word())
	}
	return second(ask(w, boss, operator.Service.EditUpdate, req))
}

func (w *Walk) deleteUpdate() error {
	return second(ask(w, boss, operator.Service.DeleteUpdate, operator.DeleteUpdateRequest{
		Update: w.some('U'), AllHomes: w.chance(3), Reason: "since " + w.our(), Confirmed: true,
	}))
}

func (w *Walk) publish() error {
	return second(ask(w, boss, operator.Service.PublishUpdate, operator.UpdateRequest{Update: w.some('U')}))
}

// react has somebody see, acknowledge or like an update: signed in where they have a token.
func (w *Walk) react() error {
	call := operator.Call{Actor: pick(w, w.people)}
	if secret := w.tokens[call.Actor]; secret != "" && w.chance(2) {
		call.Token = secret
	}
	u := w.some('U')
	if own, err := ask(w, call.Actor, operator.Service.ListUpdates, operator.ListUpdatesRequest{}); err == nil && len(own.Items) > 0 {
		u = ref(pick(w, own.Items).Ref)
	}
	switch w.rng.IntN(6) {
	case 0:
		return second(askAs(w, call, operator.Service.MarkSeen, operator.MarkSeenRequest{All: true}))
	case 1:
		return second(askAs(w, call, operator.Service.AcknowledgeUpdate, operator.UpdateRequest{Update: u}))
	case 2:
		return second(askAs(w, call, operator.Service.LikeUpdate, operator.LikeUpdateRequest{Update: u, Unlike: w.chance(3)}))
	case 3:
		return second(askAs(w, call, operator.Service.MarkSeen, operator.MarkSeenRequest{Updates: []operator.Ref{u}}))
	case 4:
		return second(ask(w, w.somebody(), operator.Service.RemindUpdates, operator.RemindUpdatesRequest{All: true, OlderThan: "1h"}))
	}
	return second(askAs(w, call, operator.Service.ShowUpdate, operator.ShowUpdateRequest{Update: u}))
}

func (w *Walk) milestone() error {
	name := pick(w, []string{"Permit", "Foundation", "Framing", "Roof"})
	if w.chance(3) {
		return second(ask(w, boss, operator.Service.ResetMilestone, operator.ResetMilestoneRequest{Name: name, Property: pick(w, w.homes), Confirmed: true}))
	}
	req := operator.CompleteMilestoneRequest{Name: name, Note: "Built " + w.word(), NoNotify: w.chance(2), Confirmed: true}
	if w.chance(4) {
		req.Building = "B1"
	} else {
		req.Property = pick(w, w.homes)
	}
	return second(ask(w, w.somebody(), operator.Service.CompleteMilestone, req))
}

func (w *Walk) planMessage() error {
	who, c, err := w.shown()
	if err != nil {
		return err
	}
	req := operator.ScheduleMessageRequest{At: fmt.Sprintf("+%dh", 1+w.rng.IntN(40))}
	if w.chance(2) {
		req.Reply = &operator.ReplyMessageRequest{Conversation: ref(c.Ref), Body: w.body()}
	} else {
		req.Send = &operator.SendMessageRequest{Property: pick(w, w.homes), To: []operator.Ref{pick(w, w.people), "team"}, Body: w.body()}
		who = w.somebody()
	}
	return second(ask(w, who, operator.Service.ScheduleMessage, req))
}

func (w *Walk) editPlanned() error {
	s, err := ask(w, boss, operator.Service.ShowScheduled, operator.ScheduleRequest{Item: w.some('S')})
	if err != nil {
		return err
	}
	if w.chance(2) {
		return second(ask(w, ref(s.Author.Ref), operator.Service.CancelScheduled, operator.ScheduleRequest{Item: ref(s.Ref)}))
	}
	return second(ask(w, ref(s.Author.Ref), operator.Service.EditSchedule, operator.EditScheduleRequest{Item: ref(s.Ref), At: ptr("+3h")}))
}

func (w *Walk) runSchedule() error {
	return second(ask(w, boss, operator.Service.RunSchedule, operator.RunScheduleRequest{}))
}

func (w *Walk) template() error {
	by := w.somebody()
	if w.chance(2) {
		return second(ask(w, by, operator.Service.AddTemplate, operator.AddTemplateRequest{Name: "text" + w.our(), Title: w.our(), Body: "Dear {{buyers.names}}, " + w.our()}))
	}
	all, err := ask(w, boss, operator.Service.ListTemplates, operator.ListTemplatesRequest{})
	if err != nil || len(all.Items) == 0 {
		return err
	}
	return second(ask(w, by, operator.Service.DeleteTemplate, operator.TemplateRequest{Template: pick(w, all.Items).Name}))
}

func (w *Walk) webhook() error {
	if w.chance(2) {
		return second(ask(w, boss, operator.Service.DeleteWebhook, operator.WebhookRequest{Webhook: w.some('W')}))
	}
	return second(ask(w, boss, operator.Service.AddWebhook, operator.AddWebhookRequest{URL: "https://hooks.example/" + w.our()}))
}

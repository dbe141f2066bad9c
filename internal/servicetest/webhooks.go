package servicetest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func webhookTests() []test {
	return []test{
		{"AWebhooksSecretIsGivenOnce", testSecretOnce},
		{"AWebhookIsAddedReplayedAndDeletedAndThatIsRecorded", testWebhookLife},
		{"AddressesThatNothingIsSentToAreRefused", testBadWebhooks},
		{"AWebhookOfNobodyIsShownAsDisabled", testWebhookOfNobody},
		{"AWebhookGetsAnotherSecretWhichIsGivenOnce", testRotation},
		{"WebhooksHaveALimit", testManyWebhooks},
	}
}

const receiver = "https://crm.example.com/in?key=hidden"

// Receiver is who webhooks tell, and has another answer each time.
type Receiver struct{ told atomic.Int32 }

// Send takes what is sent.
func (r *Receiver) Send(context.Context, hook.Message) (hook.Answer, error) {
	return hook.Answer{Status: 199 + int(r.told.Add(1))}, nil
}

func testSecretOnce(t *testing.T, w *World) {
	req := operator.AddWebhookRequest{URL: receiver}
	dry := get(w.AddWebhook(w.dry("P1"), req))(t)
	if dry.Secret != nil {
		t.Error("a dry run gave a secret")
	}
	first := get(w.AddWebhook(w.keyed("P1", "k"), req))(t)
	if !strings.HasPrefix(operator.Value(first.Secret), "whsec_") || len(*first.Secret) != 50 {
		t.Fatalf("the secret is %q", operator.Value(first.Secret))
	}
	again := get(w.AddWebhook(w.keyed("P1", "k"), req))(t)
	equal(t, "the second answer", again.Ref, first.Ref)
	if again.Secret != nil {
		t.Error("the secret was given twice")
	}
	listed := get(w.ListWebhooks(w.boss(), operator.ListWebhooksRequest{}))(t)
	rows := get(w.Dump(w.boss(), operator.DumpRequest{Kind: "webhooks"}))(t)
	events := get(w.ListEvents(w.boss(), operator.ListEventsRequest{}))(t)
	for what, answer := range map[string]any{"the list": listed, "the rows": rows, "the log": events} {
		raw := get(json.Marshal(answer))(t)
		if strings.Contains(string(raw), (*first.Secret)[8:]) {
			t.Errorf("%s has the secret: %s", what, raw)
		}
		if what == "the log" && strings.Contains(string(raw), "hidden") {
			t.Errorf("%s has the address: %s", what, raw)
		}
	}
}

func testWebhookLife(t *testing.T, w *World) {
	c := newCast(t, w)
	hook := get(w.AddWebhook(c.boss(), operator.AddWebhookRequest{
		URL: " " + receiver, Actions: []string{"Message.Sent", "update", "update"}, Property: c.home,
	}))(t)
	equal(t, "actions", strings.Join(hook.Actions, " "), "message.sent update")
	hook.Secret = nil
	page := get(w.ListWebhooks(c.boss(), operator.ListWebhooksRequest{}))(t)
	alike(t, page.Items, []operator.Webhook{hook})
	equal(t, "state, home and address", hook.State+" "+*hook.Property+" "+hook.URL, "active MR-014 "+receiver)

	before := w.Events()
	_, err := w.ReplayWebhook(c.boss(), operator.ReplayWebhookRequest{Webhook: "w1", Since: uint64(before + 1)})
	refused(t, err, operator.Invalid, "out_of_range")
	equal(t, "after a replay", get(w.ReplayWebhook(c.boss(), operator.ReplayWebhookRequest{Webhook: "w1"}))(t), hook)
	equal(t, "what was deleted", get(w.DeleteWebhook(c.boss(), operator.WebhookRequest{Webhook: "W1"}))(t), hook)
	for _, gone := range []operator.Ref{"W1", "W99", "1", "", "maya@acme.example"} {
		_, err := w.DeleteWebhook(c.boss(), operator.WebhookRequest{Webhook: gone})
		if operator.CodeOf(err) != operator.NotFound || hintOf(err) != "operator webhook list" {
			t.Errorf("%q: %v", gone, err)
		}
	}
	told := []string{}
	for _, e := range get(w.ListEvents(c.boss(), operator.ListEventsRequest{Action: "webhook"}))(t).Items {
		told = append(told, e.Action+" "+string(e.Data))
	}
	alike(t, told, []string{
		`webhook.added {"actions":["message.sent","update"],"host":"crm.example.com","property":"MR-014"}`,
		`webhook.replayed {"host":"crm.example.com","property":"MR-014","seq":0}`,
		`webhook.deleted {"host":"crm.example.com","property":"MR-014"}`,
	})
	second := get(w.AddWebhook(c.boss(), operator.AddWebhookRequest{URL: "http://10.0.0.7:8080/in", AllowPrivate: true}))(t)
	equal(t, "the next", second.Ref.String(), "W2")
	must(t)(nil, w.Check())
}

func testBadWebhooks(t *testing.T, w *World) {
	for url, reason := range map[string]string{
		"":                                       "bad_url",
		"crm.example.com":                        "bad_url",
		"http://crm.example.com":                 "bad_url",
		"ftp://crm.example.com":                  "bad_url",
		"https://":                               "bad_url",
		"https:crm.example.com":                  "bad_url",
		"https://me:secret@crm.example":          "bad_url",
		"https://crm.example/#in":                "bad_url",
		"https://crm.example/\u202egpj":          "bad_url",
		"https://crm.example/a\nb":               "bad_url",
		"https://crm.example/%zz":                "bad_url",
		"https://localhost/in":                   "private_network",
		"https://a.LOCALHOST./in":                "private_network",
		"https://127.0.0.1:8443":                 "private_network",
		"https://[::ffff:10.0.0.1]/":             "private_network",
		"https://169.254.169.254":                "private_network",
		"https://x/" + strings.Repeat("a", 2000): "too_long",
	} {
		_, err := w.AddWebhook(w.boss(), operator.AddWebhookRequest{URL: url})
		refused(t, err, operator.Invalid, reason)
	}
	_, err := w.AddWebhook(w.boss(), operator.AddWebhookRequest{URL: receiver, Actions: []string{"mesage"}})
	refused(t, err, operator.Usage, "bad_action")
	_, err = w.AddWebhook(w.boss(), operator.AddWebhookRequest{URL: receiver, Property: "MR-404"})
	equal(t, "an unknown home", operator.CodeOf(err), operator.NotFound)
	must(t)(w.AddWebhook(w.boss(), operator.AddWebhookRequest{URL: "https://x/" + strings.Repeat("a", 1990)}))
}

func testWebhookOfNobody(t *testing.T, w *World) {
	c := newCast(t, w)
	other := c.add(operator.Team, "Ada Admin", operator.Admin, "")
	must(t)(w.AddWebhook(c.as(other), operator.AddWebhookRequest{URL: receiver}))
	must(t)(w.DeactivatePerson(c.boss(), operator.PersonRequest{Person: other}))
	listed := get(w.ListWebhooks(c.boss(), operator.ListWebhooksRequest{}))(t).Items[0]
	equal(t, "its state", listed.State, operator.WebhookDisabled)
	mine := get(w.ReplayWebhook(c.boss(), operator.ReplayWebhookRequest{Webhook: "W1"}))(t)
	equal(t, "after a replay", []string{mine.State, mine.By.Ref.String()}, []string{operator.WebhookActive, "P1"})
}

func testRotation(t *testing.T, w *World) {
	added := get(w.AddWebhook(w.boss(), operator.AddWebhookRequest{URL: receiver}))(t)
	req := operator.RotateWebhookRequest{Webhook: "W1"}
	if dry := get(w.RotateWebhook(w.dry("P1"), req))(t); dry.Secret != nil || dry.OldSecretUntil == nil {
		t.Errorf("a dry run gives %+v", dry)
	}
	first := get(w.RotateWebhook(w.keyed("P1", "k"), req))(t)
	again := get(w.RotateWebhook(w.keyed("P1", "k"), req))(t)
	if len(operator.Value(first.Secret)) != 50 || *first.Secret == *added.Secret || again.Secret != nil {
		t.Errorf("%q was %q, and is given again: %q", operator.Value(first.Secret), *added.Secret, operator.Value(again.Secret))
	}
	equal(t, "the old one is good", first.OldSecretUntil.Sub(w.Clock.Now()).Round(time.Minute), operator.DefaultGrace)
	rows := string(get(json.Marshal(get(w.Dump(w.boss(), operator.DumpRequest{Kind: "webhooks"}))(t)))(t))
	if strings.Contains(rows, (*added.Secret)[8:]) || strings.Contains(rows, (*first.Secret)[8:]) {
		t.Errorf("the rows have a secret: %s", rows)
	}
	at := get(w.RotateWebhook(w.boss(), operator.RotateWebhookRequest{Webhook: "W1", Grace: "0h"}))(t)
	if at.OldSecretUntil != nil || at.Secret == nil {
		t.Errorf("without grace it is %+v", at)
	}
	for grace, reason := range map[string]string{"soon": "duration_format", "91d": "out_of_range", "-1h": "duration_format"} {
		_, err := w.RotateWebhook(w.boss(), operator.RotateWebhookRequest{Webhook: "W1", Grace: grace})
		refused(t, err, operator.Invalid, reason)
	}
	told := []string{}
	for _, e := range get(w.ListEvents(w.boss(), operator.ListEventsRequest{Action: "webhook.rotated"}))(t).Items {
		told = append(told, string(e.Data))
	}
	alike(t, told, []string{
		`{"host":"crm.example.com","until":"` + first.OldSecretUntil.UTC().Format(time.RFC3339) + `"}`, `{"host":"crm.example.com"}`,
	})
	must(t)(nil, w.Check())
}

func testManyWebhooks(t *testing.T, w *World) {
	for range operator.MaxWebhooks {
		must(t)(w.AddWebhook(w.boss(), operator.AddWebhookRequest{URL: receiver}))
	}
	_, err := w.AddWebhook(w.boss(), operator.AddWebhookRequest{URL: receiver})
	refused(t, err, operator.Conflict, "too_many")
	page := get(w.ListWebhooks(w.boss(), operator.ListWebhooksRequest{Paging: operator.Paging{Limit: 60, Count: true}}))(t)
	rest := get(w.ListWebhooks(w.boss(), operator.ListWebhooksRequest{Paging: operator.Paging{Limit: 60, Cursor: page.Next}}))(t)
	equal(t, "pages", []int{len(page.Items), len(rest.Items)}, []int{60, 40})
	equal(t, "the first of the second", rest.Items[0].Ref.String(), "W61")
}

// webhooks does all that there is to do with webhooks, for the table of sight.
func webhooks(c *cast, ctx context.Context, _ operator.Message) error {
	_, none := c.TestWebhook(ctx, operator.WebhookRequest{Webhook: "W404"})
	_, list := c.ListWebhooks(ctx, operator.ListWebhooksRequest{})
	_, add := c.AddWebhook(ctx, operator.AddWebhookRequest{URL: receiver})
	_, rotate := c.RotateWebhook(ctx, operator.RotateWebhookRequest{Webhook: "W404"})
	if operator.CodeOf(rotate) == operator.NotFound {
		rotate = nil
	}
	if operator.CodeOf(none) == operator.NotFound {
		none = nil // who may not have to do with webhooks does not learn which there are
	}
	return errors.Join(none, list, add, rotate)
}

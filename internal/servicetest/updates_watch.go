package servicetest

import (
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// news is what a person's inbox has to tell from the beginning on.
func (c *cast) news(who operator.Ref) []operator.InboxChange {
	c.t.Helper()
	var all []operator.InboxChange
	last := len(get(c.ListEvents(c.as(c.admin), operator.ListEventsRequest{Action: "message.sent"}))(c.t).Items)
	for change, err := range c.WatchInbox(c.as(who), operator.WatchInboxRequest{After: operator.CursorStart}) {
		must(c.t)(change, err)
		if change.Message != nil {
			if last--; last == 0 {
				return all
			}
			continue
		}
		if change.Update != nil {
			all = append(all, change)
		}
	}
	return all
}

func testWatchUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	seen := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Seen."})
	must(t)(w.ShowUpdate(c.as(c.buyer), operator.ShowUpdateRequest{Update: uref(seen.Ref)}))
	one := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "To one."})
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "A draft.", Draft: true})
	many := c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, Body: "To many."})
	c.send(c.assigned, "The end", c.buyer)
	got := []string{}
	for _, n := range c.news(c.buyer) {
		got = append(got, strings.Join([]string{n.Action, n.Property, n.Update.Ref.String(), n.Update.Body}, " "))
		equal(t, "unseen", n.Unseen, 2)
	}
	equal(t, "news", got, []string{
		"update.published MR-014 " + one.Ref.String() + " To one.",
		"update.published MR-014 " + ref2(c, many) + " To many.",
	})
}

// testStrangers is about what a text says of others than who reads it.
func testStrangers(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.stranger, Phones: &[]string{"(303) 555-0147"}}))
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.buyer, Phones: &[]string{"303 555 0111"}}))
	for body, doubt := range map[string]string{
		"Like mr-015 next door.":          "the text names mr-015, another home",
		"Ask stan@example.com about it.":  "the text has the e-mail address stan@example.com of a buyer who is not of MR-014",
		"Or call +1 303 555 0147 today.":  "the text has the phone number +1 303 555 0147 of a buyer who is not of MR-014",
		"Or call 303.555.0147.":           "the text has the phone number 303.555.0147 of a buyer who is not of MR-014",
		"We have 303 555 0111 for you.":   "",
		"MR-014 has ben@example.com.":     "",
		"On 2026-03-04 at 10:00, lot 14.": "",
	} {
		req := operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: body}
		_, err := w.PostUpdate(c.as(c.assigned), req)
		if doubt == "" {
			must(t)(nil, err)
			continue
		}
		refused(t, err, operator.Usage, "unconfirmed")
		equal(t, body, err.Error(), doubt)
		req.Confirmed = true
		must(t)(w.PostUpdate(c.as(c.assigned), req))
	}
}

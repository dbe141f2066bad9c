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

// testStrangers is about what a text says of others than who reads it. Who may not see
// those is told the same as if they were not there.
func testStrangers(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.stranger, Phones: &[]string{"(303) 555-0147"}}))
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.buyer, Phones: &[]string{"303 555 0111"}}))
	const mail, phone = "the text has the e-mail address stan@example.com of a buyer who is not of MR-014", " of a buyer who is not of MR-014"
	for _, one := range []struct{ body, wide, assigned string }{
		{"Like mr-015 next door.", "the text names mr-015, another home", "the text names mr-015, which is written like another home"},
		{"Like mr-987 next door.", "", "the text names mr-987, which is written like another home"},
		{"Ask stan@example.com about it.", mail, ""},
		{"Ask nobody@example.com about it.", "", ""},
		{"Or call +1 303 555 0147 today.", "the text has the phone number +1 303 555 0147" + phone, ""},
		{"Or call 303.555.0147.", "the text has the phone number 303.555.0147" + phone, ""},
		{"We have 303 555 0111 for you.", "", ""},
		{"MR-014 has ben@example.com.", "", ""},
		{"On 2026-03-04 at 10:00, lot 14.", "", ""},
	} {
		c.doubts(c.admin, one.body, one.wide)
		c.doubts(c.assigned, one.body, one.assigned)
	}
}

// doubts posts an update, and wants it to need a word more if there is a doubt.
func (c *cast) doubts(who operator.Ref, body, doubt string) {
	c.t.Helper()
	req := operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: body}
	_, err := c.PostUpdate(c.as(who), req)
	if doubt == "" {
		must(c.t)(nil, err)
		return
	}
	refused(c.t, err, operator.Usage, "unconfirmed")
	equal(c.t, body, err.Error(), doubt)
	req.Confirmed = true
	must(c.t)(c.PostUpdate(c.as(who), req))
}

package servicetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A clock is set, forward and back: by who corrects it, by a machine without a battery.
// What was recorded keeps the order in which it was.
func clockTests() []test {
	return []test{
		{"WhatIsRecordedKeepsItsOrderWhateverTheClockDoes", testClockOrder},
		{"AnInboxAndAFeedGoByTheTimeThatWasRecorded", testClockLists},
		{"ATokenLivesNoLongerWhenTheClockIsSetBack", testClockTokens},
		{"ACodeLivesNoLongerWhenTheClockIsSetBack", testClockCodes},
		{"AKeyHasOneEffectWhateverTheClockDoes", testClockKeys},
		{"WhatIsPlannedGoesOutOnceWhateverTheClockDoes", testClockSchedule},
	}
}

const (
	year    = 365 * dayLong
	tenMins = 10 * time.Minute
)

// jumps are those that a clock makes in turn. It ends where it began.
var jumps = []time.Duration{tenMins, -tenMins, -tenMins, tenMins, year, -year, -year, year}

func testClockOrder(t *testing.T, w *World) {
	c := newCast(t, w)
	talk := c.send(c.assigned, "first", c.buyer)
	said, last, events := []string{"first"}, talk.Ref, w.Events()
	var person operator.PersonID
	for i, jump := range jumps {
		w.Clock.Advance(jump)
		body := fmt.Sprintf("after jump %d", i)
		m := c.reply(c.buyer, talk.Conversation, body)
		if m.Ref <= last {
			t.Errorf("%s, the message is %s behind %s", body, m.Ref, last)
		}
		last, said = m.Ref, append(said, body)
		p := get(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Contact, Name: body}))(t)
		if p.Ref <= person {
			t.Errorf("%s, the person is %s behind %s", body, p.Ref, person)
		}
		person = p.Ref
	}
	equal(t, "the messages", bodies(c.show(c.assigned, talk.Conversation).Messages), said)
	log := get(w.ListEvents(w.boss(), operator.ListEventsRequest{Since: uint64(events), Paging: operator.Paging{Limit: operator.MaxPage}}))(t).Items
	equal(t, "events", len(log), 2*len(jumps))
	for i, e := range log {
		equal(t, "the number of the event", e.Seq, uint64(events+i+1))
	}
	audit := get(w.VerifyAudit(w.boss(), operator.VerifyAuditRequest{}))(t)
	equal(t, "what the proof of the log finds", len(audit.Findings), 0)
}

// testClockLists: an inbox and a feed go by the time that was recorded, since imports
// bring what is old. Nothing is left out or there twice, on pages of one either.
func testClockLists(t *testing.T, w *World) {
	c := newCast(t, w)
	a, b := c.two()
	talks := []operator.ConversationID{a.Conversation, b.Conversation}
	latest := map[operator.ConversationID]time.Time{a.Conversation: a.CreatedAt, b.Conversation: b.CreatedAt}
	for i, jump := range jumps {
		w.Clock.Advance(jump)
		on := talks[i%2]
		c.reply(c.assigned, on, "Here it is.")
		if now := w.Clock.Now(); now.After(latest[on]) { // what was there does not sink
			latest[on] = now
		}
		want := slices.SortedFunc(slices.Values(talks), func(x, y operator.ConversationID) int { return latest[y].Compare(latest[x]) })
		equal(t, fmt.Sprintf("the inbox after jump %d", i), c.inbox(c.buyer), want)
		c.postUpdate(c.assigned, operator.PostUpdateRequest{})
		c.feedInOrder(i + 1)
	}
}

// feedInOrder reads the feed page by page.
func (c *cast) feedInOrder(want int) {
	c.t.Helper()
	seen := map[operator.UpdateID]bool{}
	var last time.Time
	var after operator.Cursor
	for {
		page := get(c.ListUpdates(c.as(c.buyer), operator.ListUpdatesRequest{Paging: operator.Paging{Limit: 1, Cursor: after}}))(c.t)
		for _, u := range page.Items {
			if len(seen) > 0 && u.PublishedAt.After(last) {
				c.t.Errorf("%s of %s is behind what is of %s", u.Ref, u.PublishedAt, last)
			}
			seen[u.Ref], last = true, *u.PublishedAt
		}
		if after = page.Next; after == "" {
			break
		}
	}
	equal(c.t, "updates of the feed", len(seen), want)
}

// testClockTokens: between the end of a token and its beginning lies its life, and two
// minutes, which clocks may differ by.
func testClockTokens(t *testing.T, w *World) {
	newCast(t, w)
	hour := func() string {
		return *get(w.AddToken(w.boss(), operator.AddTokenRequest{Expires: "1h"}))(t).Token
	}
	good := func(token string) bool {
		_, err := w.Whoami(w.by(token), operator.WhoamiRequest{})
		return err == nil
	}
	token, forever := hour(), w.token(t, "P1")
	equal(t, "a new one", good(token), true)
	w.Clock.Advance(-time.Minute)
	equal(t, "a minute before it was made", good(token), true)
	w.Clock.Advance(-tenMins)
	equal(t, "ten minutes before it was made", good(token), false)
	w.Clock.Advance(tenMins + 50*time.Minute)
	equal(t, "after 49 minutes", good(token), true)
	w.token(t, "P1") // an event, which tells how late it is
	w.Clock.Advance(11 * time.Minute)
	equal(t, "at its end", good(token), false)
	w.token(t, "P1")
	w.Clock.Advance(-tenMins)
	equal(t, "when the clock is set back behind its end", good(token), false)
	w.Clock.Advance(year)
	token = hour()
	equal(t, "a new one of next year", good(token), true)
	w.Clock.Advance(-year)
	equal(t, "this year", good(token), false)
	equal(t, "a new one of this year", good(hour()), true)
	equal(t, "one without an end", good(forever), true)
}

func testClockCodes(t *testing.T, w *World) {
	c := newCast(t, w)
	code := func() string { return get(w.AddLoginCode(w.boss(), operator.LoginCodeRequest{Person: c.wide}))(t).Code }
	login := func(code string) error { return second(w.Login(w.As(""), operator.LoginRequest{Code: code})) }
	late := code()
	w.Clock.Advance(-tenMins)
	refused(t, login(late), operator.Denied, "bad_code")
	w.Clock.Advance(tenMins + 16*time.Minute)
	c.send(c.assigned, "It is late.", c.buyer)
	w.Clock.Advance(-tenMins)
	refused(t, login(late), operator.Denied, "bad_code")
	w.Clock.Advance(year)
	next := code()
	w.Clock.Advance(-year)
	refused(t, login(next), operator.Denied, "bad_code")
	must(t)(nil, login(code()))
}

func testClockKeys(t *testing.T, w *World) {
	req := operator.AddPersonRequest{Kind: operator.Contact, Name: "Lou"}
	for i, first := range []time.Duration{tenMins, -tenMins, -year} {
		key := fmt.Sprint("key ", i)
		made := get(w.AddPerson(w.keyed("P1", key), req))(t)
		w.Clock.Advance(first)
		equal(t, "after the jump", get(w.AddPerson(w.keyed("P1", key), req))(t).Ref, made.Ref)
		w.Clock.Advance(-first)
		equal(t, "when the clock is right again", get(w.AddPerson(w.keyed("P1", key), req))(t).Ref, made.Ref)
	}
}

func testClockSchedule(t *testing.T, w *World) {
	c := newCast(t, w)
	soon := c.later(c.assigned, "+5m", "soon")
	c.later(c.assigned, "+30d", "in a month")
	w.Clock.Advance(tenMins)
	equal(t, "what goes out", len(c.runSchedule()), 1)
	w.Clock.Advance(-tenMins)
	equal(t, "what goes out once more", c.runSchedule(), []string{})
	w.Clock.Advance(-year)
	equal(t, "what goes out a year before", c.runSchedule(), []string{})
	w.Clock.Advance(2 * year)
	equal(t, "what goes out a year later", len(c.runSchedule()), 1)
	w.Clock.Advance(-year)
	equal(t, "what goes out in the end", c.runSchedule(), []string{})
	done := get(w.ShowScheduled(c.as(c.assigned), operator.ScheduleRequest{Item: ref(soon.Ref)}))(t)
	m := get(w.ShowMessage(c.as(c.buyer), operator.ShowMessageRequest{Message: operator.Ref(*done.Result)}))(t)
	said := bodies(c.show(c.buyer, m.Conversation).Messages)
	equal(t, "what was said", slices.Sorted(slices.Values(said)), []string{"in a month", "soon"})
}

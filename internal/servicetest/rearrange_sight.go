package servicetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// toldOf is the sentences of somebody's story that have a word in them.
func (c *cast) toldOf(who operator.Ref, word string) []string {
	c.t.Helper()
	return slices.DeleteFunc(texts(c.story(who)), func(text string) bool { return !strings.Contains(text, word) })
}

func testSightOfAMergedTalk(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.send(c.assigned, "A1", c.buyer, c.cobuyer)
	b := c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.lender}, Subject: "Secret", Body: "B1"})
	c.Clock.Advance(time.Minute)
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(b.Conversation), Subject: ptr("Rate")}))
	c.join(b.Conversation, false, c.cobuyer)
	c.reply(c.assigned, b.Conversation, "B2")
	c.Clock.Advance(time.Minute)
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(b.Conversation), Subject: ptr("Loan")}))
	of := func(who operator.Ref) []string {
		return slices.DeleteFunc(c.events(who, operator.ListEventsRequest{Property: c.home, Action: "conversation"}), func(e string) bool {
			return !strings.HasSuffix(e, b.Conversation.String())
		})
	}
	B := " " + b.Conversation.String()
	cora := []string{"conversation.renamed" + B, "conversation.joined" + B, "conversation.renamed" + B}
	alike(t, of(c.cobuyer), cora) // of one moment, the whole
	alike(t, of(c.buyer), []string{})
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	alike(t, of(c.cobuyer), append(cora, "conversation.merged_into"+B))
	alike(t, of(c.buyer), []string{})
	// Who would see more by it is for the team: nobody else finds it by that either.
	naming := func(who operator.Ref) []string {
		return c.events(who, operator.ListEventsRequest{Action: "conversation.merged", Object: c.buyer})
	}
	alike(t, naming(c.assigned), []string{"conversation.merged " + a.Conversation.String()})
	alike(t, naming(c.buyer), []string{})
	for _, e := range c.story(c.buyer) {
		if text := e.Text + string(e.Data); strings.Contains(text, "Secret") || strings.Contains(text, "Rate") {
			t.Errorf("who was not there is told: %s", e.Text)
		}
	}
	alike(t, bodies(c.show(c.buyer, a.Conversation).Messages), []string{"A1", "B1", "B2"}) // as was confirmed
	third := c.fresh(c.assigned, "C1", c.buyer, c.cobuyer)
	c.mergeTalks(c.assigned, third.Conversation, a.Conversation)
	alike(t, of(c.cobuyer), append(cora, "conversation.merged_into"+B))
	alike(t, of(c.buyer), []string{})

	// Who leaves and comes again sees what is from then on.
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(third.Conversation), RemovePeople: []operator.Ref{c.cobuyer}}))
	c.Clock.Advance(time.Minute)
	c.join(third.Conversation, false, c.cobuyer)
	alike(t, of(c.cobuyer), []string{})
	alike(t, len(of(c.assigned)), 5)
}

func testWaitingSinceAfterAMerge(t *testing.T, w *World) {
	c := newCast(t, w)
	since := func(id operator.ConversationID) time.Time {
		for _, i := range c.next(c.assigned) {
			if i.Ref == id {
				return i.WaitingSince
			}
		}
		return time.Time{}
	}
	a, old := c.ask("a"), c.ask("b")
	c.reply(c.assigned, a.Conversation, "At noon.")
	question := c.reply(c.buyer, a.Conversation, "Which noon?")
	c.mergeTalks(c.assigned, a.Conversation, old.Conversation)
	alike(t, since(a.Conversation), question.CreatedAt) // the older question was before the reply
	c.reply(c.buyer, a.Conversation, "Hello?")
	alike(t, since(a.Conversation), question.CreatedAt)
	c.reply(c.assigned, a.Conversation, "Today's.")
	alike(t, since(a.Conversation), time.Time{})

	// An older question that stands behind another is the first.
	older, newer := c.ask("e"), c.ask("f")
	c.mergeTalks(c.assigned, newer.Conversation, older.Conversation)
	alike(t, since(newer.Conversation), older.CreatedAt)
	// And one before the reply that stands behind it is not gone past.
	answered := c.ask("g")
	c.reply(c.assigned, answered.Conversation, "Yes.")
	asked := c.ask("h")
	c.reply(c.buyer, answered.Conversation, "When?")
	c.mergeTalks(c.assigned, asked.Conversation, answered.Conversation)
	alike(t, since(asked.Conversation), asked.CreatedAt)

	// A reply that stands last, but is older than the question, ends nothing.
	first, second := c.ask("c"), c.ask("d")
	c.reply(c.assigned, second.Conversation, "Soon.")
	third := c.reply(c.buyer, first.Conversation, "How soon?")
	c.mergeTalks(c.assigned, first.Conversation, second.Conversation)
	alike(t, since(first.Conversation), third.CreatedAt)
}

func testLastMessageAfterAMerge(t *testing.T, w *World) {
	c := newCast(t, w)
	a := c.send(c.assigned, "A1", c.buyer)
	b := c.fresh(c.assigned, "B1", c.buyer, c.lender)
	last := c.reply(c.buyer, a.Conversation, "A2")
	c.mergeTalks(c.assigned, a.Conversation, b.Conversation)
	said := func(who operator.Ref) []any {
		m := get(w.ListInbox(c.as(who), operator.ListInboxRequest{}))(t).Items[0].LastMessage
		return []any{m.Ref, m.Excerpt, m.CreatedAt, m.Author.Ref}
	}
	alike(t, said(c.buyer), []any{last.Ref, "A2", last.CreatedAt, last.Author.Ref})
	alike(t, said(c.lender), []any{b.Ref, "B1", b.CreatedAt, b.Author.Ref}) // who does not see A2
	must(t)(w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: ref(last.Ref), Body: "A2, edited"}))
	alike(t, said(c.assigned)[1], any("A2, edited"))
	next := c.reply(c.assigned, a.Conversation, "A3")
	alike(t, said(c.lender), []any{next.Ref, "A3", next.CreatedAt, next.Author.Ref})
}

func testRearrangedStory(t *testing.T, w *World) {
	c := newCast(t, w)
	talk := func(subject string) operator.Message {
		return c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Subject: subject, Body: "Hello"})
	}
	talk("Kitchen")
	bath := talk("Bath")
	c.mergeTalks(c.assigned, 1, 2)
	alike(t, c.toldOf(c.buyer, "started"), []string{"Tess Assigned started C1 (Kitchen) with Ben Buyer", "Tess Assigned started C2 (Bath) with Ben Buyer"})
	get(c.undoTalk(c.assigned, 1))(t)
	c.mergeTalks(c.assigned, 1, 2)
	c.splitTalk(c.assigned, get(w.ShowMessage(c.as(c.buyer), operator.ShowMessageRequest{Message: ref(bath.Ref)}))(t))
	get(c.undoTalk(c.assigned, 3))(t)
	for _, who := range []operator.Ref{c.assigned, c.buyer} {
		alike(t, append(c.toldOf(who, "merge"), c.toldOf(who, "split")...), []string{
			"Tess Assigned merged C2 into C1 (Kitchen)", "Tess Assigned took back the merge of C1 with C2", "Tess Assigned merged C2 into C1 (Kitchen)",
			"Tess Assigned split C3 off C1, from M2 on", "Tess Assigned took back the split of C1 into C3",
		})
	}
	// Each half is in the log.
	both := c.events(c.assigned, operator.ListEventsRequest{Property: c.home, Action: "conversation.split_undone"})
	alike(t, both, []string{"conversation.split_undone C1", "conversation.split_undone C3"})
}

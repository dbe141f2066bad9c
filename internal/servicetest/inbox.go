package servicetest

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func testUnreadCounts(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "one", c.buyer, c.cobuyer)
	id := m.Conversation
	c.send(c.assigned, "two", c.buyer, c.cobuyer)
	alike(t, c.unread(c.buyer, id), 2)
	alike(t, c.unread(c.assigned, id), 0)
	third := c.reply(c.buyer, id, "three")
	alike(t, c.unread(c.buyer, id), 0)
	alike(t, c.unread(c.assigned, id), 1)
	alike(t, c.unread(c.cobuyer, id), 3)
	alike(t, c.badge(c.cobuyer), operator.InboxTotals{Unread: 3, Conversations: 1})

	must(t)(w.DeleteMessage(c.as(c.buyer), operator.DeleteMessageRequest{Message: ref(third.Ref), Confirmed: true}))
	alike(t, c.unread(c.cobuyer, id), 3) // a tombstone counts until it is read
	must(t)(w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(m.Ref), Body: "one, edited"}))
	alike(t, c.unread(c.buyer, id), 0) // an edit is no news

	c.send(c.cobuyer, "mine", c.buyer, c.assigned) // sending does not read
	alike(t, c.unread(c.cobuyer, id), 3)
	must(t)(w.MarkRead(c.as(c.cobuyer), operator.MarkReadRequest{Conversations: []operator.Ref{ref(id)}}))
	alike(t, c.badge(c.cobuyer), operator.InboxTotals{})
	must(t)(w.MarkUnread(c.as(c.cobuyer), operator.MarkUnreadRequest{Conversation: ref(id), From: ref(m.Ref)}))
	alike(t, c.unread(c.cobuyer, id), 3)
	must(t)(w.MarkUnread(c.as(c.cobuyer), operator.MarkUnreadRequest{Conversation: ref(id)}))
	alike(t, c.unread(c.cobuyer, id), 1)
	must(t)(w.MarkRead(c.as(c.cobuyer), operator.MarkReadRequest{All: true}))
	alike(t, c.unread(c.cobuyer, id), 0)
	must(t)(w.ShowConversation(c.as(c.assigned), operator.ShowConversationRequest{Conversation: ref(id), Read: true}))
	alike(t, c.badge(c.assigned), operator.InboxTotals{})
}

func testSnoozeArchiveMute(t *testing.T, w *World) {
	c := newCast(t, w)
	id := c.send(c.buyer, "hello", c.assigned).Conversation
	yes, no := true, false
	edit := func(req operator.EditInboxRequest) {
		t.Helper()
		req.Conversations = []operator.Ref{ref(id)}
		must(t)(w.EditInbox(c.as(c.assigned), req))
	}
	in := func(state operator.InboxState) bool {
		t.Helper()
		page := must(t)(w.ListInbox(c.as(c.assigned), operator.ListInboxRequest{State: state})).(operator.Page[operator.InboxItem])
		return len(page.Items) == 1
	}
	until := "+2d"
	edit(operator.EditInboxRequest{SnoozeUntil: &until})
	alike(t, []bool{in(operator.InboxOpen), in(operator.InboxSnoozed)}, []bool{false, true})
	c.Clock.Advance(49 * time.Hour)
	alike(t, []bool{in(operator.InboxOpen), in(operator.InboxSnoozed)}, []bool{true, false})

	edit(operator.EditInboxRequest{Archived: &yes})
	alike(t, []bool{in(operator.InboxOpen), in(operator.InboxArchived)}, []bool{false, true})
	c.reply(c.buyer, id, "are you there?") // brings it back
	alike(t, []bool{in(operator.InboxOpen), in(operator.InboxArchived)}, []bool{true, false})

	edit(operator.EditInboxRequest{Muted: &yes, Archived: &yes})
	alike(t, c.badge(c.assigned), operator.InboxTotals{})
	c.reply(c.buyer, id, "hello?")
	alike(t, in(operator.InboxArchived), true)
	alike(t, c.badge(c.assigned), operator.InboxTotals{})
	c.reply(c.buyer, id, "@tess@example.com, please") // a mention unmutes for that message
	alike(t, in(operator.InboxOpen), true)
	alike(t, c.badge(c.assigned).Conversations, 1)
	edit(operator.EditInboxRequest{Muted: &no, Starred: &yes})
	starred := must(t)(w.ListInbox(c.as(c.assigned), operator.ListInboxRequest{Starred: true})).(operator.Page[operator.InboxItem])
	alike(t, len(starred.Items), 1)

	past := "-1d"
	_, err := w.EditInbox(c.as(c.assigned), operator.EditInboxRequest{Conversations: []operator.Ref{ref(id)}, SnoozeUntil: &past})
	fails(t, err, operator.Invalid)
}

func testInboxPages(t *testing.T, w *World) {
	c := newCast(t, w)
	var want []operator.ConversationID
	for range 7 {
		m := c.sendAs(c.buyer, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned}, Body: "x", New: true})
		want = append([]operator.ConversationID{m.Conversation}, want...)
	}
	later := "+1h"
	must(t)(w.EditInbox(c.as(c.assigned), operator.EditInboxRequest{Conversations: []operator.Ref{ref(want[2]), ref(want[5])}, SnoozeUntil: &later}))
	c.Clock.Advance(2 * time.Hour) // both are back, in their places
	var got []operator.ConversationID
	req := operator.ListInboxRequest{Paging: operator.Paging{Limit: 2, Count: true}}
	for {
		page := must(t)(w.ListInbox(c.as(c.assigned), req)).(operator.Page[operator.InboxItem])
		if req.Cursor == "" {
			alike(t, page.Remaining, 5)
		}
		for _, i := range page.Items {
			got = append(got, i.Ref)
		}
		if page.Next == "" {
			break
		}
		req.Cursor = page.Next
	}
	alike(t, got, want)
	_, err := w.ListConversations(c.as(c.assigned), operator.ListConversationsRequest{Paging: operator.Paging{Cursor: req.Cursor}})
	fails(t, err, operator.Invalid) // a cursor of another list
	_, err = w.ListInbox(c.as(c.wide), operator.ListInboxRequest{Paging: operator.Paging{Cursor: req.Cursor}})
	fails(t, err, operator.Invalid) // a cursor of another person
}

func testAReadingOfManyPagesIsRecordedOnce(t *testing.T, w *World) {
	c := newCast(t, w)
	var id operator.ConversationID
	for range 5 {
		id = c.send(c.buyer, "hello", c.assigned).Conversation
	}
	before := w.Events()
	req := operator.ListMessagesRequest{Conversation: ref(id), Paging: operator.Paging{Limit: 2}}
	for pages := 0; pages == 0 || req.Cursor != ""; pages++ {
		req.Cursor = must(t)(w.ListMessages(c.as(c.auditor), req)).(operator.Page[operator.Message]).Next
	}
	alike(t, w.Events()-before, 1)
}

func testMessagesKeepTheirVersions(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.buyer, "frist", c.assigned)
	must(t)(w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: ref(m.Ref), Body: "first"}))
	_, err := w.EditMessage(c.as(c.admin), operator.EditMessageRequest{Message: ref(m.Ref), Body: "second"})
	fails(t, err, operator.Denied)
	_, err = w.DeleteMessage(c.as(c.admin), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true})
	fails(t, err, operator.Invalid) // not without a reason
	must(t)(w.DeleteMessage(c.as(c.admin), operator.DeleteMessageRequest{Message: ref(m.Ref), Reason: "personal data", Confirmed: true}))
	shown := must(t)(w.ShowMessage(c.as(c.assigned), operator.ShowMessageRequest{Message: ref(m.Ref), History: true})).(operator.Message)
	alike(t, []any{shown.Deleted, shown.Body, shown.Seq}, []any{true, "", uint64(1)})
	alike(t, []string{shown.Versions[0].Body, shown.Versions[1].Body, *shown.Versions[1].Reason}, []string{"frist", "first", "personal data"})
	_, err = w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: ref(m.Ref), Body: "third"})
	fails(t, err, operator.Conflict)
}

func testClosingMakesPermanent(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.buyer, "before", c.assigned)
	must(t)(w.CloseTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
	_, err := w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: ref(m.Ref), Body: "after"})
	fails(t, err, operator.Conflict)
	_, err = w.DeleteMessage(c.as(c.admin), operator.DeleteMessageRequest{Message: ref(m.Ref), Reason: "x", Confirmed: true})
	fails(t, err, operator.Conflict)
	after := c.reply(c.buyer, m.Conversation, "buyers keep their home, and write")
	must(t)(w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: ref(after.Ref), Body: "and edit"}))
}

func testFilesComeBackByteForByte(t *testing.T, w *World) {
	c := newCast(t, w)
	content := strings.Repeat("plan\x00\xff", 1000)
	up := must(t)(w.PutFile(c.as(c.assigned), operator.PutFileRequest{Name: "plan.bin", Content: strings.NewReader(content)})).(operator.Upload)
	req := operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "see", Attachments: []operator.NewAttachment{{Name: "plan.bin", Upload: up}}}
	_, err := w.SendMessage(c.as(c.wide), req)
	fails(t, err, operator.Denied) // knowing a file's hash opens nothing
	m := c.sendAs(c.assigned, req)
	f := must(t)(w.OpenFile(c.as(c.buyer), operator.OpenFileRequest{Message: ref(m.Ref), Index: 1})).(operator.OpenedFile)
	defer f.Content.Close()
	var got strings.Builder
	if _, err := f.Content.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	must(t)(copyAll(&got, f.Content))
	alike(t, got.String(), content)
	_, err = w.PutFile(c.as(c.assigned), operator.PutFileRequest{Name: "empty", Content: strings.NewReader("")})
	fails(t, err, operator.Invalid)
}

func testAKeyActsOnce(t *testing.T, w *World) {
	c := newCast(t, w)
	call := operator.CallFrom(c.as(c.assigned))
	call.Key = "reminder-7"
	ctx := operator.WithCall(t.Context(), call)
	req := operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "Reminder"}
	first := must(t)(w.SendMessage(ctx, req)).(operator.Message)
	again := must(t)(w.SendMessage(ctx, req)).(operator.Message)
	alike(t, []any{again.Ref, again.Replayed, first.Replayed}, []any{first.Ref, true, false})
	req.Body = "Another"
	_, err := w.SendMessage(ctx, req)
	fails(t, err, operator.Conflict)
	alike(t, len(c.show(c.buyer, first.Conversation).Messages), 1)
	c.Clock.Advance(operator.KeyLife + time.Hour)
	later := must(t)(w.SendMessage(ctx, req)).(operator.Message)
	alike(t, later.Replayed, false)
}

func testADryRunChangesNothing(t *testing.T, w *World) {
	c := newCast(t, w)
	call := operator.CallFrom(c.as(c.assigned))
	call.DryRun = true
	before := w.Events()
	m := must(t)(w.SendMessage(operator.WithCall(t.Context(), call), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"home"}, Body: "Hello"})).(operator.Message)
	alike(t, names(m.Audience), []string{"Tess Assigned", "Will Wide", "Ben Buyer", "Cora Cobuyer"})
	alike(t, w.Events(), before)
	alike(t, c.badge(c.buyer), operator.InboxTotals{})
}

func testBodies(t *testing.T, w *World) {
	c := newCast(t, w)
	for name, body := range map[string]string{
		"empty": "", "blank": " \n\t\u200b", "too long": strings.Repeat("x", operator.MaxBody+1),
		"not UTF-8": "a\xff", "NUL": "a\x00b",
	} {
		_, err := w.SendMessage(c.as(c.assigned), operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: body})
		if operator.CodeOf(err) != operator.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	alike(t, c.send(c.assigned, strings.Repeat("x", operator.MaxBody), c.buyer).Seq, uint64(1))
	alike(t, c.send(c.assigned, "one line break at the end goes\n\n", c.buyer).Body, "one line break at the end goes\n")
	alike(t, c.send(c.assigned, "\x1b]0;kept\x07", c.buyer).Body, "\x1b]0;kept\x07")
}

func testWatch(t *testing.T, w *World) {
	c := newCast(t, w)
	first := c.send(c.assigned, "for Ben", c.buyer)
	var at operator.Cursor
	c.send(c.wide, "not for Ben", c.lender)
	c.reply(c.assigned, first.Conversation, "again for Ben")
	got := []string{}
	for change, err := range w.WatchInbox(c.as(c.buyer), operator.WatchInboxRequest{After: operator.CursorStart}) {
		if err != nil {
			t.Fatal(err)
		}
		at = change.Cursor
		if change.Message != nil {
			got = append(got, change.Message.Body)
		}
		if len(got) == 2 {
			break
		}
	}
	alike(t, got, []string{"for Ben", "again for Ben"})
	alike(t, at != "", true)
}

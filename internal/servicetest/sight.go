package servicetest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sight is the table of who may do what, as data of its own: the rules page in
// one place, policy in another, and this test between them. A column is a
// principal, as a stranger to the conversation and as one who is in it (+). Y is
// done, a is done and recorded, . is answered as if the thing did not exist, f is
// refused.
const sight = `
operation              CT  CT+ BU  BU+ BO  BO+ EX  TA  TA+ WI  TN  TN+ AD  AD+ AU  AU+
home                   .   Y   Y   Y   .   .   .   Y   Y   Y   .   .   Y   Y   Y   Y
price                  .   .   .   .   .   .   .   Y   Y   Y   .   .   Y   Y   Y   Y
conversation           .   Y   .   Y   .   Y   .   .   Y   .   .   Y   a   Y   a   Y
messages               .   Y   .   Y   .   Y   .   .   Y   .   .   Y   a   Y   a   Y
message                .   Y   .   Y   .   Y   .   .   Y   .   .   Y   a   Y   a   Y
file                   .   Y   .   Y   .   Y   .   .   Y   .   .   Y   a   Y   a   Y
in-inbox               .   Y   .   Y   .   Y   .   .   Y   .   .   Y   .   Y   .   Y
in-suggestions         .   Y   .   Y   .   Y   .   .   Y   .   .   Y   .   Y   .   Y
in-list                .   Y   .   Y   .   Y   .   .   Y   .   .   Y   .   Y   .   Y
everything             f   f   f   f   f   f   f   f   f   f   f   f   a   a   a   a
start-shared           .   f   Y   Y   .   .   .   Y   Y   Y   .   .   Y   Y   f   f
start-internal         .   f   f   f   .   .   .   Y   Y   Y   .   .   Y   Y   f   f
reply                  .   Y   .   Y   .   Y   .   .   Y   .   .   Y   f   Y   f   f
edit-others            .   f   .   f   .   f   .   .   f   .   .   f   f   f   f   f
delete-others          .   f   .   f   .   f   .   .   f   .   .   f   a   Y   f   f
manage                 .   f   .   f   .   f   .   .   Y   .   .   Y   a   Y   f   f
close                  .   f   .   f   .   f   .   .   Y   .   .   Y   a   Y   f   f
add-home               f   f   f   f   f   f   f   f   f   f   f   f   Y   Y   f   f
edit-sale              .   .   f   f   .   .   .   Y   Y   Y   .   .   Y   Y   f   f
add-buyer              f   f   f   f   f   f   f   Y   Y   Y   f   f   Y   Y   f   f
edit-workspace         f   f   f   f   f   f   f   f   f   f   f   f   Y   Y   f   f
history                .   .   Y   Y   .   .   .   Y   Y   Y   .   .   a   a   a   a
in-history             .   .   .   Y   .   .   .   .   Y   .   .   .   a   a   a   a
in-events              f   f   .   Y   .   Y   .   .   Y   .   .   Y   a   a   a   a
price-in-events        f   f   .   .   .   .   .   Y   Y   Y   .   .   a   a   a   a
write-template         f   f   f   f   f   f   f   Y   Y   Y   f   f   Y   Y   f   f
verify-audit           f   f   f   f   f   f   f   f   f   f   f   f   Y   Y   Y   Y
backup                 f   f   f   f   f   f   f   f   f   f   f   f   Y   Y   f   f
dump                   f   f   f   f   f   f   f   f   f   f   f   f   a   a   f   f
webhooks               f   f   f   f   f   f   f   f   f   f   f   f   Y   Y   f   f
export-all             f   f   f   f   f   f   f   f   f   f   f   f   a   a   a   a
in-export              f   f   .   a   .   a   .   .   a   .   .   a   a   a   a   a
price-in-export        f   f   .   .   .   .   .   a   a   a   .   .   a   a   a   a
update                 .   .   Y   Y   .   .   .   Y   Y   Y   .   .   Y   Y   Y   Y
draft                  .   .   .   .   .   .   .   Y   Y   Y   .   .   Y   Y   .   .
receipts-of-others     .   .   .   .   .   .   .   Y   Y   Y   .   .   Y   Y   Y   Y
in-update-events       f   f   Y   Y   .   .   .   Y   Y   Y   .   .   a   a   a   a
post-update            .   f   f   f   .   .   .   Y   Y   Y   .   .   Y   Y   f   f
edit-update            .   .   f   f   .   .   .   Y   Y   Y   .   .   Y   Y   f   f
publish-update         .   .   .   .   .   .   .   Y   Y   Y   .   .   Y   Y   .   .
react-to-update        .   .   Y   Y   .   .   .   Y   Y   Y   .   .   Y   Y   f   f
own-token              Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   Y   Y
token-of-others        .   .   f   f   f   f   .   f   f   Y   f   f   Y   Y   f   f
invite                 .   .   f   f   f   f   .   f   f   f   f   f   Y   Y   f   f
diagnose               f   f   f   f   f   f   f   f   f   f   f   f   Y   Y   Y   Y
hold-set               .   f   f   f   .   .   .   f   f   f   .   .   Y   Y   Y   Y
hold-release           .   f   f   f   .   .   .   f   f   f   .   .   Y   Y   f   f
hold-seen              .   .   .   .   .   .   .   Y   Y   Y   .   .   Y   Y   Y   Y
erase                  .   .   .   .   .   .   .   f   f   f   f   f   Y   Y   f   f
`

// operation is one way of doing what a row of the table is about.
type operation struct {
	row string
	run func(c *cast, ctx context.Context, m operator.Message) error
}

func operations() []operation {
	return []operation{
		{"home", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.ShowProperty(ctx, operator.PropertyRequest{Property: c.home}))
		}},
		{"home", func(c *cast, ctx context.Context, _ operator.Message) error {
			page, err := c.ListProperties(ctx, operator.ListPropertiesRequest{})
			return listed(err, page.Items, func(p operator.Property) bool { return p.Code == string(c.home) })
		}},
		{"price", func(c *cast, ctx context.Context, _ operator.Message) error {
			s, err := c.ShowTransaction(ctx, operator.TransactionRequest{Transaction: c.sale})
			if err == nil && s.ContractPrice == nil {
				err = operator.Errorf(operator.NotFound, "no price")
			}
			return err
		}},
		{"conversation", func(c *cast, ctx context.Context, m operator.Message) error {
			return second(c.ShowConversation(ctx, operator.ShowConversationRequest{Conversation: ref(m.Conversation)}))
		}},
		{"messages", func(c *cast, ctx context.Context, m operator.Message) error {
			return second(c.ListMessages(ctx, operator.ListMessagesRequest{Conversation: ref(m.Conversation)}))
		}},
		{"message", func(c *cast, ctx context.Context, m operator.Message) error {
			return second(c.ShowMessage(ctx, operator.ShowMessageRequest{Message: ref(m.Ref)}))
		}},
		{"file", func(c *cast, ctx context.Context, m operator.Message) error {
			f, err := c.OpenFile(ctx, operator.OpenFileRequest{Message: ref(m.Ref), Index: 1})
			if err == nil {
				err = f.Content.Close()
			}
			return err
		}},
		{"in-inbox", func(c *cast, ctx context.Context, m operator.Message) error {
			page, err := c.ListInbox(ctx, operator.ListInboxRequest{State: operator.InboxAll})
			return listed(err, page.Items, func(i operator.InboxItem) bool { return i.Ref == m.Conversation })
		}},
		{"in-suggestions", func(c *cast, ctx context.Context, m operator.Message) error {
			all, err := c.Suggest(ctx, operator.SuggestRequest{Kind: "conversation"})
			return listed(err, all, func(s operator.Suggestion) bool { return s.Ref == m.Conversation.String() })
		}},
		{"in-list", func(c *cast, ctx context.Context, m operator.Message) error {
			page, err := c.ListConversations(ctx, operator.ListConversationsRequest{})
			return listed(err, page.Items, func(i operator.Conversation) bool { return i.Ref == m.Conversation })
		}},
		{"everything", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.ListConversations(ctx, operator.ListConversationsRequest{All: true}))
		}},
		{"start-shared", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.SendMessage(ctx, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"team"}, Body: "Hello", New: true}))
		}},
		{"start-internal", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.SendMessage(ctx, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"team"}, Body: "Hello", Internal: true, New: true}))
		}},
		{"reply", func(c *cast, ctx context.Context, m operator.Message) error {
			return second(c.ReplyMessage(ctx, operator.ReplyMessageRequest{Conversation: ref(m.Conversation), Body: "Hello"}))
		}},
		{"edit-others", func(c *cast, ctx context.Context, m operator.Message) error {
			return second(c.EditMessage(ctx, operator.EditMessageRequest{Message: ref(m.Ref), Body: "Changed"}))
		}},
		{"delete-others", func(c *cast, ctx context.Context, m operator.Message) error {
			return second(c.DeleteMessage(ctx, operator.DeleteMessageRequest{Message: ref(m.Ref), Reason: "a test"}))
		}},
		{"manage", func(c *cast, ctx context.Context, m operator.Message) error {
			return second(c.EditConversation(ctx, operator.EditConversationRequest{Conversation: ref(m.Conversation), AddLabels: []string{"test"}}))
		}},
		{"close", func(c *cast, ctx context.Context, m operator.Message) error {
			return second(c.CloseConversation(ctx, operator.ConversationRequest{Conversation: ref(m.Conversation)}))
		}},
		{"add-home", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.AddCommunity(ctx, operator.AddCommunityRequest{Code: "ZZ", Name: "Zenith"}))
		}},
		{"edit-sale", func(c *cast, ctx context.Context, _ operator.Message) error {
			price := "500000"
			return second(c.EditTransaction(ctx, operator.EditTransactionRequest{Transaction: c.sale, Price: &price}))
		}},
		{"add-buyer", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Buyer, Name: "New Buyer"}))
		}},
		{"diagnose", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.Diagnose(ctx, operator.DiagnoseRequest{}))
		}},
		{"write-template", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.AddTemplate(ctx, operator.AddTemplateRequest{Name: "hello", Body: "Dear {{buyers.names}}"}))
		}},
		{"edit-workspace", func(c *cast, ctx context.Context, _ operator.Message) error {
			name := "Another name"
			return second(c.EditWorkspace(ctx, operator.EditWorkspaceRequest{Name: &name}))
		}},
		{"history", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.PropertyHistory(ctx, operator.HistoryRequest{Property: c.home}))
		}},
		{"in-history", func(c *cast, ctx context.Context, m operator.Message) error {
			page, err := c.PropertyHistory(ctx, operator.HistoryRequest{Property: c.home, Paging: operator.Paging{Limit: operator.MaxPage}})
			return listed(err, page.Items, func(e operator.HistoryEntry) bool { return e.Object == m.Ref.String() && e.Excerpt != nil })
		}},
		{"in-events", func(c *cast, ctx context.Context, m operator.Message) error {
			page, err := c.ListEvents(ctx, operator.ListEventsRequest{Object: ref(m.Ref)})
			return listed(err, page.Items, func(e operator.Event) bool { return e.Action == "message.sent" })
		}},
		{"price-in-events", func(c *cast, ctx context.Context, _ operator.Message) error {
			page, err := c.ListEvents(ctx, operator.ListEventsRequest{Object: c.sale})
			return listed(err, page.Items, func(e operator.Event) bool { return strings.Contains(string(e.Data), "489900") })
		}},
		{"verify-audit", func(c *cast, ctx context.Context, _ operator.Message) error {
			return errors.Join(second(c.VerifyAudit(ctx, operator.VerifyAuditRequest{})), second(c.AuditAnchor(ctx, operator.AnchorRequest{})))
		}},
		{"backup", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.Backup(ctx, operator.BackupRequest{Out: io.Discard}))
		}},
		{"dump", func(c *cast, ctx context.Context, _ operator.Message) error {
			return second(c.Dump(ctx, operator.DumpRequest{Kind: "people"}))
		}},
		{"webhooks", webhooks},
	}
}

func second[T any](_ T, err error) error { return err }

// listed makes of a list that lacks a thing the error that the thing is not there.
func listed[T any](err error, items []T, is func(T) bool) error {
	for _, i := range items {
		if is(i) {
			return err
		}
	}
	if err == nil {
		err = operator.Errorf(operator.NotFound, "not listed")
	}
	return err
}

// testSight crosses the table with the operations: for each principal, outside a
// conversation of the home and in it. The author of the message is somebody else.
func testSight(t *testing.T, w *World) {
	c := newCast(t, w)
	people := map[string]operator.Ref{
		"CT": c.lender, "BU": c.cobuyer, "BO": c.stranger, "EX": c.former, "TA": c.assigned,
		"WI": c.wide, "TN": c.outside, "AD": c.secondAdmin(), "AU": c.auditor,
	}
	without := c.talkWith()
	with := c.talkWith(c.lender, c.cobuyer, c.stranger, c.assigned, c.outside, people["AD"], c.auditor)
	table := strings.Split(strings.TrimSpace(sight), "\n")
	columns := strings.Fields(table[0])
	known := map[string]bool{}
	update := uref(c.postUpdate(people["AD"], operator.PostUpdateRequest{}).Ref)
	draft := uref(c.postUpdate(people["AD"], operator.PostUpdateRequest{Draft: true}).Ref)
	for _, op := range slices.Concat(operations(), exportOperations(), accessOperations(), privacyOperations(), updateOperations(update, draft)) {
		known[op.row] = true
	}
	for _, line := range table[1:] {
		row := strings.Fields(line)
		if !known[row[0]] {
			t.Errorf("no operation for the row %s", row[0])
		}
		if strings.HasPrefix(row[0], "hold-") {
			c.hold("a dispute")
		}
		for i, want := range row[1:] {
			column := columns[i+1]
			name, in := strings.CutSuffix(column, "+")
			who := people[name]
			m := without
			if in {
				m = with
			}
			if row[0] == "home" || row[0] == "start-shared" || row[0] == "start-internal" || row[0] == "edit-sale" || row[0] == "history" || row[0] == "post-update" || strings.HasPrefix(row[0], "hold-") {
				if name == "CT" && !in {
					who = c.spareContact() // the lender is in a conversation of the home
				}
			}
			for _, op := range slices.Concat(operations(), exportOperations(), accessOperations(), privacyOperations(), updateOperations(update, draft)) {
				if op.row == row[0] {
					c.expect(t, op, column, who, m, want)
				}
			}
		}
	}
}

// expect runs an operation for somebody, as a dry run, and compares what becomes
// of it with the table. What is recorded must show in the log.
func (c *cast) expect(t *testing.T, op operation, column string, who operator.Ref, m operator.Message, want string) {
	t.Helper()
	call := operator.CallFrom(c.as(who))
	call.DryRun = true
	before := c.Events()
	err := op.run(c, operator.WithCall(t.Context(), call), m)
	recorded := c.Events() > before
	got := map[operator.Code]string{"": "Y", operator.NotFound: ".", operator.Denied: "f"}[operator.CodeOf(err)]
	if err == nil && recorded {
		got = "a"
	}
	if got != want {
		t.Errorf("%s as %s: %q, want %q (%v)", op.row, column, got, want, err)
	}
}

// talkWith starts a conversation of the primary buyer's with people beside, with
// a file, written by somebody whom the table does not ask about.
func (c *cast) talkWith(people ...operator.Ref) operator.Message {
	c.t.Helper()
	author := c.secondAdmin()
	up := must(c.t)(c.PutFile(c.as(author), operator.PutFileRequest{Name: "plan.txt", Content: strings.NewReader("a plan")})).(operator.Upload)
	return c.sendAs(author, operator.SendMessageRequest{
		Property: c.home, To: append([]operator.Ref{c.buyer}, people...), Body: "The plan is attached.", New: true,
		Attachments: []operator.NewAttachment{{Name: "plan.txt", Upload: up}},
	})
}

// secondAdmin adds another administrator.
func (c *cast) secondAdmin() operator.Ref {
	c.t.Helper()
	c.spares++
	return c.add(operator.Team, "Ada"+strings.Repeat("a", c.spares)+" Admin", operator.Admin, "")
}

// spareContact adds a contact who is in no conversation.
func (c *cast) spareContact() operator.Ref {
	c.t.Helper()
	c.spares++
	return c.add(operator.Contact, "Kim"+strings.Repeat("m", c.spares)+" Contact", "", "")
}

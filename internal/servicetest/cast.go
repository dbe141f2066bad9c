package servicetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// cast is a home with everybody that a rule can tell apart: the principals of
// the table of sight, and what they have to do with one another.
type cast struct {
	*World
	t *testing.T

	admin, assigned, wide, outside, auditor, leaver operator.Ref // team
	buyer, cobuyer, former, stranger                operator.Ref // buyers: of the sale, of one withdrawn, of another home
	lender                                          operator.Ref // a contact

	home, other   operator.Ref // codes
	sale, oldSale operator.Ref
	spares        int // people added beside
}

// newCast builds the cast on an empty workspace, whose administrator is P1.
func newCast(t *testing.T, w *World) *cast {
	t.Helper()
	c := &cast{World: w, t: t, admin: "P1", home: "MR-014", other: "MR-015"}
	ctx := c.as(c.admin)
	must(t)(w.AddCommunity(ctx, operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}))
	for _, code := range []operator.Ref{c.home, c.other} {
		must(t)(w.AddProperty(ctx, operator.AddPropertyRequest{Code: string(code), Community: "MR", ExternalID: "erp=" + string(code)}))
	}
	c.assigned = c.add(operator.Team, "Tess Assigned", operator.Member, "Sales")
	c.wide = c.add(operator.Team, "Will Wide", operator.Member, "Construction")
	c.outside = c.add(operator.Team, "Nora Outside", operator.Member, "Sales")
	c.auditor = c.add(operator.Team, "Otto Auditor", operator.Auditor, "")
	c.leaver = c.add(operator.Team, "Lea Leaver", operator.Member, "")
	c.buyer = c.add(operator.Buyer, "Ben Buyer", "", "")
	c.cobuyer = c.add(operator.Buyer, "Cora Cobuyer", "", "")
	c.former = c.add(operator.Buyer, "Finn Former", "", "")
	c.stranger = c.add(operator.Buyer, "Stan Stranger", "", "")
	c.lender = c.add(operator.Contact, "Lou Lender", "", "Lender")
	must(t)(w.AssignProperty(ctx, operator.AssignRequest{Property: c.home, People: []operator.Ref{c.assigned}, Primary: true}))
	must(t)(w.AssignCommunity(ctx, operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.wide}}))
	c.oldSale = c.sell(c.home, c.former)
	must(t)(w.WithdrawTransaction(ctx, operator.EndTransactionRequest{Transaction: c.oldSale, Confirmed: true}))
	c.sale = c.sell(c.home, c.buyer, c.cobuyer)
	c.sell(c.other, c.stranger)
	must(t)(w.DeactivatePerson(ctx, operator.PersonRequest{Person: c.leaver}))
	return c
}

func (c *cast) as(who operator.Ref) context.Context { return c.As(who) }

func (c *cast) add(kind operator.PersonKind, name string, role operator.Role, title string) operator.Ref {
	c.t.Helper()
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	p := must(c.t)(c.AddPerson(c.as(c.admin), operator.AddPersonRequest{
		Kind: kind, Name: name, Role: role, Title: title, Email: first + "@example.com",
	}))
	return operator.Ref(p.(operator.Person).Ref.String())
}

func (c *cast) sell(home operator.Ref, buyers ...operator.Ref) operator.Ref {
	c.t.Helper()
	s := must(c.t)(c.OpenTransaction(c.as(c.admin), operator.OpenTransactionRequest{Property: home, Buyers: buyers, Price: "489900"}))
	return operator.Ref(s.(operator.Transaction).Ref.String())
}

// send sends about the home and moves the clock on.
func (c *cast) send(from operator.Ref, body string, to ...operator.Ref) operator.Message {
	c.t.Helper()
	return c.sendAs(from, operator.SendMessageRequest{Property: c.home, To: to, Body: body})
}

func (c *cast) sendAs(from operator.Ref, req operator.SendMessageRequest) operator.Message {
	c.t.Helper()
	c.Clock.Advance(time.Minute)
	return must(c.t)(c.SendMessage(c.as(from), req)).(operator.Message)
}

func (c *cast) reply(from operator.Ref, to operator.ConversationID, body string) operator.Message {
	c.t.Helper()
	c.Clock.Advance(time.Minute)
	return must(c.t)(c.ReplyMessage(c.as(from), operator.ReplyMessageRequest{Conversation: ref(to), Body: body})).(operator.Message)
}

// unread is what a person's inbox says of a conversation; -1 where it is not there.
func (c *cast) unread(who operator.Ref, id operator.ConversationID) int {
	c.t.Helper()
	page := must(c.t)(c.ListInbox(c.as(who), operator.ListInboxRequest{State: operator.InboxAll})).(operator.Page[operator.InboxItem])
	for _, i := range page.Items {
		if i.Ref == id {
			return i.Unread
		}
	}
	return -1
}

func (c *cast) badge(who operator.Ref) operator.InboxTotals {
	c.t.Helper()
	return must(c.t)(c.InboxTotals(c.as(who), operator.TotalsRequest{})).(operator.InboxTotals)
}

func (c *cast) show(who operator.Ref, id operator.ConversationID) operator.Conversation {
	c.t.Helper()
	return must(c.t)(c.ShowConversation(c.as(who), operator.ShowConversationRequest{Conversation: ref(id)})).(operator.Conversation)
}

func (c *cast) waiting(id operator.ConversationID) string {
	c.t.Helper()
	if on := c.show(c.assigned, id).WaitingOn; on != nil {
		return string(*on)
	}
	return "nobody"
}

// ref is what somebody types for a number.
func ref(id interface{ String() string }) operator.Ref { return operator.Ref(id.String()) }

// bodies is the bodies of messages.
func bodies(messages []operator.Message) []string {
	all := make([]string, len(messages))
	for i, m := range messages {
		all[i] = m.Body
	}
	return all
}

// alike wants two values to be alike in everything.
func alike(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("got (+) and want (-) differ:\n%s", diff)
	}
}

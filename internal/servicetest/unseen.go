package servicetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// unseenTests is the ways around the table of sight that somebody might try.
func unseenTests() []test {
	return []test{
		{"NobodyOutsideTheTeamIsAddedToWhatAWithdrawalClosed", testNobodyIsAddedAfterAWithdrawal},
		{"EveryReadingFromOutsideIsRecorded", testEveryReadingFromOutsideIsRecorded},
		{"AShownConversationIsNotKeptWithAKey", testAShownConversationIsNotKeptWithAKey},
		{"ACursorIsGoodForItsOwnListOnly", testACursorIsGoodForItsOwnListOnly},
		{"AnExternalIDNamesAThingToWhoSeesIt", testAnExternalIDNamesAThingToWhoSeesIt},
		{"AnExternalIDThatTwoHaveNamesTheOneThatIsSeen", testAnIDThatTwoHave},
		{"AnOldCodeOfAHomeIsAsHiddenAsTheHome", testOldCodesAreHidden},
		{"WhoLostAHomeIsNotToldItsCodeByWhatTheyPlanned", testPlannedByWhoLostTheHome},
		{"RulesComeBeforeNothingToDo", testRulesComeBeforeNothingToDo},
	}
}

func (c *cast) edit(who operator.Ref, req operator.EditConversationRequest) error {
	return second(c.EditConversation(c.as(who), req))
}

func (c *cast) withdraw() {
	c.t.Helper()
	must(c.t)(c.WithdrawTransaction(c.as(c.admin), operator.EndTransactionRequest{Transaction: c.sale, Confirmed: true}))
}

// inbox is the references of everything in a person's inbox.
func (c *cast) inbox(who operator.Ref) []operator.ConversationID {
	c.t.Helper()
	page := must(c.t)(c.ListInbox(c.as(who), operator.ListInboxRequest{State: operator.InboxAll})).(operator.Page[operator.InboxItem])
	ids := []operator.ConversationID{}
	for _, i := range page.Items {
		ids = append(ids, i.Ref)
	}
	return ids
}

func testNobodyIsAddedAfterAWithdrawal(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "The price is a secret", c.buyer, c.lender)
	c.withdraw()
	c.sell(c.home, c.stranger)
	for _, who := range []operator.Ref{c.stranger, c.buyer, c.lender} {
		for _, by := range []operator.Ref{c.assigned, c.admin} {
			err := c.edit(by, operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{who}, WithHistory: true})
			if operator.CodeOf(err) != operator.Conflict || reasonOf(err) != "withdrawn" {
				t.Errorf("%s adds %s: %v", by, who, err)
			}
		}
		alike(t, c.inbox(who), []operator.ConversationID{})
		alike(t, c.badge(who), operator.InboxTotals{})
	}
	must(t)(nil, c.edit(c.assigned, operator.EditConversationRequest{Conversation: ref(m.Conversation), AddPeople: []operator.Ref{c.wide}}))
	alike(t, bodies(c.show(c.wide, m.Conversation).Messages), []string{"The price is a secret"})
}

// testEveryReadingFromOutsideIsRecorded: an administrator sees what was written
// in a conversation only by leaving a trace, whichever way they ask.
func testEveryReadingFromOutsideIsRecorded(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Between us", c.buyer)
	id := ref(m.Conversation)
	before := w.Events()
	for _, read := range []bool{false, true} {
		must(t)(w.ShowConversation(w.dry("P1"), operator.ShowConversationRequest{Conversation: id, Read: read}))
		must(t)(w.ShowConversation(c.as("P1"), operator.ShowConversationRequest{Conversation: id, Read: read}))
	}
	alike(t, w.Events()-before, 4)

	label := operator.EditConversationRequest{Conversation: id, AddLabels: []string{"late"}}
	must(t)(nil, c.edit("P1", label))
	before = w.Events()
	asks := map[string]func() (operator.Conversation, error){
		"nothing to change": func() (operator.Conversation, error) { return w.EditConversation(c.as("P1"), label) },
		"a dry run": func() (operator.Conversation, error) {
			return w.EditConversation(w.dry("P1"), operator.EditConversationRequest{Conversation: id, AddLabels: []string{"other"}})
		},
		"a dry run of joining": func() (operator.Conversation, error) {
			return w.EditConversation(w.dry("P1"), operator.EditConversationRequest{Conversation: id, AddPeople: []operator.Ref{"P1"}})
		},
		"a dry run of closing": func() (operator.Conversation, error) {
			return w.CloseConversation(w.dry("P1"), operator.ConversationRequest{Conversation: id})
		},
		"reopening what is open": func() (operator.Conversation, error) {
			return w.ReopenConversation(c.as("P1"), operator.ConversationRequest{Conversation: id})
		},
	}
	for name, ask := range asks {
		if got := get(ask())(t); got.LastMessage != nil || got.MessageCount != 1 {
			t.Errorf("%s shows an outsider what was written: %+v", name, got.LastMessage)
		}
	}
	alike(t, w.Events()-before, len(asks)) // each answer shows who is in it

	// The cursor of a recorded reading gives what there was to read then.
	page := operator.ListMessagesRequest{Conversation: id, Paging: operator.Paging{Limit: 1}}
	c.reply(c.buyer, m.Conversation, "Two")
	page.Cursor = get(w.ListMessages(c.as("P1"), page))(t).Next
	c.reply(c.buyer, m.Conversation, "Three")
	alike(t, bodies(get(w.ListMessages(c.as("P1"), page))(t).Items), []string{"Two"})
	page.Limit = 0
	alike(t, bodies(get(w.ListMessages(c.as("P1"), page))(t).Items), []string{"Two"})
}

func testAShownConversationIsNotKeptWithAKey(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Yours for now", c.buyer)
	req := operator.ShowConversationRequest{Conversation: ref(m.Conversation), Read: true}
	must(t)(w.ShowConversation(w.keyed(c.buyer, "k"), req))
	alike(t, c.badge(c.buyer), operator.InboxTotals{})
	c.reply(c.assigned, m.Conversation, "More")
	alike(t, len(get(w.ShowConversation(w.keyed(c.buyer, "k"), req))(t).Messages), 2)
	c.withdraw()
	_, err := w.ShowConversation(w.keyed(c.buyer, "k"), req)
	fails(t, err, operator.NotFound)
}

func testACursorIsGoodForItsOwnListOnly(t *testing.T, w *World) {
	c := newCast(t, w)
	for range 3 {
		c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.admin}, Body: "x", New: true})
	}
	one := operator.Paging{Limit: 1}
	own := get(w.ListConversations(c.as(c.admin), operator.ListConversationsRequest{Paging: one}))(t).Next
	before := w.Events()
	_, err := w.ListConversations(c.as(c.admin), operator.ListConversationsRequest{All: true, Paging: operator.Paging{Cursor: own}})
	refused(t, err, operator.Invalid, "bad_cursor") // else everything would be listed and nothing recorded
	alike(t, w.Events(), before)
	open := get(w.ListInbox(c.as(c.admin), operator.ListInboxRequest{Paging: one}))(t).Next
	_, err = w.ListInbox(c.as(c.admin), operator.ListInboxRequest{State: operator.InboxSnoozed, Paging: operator.Paging{Cursor: open}})
	refused(t, err, operator.Invalid, "bad_cursor")
}

// testAnExternalIDNamesAThingToWhoSeesIt: what one may not see cannot be asked
// about either.
func testAnExternalIDNamesAThingToWhoSeesIt(t *testing.T, w *World) {
	c := newCast(t, w)
	erp := ptr("erp=T-77")
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.assigned, ExternalID: erp}))
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, ExternalID: erp}))
	for what, ask := range map[string]func(who, typed operator.Ref) error{
		"home": func(who, typed operator.Ref) error {
			return second(w.ShowProperty(c.as(who), operator.PropertyRequest{Property: typed}))
		},
		"sale": func(who, typed operator.Ref) error {
			return second(w.ShowTransaction(c.as(who), operator.TransactionRequest{Transaction: typed}))
		},
		"person": func(who, typed operator.Ref) error {
			return second(w.ShowPerson(c.as(who), operator.ShowPersonRequest{Person: typed}))
		},
	} {
		typed := operator.Ref("ext:T-77")
		if what == "home" {
			typed = "EXT:MR-014"
		}
		must(t)(nil, ask(c.wide, typed))
		sameAsMissing(t, ask(c.buyer, typed), ask(c.buyer, "ext:nothing"), string(typed), "ext:nothing")
	}
}

func testRulesComeBeforeNothingToDo(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Wrong", c.buyer, c.auditor)
	del := operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}
	must(t)(w.DeleteMessage(c.as(c.assigned), del))
	must(t)(w.DeleteMessage(c.as(c.assigned), del)) // nothing to do
	for _, who := range []operator.Ref{c.buyer, c.auditor} {
		_, err := w.DeleteMessage(c.as(who), del)
		fails(t, err, operator.Denied)
	}
}

// Crowd tests that a buyer finds whom and what they know, by completion and in
// "did you mean", among many more people and homes than those look at. It takes
// a while to gather them.
func Crowd(t *testing.T, newWorld func(*testing.T) *World) {
	w := newWorld(t)
	c := newCast(t, w)
	for range 1100 { // more than completion looks at
		must(t)(w.AddPerson(c.as(c.admin), operator.AddPersonRequest{Kind: operator.Contact, Name: "Aaron Many"}))
	}
	refs := func(prefix string) []string {
		found := []string{}
		for _, s := range get(w.Suggest(c.as(c.buyer), operator.SuggestRequest{Kind: "person", Prefix: prefix}))(t) {
			found = append(found, s.Description)
		}
		return found
	}
	alike(t, refs(""), []string{"Ben Buyer, buyer", "Cora Cobuyer, buyer", "Tess Assigned, team", "Will Wide, team"})
	alike(t, refs("a"), []string{"Tess Assigned, team"})
	alike(t, refs("tess@"), []string{}) // not by what they may not see
	for n := range 250 {                // more than is looked at for "did you mean"
		must(t)(w.AddProperty(c.as(c.admin), operator.AddPropertyRequest{Community: "MR", Code: fmt.Sprintf("MR-00%03d", n)}))
	}
	_, err := w.ShowProperty(c.as(c.buyer), operator.PropertyRequest{Property: "MR-O14"})
	alike(t, hintOf(err), "did you mean MR-014?")
	_, err = w.ShowPerson(c.as(c.buyer), operator.ShowPersonRequest{Person: "Aess Assigned"})
	alike(t, hintOf(err), "did you mean P2 (Tess Assigned)?")
}

// testAnIDThatTwoHave gives two homes, and two sales, one id in two systems. Who sees
// but one of them is not told by it of the other.
func testAnIDThatTwoHave(t *testing.T, w *World) {
	c := newCast(t, w)
	otherSale := get(w.ShowTransaction(c.boss(), operator.TransactionRequest{Transaction: c.other}))(t).Ref
	for n, home := range []operator.Ref{c.home, c.other} {
		system := fmt.Sprintf("system%d=", n)
		must(t)(w.EditProperty(c.boss(), operator.EditPropertyRequest{Property: home, ExternalID: ptr(system + "77")}))
		must(t)(w.EditTransaction(c.boss(), operator.EditTransactionRequest{Transaction: home, ExternalID: ptr(system + "88")}))
	}
	home := get(w.ShowProperty(c.as(c.assigned), operator.PropertyRequest{Property: "ext:77"}))(t)
	equal(t, "the home", home.Code, string(c.home))
	for _, key := range []operator.Ref{"ext:88", "ext:77"} {
		sale := get(w.ShowTransaction(c.as(c.assigned), operator.TransactionRequest{Transaction: key}))(t)
		equal(t, "the sale of "+string(key), ref(sale.Ref), c.sale)
	}
	_, err := w.ShowProperty(c.boss(), operator.PropertyRequest{Property: "ext:77"})
	refused(t, err, operator.Invalid, "ambiguous")
	equal(t, "the homes", hintOf(err), "say which: MR-014 or MR-015")
	_, err = w.ListConversations(c.boss(), operator.ListConversationsRequest{All: true, ConversationFilter: operator.ConversationFilter{Property: "ext:77"}})
	refused(t, err, operator.Invalid, "ambiguous")
	_, err = w.ShowTransaction(c.boss(), operator.TransactionRequest{Transaction: "ext:88"})
	refused(t, err, operator.Invalid, "ambiguous")
	equal(t, "the sales", hintOf(err), "say which: "+string(c.sale)+" or "+otherSale.String())
}

func testOldCodesAreHidden(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, code := range []string{"A-1", "A-2", "MR-014", "A-3"} {
		must(t)(w.EditProperty(c.boss(), operator.EditPropertyRequest{Property: c.home, Code: ptr(code)}))
	}
	for _, code := range []operator.Ref{"mr-014", "a-1", "A-2", "A-3"} {
		equal(t, string(code), get(w.ShowProperty(c.as(c.buyer), operator.PropertyRequest{Property: code}))(t).Code, "A-3")
		_, hidden := w.ShowProperty(c.as(c.former), operator.PropertyRequest{Property: code})
		_, missing := w.ShowProperty(c.as(c.former), operator.PropertyRequest{Property: "Z-9"})
		sameAsMissing(t, hidden, missing, string(code), "Z-9")
	}
	_, err := w.AddProperty(c.boss(), operator.AddPropertyRequest{Code: "A-1", Community: "MR"})
	refused(t, err, operator.Conflict, "code_taken")
}

func testPlannedByWhoLostTheHome(t *testing.T, w *World) {
	c := newCast(t, w)
	send := &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"team"}, Body: "Is it done?"}
	item := get(w.ScheduleMessage(c.as(c.buyer), operator.ScheduleMessageRequest{At: "+1d", Send: send}))(t)
	equal(t, "while they buy it", item.Property, string(c.home))
	c.withdraw()
	must(t)(w.EditProperty(c.boss(), operator.EditPropertyRequest{Property: c.home, Code: ptr("MR-114")}))
	listed := get(w.ListSchedule(c.as(c.buyer), operator.ListScheduleRequest{}))(t).Items
	equal(t, "in their list", []string{listed[0].Excerpt, listed[0].Property}, []string{"Is it done?", ""})
	equal(t, "shown", get(w.ShowScheduled(c.as(c.buyer), operator.ScheduleRequest{Item: ref(item.Ref)}))(t).Property, "")
	suggested := get(w.Suggest(c.as(c.buyer), operator.SuggestRequest{Kind: "scheduled"}))(t)
	equal(t, "suggested", strings.Contains(suggested[0].Description, "MR-"), false)
	equal(t, "called off", get(w.CancelScheduled(c.as(c.buyer), operator.ScheduleRequest{Item: ref(item.Ref)}))(t).State, operator.ScheduleCancelled)
}

package app_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestEveryActionThatIsRecordedIsInTheList reads the sources: what looks like an
// action, and is not the name of a request, must be in the list that says what its
// events hold.
func TestEveryActionThatIsRecordedIsInTheList(t *testing.T) {
	known := map[string]bool{}
	for _, a := range operator.EventActions() {
		known[a.Name] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	recorded := map[string]bool{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for name, where := range actionsIn(t, path) {
			recorded[name] = true
			if strings.HasSuffix(name, ".") { // the rest is a state
				for whole := range known {
					recorded[whole] = recorded[whole] || strings.HasPrefix(whole, name)
				}
			} else if !known[name] && name != "update.post" && name != "webhook.test" { // a request; an event that never happened
				t.Errorf("%s records %q: say in pkg/operator/event_actions.go what its events hold", where, name)
			}
		}
	}
	for name := range known {
		if !recorded[name] {
			t.Errorf("nothing records %q", name)
		}
	}
}

// actionsIn finds the texts that look like actions, with where they stand. Names of
// requests, and the sentences, do not count.
func actionsIn(t *testing.T, path string) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	action := regexp.MustCompile(`^[a-z]+\.[a-z_]*$`)
	found, requests := map[string]string{}, map[ast.Node]bool{}
	if path == "history_words.go" {
		return found
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr: // change(ctx, a, "msg.send", …)
			called := n.Fun
			if generic, is := called.(*ast.IndexListExpr); is {
				called = generic.X
			}
			if name, is := called.(*ast.Ident); is && slices.Contains([]string{"change", "changeIfRoom", "inBulk", "replayOf", "keepAnswer"}, name.Name) {
				requests[n.Args[2]] = true
			}
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && action.MatchString(text) && !requests[n] {
				found[text] = set.Position(n.Pos()).String()
			}
		}
		return true
	})
	return found
}

func TestEveryActionHasASentence(t *testing.T) {
	words := app.Sentences()
	for _, a := range operator.EventActions() {
		if !strings.HasPrefix(words[a.Name], "{actor}") {
			t.Errorf("%s is told as %q", a.Name, words[a.Name])
		}
	}
	places := []string{"actor", "object", "who", "home", "place", "talk", "others", "changes"}
	for name, text := range words {
		action, _, _ := strings.Cut(name, " ")
		i := slices.IndexFunc(operator.EventActions(), func(a operator.EventAction) bool { return a.Name == action })
		if i < 0 {
			t.Errorf("%s is no action", name)
			continue
		}
		for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(text, -1) {
			has := slices.ContainsFunc(operator.EventActions()[i].Data, func(f operator.EventField) bool { return f.Name == m[1] })
			if !has && !slices.Contains(places, m[1]) {
				t.Errorf("%s tells of %s, which its events do not hold", name, m[1])
			}
		}
	}
}

// TestTheDataOfAnEventIsInTheList makes one of nearly everything and compares the
// fields with the list: what is not there is hidden from who sees less.
func TestTheDataOfAnEventIsInTheList(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sell(t)
	o.muchMore(t)
	list := map[string]operator.EventAction{}
	for _, a := range operator.EventActions() {
		list[a.Name] = a
	}
	page := done[operator.Page[operator.Event]](t)(o.ListEvents(o.ctx, operator.ListEventsRequest{Paging: operator.Paging{Limit: operator.MaxPage}}))
	seen := map[string]bool{}
	for _, e := range page.Items {
		seen[e.Action] = true
		for name := range fields(t, e.Data) {
			if !slices.ContainsFunc(list[e.Action].Data, func(f operator.EventField) bool { return f.Name == name }) {
				t.Errorf("%s holds %q, which is not in the list", e.Action, name)
			}
		}
	}
	if len(seen) < 25 {
		t.Errorf("only %d actions were tried", len(seen))
	}
}

// fields is the names in an object.
func fields(t *testing.T, raw json.RawMessage) map[string]json.RawMessage {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// muchMore does one of everything that the rest of the tests has no need of.
func (o *office) muchMore(t *testing.T) {
	t.Helper()
	word := func(s string) *string { return &s }
	home, sale, talk := operator.Ref("MR-014"), operator.Ref("T1"), operator.Ref("C1")
	for _, err := range []error{
		also(o.AddPerson(o.ctx, operator.AddPersonRequest{Kind: operator.Team, Name: "Tess", Email: "tess@example.com", Phones: []string{"+1 303 555 0142"}, ExternalID: "1"})),
		also(o.EditPerson(o.ctx, operator.EditPersonRequest{Person: "P3", Name: word("Tessa"), Title: word("Sales"), Email: word(""), ExternalID: word("2"), Phones: &[]string{}})),
		also(o.AddBuilding(o.ctx, operator.AddBuildingRequest{Community: "MR", Number: "1", Name: "One", Properties: []operator.Ref{home}})),
		also(o.EditBuilding(o.ctx, operator.EditBuildingRequest{Building: "B1", Name: word("First"), Number: word("2")})),
		also(o.EditCommunity(o.ctx, operator.EditCommunityRequest{Community: "MR", Name: word("Maple"), Code: word("MA"), ExternalID: word("3")})),
		also(o.EditProperty(o.ctx, operator.EditPropertyRequest{
			Property: home, Code: word("MA-014"), Lot: word("15"), Plan: word("Aspen"), Line1: word("1 A"), Line2: word("b"),
			City: word("Denver"), Region: word("CO"), Postcode: word("80014"), Country: word("US"), ExternalID: word("4"),
		})),
		also(o.AssignProperty(o.ctx, operator.AssignRequest{Property: home, People: []operator.Ref{"P3"}, Primary: true})),
		also(o.AssignCommunity(o.ctx, operator.AssignCommunityRequest{Community: "MA", People: []operator.Ref{"P3"}})),
		also(o.UnassignCommunity(o.ctx, operator.AssignCommunityRequest{Community: "MA", People: []operator.Ref{"P3"}})),
		also(o.EditTransaction(o.ctx, operator.EditTransactionRequest{
			Transaction: sale, Price: word("1"), ContractDate: word("2026-03-01"), ExpectedClosing: word("2026-05-01"), ExternalID: word("5"), AddBuyers: []operator.Ref{"P1"},
		})),
		also(o.EditConversation(o.ctx, operator.EditConversationRequest{
			Conversation: talk, Subject: word("Plan"), AddPeople: []operator.Ref{"P3"}, AddLabels: []string{"late"}, Assignee: new(operator.Ref("P3")),
		})),
		also(o.EditConversation(o.ctx, operator.EditConversationRequest{Conversation: talk, RemovePeople: []operator.Ref{"P3"}})),
		also(o.EditMessage(o.ctx, operator.EditMessageRequest{Message: "M1", Body: "See it."})),
		also(o.DeleteMessage(o.ctx, operator.DeleteMessageRequest{Message: "M1", Reason: "wrong", Confirmed: true})),
		also(o.CloseConversation(o.ctx, operator.ConversationRequest{Conversation: talk})),
		also(o.ReopenConversation(o.ctx, operator.ConversationRequest{Conversation: talk})),
		also(o.WithdrawTransaction(o.ctx, operator.EndTransactionRequest{Transaction: sale, Confirmed: true})),
		also(o.ReopenTransaction(o.ctx, operator.TransactionRequest{Transaction: sale})),
		also(o.CloseTransaction(o.ctx, operator.EndTransactionRequest{Transaction: sale, Confirmed: true})),
		also(o.UnassignProperty(o.ctx, operator.AssignRequest{Property: home, People: []operator.Ref{"P3"}})),
		also(o.DeactivatePerson(o.ctx, operator.PersonRequest{Person: "P3"})),
		also(o.ActivatePerson(o.ctx, operator.PersonRequest{Person: "P3"})),
		also(o.EditWorkspace(o.ctx, operator.EditWorkspaceRequest{
			Name: word("Acme"), TimeZone: word("UTC"), Currency: word("EUR"), BusinessHours: word("mon-sat 08:00-18:00"),
		})),
		also(o.PropertyHistory(o.ctx, operator.HistoryRequest{Property: home})),
		also(o.Dump(o.ctx, operator.DumpRequest{Kind: "people", Ref: "P3"})),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func also[T any](_ T, err error) error { return err }

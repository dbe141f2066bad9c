package servicetest

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// repeatTests is about files that are imported again after what they brought was changed
// here: nothing is there twice.
func repeatTests() []test {
	return []test{
		{"MessagesOfWhoWasMergedAreNotImportedTwice", testRepeatedAfterAMerge},
		{"MessagesThatWereEditedOrMovedAreNotImportedTwice", testRepeatedAfterAnEdit},
		{"UpdatesThatWereEditedOrDeletedAreNotImportedTwice", testRepeatedUpdates},
		{"WhoWasMergedIsNotMadeAgain", testRepeatedPeople},
		{"MessagesOfOneSecondKeepTheirOrder", testOneSecond},
		{"OneIdInTwoRowsIsFoundBeforeTheFirstWrite", testTwoOfOneID},
		{"AnIdOfAnotherSystemIsNoConflict", testAnotherSystem},
		{"APriceInAnotherCurrencyComesBackInIt", testCurrencyComesBack},
	}
}

const (
	talkFile = "Property,From,To,Sent At,Body,Thread\n" +
		"MR-014,tess@example.com,ben@example.com,2026-02-03T10:00:00Z,It is on Friday.,7\n" +
		"MR-014,ben@example.com,tess@example.com,2026-02-02T10:00:00Z,When is the walk?,7\n"
	nothingOfTwo = "applied: 2 rows, 0 created, 0 updated, 2 unchanged, 0 rejected"
)

func testRepeatedAfterAMerge(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.ImportRequest{Kind: operator.ImportMessages}
	w.importing(t, req, talkFile)
	into := get(w.AddPerson(c.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Benjamin Buyer"}))(t)
	c.merge(ref(into.Ref), c.buyer)
	equal(t, "again", counts(w.importing(t, req, talkFile)), nothingOfTwo)
}

func testRepeatedAfterAnEdit(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.ImportRequest{Kind: operator.ImportMessages}
	w.importing(t, req, talkFile)
	must(t)(w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: "M1", Body: "When is the walkthrough?"}))
	equal(t, "after an edit", counts(w.importing(t, req, talkFile)), nothingOfTwo)
	must(t)(w.MoveConversation(c.boss(), operator.MoveConversationRequest{Conversation: "C1", Property: c.other, Confirmed: true}))
	equal(t, "after a move", counts(w.importing(t, req, talkFile)), nothingOfTwo)
	must(t)(w.UndoConversation(c.boss(), operator.ConversationRequest{Conversation: "C1"}))
	equal(t, "after the way back", counts(w.importing(t, req, talkFile)), nothingOfTwo)
}

func testRepeatedUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.ImportRequest{Kind: operator.ImportUpdates}
	file := "Property,Body,Sent At\nMR-014,The roof is on.,2026-03-04\nMR-014,The doors are in.,2026-03-04\n"
	w.importing(t, req, file)
	must(t)(w.EditUpdate(c.as(c.assigned), operator.EditUpdateRequest{Update: "U1", Body: ptr("The roof is on at last.")}))
	equal(t, "after an edit", counts(w.importing(t, req, file)), nothingOfTwo)
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: "U2", Confirmed: true}))
	equal(t, "after a deletion", counts(w.importing(t, req, file)), nothingOfTwo)
}

func testRepeatedPeople(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.ImportRequest{Kind: operator.ImportBuyers}
	file := "Name,Email,External ID\nBen Buyer,ben@example.com,crm=1\nCora Cobuyer,cora@example.com,crm=2\n"
	w.importing(t, req, file)
	exported := c.exportedFile("buyers")
	c.merge(c.buyer, c.cobuyer)
	for name, again := range map[string]string{
		"the file": file, "an export": exported, "a changed address": "Name,Email,External ID\nBen Buyer,ben@example.com,crm=1\nCora Cobuyer,new@example.com,crm=2\n",
	} {
		i := w.importing(t, req, again)
		equal(t, name, []any{i.Created, i.Updated, i.Rejected}, []any{0, 0, 0})
		equal(t, "the warnings of "+name, i.Warnings[len(i.Warnings)-1].Code, "merged")
	}
	homes := "Community,Lot,Code,Buyer Name,Email,Status\nMR,,MR-014,Cora Cobuyer,cora@example.com,Under Contract\n"
	i := w.importing(t, operator.ImportRequest{Kind: operator.ImportHomes}, homes)
	equal(t, "a home of who was merged", []any{i.Created, i.Updated, i.Rejected}, []any{0, 0, 0})
	equal(t, "the name of who is left", c.person(c.buyer).Name, "Ben Buyer")
}

func testCurrencyComesBack(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditTransaction(c.boss(), operator.EditTransactionRequest{Transaction: c.sale, Price: ptr("300000 CAD")}))
	for _, kind := range []operator.ImportKind{operator.ImportTransactions, operator.ImportHomes} {
		i := w.importing(t, operator.ImportRequest{Kind: kind}, c.exportedFile(string(kind)))
		equal(t, string(kind), []any{i.Created, i.Updated, i.Rejected}, []any{0, 0, 0})
	}
	sale := get(w.ShowTransaction(c.boss(), operator.TransactionRequest{Transaction: c.sale}))(t)
	equal(t, "the price", *sale.ContractPrice, operator.Money{Amount: "300000.00", Currency: "CAD"})
}

func testOneSecond(t *testing.T, w *World) {
	newCast(t, w)
	file := "Property,From,To,Sent At,Body,Thread\n" +
		"MR-014,tess@example.com,ben@example.com,2026-02-03T10:00:00.123456Z,Third.,7\n" +
		"MR-014,tess@example.com,ben@example.com,2026-02-03T10:00:00Z,First.,7\n" +
		"MR-014,ben@example.com,tess@example.com,2026-02-03T10:00:00.12Z,Second.,7\n"
	w.importing(t, operator.ImportRequest{Kind: operator.ImportMessages}, file)
	var said []string
	for _, m := range get(w.ListMessages(w.boss(), operator.ListMessagesRequest{Conversation: "C1"}))(t).Items {
		said = append(said, m.Body)
	}
	equal(t, "in the order of their times", said, []string{"First.", "Second.", "Third."})
}

// testTwoOfOneID has files of ours in which two rows were given one id, or one address of
// team members: that is found before anything is written.
func testTwoOfOneID(t *testing.T, w *World) {
	c := newCast(t, w)
	for kind, edit := range map[operator.ImportKind]func(row []string, columns []string){
		operator.ImportBuyers:       func(row, columns []string) { row[slices.Index(columns, "external_id")] = "crm=9" },
		operator.ImportTeam:         func(row, columns []string) { row[slices.Index(columns, "email")] = "same@example.com" },
		operator.ImportTransactions: func(row, columns []string) { row[slices.Index(columns, "sale_id")] = "S-9" },
	} {
		rows := get(csv.NewReader(strings.NewReader(c.exportedFile(string(kind)))).ReadAll())(t)
		rows = append(rows[:1], rows[len(rows)-2:]...)
		for _, row := range rows[1:] {
			edit(row, rows[0])
		}
		var file strings.Builder
		if err := csv.NewWriter(&file).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		req := operator.ImportRequest{Kind: kind, AllowIdentityChanges: true}
		i := w.importing(t, req, file.String())
		equal(t, string(kind), append(codes(i.Errors), counts(i)), []string{"2 duplicate", "refused: 2 rows, 0 created, 1 updated, 0 unchanged, 1 rejected"})
		req.Partial = true
		equal(t, string(kind)+" in part", counts(w.importing(t, req, file.String())), "partial: 2 rows, 0 created, 1 updated, 0 unchanged, 1 rejected")
		before := w.Events()
		i = w.importing(t, req, file.String())
		equal(t, string(kind)+" again", []int{i.Updated, i.Unchanged, i.Rejected, w.Events() - before}, []int{0, 1, 1, 0})
	}
}

// testAnotherSystem has the ids of a second system: they are no other ids of the first.
func testAnotherSystem(t *testing.T, w *World) {
	w.mapleRidge(t)
	file := "Name,Email,External ID\nAnn Lee,ann@home.example,crm=1\n"
	w.importing(t, operator.ImportRequest{Kind: operator.ImportBuyers}, file)
	for n, rule := range []string{"error", "skip", "fill"} {
		id := fmt.Sprint("erp", n)
		req := operator.ImportRequest{Kind: operator.ImportBuyers, OnConflict: []string{rule}}
		i := w.importing(t, req, strings.ReplaceAll(file, "crm", id))
		equal(t, rule, counts(i), "applied: 1 rows, 0 created, 1 updated, 0 unchanged, 0 rejected")
	}
}

package servicetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func testOnConflict(t *testing.T, w *World) {
	w.mapleRidge(t)
	w.importing(t, homes, homesFile)
	req := operator.ImportRequest{Kind: operator.ImportProperties}
	file := "Community,Lot,Address,Plan\nMR,9,99 Oak Ave,Aspen\nMR,10,14 Elm St,Birch\n"
	for _, tt := range []struct {
		rules []string
		want  string
	}{
		{[]string{"error"}, "refused: 2 rows, 0 created, 1 updated, 0 unchanged, 1 rejected"},
		{[]string{"skip"}, "planned: 2 rows, 0 created, 1 updated, 1 unchanged, 0 rejected"},
		{[]string{"fill"}, "planned: 2 rows, 0 created, 2 updated, 0 unchanged, 0 rejected"},
		{[]string{"error", "address=fill"}, "planned: 2 rows, 0 created, 2 updated, 0 unchanged, 0 rejected"},
	} {
		req.OnConflict = tt.rules
		equal(t, strings.Join(tt.rules, " "), counts(get(w.importAs(planning(w.boss()), req, file))(t)), tt.want)
	}
	w.importing(t, req, file)
	h := get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: "MR-009"}))(t)
	equal(t, "the home", h.Address.Line1+", "+operator.Value(h.Plan), "12 Elm St, Aspen")
	for _, bad := range []string{"", "never", "address=", "nothing=fill"} {
		req.OnConflict = []string{bad}
		_, err := w.importAs(w.boss(), req, file)
		if operator.CodeOf(err) != operator.Usage {
			t.Errorf("--on-conflict %q: %v", bad, err)
		}
	}
}

// testEveryFieldHasARule has each field of each kind differ from what is there, which each
// rule must come to an end with.
func testEveryFieldHasARule(t *testing.T, w *World) {
	w.mapleRidge(t)
	for _, tt := range []struct {
		kind          operator.ImportKind
		first, second string
	}{
		{operator.ImportCommunities, "Community Code,Community Name,External ID\nOC,Oak Court,1\n", "Community Code,Community Name,External ID\nOC,Oak Close,2\n"},
		{operator.ImportBuildings, "Community,Building,Name,External ID\nMR,1,North,1\n", "Community,Building,Name,External ID\nMR,1,South,2\n"},
		{
			operator.ImportProperties,
			"Community,Building,Lot,Code,Address,Unit,City,State,Zip,Country,Plan,External ID\nMR,1,9,MR-009,1 Elm St,A,Denver,CO,80202,US,Aspen,1\n",
			"Community,Building,Lot,Code,Address,Unit,City,State,Zip,Country,Plan,External ID\nMR,1,9,MR-009,2 Oak St,B,Boise,ID,80203,CA,Birch,1\n",
		},
		{operator.ImportBuyers, "Buyer ID,Name,Email,Phone,Title\n7,Ann Ash,ann@example.com,303 555 0100,Dr.\n", "Buyer ID,Name,Email,Phone,Title\n7,Anne Ashe,anne@example.com,303 555 0101,Prof.\n"},
		{operator.ImportTeam, "External ID,Name,Email,Phone,Title,Role\n8,Tim Oak,tim@example.com,303 555 0102,Agent,member\n", "External ID,Name,Email,Phone,Title,Role\n8,Timo Oaks,timo@example.com,303 555 0103,Lead,auditor\n"},
		{
			operator.ImportTransactions,
			"Property,Buyers,Status,Price,Contract Date,Closing Date,Sale ID\nMR-009,ann@example.com,open,400000,2026-01-02,2026-08-01,1\n",
			"Property,Buyers,Status,Price,Contract Date,Closing Date,Sale ID\nMR-009,ann@example.com,open,500000 CAD,2026-01-03,2026-09-01,2\n",
		},
		{
			operator.ImportHomes,
			"Community,Lot,Address,Plan,Buyer Name,Buyer Email,Price,Contract Date,Closing Date,Sale ID\nMR,10,3 Fir St,Cedar,Bo Elm,bo@example.com,400000,2026-01-02,2026-08-01,11\n",
			"Community,Lot,Address,Plan,Buyer Name,Buyer Email,Price,Contract Date,Closing Date,Sale ID\nMR,10,4 Fir St,Dogwood,Bo Elm,bo@example.com,450000,2026-01-04,2026-08-09,12\n",
		},
	} {
		req := operator.ImportRequest{Kind: tt.kind, AllowIdentityChanges: true}
		equal(t, string(tt.kind)+" at first", get(w.importAs(w.boss(), req, tt.first))(t).Created, 1)
		again := get(w.importAs(planning(w.boss()), req, tt.second))(t)
		equal(t, string(tt.kind)+" updated", counts(again), "planned: 1 rows, 0 created, 1 updated, 0 unchanged, 0 rejected")
		for rule, want := range map[string]string{
			"fill": "planned: 1 rows, 0 created, 0 updated, 1 unchanged, 0 rejected", "skip": "planned: 1 rows, 0 created, 0 updated, 1 unchanged, 0 rejected",
			"error": "refused: 1 rows, 0 created, 0 updated, 0 unchanged, 1 rejected",
		} {
			req.OnConflict = []string{rule}
			equal(t, string(tt.kind)+" with "+rule, counts(get(w.importAs(planning(w.boss()), req, tt.second))(t)), want)
		}
	}
}

func testTwoRowsOfOneHome(t *testing.T, w *World) {
	w.mapleRidge(t)
	file := "Community,Lot,Buyer Name,Email,Status,Contract Price\nMR,1,Ann Lee,ann@home.example,Sold,100\nMR,1,Bo Lee,ann@home.example,Sold,100\n" +
		"MR,2,Ann Lee,ann@home.example,Sold,100\nMR,1,Ann Lee,ann@home.example,Sold,100\nMR,1,Cy Roe,cy@home.example,Sold,999\n"
	i := w.importing(t, homes, file)
	equal(t, "with another price", codes(i.Errors), []string{"5 duplicate"})
	req := homes
	req.Partial = true
	equal(t, "the report", counts(w.importing(t, req, file)), "partial: 5 rows, 3 created, 0 updated, 1 unchanged, 1 rejected")
	sale := get(w.ShowTransaction(w.boss(), operator.TransactionRequest{Transaction: "MR-001"}))(t)
	var names []string
	for _, b := range sale.Buyers {
		names = append(names, b.Name)
	}
	equal(t, "the buyers", names, []string{"Ann Lee", "Bo Lee"})
	people := get(w.ListPeople(w.boss(), operator.ListPeopleRequest{Kind: operator.Buyer}))(t)
	equal(t, "people with one address", len(people.Items), 2)
}

func testUndoImport(t *testing.T, w *World) {
	w.mapleRidge(t)
	first := w.importing(t, homes, homesFile)
	second := w.importing(t, homes, strings.ReplaceAll(strings.ReplaceAll(homesFile, "12 Elm", "12 Oak"), "450000", "460000"))
	equal(t, "the second", counts(second), "applied: 3 rows, 0 created, 2 updated, 1 unchanged, 0 rejected")
	_, err := w.UndoImport(w.boss(), operator.UndoImportRequest{Import: ref(second.Ref)})
	refused(t, err, operator.Usage, "needs_confirmation")
	must(t)(w.EditProperty(w.boss(), operator.EditPropertyRequest{Property: "MR-009", Line1: new("1 Own Street")}))
	before := w.Events()
	plan := get(w.UndoImport(planning(w.boss()), operator.UndoImportRequest{Import: ref(second.Ref)}))(t)
	equal(t, "events of a dry run", w.Events(), before)
	undone := get(w.UndoImport(w.boss(), operator.UndoImportRequest{Import: ref(second.Ref), Confirmed: true}))(t)
	equal(t, "what is kept", undone.Kept, plan.Kept)
	equal(t, "what is kept", undone.Kept[0].Object+" "+undone.Kept[0].Fields[0].Field, "H1 line1")
	equal(t, "why", *undone.Kept[0].Why, fmt.Sprintf("since then property.edited by Maya Ortiz (P1) on 2026-03-04, event %d", before))
	sale := get(w.ShowTransaction(w.boss(), operator.TransactionRequest{Transaction: "MR-011"}))(t)
	equal(t, "the price", sale.ContractPrice.Amount, "450000.00")
	_, err = w.UndoImport(w.boss(), operator.UndoImportRequest{Import: ref(second.Ref), Confirmed: true})
	refused(t, err, operator.Conflict, "undone")

	undone = get(w.UndoImport(w.boss(), operator.UndoImportRequest{Import: ref(first.Ref), Confirmed: true}))(t)
	left := get(w.ListProperties(w.boss(), operator.ListPropertiesRequest{}))(t)
	var names []string
	for _, h := range left.Items {
		names = append(names, h.Code)
	}
	equal(t, "homes that somebody changed", names, []string{"MR-009", "MR-011"})
	shown := get(w.ShowImport(w.boss(), operator.ShowImportRequest{Import: ref(first.Ref)}))(t)
	slices.Reverse(shown.Kept) // an undo begins with the last change
	equal(t, "what is shown as kept", whys(shown.Kept), whys(undone.Kept))
	equal(t, "why", whys(undone.Kept)[2:], []string{
		fmt.Sprintf("H3: since then transaction.edited by Maya Ortiz (P1) on 2026-03-04, event %d", before+1), // by the other undo
		fmt.Sprintf("H1: since then property.edited by Maya Ortiz (P1) on 2026-03-04, event %d", before),
	})
	equal(t, "its state", shown.State, operator.ImportUndone)
}

// whys is what an undo kept, each with why.
func whys(kept []operator.ImportChange) []string {
	var said []string
	for _, c := range kept {
		said = append(said, c.Object+": "+operator.Value(c.Why))
	}
	return said
}

func testAKeyImportsOnce(t *testing.T, w *World) {
	w.mapleRidge(t)
	ctx := w.keyed("P1", "tonight")
	first := get(w.importAs(ctx, homes, homesFile))(t)
	again := get(w.importAs(ctx, homes, homesFile))(t)
	equal(t, "the answer to the same key", counts(again)+again.Ref.String(), counts(first)+first.Ref.String())
	_, err := w.importAs(ctx, homes, homesFile+"MR,77,,,,,,,\n")
	refused(t, err, operator.Conflict, "key_reused")
}

func testOnlyAdministratorsImport(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, who := range []operator.Ref{c.assigned, c.auditor, c.buyer, c.lender} {
		_, err := w.importAs(c.as(who), homes, homesFile)
		refused(t, err, operator.Denied, "not_allowed")
		_, err = w.ListImports(c.as(who), operator.ListImportsRequest{})
		refused(t, err, operator.Denied, "not_allowed")
	}
	_, err := w.ShowImport(w.boss(), operator.ShowImportRequest{Import: "I99"})
	if operator.CodeOf(err) != operator.NotFound {
		t.Error(err)
	}
}

func testTalkIsImported(t *testing.T, w *World) {
	c := newCast(t, w)
	file := "Property,From,To,Sent At,Body,Thread\n" +
		"MR-014,tess@example.com,ben@example.com; team,2026-02-03T10:00:00Z,It is on Friday.,7\n" +
		"MR-014,ben@example.com,team,2026-02-02T10:00:00Z,When is the walk?,7\n" +
		"MR-014,nobody@example.com,team,2026-02-02T10:00:00Z,Hello,8\n"
	req := operator.ImportRequest{Kind: operator.ImportMessages}
	equal(t, "who is nobody", codes(w.importing(t, req, file).Errors), []string{"3 not_found"})
	req.Partial = true
	equal(t, "the report", counts(w.importing(t, req, file)), "partial: 3 rows, 2 created, 0 updated, 0 unchanged, 1 rejected")
	equal(t, "again", counts(w.importing(t, req, file)), "partial: 3 rows, 0 created, 0 updated, 2 unchanged, 1 rejected")
	talk := get(w.ShowConversation(w.boss(), operator.ShowConversationRequest{Conversation: "C1"}))(t)
	equal(t, "its messages", []string{talk.Messages[0].Body, talk.Messages[1].Body, string(talk.Messages[0].Source), talk.Messages[0].CreatedAt.Format("2006-01-02")},
		[]string{"When is the walk?", "It is on Friday.", "import", "2026-02-02"})
	totals := get(w.InboxTotals(c.as(c.buyer), operator.TotalsRequest{}))(t)
	equal(t, "what is unread", totals.Unread, 0)
}

func testUpdatesAreImported(t *testing.T, w *World) {
	c := newCast(t, w)
	day := w.Clock.Now().Format("2006-01-02")
	file := "Property,Body,Sent At\nMR-014,The roof is on.," + day + "\nMR-014,Of the sale before.,2020-01-01\n"
	req := operator.ImportRequest{Kind: operator.ImportUpdates}
	i := w.importing(t, req, file)
	equal(t, "the report", append(codes(i.Warnings), counts(i)), []string{"2 before_sale", "applied: 2 rows, 2 created, 0 updated, 0 unchanged, 0 rejected"})
	equal(t, "again", counts(w.importing(t, req, file)), "applied: 2 rows, 0 created, 0 updated, 2 unchanged, 0 rejected")
	list := get(w.ListUpdates(c.as(c.buyer), operator.ListUpdatesRequest{}))(t)
	equal(t, "what the buyer sees", []any{len(list.Items), list.Items[0].Body}, []any{1, "The roof is on."})
	all := get(w.ListUpdates(c.as(c.admin), operator.ListUpdatesRequest{}))(t)
	equal(t, "what the office sees", len(all.Items), 2)
	unseen := get(w.ListUpdates(c.as(c.buyer), operator.ListUpdatesRequest{Unseen: true}))(t)
	equal(t, "what is new to the buyer", len(unseen.Items), 1)
	equal(t, "when it was published", list.Items[0].PublishedAt.Format("2006-01-02"), day)
}

// testUndoOfACurrency undoes imports that changed the currency of a price, and the price
// of a sale in another currency than the workspace's.
func testUndoOfACurrency(t *testing.T, w *World) {
	c := newCast(t, w)
	edit := func(price string) {
		t.Helper()
		must(t)(w.EditTransaction(c.boss(), operator.EditTransactionRequest{Transaction: c.sale, Price: &price}))
	}
	price := func() operator.Money {
		t.Helper()
		return *get(w.ShowTransaction(c.boss(), operator.TransactionRequest{Transaction: c.sale}))(t).ContractPrice
	}
	undo := func(i operator.Import) []operator.ImportChange {
		t.Helper()
		return get(w.UndoImport(c.boss(), operator.UndoImportRequest{Import: ref(i.Ref), Confirmed: true}))(t).Kept
	}
	sales := operator.ImportRequest{Kind: operator.ImportTransactions}
	edit("300000 CAD")
	i := w.importing(t, sales, "Property,Price\nMR-014,300000.00 EUR\n")
	equal(t, "imported", price(), operator.Money{Amount: "300000.00", Currency: "EUR"})
	equal(t, "kept", len(undo(i)), 0)
	equal(t, "the currency again", price(), operator.Money{Amount: "300000.00", Currency: "CAD"})

	i = w.importing(t, sales, "Property,Price\nMR-014,310000 CAD\n")
	edit("310000 EUR")
	undo(i)
	equal(t, "the price again, in what it is in now", price(), operator.Money{Amount: "300000.00", Currency: "EUR"})
}

package servicetest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// testExportsComeBackUnchanged exports every kind in every format and imports it where
// it came from.
func testExportsComeBackUnchanged(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.buyer, "When is the walk?", c.assigned)
	c.send(c.assigned, "=SUM(1)\n on Friday\n", c.buyer, c.cobuyer)
	gone := c.send(c.buyer, "Not this.", c.assigned)
	must(t)(w.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Title: "Roof", Body: "It is on."}))
	must(t)(w.PostUpdate(c.as(c.admin), operator.PostUpdateRequest{Community: "MR", Body: "The road is closed.", ForHome: true, Confirmed: true}))
	must(t)(w.AddBuilding(c.as(c.admin), operator.AddBuildingRequest{Community: "MR", Number: "7", Name: "Birch House"}))
	must(t)(w.ReplyMessage(c.as(c.assigned), operator.ReplyMessageRequest{Conversation: ref(m.Conversation), Body: "On Friday."}))
	must(t)(w.DeactivatePerson(c.as(c.admin), operator.PersonRequest{Person: c.wide}))
	old := map[string]string{}
	for _, kind := range operator.ImportKinds() {
		for _, format := range []string{"csv", "xlsx", "jsonl"} {
			var out bytes.Buffer
			get(w.Export(c.as(c.admin), operator.ExportRequest{Kind: string(kind), Format: format, Out: &out}))(t)
			old[string(kind)+format] = out.String()
			before := w.Events()
			i := w.importing(t, operator.ImportRequest{Kind: kind}, out.String())
			if i.Unchanged != i.Rows || i.Rows == 0 || len(i.Warnings) > 0 || w.Events() != before {
				t.Errorf("%s as %s: %s, %d events, %+v", kind, format, counts(i), w.Events()-before, append(i.Warnings, i.Errors...))
			}
		}
	}
	must(t)(w.DeleteMessage(c.as(c.buyer), operator.DeleteMessageRequest{Message: ref(gone.Ref), Confirmed: true}))
	i := w.importing(t, operator.ImportRequest{Kind: operator.ImportMessages}, old["messagescsv"])
	equal(t, "what was deleted since", i.Unchanged, i.Rows)
}

// strange are names that a file of others would mean otherwise.
func strange() []string {
	return []string{
		"+Plus Name", "=Equals", "'90s Homes", "'t Hooft", "John and Mary Smith", "Mr. Bean", "O'Brien, Pat", "Smith & Sons", "n/a", "#N/A", "Total",
		"Ann / Bo", "Ann  Lee", "Smith, John, Jr.", "none", "-", "Same Name", "Same Name",
	}
}

func testAnExportSaysWhichThingARowIs(t *testing.T, w *World) {
	for _, name := range strange() {
		must(t)(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: name, Title: "n/a"}))
	}
	req := operator.ImportRequest{Kind: operator.ImportBuyers}
	var file string
	for _, format := range []string{"jsonl", "xlsx", "csv"} {
		var out bytes.Buffer
		get(w.Export(w.boss(), operator.ExportRequest{Kind: "buyers", Format: format, Out: &out}))(t)
		file = out.String()
		i := w.importing(t, req, file)
		if i.Unchanged != len(strange()) || i.Unchanged != i.Rows || len(i.Warnings) > 0 {
			t.Errorf("as %s: %s, %+v", format, counts(i), append(i.Warnings, append(i.Conflicts, i.Errors...)...))
		}
	}
	lines := strings.Split(file, "\n")
	at := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "+Plus Name") })
	ref, rest, _ := strings.Cut(lines[at], "@")
	workspace, _, _ := strings.Cut(rest, ",")
	equal(t, "a name that is another now", counts(w.importing(t, req, strings.Replace(file, "'+Plus Name", "Paula Name", 1))),
		"applied: 18 rows, 0 created, 1 updated, 17 unchanged, 0 rejected")
	equal(t, "who it is of", get(w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: operator.Ref(ref)}))(t).Name, "Paula Name")
	row := "operator_ref,name\n" + ref + "@" + workspace + ",Ann Roe\n"
	equal(t, "somebody of another kind", counts(w.importing(t, operator.ImportRequest{Kind: operator.ImportContacts}, row)),
		"applied: 1 rows, 1 created, 0 updated, 0 unchanged, 0 rejected")
	row = "operator_ref,name,email\n,Paula Twice,paula@two.example\n" + ref + "@" + workspace + ",Paula Twice,paula@two.example\n"
	equal(t, "who would be called as one whom the file makes", codes(w.importing(t, operator.ImportRequest{Kind: req.Kind, AllowIdentityChanges: true}, row).Errors),
		[]string{"2 duplicate"})
	row = "operator_ref,name\n" + ref + "@0123456789ab,Bo & Cy Roe\n,Di & Ed Roe\n"
	equal(t, "of another workspace, and a row of one's own", counts(w.importing(t, req, row)),
		"applied: 2 rows, 2 created, 0 updated, 0 unchanged, 0 rejected")
	list := get(w.ListPeople(w.boss(), operator.ListPeopleRequest{Kind: operator.Buyer, Paging: operator.Paging{Limit: 100}}))(t).Items
	var names []string
	for _, p := range list {
		if strings.HasSuffix(p.Name, " Roe") {
			names = append(names, p.Name)
		}
	}
	equal(t, "are named", names, []string{"Bo & Cy Roe", "Di Roe", "Ed Roe"})
}

func testPhaseAndBlockTellLotsApart(t *testing.T, w *World) {
	w.mapleRidge(t)
	req := operator.ImportRequest{Kind: operator.ImportProperties}
	file := "Community,Phase,Block,Lot,Address\nMR,1,,9,1 Elm St\nMR,Phase 02,,009,2 Elm St\nMR,2,B,Lot 9,3 Elm St\nMR,,,10,4 Elm St\n"
	equal(t, "the report", counts(w.importing(t, req, file)), "applied: 4 rows, 4 created, 0 updated, 0 unchanged, 0 rejected")
	equal(t, "again", counts(w.importing(t, req, file)), "applied: 4 rows, 0 created, 0 updated, 4 unchanged, 0 rejected")
	list := get(w.ListProperties(w.boss(), operator.ListPropertiesRequest{}))(t)
	var got []string
	for _, h := range list.Items {
		got = append(got, h.Code+": "+operator.Value(h.Lot)+": "+h.Address.Line1)
	}
	equal(t, "the homes", got, []string{
		"MR-010: 10: 4 Elm St", "MR-1-009: Phase 1, Lot 9: 1 Elm St", "MR-2-009: Phase 02, Lot 009: 2 Elm St",
		"MR-2-B-009: Phase 2, Block B, Lot 9: 3 Elm St",
	})
	without := "Community,Phase,Lot,Address\nMR,,9,1 Oak St\nMR,3,10,2 Oak St\nMR,2,10,3 Oak St\n"
	i := w.importing(t, req, without)
	equal(t, "a lot that can be three", append(codes(i.Conflicts), counts(i)), []string{
		"1 ambiguous", "2 no_phase", "3 no_phase", "refused: 3 rows, 0 created, 0 updated, 0 unchanged, 3 rejected",
	})
	i = w.importing(t, req, "Community,Phase,Lot\nMR,,20\nMR,2,20\nMR,4,21\nMR,,21\n")
	equal(t, "with and without, in one file", codes(i.Errors), []string{"2 no_phase", "4 no_phase"})
	coded := "Code,Community,Phase,Lot\nMR-010,MR,5,\n"
	equal(t, "a home gets its phase", counts(w.importing(t, req, coded)), "applied: 1 rows, 0 created, 1 updated, 0 unchanged, 0 rejected")
	equal(t, "once", counts(w.importing(t, req, coded)), "applied: 1 rows, 0 created, 0 updated, 1 unchanged, 0 rejected")
	sales := operator.ImportRequest{Kind: operator.ImportTransactions}
	i = w.importing(t, sales, "Community,Phase,Lot,Buyer,Contract Date\nMR,1,9,Ann Lee,2026-02-01\nMR,7,9,Bo Lee,2026-02-01\n")
	equal(t, "sales by their lots", append(codes(i.Errors), counts(i)), []string{"2 no_home", "refused: 2 rows, 1 created, 0 updated, 0 unchanged, 1 rejected"})
}

func testBuildingsNameTheirHomes(t *testing.T, w *World) {
	w.mapleRidge(t)
	w.importing(t, homes, homesFile)
	req := operator.ImportRequest{Kind: operator.ImportBuildings}
	file := "Community,Number,Properties\nMR,7,MR-009; MR-010\nMR,8,MR-011\n"
	equal(t, "the report", counts(w.importing(t, req, file)), "applied: 2 rows, 2 created, 0 updated, 0 unchanged, 0 rejected")
	equal(t, "again", counts(w.importing(t, req, file)), "applied: 2 rows, 0 created, 0 updated, 2 unchanged, 0 rejected")
	b := get(w.ShowBuilding(w.boss(), operator.BuildingRequest{Building: "B1"}))(t)
	equal(t, "its homes", b.Properties, []string{"MR-009", "MR-010"})
	i := w.importing(t, req, "Community,Number,Properties\nMR,8,MR-009\nMR,7,MR-009\nMR,9,MR-099\n")
	equal(t, "two buildings of one home", codes(i.Errors), []string{"2 duplicate", "3 not_found"})
	undone := get(w.UndoImport(w.boss(), operator.UndoImportRequest{Import: "I2", Confirmed: true}))(t)
	equal(t, "what an undo keeps", len(undone.Kept), 0)
	h := get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: "MR-009"}))(t)
	equal(t, "the building of a home then", h.Building.IsZero(), true)
}

func testWhatEndedHasADay(t *testing.T, w *World) {
	w.mapleRidge(t)
	file := "Community,Lot,Buyer Name,Status,Contract Date,Closing Date,Withdrawal Date\nMR,1,Ann Lee,Closed,2026-01-05,,\n" +
		"MR,2,Bo Lee,Cancelled,2026-01-05,,\nMR,3,Cy Roe,Closed,2026-01-05,2026-03-01,\nMR,4,Di Roe,Cancelled,2026-01-05,,2026-03-01\n"
	i := w.importing(t, homes, file)
	equal(t, "the report", append(codes(i.Errors), i.Errors[0].Column, i.Errors[1].Column), []string{"1 no_date", "2 no_date", "Closing Date", "Withdrawal Date"})
	req := homes
	req.Partial = true
	equal(t, "in part", counts(w.importing(t, req, file)), "partial: 4 rows, 2 created, 0 updated, 0 unchanged, 2 rejected")
	before := w.Events()
	w.Clock.Advance(time.Hour)
	equal(t, "again in part", counts(w.importing(t, req, file)), "partial: 4 rows, 0 created, 0 updated, 2 unchanged, 2 rejected")
	equal(t, "events", w.Events(), before)
}

// directory is everything that an import of homes can change, as exports have it.
func (w *World) directory(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, kind := range []operator.ImportKind{
		operator.ImportCommunities, operator.ImportBuildings, operator.ImportProperties, operator.ImportBuyers, operator.ImportTransactions,
	} {
		get(w.Export(w.boss(), operator.ExportRequest{Kind: string(kind), Format: "jsonl", Out: &all}))(t)
	}
	return all.String()
}

// testUndoLeavesWhatWas imports random files, each into what the ones before have left:
// an undo right after it leaves the directory as it was.
func testUndoLeavesWhatWas(t *testing.T, w *World) {
	w.mapleRidge(t)
	random := rand.New(rand.NewPCG(3, 4))
	one := func(of ...string) string { return of[random.IntN(len(of))] }
	for n := range 30 {
		var file strings.Builder
		file.WriteString("Community,Phase,Lot,Bldg,Address,Plan,Buyer Name,Email,Phone,Status,Contract Price,Contract Date,Closing Date\n")
		for range 1 + random.IntN(6) {
			fmt.Fprintf(&file, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", one("MR", "MR", "MR", fmt.Sprint("New ", n)), one("", "", "2"), one("1", "2", "3", "4"),
				one("", "", "7", "8"), one("", "1 Elm St", "2 Elm St"), one("", "Aspen", "Birch"), one("", "Ann Lee", "Ben Ode", fmt.Sprint("Cy Roe ", n)),
				one("", "ann@home.example", "ben@home.example"), one("", "", "303-555-0123", "720-555-0199"),
				one("", "available", "sold", "sold", "withdrawn"), one("", "100000", "200000"), one("2026-01-01", "2026-01-02"), one("", "2026-02-01"))
		}
		req := homes
		req.Partial, req.AllowIdentityChanges = true, true
		before := w.directory(t)
		done := w.importing(t, req, file.String())
		if done.Ref.IsZero() {
			continue
		}
		undone := get(w.UndoImport(w.boss(), operator.UndoImportRequest{Import: ref(done.Ref), Confirmed: true}))(t)
		if after := w.directory(t); after != before || len(undone.Kept) > 0 {
			t.Fatalf("kept %+v\nof %+v\n%s", undone.Kept, done.Changes, file.String())
		}
		if n%3 > 0 { // and go on from more than nothing
			w.importing(t, req, file.String())
		}
	}
}

// testTemplatesGoTogether fills a workspace with the templates as they are, in the order in
// which one kind needs the other.
func testTemplatesGoTogether(t *testing.T, w *World) {
	w.Clock.Advance(60 * 24 * time.Hour) // what they tell of has been
	for _, format := range []string{"csv", "xlsx"} {
		for _, kind := range []operator.ImportKind{
			operator.ImportCommunities, operator.ImportProperties, operator.ImportBuildings, operator.ImportTeam, operator.ImportBuyers,
			operator.ImportContacts, operator.ImportTransactions, operator.ImportHomes, operator.ImportMessages, operator.ImportUpdates,
		} {
			file := string(get(w.ImportTemplate(w.boss(), operator.ImportTemplateRequest{Kind: kind, Format: format}))(t).Content)
			first := w.importing(t, operator.ImportRequest{Kind: kind}, file)
			before := w.Events()
			again := w.importing(t, operator.ImportRequest{Kind: kind}, file)
			equal(t, string(kind)+" as "+format, []any{first.Rejected, again.Unchanged, w.Events() - before}, []any{0, again.Rows, 0})
			if format == "csv" && kind != operator.ImportHomes && first.Created == 0 {
				t.Errorf("%s: %s", kind, counts(first))
			}
		}
	}
}

package servicetest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func importTests() []test {
	return []test{
		{"AnImportPlansAndDoesTheSame", testAnImportPlansAndDoesTheSame},
		{"TheSameFileAgainChangesNothing", testTheSameFileAgain},
		{"TheCountsOfAnImportAddUp", testImportCountsAddUp},
		{"AWrongRowStopsAnImportBeforeTheFirstWrite", testAWrongRowStopsAll},
		{"ANewBuyerOnAHomeUnderContractIsToDecide", testANewBuyerIsToDecide},
		{"AnImportChangesNoAddressUnlessAllowed", testIdentityNeedsLeave},
		{"RulesSayWhatIsDoneWithWhatDiffers", testOnConflict},
		{"EveryRuleComesToAnEndWithEveryField", testEveryFieldHasARule},
		{"TwoRowsOfOneHomeAreTwoBuyersOfOneSale", testTwoRowsOfOneHome},
		{"AnUndoTakesBackWhatNobodyHasChanged", testUndoImport},
		{"AnUndoGivesACurrencyBack", testUndoOfACurrency},
		{"AKeyImportsAFileOnce", testAKeyImportsOnce},
		{"ImportedMessagesKeepTheirTimeAndAreRead", testTalkIsImported},
		{"ImportedUpdatesKeepTheirTimeAndSale", testUpdatesAreImported},
		{"ExportsComeBackUnchanged", testExportsComeBackUnchanged},
		{"AnExportSaysWhichThingARowIs", testAnExportSaysWhichThingARowIs},
		{"PhaseAndBlockTellLotsApart", testPhaseAndBlockTellLotsApart},
		{"BuildingsNameTheirHomes", testBuildingsNameTheirHomes},
		{"WhatEndedHasADay", testWhatEndedHasADay},
		{"AnUndoLeavesWhatWas", testUndoLeavesWhatWas},
		{"TheTemplatesGoTogether", testTemplatesGoTogether},
		{"OnlyAdministratorsImport", testOnlyAdministratorsImport},
	}
}

const homesFile = `Community,Lot,Address,Buyer Name,Email,Phone,Status,Contract Price,Contract Date
Maple Ridge,9,12 Elm St,Liam Chen,liam@home.example,303-555-0123,Under Contract,"$489,900",2026-02-01
Maple Ridge,010,14 Elm St,,,,Available,,
Maple Ridge,Lot 11,16 Elm St,Noor Haddad,noor@home.example,,Under Contract,450000,2026-02-02
`

// importing imports a file as the first administrator.
func (w *World) importing(t *testing.T, req operator.ImportRequest, file string) operator.Import {
	t.Helper()
	return get(w.importAs(w.boss(), req, file))(t)
}

func (w *World) importAs(ctx context.Context, req operator.ImportRequest, file string) (operator.Import, error) {
	req.File, req.Content = "file.csv", strings.NewReader(file)
	return w.Import(ctx, req)
}

// planning is ctx for a dry run.
func planning(ctx context.Context) context.Context {
	call := operator.CallFrom(ctx)
	call.DryRun = true
	return operator.WithCall(ctx, call)
}

func counts(i operator.Import) string {
	return fmt.Sprintf("%s: %d rows, %d created, %d updated, %d unchanged, %d rejected", i.State, i.Rows, i.Created, i.Updated, i.Unchanged, i.Rejected)
}

func codes(problems []operator.ImportProblem) []string {
	list := []string{}
	for _, p := range problems {
		list = append(list, fmt.Sprintf("%d %s", p.Row, p.Code))
	}
	return list
}

// nameless is changes without the references that a plan cannot know.
func nameless(changes []operator.ImportChange) []operator.ImportChange {
	changes = slices.Clone(changes)
	for i := range changes {
		changes[i].Object = ""
	}
	return changes
}

func (w *World) mapleRidge(t *testing.T) {
	t.Helper()
	must(t)(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}))
}

var homes = operator.ImportRequest{Kind: operator.ImportHomes}

func testAnImportPlansAndDoesTheSame(t *testing.T, w *World) {
	w.mapleRidge(t)
	before := w.Events()
	plan := get(w.importAs(planning(w.boss()), homes, homesFile))(t)
	equal(t, "the plan", counts(plan), "planned: 3 rows, 3 created, 0 updated, 0 unchanged, 0 rejected")
	equal(t, "events of a plan", w.Events(), before)
	done := w.importing(t, homes, homesFile)
	equal(t, "what was done", counts(done), "applied: 3 rows, 3 created, 0 updated, 0 unchanged, 0 rejected")
	equal(t, "the changes", nameless(done.Changes), nameless(plan.Changes))
	equal(t, "the columns", done.Columns, plan.Columns)
	h := get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: "MR-009"}))(t)
	equal(t, "a home", []string{operator.Value(h.Lot), h.Address.Line1, string(h.Stage), h.Buyers[0].Name}, []string{"9", "12 Elm St", "under-contract", "Liam Chen"})
	made := get(w.ListEvents(w.boss(), operator.ListEventsRequest{Since: uint64(before)}))(t)
	for _, e := range made.Items {
		about, _, _ := strings.Cut(e.Action, ".")
		if e.Source != operator.SourceImport || !slices.Contains([]string{"property", "person", "transaction", "import"}, about) {
			t.Errorf("an import made the event %s, of source %s", e.Action, e.Source)
		}
	}
	shown := get(w.ShowImport(w.boss(), operator.ShowImportRequest{Import: ref(done.Ref)}))(t)
	equal(t, "what is shown of it", shown.Changes, done.Changes)
	list := get(w.ListImports(w.boss(), operator.ListImportsRequest{}))(t)
	equal(t, "the list", []string{list.Items[0].Ref.String(), counts(list.Items[0])}, []string{done.Ref.String(), counts(done)})
}

func testTheSameFileAgain(t *testing.T, w *World) {
	w.mapleRidge(t)
	w.importing(t, homes, homesFile)
	before := w.Events()
	w.Clock.Advance(time.Hour)
	rows := strings.SplitAfter(homesFile, "\n")
	slices.Reverse(rows[1:4])
	for _, file := range []string{homesFile, strings.Join(rows, ""), strings.ReplaceAll(homesFile, "Liam Chen", `"Chen, Liam"`)} {
		again := w.importing(t, homes, file)
		equal(t, "the same again", counts(again), "applied: 3 rows, 0 created, 0 updated, 3 unchanged, 0 rejected")
		equal(t, "its reference", again.Ref.IsZero(), true)
	}
	equal(t, "events", w.Events(), before)
}

// testImportCountsAddUp imports files of random rows into what the ones before have
// left: each row is counted once, a plan says what is done, and all is so then.
func testImportCountsAddUp(t *testing.T, w *World) {
	w.mapleRidge(t)
	random := rand.New(rand.NewPCG(1, 2))
	one := func(of ...string) string { return of[random.IntN(len(of))] }
	for range 25 {
		var file strings.Builder
		file.WriteString("Community,Lot,Address,Buyer Name,Email,Phone,Status,Contract Price,Contract Date\n")
		for range 1 + random.IntN(12) {
			fmt.Fprintf(&file, "%s,%s,%s,%s,%s,%s,%s,%s,%s\n", one("MR", "MR", "Maple Ridge", "Nowhere"), one("1", "2", "003", "Lot 4", "5", ""),
				one("", "1 Elm St", "2 Elm St"), one("", "Ann Lee", "Ben Ode", "Cy Roe"), one("", "ann@home.example", "ben@home.example", "bad@@"),
				one("", "", "303-555-0123", "720-555-0199"), one("", "available", "sold", "closed", "withdrawn"),
				one("", "100000", "200000"), one("", "2026-01-01", "2026-01-02"))
		}
		req := homes
		req.Partial = true
		req.OnConflict = []string{one("update", "fill", "skip", "error")}
		req.AllowIdentityChanges = random.IntN(2) == 0
		plan := get(w.importAs(planning(w.boss()), req, file.String()))(t)
		done := w.importing(t, req, file.String())
		if done.Created+done.Updated+done.Unchanged+done.Rejected != done.Rows || done.Rows != strings.Count(file.String(), "\n")-1 {
			t.Fatalf("%s\n%s", counts(done), file.String())
		}
		if strings.Replace(counts(plan), "planned", string(done.State), 1) != counts(done) {
			t.Fatalf("planned %s, done %s\n%s", counts(plan), counts(done), file.String())
		}
		equal(t, "the changes of\n"+file.String(), nameless(done.Changes), nameless(plan.Changes))
		// A row that was rejected may stand once the others have changed what it met.
		again := w.importing(t, req, file.String())
		for range done.Rejected {
			again = w.importing(t, req, file.String())
		}
		if again.Created+again.Updated > 0 || !again.Ref.IsZero() {
			t.Fatalf("the same again: %s\n%+v\n%s", counts(again), again.Changes, file.String())
		}
	}
}

func testAWrongRowStopsAll(t *testing.T, w *World) {
	w.mapleRidge(t)
	file := homesFile + "Maple Ridge,12,,Bo Bad,bo@@,,Sold,1,2026-01-01\nMaple Ridge,9,13 Elm St,,,,,,\n"
	before := w.Events()
	var wrong bytes.Buffer
	req := homes
	req.Rejects = &wrong
	refusedOne := w.importing(t, req, file)
	equal(t, "the report", counts(refusedOne), "refused: 5 rows, 3 created, 0 updated, 0 unchanged, 2 rejected")
	equal(t, "the errors", codes(refusedOne.Errors), []string{"4 bad_email", "5 duplicate"})
	equal(t, "events", w.Events(), before)
	equal(t, "lines of the rejects", strings.Count(wrong.String(), "\n"), 3)
	req.Rejects = nil
	for most, state := range map[int]operator.ImportState{1: operator.ImportRefused, 2: operator.ImportPartly} {
		req.MaxErrors = &most
		equal(t, fmt.Sprintf("with %d errors at most", most), get(w.importAs(planning(w.boss()), req, file))(t).State == operator.ImportRefused, state == operator.ImportRefused)
	}
	req.MaxErrors, req.Partial = nil, true
	equal(t, "in part", counts(w.importing(t, req, file)), "partial: 5 rows, 3 created, 0 updated, 0 unchanged, 2 rejected")
	mended := strings.ReplaceAll(strings.ReplaceAll(wrong.String(), "bo@@", "bo@home.example"), "13 Elm St", "12 Elm St")
	equal(t, "the mended rows", counts(w.importing(t, homes, mended)), "applied: 2 rows, 1 created, 0 updated, 1 unchanged, 0 rejected")
}

func testANewBuyerIsToDecide(t *testing.T, w *World) {
	w.mapleRidge(t)
	w.importing(t, homes, homesFile)
	before := w.Events()
	file := strings.ReplaceAll(strings.ReplaceAll(homesFile, "Liam Chen", "Zoe New"), "liam@", "zoe@")
	i := w.importing(t, homes, file)
	equal(t, "the report", counts(i), "refused: 3 rows, 0 created, 0 updated, 2 unchanged, 1 rejected")
	equal(t, "what is to decide", codes(i.Conflicts), []string{"1 sale_open"})
	withdrawn := w.importing(t, homes, strings.ReplaceAll(homesFile, "Under Contract", "Cancelled"))
	equal(t, "a withdrawal", codes(withdrawn.Conflicts), []string{"1 withdrawal", "3 withdrawal"})
	equal(t, "events", w.Events(), before)
	undated := strings.ReplaceAll(homesFile, "Under Contract", "Closed")
	equal(t, "a closing on no day", codes(w.importing(t, homes, undated).Errors), []string{"1 no_date", "3 no_date"})
	dated := strings.ReplaceAll(strings.ReplaceAll(undated, "\n", ",2026-04-01\n"), "Contract Date,2026-04-01", "Contract Date,Closing Date")
	closed := w.importing(t, homes, dated)
	equal(t, "a closing", counts(closed), "applied: 3 rows, 0 created, 2 updated, 1 unchanged, 0 rejected")
}

func testIdentityNeedsLeave(t *testing.T, w *World) {
	req := operator.ImportRequest{Kind: operator.ImportBuyers}
	w.importing(t, req, "Buyer ID,Name,Email,Phone\n1,Ann Lee,ann@home.example,303-555-0123\n2,Ben Ode,,\n")
	changed := "Buyer ID,Name,Email,Phone\n1,Ann Lee,lee@home.example,\n2,Ben Ode,ben@home.example,\n"
	i := w.importing(t, req, changed)
	equal(t, "without leave", append(codes(i.Conflicts), counts(i)), []string{"1 identity", "refused: 2 rows, 0 created, 1 updated, 0 unchanged, 1 rejected"})
	req.AllowIdentityChanges = true
	i = w.importing(t, req, changed)
	equal(t, "with it", counts(i), "applied: 2 rows, 0 created, 2 updated, 0 unchanged, 0 rejected")
	equal(t, "the change", i.Changes[0].Fields, []operator.FieldChange{{Field: "email", Was: "ann@home.example", Is: "lee@home.example"}})
	ann := get(w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: "P2"}))(t)
	equal(t, "what a blank cell erased", len(ann.Phones), 1)
}

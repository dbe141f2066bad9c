package servicetest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func importSightTests() []test {
	return []test{
		{"ImportedTalkIsSplitByAudienceAndPeople", testTalkIsSplit},
		{"ImportedTalkGoesToTheBuyersOfItsTime", testTalkIsOfItsTime},
		{"ImportedTalkOfAWithdrawnSaleIsNotItsBuyers", testTalkOfAWithdrawnSale},
		{"AnImportedSaleOfOthersIsToDecide", testSaleOfOthers},
		{"AnImportAloneMakesNoAdministrators", testImportMakesNoAdministrators},
		{"RowsFindEachOtherAsTheyFindWhatIsThere", testRowsFindEachOther},
		{"WhoIsFoundByNameAloneAndBuysASecondHomeIsWarnedOf", testNamesakes},
	}
}

// resold is a home whose first sale, to the former buyer, was withdrawn, and which was
// sold to the stranger later.
func (c *cast) resold() operator.Ref {
	c.t.Helper()
	ctx := c.as(c.admin)
	must(c.t)(c.AddProperty(ctx, operator.AddPropertyRequest{Code: "MR-020", Community: "MR"}))
	open := func(who operator.Ref, days int) operator.Ref {
		s := get(c.OpenTransaction(ctx, operator.OpenTransactionRequest{Property: "MR-020", Buyers: []operator.Ref{who}, ContractDate: c.ago(days)}))(c.t)
		return ref(s.Ref)
	}
	first := open(c.former, 90)
	must(c.t)(c.WithdrawTransaction(ctx, operator.EndTransactionRequest{Transaction: first, Date: c.ago(60), Confirmed: true}))
	open(c.stranger, 30)
	return first
}

// ago is a day some days ago.
func (c *cast) ago(days int) string {
	return c.Clock.Now().Add(-time.Duration(days) * 24 * time.Hour).Format(time.DateOnly)
}

// told is in which places somebody finds a word that was said on a home.
func (c *cast) told(who, home operator.Ref, word string) string {
	c.t.Helper()
	var in []string
	note := func(place string, found bool) {
		if found {
			in = append(in, place)
		}
	}
	for _, i := range c.inbox(who) {
		note("inbox", strings.Contains(fmt.Sprint(c.show(who, i).Messages), word))
	}
	listed := get(c.ListConversations(c.as(who), operator.ListConversationsRequest{}))(c.t)
	for _, i := range listed.Items {
		note("list", strings.Contains(fmt.Sprint(c.show(who, i.Ref).Messages), word))
	}
	note("search", len(get(c.Search(c.as(who), operator.SearchRequest{Query: word}))(c.t).Items) > 0)
	var out bytes.Buffer
	_, err := c.Export(c.as(who), operator.ExportRequest{Kind: "messages", Format: "jsonl", Out: &out}) // contacts may not
	note("export", err == nil && strings.Contains(out.String(), word))
	t, err := c.Transcript(c.as(who), operator.TranscriptRequest{Of: home})
	note("transcript", err == nil && strings.Contains(strings.Join(spokenIn(t), "\n"), word))
	return strings.Join(in, " ")
}

const everywhere = "inbox list search export transcript"

func testTalkIsSplit(t *testing.T, w *World) {
	c := newCast(t, w)
	day := c.Clock.Now().Format(time.DateOnly)
	req := operator.ImportRequest{Kind: operator.ImportMessages}
	file := "Property,From,To,Sent At,Body,Thread,Internal\n" +
		"MR-014,P1,ben@example.com," + day + "T00:00:01Z,firstword,7,\n" +
		"MR-014,P1,tess@example.com," + day + "T00:00:02Z,teamword,7,yes\n" +
		"MR-014,P1,cora@example.com," + day + "T00:00:03Z,coraword,7,\n" +
		"MR-014,ben@example.com,P1," + day + "T00:00:04Z,lastword,7,\n" +
		"MR-014,P1,," + day + "T00:00:05Z,alsoteam,8,yes\n"
	i := w.importing(t, req, file)
	equal(t, "the report", append(codes(i.Warnings), counts(i)), []string{
		"2 other_people", "3 other_people", "applied: 5 rows, 5 created, 0 updated, 0 unchanged, 0 rejected",
	})
	for word, who := range map[string][2]string{
		"firstword": {everywhere, ""}, "teamword": {"", ""}, "coraword": {"", everywhere}, "lastword": {everywhere, ""}, "alsoteam": {"", ""},
	} {
		equal(t, "where the buyers find "+word, [2]string{c.told(c.buyer, c.home, word), c.told(c.cobuyer, c.home, word)}, who)
	}
	equal(t, "what the team finds", c.told(c.assigned, c.home, "teamword"), everywhere)
	equal(t, "internal with nobody named", c.told(c.assigned, c.home, "alsoteam"), everywhere)
	equal(t, "again", counts(w.importing(t, req, file)), "applied: 5 rows, 0 created, 0 updated, 5 unchanged, 0 rejected")
	by := "Property,From,To,Sent At,Body,Internal\nMR-014,ben@example.com,tess@example.com," + day + "T00:00:06Z,Hello,yes\n"
	equal(t, "internal by a buyer", codes(w.importing(t, req, by).Errors), []string{"1 internal_only"})
}

func testTalkIsOfItsTime(t *testing.T, w *World) {
	c := newCast(t, w)
	c.resold()
	must(t)(w.AssignProperty(c.as(c.admin), operator.AssignRequest{Property: "MR-020", People: []operator.Ref{c.assigned}}))
	req := operator.ImportRequest{Kind: operator.ImportMessages}
	file := "Property,From,To,Sent At,Body\n" +
		"MR-020,tess@example.com,," + c.ago(100) + ",beforeword\n" +
		"MR-020,tess@example.com,," + c.ago(80) + ",formerword\n" +
		"MR-020,tess@example.com,buyers," + c.ago(75) + ",namedword\n" +
		"MR-020,tess@example.com,," + c.ago(45) + ",betweenword\n" +
		"MR-020,tess@example.com,," + c.ago(20) + ",nowword\n"
	i := w.importing(t, req, file)
	equal(t, "the report", append(codes(i.Warnings), counts(i)), []string{
		"1 before_sale", "4 before_sale", "applied: 5 rows, 5 created, 0 updated, 0 unchanged, 0 rejected",
	})
	for word, told := range map[string]string{"beforeword": "", "formerword": "", "namedword": "", "betweenword": "", "nowword": everywhere} {
		equal(t, "where the next buyer finds "+word, c.told(c.stranger, "MR-020", word), told)
		equal(t, "where the former buyer finds "+word, c.told(c.former, "MR-020", word), "")
		equal(t, "where the team finds "+word, c.told(c.assigned, "MR-020", word), everywhere)
	}
	named := "Property,From,To,Sent At,Body\nMR-020,P1,buyers," + c.ago(45) + ",Hello\nMR-020,P1,finn@example.com; stan@example.com," + c.ago(45) + ",Hello\n"
	i = w.importing(t, req, named)
	equal(t, "buyers of no sale, and of two", [][]string{codes(i.Errors), codes(i.Conflicts)}, [][]string{{"1 before_sale"}, {"2 other_sale"}})
}

func testTalkOfAWithdrawnSale(t *testing.T, w *World) {
	c := newCast(t, w)
	sale := c.resold()
	file := "Property,From,To,Sent At,Body\n" +
		"MR-020,finn@example.com,tess@example.com; lou@example.com," + c.ago(80) + ",askedword\n" +
		"MR-020,tess@example.com,finn@example.com," + c.ago(10) + ",laterword\n"
	i := w.importing(t, operator.ImportRequest{Kind: operator.ImportMessages}, file)
	equal(t, "the report", counts(i), "applied: 2 rows, 2 created, 0 updated, 0 unchanged, 0 rejected")
	for _, word := range []string{"askedword", "laterword"} {
		for _, who := range []operator.Ref{c.former, c.lender, c.stranger} {
			equal(t, "where "+string(who)+" finds "+word, c.told(who, "MR-020", word), "")
		}
	}
	talk := get(w.ListConversations(c.as(c.assigned), operator.ListConversationsRequest{}))(t).Items[0]
	equal(t, "its sale, and how it stands", []any{talk.Transaction.String(), talk.State}, []any{string(sale), operator.StateClosed})
	for _, in := range c.show(c.assigned, talk.Ref).Participants {
		equal(t, "who is still in it", in.Kind, operator.Team)
	}
	why := get(w.Explain(c.as(c.admin), operator.ExplainRequest{Person: c.former, Object: ref(talk.Ref)}))(t)
	equal(t, "what explain says", why.Verdicts[0].Allowed, false)
	must(t)(nil, w.Check())
}

func testSaleOfOthers(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, ExternalID: ptr("s1")}))
	before := w.Events()
	i := w.importing(t, operator.ImportRequest{Kind: operator.ImportTransactions, Partial: true},
		"Property,Buyer,Email,Sale ID,Price\nMR-014,Nobody Yet,yet@example.com,s1,1\n")
	equal(t, "the conflicts", append(codes(i.Conflicts), counts(i)), []string{"1 other_buyers", "partial: 1 rows, 0 created, 0 updated, 0 unchanged, 1 rejected"})
	equal(t, "events", w.Events(), before)
}

func testImportMakesNoAdministrators(t *testing.T, w *World) {
	newCast(t, w)
	alone, both := w.token(t, "P1", operator.ScopeImport), w.token(t, "P1", operator.ScopeImport, operator.ScopeAdmin)
	req := operator.ImportRequest{Kind: operator.ImportTeam, AllowIdentityChanges: true}
	for _, file := range []string{"Name,Email,Role\nEve Else,eve@example.com,admin\n", "Name,Email,Role\nTess Assigned,tess@example.com,auditor\n"} {
		_, err := w.importAs(w.by(alone), req, file)
		fails(t, err, operator.Denied)
		_, err = w.importAs(planning(w.by(alone)), req, file)
		fails(t, err, operator.Denied)
		must(t)(w.importAs(planning(w.by(both)), req, file))
	}
	got := get(w.importAs(w.by(alone), req, "Name,Email,Role\nEve Else,eve@example.com,member\nOtto Auditor,otto@example.com,auditor\n"))(t)
	equal(t, "a member, and one who is it", counts(got), "applied: 2 rows, 1 created, 0 updated, 1 unchanged, 0 rejected")
}

func testRowsFindEachOther(t *testing.T, w *World) {
	w.mapleRidge(t)
	must(t)(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "AA", Name: "Alpha"}))
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Code: "AA-009", Community: "AA", Lot: "9"}))
	for _, of := range []struct {
		kind operator.ImportKind
		file string
	}{
		{operator.ImportBuyers, "name,phone\nAnn Lee,5.55123E+09\nAnn Lee,5.55123E+09\n"},
		{operator.ImportBuyers, "name,phone,title\nBo Lee,call office,T1\nBo Lee,call office,T2\n"},
		{operator.ImportBuyers, "name,phone,external_id\nCy Lee,call,\nCy Lee,,1\n"},
		{operator.ImportBuyers, "name,external_id\nDi Lee,8\nDi Lee,9\nDi Lee,crm=8\nDi Lee,\n"},
		{operator.ImportCommunities, "code,name,external_id\n,Alpha,1\nBB,Alpha,1\n"},
		{operator.ImportProperties, "code,community,lot\nX1,AA,9\n,AA,9\n"},
		{operator.ImportBuildings, "community,building,external_id\nAA,1,7\nAA,2,7\n"},
		{operator.ImportTeam, "name,email\nFay Lee / Gus Lee,fay@example.com\nHal Lee,fay@example.com\n"},
		{operator.ImportTransactions, "property,buyer,sale_id,price,contract_date\nAA-009,Ann Lee,s1,100,2026-01-01\nAA-009,Ann Lee,s1,200,2026-01-01\n"},
	} {
		req := operator.ImportRequest{Kind: of.kind, Partial: true}
		plan := get(w.importAs(planning(w.boss()), req, of.file))(t)
		done := w.importing(t, req, of.file)
		equal(t, of.file, []any{done.Created, done.Updated, done.Unchanged, nameless(done.Changes)}, []any{plan.Created, plan.Updated, plan.Unchanged, nameless(plan.Changes)})
	}
}

func testNamesakes(t *testing.T, w *World) {
	newCast(t, w)
	first := "Code,Community,Buyer,Email,Contract Date\nMR-030,MR,Sam Smith,,2026-03-01\nMR-031,MR,Ann Poe,ann@mail.example,2026-03-01\n"
	more := "MR-032,MR,Sam Smith,,2026-03-01\nMR-033,MR,Ann Poe,ann@mail.example,2026-03-01\nMR-034,MR,Sam Smith,sam@mail.example,2026-03-01\n"
	header, _, _ := strings.Cut(first, "\n")
	for _, i := range []struct {
		name, file string
		dry        bool
		want       []string
	}{
		{"in one file, planned", first + more, true, []string{"3: Sam Smith has no e-mail address and no telephone number, and is taken for who buys MR-030 in row 1: if they are two, give each an external id"}},
		{"one home", first, false, nil},
		{"the same again", first, false, nil},
		{"beside what is there", header + "\n" + more, false, []string{"1: Sam Smith has no e-mail address and no telephone number, and is taken for who buys MR-030: if they are two, give each an external id"}},
		{"all again", first + more, false, nil},
	} {
		var said []string
		ctx := w.boss()
		if i.dry {
			ctx = planning(ctx)
		}
		done := get(w.importAs(ctx, operator.ImportRequest{Kind: operator.ImportHomes}, i.file))(t)
		for _, p := range done.Warnings {
			said = append(said, fmt.Sprint(p.Row, ": ", p.Message))
		}
		equal(t, i.name, said, i.want)
	}
}

package servicetest

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func exportTests() []test {
	return []test{
		{"AnExportIsRecordedBeforeAnythingIsGiven", testAnExportIsRecorded},
		{"EverybodyExportsWhatTheySee", testEverybodyExportsWhatTheySee},
		{"NoCellOfAnExportIsAFormula", testNoCellIsAFormula},
		{"AnExportSinceAnotherHasWhatChanged", testExportSince},
		{"AnExportSaysWhatIsWrongWithIt", testExportRefused},
		{"ADryRunOfAnExportOnlyCounts", testExportDryRun},
		{"TheArchiveOfAnAuditorHasNothingThatIsForOthersAlone", testArchiveOfAnAuditor},
	}
}

// exportOperations are the rows of the table of sight that are about exports. They
// are no dry runs, which give nothing.
func exportOperations() []operation {
	export := func(ctx context.Context, c *cast, kind, with string) error {
		call := operator.CallFrom(ctx)
		call.DryRun = false
		var out bytes.Buffer
		req := operator.ExportRequest{Kind: kind, Format: "jsonl", Out: &out}
		if kind == "all" {
			req.Format = ""
		}
		_, err := c.Export(operator.WithCall(ctx, call), req)
		if err == nil && !strings.Contains(out.String(), with) {
			err = operator.Errorf(operator.NotFound, "%s is not in it", with)
		}
		return err
	}
	return []operation{
		{"export-all", func(c *cast, ctx context.Context, _ operator.Message) error {
			return export(ctx, c, "all", "manifest.json")
		}},
		{"in-export", func(c *cast, ctx context.Context, m operator.Message) error {
			return export(ctx, c, "messages", `"thread":"`+m.Conversation.String()+`"`)
		}},
		{"price-in-export", func(c *cast, ctx context.Context, _ operator.Message) error {
			return export(ctx, c, "transactions", "489900")
		}},
		{"price-in-export", func(c *cast, ctx context.Context, _ operator.Message) error {
			return export(ctx, c, "homes", "489900")
		}},
	}
}

// export is what an export gives somebody, as lines of JSON.
func (c *cast) export(who operator.Ref, kind string, since operator.Cursor) ([]map[string]string, operator.Export) {
	c.t.Helper()
	var out bytes.Buffer
	e := must(c.t)(c.Export(c.as(who), operator.ExportRequest{Kind: kind, Format: "jsonl", Since: since, Out: &out})).(operator.Export)
	rows := []map[string]string{}
	for d := json.NewDecoder(&out); d.More(); {
		var row map[string]string
		if err := d.Decode(&row); err != nil {
			c.t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != e.Rows {
		c.t.Errorf("%d rows were written, and %d said", len(rows), e.Rows)
	}
	return rows, e
}

// fieldOfAll is one field of every row, in order.
func fieldOfAll(rows []map[string]string, field string) []string {
	list := []string{}
	for _, row := range rows {
		list = append(list, row[field])
	}
	slices.Sort(list)
	return list
}

// failing is a writer that looks at the log when it is first written to, and fails.
type failing struct{ look func() }

func (f failing) Write([]byte) (int, error) {
	f.look()
	return 0, io.ErrClosedPipe
}

func testAnExportIsRecorded(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, kind := range []string{"all", "buyers"} {
		before, then := w.Events(), 0
		_, err := w.Export(c.as(c.auditor), operator.ExportRequest{Kind: kind, Out: failing{func() { then = w.Events() }}})
		if err == nil || then != before+1 {
			t.Errorf("%s: %d events, and %d when the first byte came; %v", kind, before, then, err)
		}
	}
	page := get(w.ListEvents(c.as(c.admin), operator.ListEventsRequest{Action: "export.made"}))(t)
	equal(t, "exports in the log", len(page.Items), 2)
	_, err := w.Export(c.as(c.outside), operator.ExportRequest{Kind: "all", Out: io.Discard})
	refused(t, err, operator.Denied, "not_allowed")
	_, err = w.Export(c.as(c.lender), operator.ExportRequest{Kind: "team", Out: io.Discard})
	refused(t, err, operator.Denied, "not_allowed")
	keyed := operator.CallFrom(c.as(c.admin))
	keyed.Key = "nightly"
	for range 2 {
		var out bytes.Buffer
		get(w.Export(operator.WithCall(t.Context(), keyed), operator.ExportRequest{Kind: "team", Out: &out}))(t)
		if !strings.Contains(out.String(), "Tess Assigned") {
			t.Errorf("with a key: %q", out.String())
		}
	}
}

func testEverybodyExportsWhatTheySee(t *testing.T, w *World) {
	c := newCast(t, w)
	homes, _ := c.export(c.buyer, "homes", "")
	equal(t, "the buyer's homes", fieldOfAll(homes, "code"), []string{"MR-014"})
	equal(t, "with a co-buyer, whose e-mail is not theirs to see", homes[0]["co_name"]+homes[0]["co_email"], "Cora Cobuyer")
	equal(t, "with their own", homes[0]["email"], "ben@example.com")
	equal(t, "without ids and price", homes[0]["external_id"]+homes[0]["price"], "")
	homes, _ = c.export(c.assigned, "homes", "")
	equal(t, "the home of the assigned", len(homes), 1)
	delete(homes[0], "contract_date")
	if ref := homes[0]["operator_ref"]; !strings.HasPrefix(ref, "H1@") {
		t.Errorf("the row is of %q", ref)
	}
	delete(homes[0], "operator_ref")
	equal(t, "is whole", homes[0], map[string]string{
		"code": "MR-014", "community": "MR", "external_id": "erp=MR-014", "status": "open", "price": "489900.00",
		"name": "Ben Buyer", "email": "ben@example.com", "co_name": "Cora Cobuyer", "co_email": "cora@example.com",
	})
	buyers, _ := c.export(c.assigned, "buyers", "")
	equal(t, "buyers of the assigned", fieldOfAll(buyers, "name"), []string{"Ben Buyer", "Cora Cobuyer", "Finn Former"})
	sales, _ := c.export(c.outside, "transactions", "")
	equal(t, "sales of the outsider", len(sales), 0)
	all, e := c.export(c.admin, "transactions", "")
	equal(t, "sales of all", fieldOfAll(all, "status"), []string{"open", "open", "withdrawn"})
	if e.Head == "" || e.Cursor == "" {
		t.Errorf("the administrator is told %+v", e)
	}
	mine := c.send(c.buyer, "Ours.", c.assigned)
	c.send(c.assigned, "Theirs.", c.wide)
	said, e := c.export(c.buyer, "messages", "")
	equal(t, "what the buyer is in", fieldOfAll(said, "body"), []string{"Ours."})
	equal(t, "head for the buyer", e.Head, "")
	equal(t, "where and when", []string{said[0]["property"], said[0]["thread"], said[0]["from"], said[0]["to"], said[0]["sent_at"]},
		[]string{"MR-014", mine.Conversation.String(), string(c.buyer), string(c.assigned), mine.CreatedAt.Format(time.RFC3339Nano)})
}

func testNoCellIsAFormula(t *testing.T, w *World) {
	c := newCast(t, w)
	bad := `=HYPERLINK("http://x.example","y")`
	must(t)(w.AddPerson(c.as(c.admin), operator.AddPersonRequest{Kind: operator.Buyer, Name: bad, Phones: []string{"+1 303 555 0123"}, Title: "'t Hooft"}))
	var out bytes.Buffer
	get(w.Export(c.as(c.admin), operator.ExportRequest{Kind: "buyers", Out: &out}))(t)
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := slices.IndexFunc(rows, func(row []string) bool { return strings.Contains(row[1], "HYPERLINK") })
	equal(t, "the row", rows[max(0, found)][1:], []string{"'" + bad, "", "'+1 303 555 0123", "''t Hooft", ""})
	plain, _ := c.export(c.admin, "buyers", "")
	if !slices.Contains(fieldOfAll(plain, "name"), bad) {
		t.Errorf("jsonl has %v", plain)
	}
}

func testExportSince(t *testing.T, w *World) {
	c := newCast(t, w)
	kept := map[string]operator.Cursor{}
	for _, k := range operator.ImportKinds() {
		_, e := c.export(c.admin, string(k), "")
		kept[string(k)] = e.Cursor
		if rows, _ := c.export(c.admin, string(k), e.Cursor); len(rows) > 0 {
			t.Errorf("nothing changed, and %s since have %v", k, rows)
		}
	}
	c.Clock.Advance(time.Hour)
	must(t)(w.EditPerson(c.as(c.admin), operator.EditPersonRequest{Person: c.cobuyer, Title: new("Dr")}))
	m := c.send(c.assigned, "News.", c.buyer)
	must(t)(w.EditTransaction(c.as(c.admin), operator.EditTransactionRequest{Transaction: c.sale, Price: new("500000")}))
	for kind, want := range map[string][]string{
		"buyers": {"Cora Cobuyer"}, "team": {}, "communities": {}, "properties": {},
		"homes": {"MR-014"}, "transactions": {"MR-014"}, "messages": {"MR-014"},
	} {
		rows, _ := c.export(c.admin, kind, kept[kind])
		field := map[string]string{"buyers": "name", "homes": "code", "properties": "code"}[kind]
		if field == "" {
			field = "property"
		}
		equal(t, kind+" since", fieldOfAll(rows, field), want)
	}
	must(t)(w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(m.Ref), Body: "Better news."}))
	rows, _ := c.export(c.admin, "messages", kept["messages"])
	equal(t, "an edit", fieldOfAll(rows, "body"), []string{"Better news."})
}

func testExportRefused(t *testing.T, w *World) {
	c := newCast(t, w)
	_, e := c.export(c.admin, "buyers", "")
	for reason, req := range map[string]operator.ExportRequest{
		"bad_kind":      {Kind: "buyer"},
		"bad_format":    {Kind: "buyers", Format: "pdf"},
		"archive_since": {Kind: "all", Since: e.Cursor},
	} {
		req.Out = io.Discard
		_, err := w.Export(c.as(c.admin), req)
		refused(t, err, operator.Usage, reason)
	}
	for who, kind := range map[operator.Ref]string{c.admin: "team", c.auditor: "buyers"} {
		_, err := w.Export(c.as(who), operator.ExportRequest{Kind: kind, Since: e.Cursor, Out: io.Discard})
		refused(t, err, operator.Invalid, "bad_cursor")
	}
}

func testArchiveOfAnAuditor(t *testing.T, w *World) {
	c := newCast(t, w)
	get(w.AddWebhook(c.as(c.admin), operator.AddWebhookRequest{URL: receiver, Actions: []string{"message.sent"}}))(t)
	must(t)(w.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "draft-body", Draft: true}))
	must(t)(w.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "published-body"}))
	for name, draft := range map[string]bool{"draft-file": true, "published-file": false} {
		up := get(w.PutFile(c.as(c.assigned), operator.PutFileRequest{Name: "a.txt", Content: strings.NewReader(name)}))(t)
		must(t)(w.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{
			Properties: []operator.Ref{c.home}, Body: "see", Draft: draft, Attachments: []operator.NewAttachment{{Name: "a.txt", Upload: up}},
		}))
	}
	w.importing(t, operator.ImportRequest{Kind: operator.ImportContacts, SaveMapping: "saved-mapping"}, "Name\nSam Reed\n")
	archive := func(who operator.Ref) string {
		var out bytes.Buffer
		get(w.Export(c.as(who), operator.ExportRequest{Kind: "all", Out: &out}))(t)
		return out.String()
	}
	everything, some := archive(c.admin), archive(c.auditor)
	for _, text := range []string{receiver, "tables/webhooks.jsonl", "tables/imports.jsonl", "saved-mapping", "tables/schedule.jsonl", "tables/stagings.jsonl", "secret.json"} {
		if !strings.Contains(everything, text) {
			t.Errorf("the archive of an administrator has no %s", text)
		}
		if strings.Contains(strings.ReplaceAll(some, `"secret.json"`, ""), text) {
			t.Errorf("the archive of an auditor has %s", text)
		}
	}
	for text, is := range map[string]bool{"draft-file": false, "published-file": true} {
		if !strings.Contains(everything, text) || strings.Contains(some, text) != is {
			t.Errorf("%s: it is in the wrong archives", text)
		}
	}
	posts := func(all string) string {
		_, rest, _ := strings.Cut(all, "tables/posts.jsonl")
		rows, _, _ := strings.Cut(rest, "tables/")
		return rows
	}
	for text, is := range map[string]bool{"draft-body": false, "published-body": true} {
		if !strings.Contains(posts(everything), text) || strings.Contains(posts(some), text) != is {
			t.Errorf("%s: wrong posts: %q", text, posts(some))
		}
	}
}

func testExportDryRun(t *testing.T, w *World) {
	c := newCast(t, w)
	call := operator.CallFrom(c.as(c.admin))
	call.DryRun = true
	before := w.Events()
	for kind, want := range map[string]int{"team": 6, "communities": 1} {
		var out bytes.Buffer
		e := get(w.Export(operator.WithCall(t.Context(), call), operator.ExportRequest{Kind: kind, Out: &out}))(t)
		if e.Rows != want || out.Len() > 0 {
			t.Errorf("%s: %+v, and %d bytes", kind, e, out.Len())
		}
	}
	equal(t, "events", w.Events(), before)
}

package servicetest

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// goneTests is about what exports tell of what is there no more.
func goneTests() []test {
	return []test{
		{"AnExportSinceTellsWhatIsGone", testSinceGone},
		{"AnExportSinceTellsWhomAMergeHasTakenAndGivenBack", testSinceMerged},
		{"AnExportSinceTellsNobodyOfWhatTheyCouldNotSee", testSinceGoneSight},
		{"AnExportSinceTellsOfWhoWasErasedAndWhatTheyWrote", testSinceErased},
		{"AnImportDeletesNothing", testImportOfWhatIsGone},
	}
}

// goneOf is the references of what an export says is gone, and of the rows beside.
func (c *cast) goneOf(who operator.Ref, kind string, since operator.Cursor) (gone, there []string) {
	c.t.Helper()
	rows, e := c.export(who, kind, since)
	gone, there = []string{}, []string{}
	for _, row := range rows {
		ref, _, _ := strings.Cut(row["operator_ref"], "@")
		if row["deleted_at"] == "" {
			there = append(there, ref)
			continue
		}
		equal(c.t, "the fields of what is gone", len(row), 2)
		gone = append(gone, ref)
	}
	equal(c.t, "how many "+kind+" are gone", e.Deleted, len(gone))
	slices.Sort(there)
	return gone, there
}

// cursors is the cursor of an export of each kind.
func (c *cast) cursors(who operator.Ref) map[string]operator.Cursor {
	c.t.Helper()
	kept := map[string]operator.Cursor{}
	for _, k := range operator.ImportKinds() {
		_, e := c.export(who, string(k), "")
		kept[string(k)] = e.Cursor
	}
	c.Clock.Advance(time.Hour)
	return kept
}

func testSinceGone(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddCommunity(c.boss(), operator.AddCommunityRequest{Code: "CO", Name: "Cedar Oaks"}))
	building := get(w.AddBuilding(c.boss(), operator.AddBuildingRequest{Community: "MR", Number: "7"}))(t)
	must(t)(w.AddProperty(c.boss(), operator.AddPropertyRequest{Code: "MR-099", Community: "MR"}))
	home := get(w.ShowProperty(c.boss(), operator.PropertyRequest{Property: "MR-099"}))(t)
	community := get(w.ShowCommunity(c.boss(), operator.CommunityRequest{Community: "CO"}))(t)
	m := c.send(c.assigned, "Wrong.", c.buyer)
	both := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Wrong too."})
	file := w.importing(t, operator.ImportRequest{Kind: operator.ImportTransactions}, "Property,Name,Contract Date\nMR-099,Zoe Zander,2026-01-02\n")
	kept := c.cursors(c.admin)
	must(t)(w.UndoImport(c.boss(), operator.UndoImportRequest{Import: ref(file.Ref), Confirmed: true}))
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}))
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: ref(both.Ref), Confirmed: true}))
	must(t)(w.DeleteProperty(c.boss(), operator.PropertyRequest{Property: "MR-099"}))
	must(t)(w.DeleteBuilding(c.boss(), operator.BuildingRequest{Building: ref(building.Ref)}))
	must(t)(w.DeleteCommunity(c.boss(), operator.CommunityRequest{Community: "CO"}))
	var buyer, sale string
	for _, change := range file.Changes {
		switch change.Object[0] {
		case 'P':
			buyer = change.Object
		case 'T':
			sale = change.Object
		}
	}
	for kind, want := range map[string]string{
		"communities": community.Ref.String(), "buildings": building.Ref.String(), "properties": home.Ref.String(), "homes": home.Ref.String(),
		"buyers": buyer, "transactions": sale, "messages": m.Ref.String(), "updates": both.Ref.String(), "team": "", "contacts": "",
	} {
		gone, there := c.goneOf(c.admin, kind, kept[kind])
		equal(t, kind, append(gone, there...), slices.DeleteFunc([]string{want}, func(s string) bool { return s == "" }))
		rows, e := c.export(c.admin, kind, "")
		equal(t, "a whole export of "+kind, []any{e.Deleted, len(fieldOfAll(rows, "deleted_at"))}, []any{0, len(rows)})
	}
}

func testSinceMerged(t *testing.T, w *World) {
	c := newCast(t, w)
	kept := c.cursors(c.admin)
	c.merge(c.buyer, c.cobuyer)
	gone, there := c.goneOf(c.admin, "buyers", kept["buyers"])
	equal(t, "after the merge", []any{gone, there}, []any{[]string{string(c.cobuyer)}, []string{string(c.buyer)}})
	for _, kind := range []string{"team", "contacts"} {
		gone, _ = c.goneOf(c.admin, kind, kept[kind])
		equal(t, kind, gone, []string{})
	}
	_, merged := c.export(c.admin, "buyers", kept["buyers"])
	c.Clock.Advance(time.Hour)
	c.undo(c.buyer)
	for what, since := range map[string]operator.Cursor{"since before": kept["buyers"], "since the merge": merged.Cursor} {
		gone, there = c.goneOf(c.admin, "buyers", since)
		equal(t, what, []any{gone, there}, []any{[]string{}, []string{string(c.buyer), string(c.cobuyer)}})
	}
}

func testSinceGoneSight(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Between us.", c.buyer)
	draft := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Not yet.", Draft: true})
	posted := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "All see it."})
	kept := map[operator.Ref]map[string]operator.Cursor{}
	everybody := []operator.Ref{c.admin, c.assigned, c.outside, c.buyer, c.cobuyer, c.stranger, c.auditor}
	for _, who := range everybody {
		kept[who] = c.cursors(who)
	}
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}))
	for _, u := range []operator.Update{draft, posted} {
		must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: ref(u.Ref), Confirmed: true}))
	}
	c.merge(c.stranger, c.former)
	for _, who := range everybody {
		told := map[string][]string{}
		for kind, cursor := range kept[who] {
			if gone, _ := c.goneOf(who, kind, cursor); len(gone) > 0 {
				told[kind] = gone
			}
		}
		want := map[string][]string{}
		switch who {
		case c.admin, c.auditor, c.assigned:
			want["buyers"] = []string{string(c.former)} // the team of the home saw him
			fallthrough
		case c.buyer:
			want["messages"] = []string{m.Ref.String()}
			fallthrough
		case c.cobuyer:
			want["updates"] = []string{posted.Ref.String()}
		}
		equal(t, "what "+string(who)+" is told", told, want)
	}
}

func testSinceErased(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.buyer, "It is me.", c.assigned)
	c.withdraw()
	kept := c.cursors(c.admin)
	c.erase(c.buyer, true)
	gone, _ := c.goneOf(c.admin, "messages", kept["messages"])
	equal(t, "what is gone", gone, []string{m.Ref.String()})
	for kind, want := range map[string][]string{"buyers": {string(c.buyer)}, "team": {}, "contacts": {}} {
		gone, _ = c.goneOf(c.admin, kind, kept[kind])
		equal(t, "of "+kind, gone, want)
	}
	_, e := c.export(c.admin, "messages", kept["messages"])
	gone, _ = c.goneOf(c.admin, "messages", e.Cursor)
	equal(t, "since then", gone, []string{})
}

func testImportOfWhatIsGone(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Wrong.", c.buyer)
	stays := c.send(c.assigned, "Right.", c.buyer)
	_, e := c.export(c.admin, "messages", "")
	c.Clock.Advance(time.Hour)
	must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}))
	for _, also := range []bool{false, true} {
		if also {
			must(t)(w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(stays.Ref), Body: "Right it is."}))
		}
		for _, format := range []string{"csv", "xlsx", "jsonl"} {
			var out bytes.Buffer
			get(w.Export(c.boss(), operator.ExportRequest{Kind: "messages", Format: format, Since: e.Cursor, Out: &out}))(t)
			before := w.Events()
			i := w.importing(t, operator.ImportRequest{Kind: operator.ImportMessages}, out.String())
			equal(t, "as "+format, []any{counts(i), codes(i.Warnings), w.Events() - before}, []any{
				map[bool]string{false: "applied: 1 rows, 0 created, 0 updated, 1 unchanged, 0 rejected", true: "applied: 2 rows, 0 created, 0 updated, 2 unchanged, 0 rejected"}[also],
				[]string{map[bool]string{false: "1 deleted", true: "2 deleted"}[also]},
				0,
			})
		}
	}
	theirs := "Name,Deleted At\nAda Other,2026-01-01\n"
	equal(t, "a column of others", counts(w.importing(t, operator.ImportRequest{Kind: operator.ImportBuyers}, theirs)),
		"applied: 1 rows, 1 created, 0 updated, 0 unchanged, 0 rejected")
}

package servicetest

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sinceTests is about what an export since another has though nobody wrote it since.
func sinceTests() []test {
	return []test{
		{"AnExportSinceHasWhatOneHasComeToSee", testSinceSight},
	}
}

// exportedFile is a whole export of a kind, as a file of CSV.
func (c *cast) exportedFile(kind string) string {
	c.t.Helper()
	var out strings.Builder
	get(c.Export(c.boss(), operator.ExportRequest{Kind: kind, Out: &out}))(c.t)
	return out.String()
}

func testSinceSight(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Written before.", c.buyer)
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Posted before."})
	kinds := []string{"messages", "updates", "properties", "buyers"}
	kept := map[string]operator.Cursor{}
	for _, kind := range kinds {
		rows, e := c.export(c.outside, kind, "")
		equal(t, kind+" of who sees nothing", len(rows), 0)
		kept[kind] = e.Cursor
	}
	c.Clock.Advance(time.Hour)
	must(t)(w.AssignProperty(c.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	c.join(m.Conversation, true, c.outside)
	for kind, want := range map[string][]string{
		"messages": {"Written before."}, "updates": {"Posted before."}, "properties": {"MR-014"}, "buyers": {"Ben Buyer", "Cora Cobuyer", "Finn Former"},
	} {
		rows, e := c.export(c.outside, kind, kept[kind])
		field := map[string]string{"properties": "code", "buyers": "name"}[kind]
		if field == "" {
			field = "body"
		}
		equal(t, kind+" since", fieldOfAll(rows, field), want)
		rows, _ = c.export(c.outside, kind, e.Cursor)
		equal(t, kind+" since then", len(rows), 0)
	}
}

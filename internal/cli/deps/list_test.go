package deps_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// numbers is a service's list of so many numbers. It fails on the way to that of
// failAt, and keeps what it was asked for.
type numbers struct {
	total, failAt int
	asked         []operator.Paging
}

var errNumbers = operator.Errorf(operator.Busy, "locked")

func (n *numbers) page(_ context.Context, _ operator.Service, p operator.Paging) (operator.Page[int], error) {
	n.asked = append(n.asked, p)
	from, _ := strconv.Atoi(string(p.Cursor))
	page := operator.Page[int]{}
	for i := from; i < min(from+p.Limit, n.total); i++ {
		if n.failAt > 0 && i >= n.failAt {
			return page, errNumbers
		}
		page.Items = append(page.Items, i)
	}
	if next := from + len(page.Items); next < n.total {
		page.Next = operator.Cursor(strconv.Itoa(next))
		if p.Count {
			page.Remaining = n.total - next
		}
	}
	return page, nil
}

// list runs a list of numbers with flags, and gives what it wrote.
func list(t *testing.T, n *numbers, format render.Format, foot string, flags ...string) (out, errOut string, err error) {
	t.Helper()
	open := 0
	d := service(&open, nil)
	stream, o, e := term.Test("")
	d.IO, d.Output = stream, render.Output{Format: format}
	var paging deps.Paging
	f := pflag.NewFlagSet("list", pflag.ContinueOnError)
	paging.Flags(f)
	if err := f.Parse(flags); err != nil {
		return "", "", err
	}
	if foot != "" {
		paging.Foot = func() string { return foot }
	}
	sheet := render.Sheet[int]{
		Columns: []render.Column[int]{{Name: "n", Title: "N", Text: strconv.Itoa}}, Ref: strconv.Itoa, Empty: "No numbers.",
	}
	err = deps.List(t.Context(), d, &paging, sheet, func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[int], error) {
		if open != 1 {
			t.Error("pages are not asked for one at a time")
		}
		return n.page(ctx, s, p)
	})
	if open != 0 {
		t.Error("the service was not let go of")
	}
	return o.String(), e.String(), err
}

func TestAListIsAsLongAsItsReaderWants(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		total  int
		format render.Format
		foot   string
		flags  string
		rows   int
		said   string
		asked  []operator.Paging
	}{
		{0, render.Table, "", "", 0, "No numbers.\n", []operator.Paging{{Limit: 50, Count: true}}},
		{50, render.Table, "", "", 50, "", []operator.Paging{{Limit: 50, Count: true}}},
		{51, render.Table, "", "", 50, "1 more: --limit 0\n", []operator.Paging{{Limit: 50, Count: true}}},
		{170, render.Table, "3 unread", "", 50, "3 unread; 120 more: --limit 0\n", []operator.Paging{{Limit: 50, Count: true}}},
		{2, render.Table, "3 unread", "", 2, "3 unread\n", []operator.Paging{{Limit: 50, Count: true}}},
		{600, render.Table, "", "--limit=0", 600, "", []operator.Paging{{Limit: 500}, {Limit: 500, Cursor: "500"}}},
		{600, render.Table, "", "--limit=501", 501, "99 more: --limit 0\n", []operator.Paging{{Limit: 500}, {Limit: 1, Cursor: "500", Count: true}}},
		{1200, render.JSONL, "3 unread", "", 1200, "", []operator.Paging{{Limit: 500}, {Limit: 500, Cursor: "500"}, {Limit: 500, Cursor: "1000"}}},
		{1200, render.ID, "", "--limit=0 --cursor=1100", 100, "", []operator.Paging{{Limit: 500, Cursor: "1100"}}},
		{1200, render.ID, "", "--limit=700", 700, "next: 700\n", []operator.Paging{{Limit: 500}, {Limit: 200, Cursor: "500"}}},
		{700, render.ID, "", "-L 700", 700, "", []operator.Paging{{Limit: 500}, {Limit: 200, Cursor: "500"}}},
		{1200, render.ID, "", "--limit=10 --cursor=700", 10, "next: 710\n", []operator.Paging{{Limit: 10, Cursor: "700"}}},
	} {
		n := &numbers{total: row.total}
		out, said, err := list(t, n, row.format, row.foot, strings.Fields(row.flags)...)
		rows := strings.Count(out, "\n")
		if row.format == render.Table && rows > 0 {
			rows-- // its head
		}
		if err != nil || rows != row.rows || said != row.said || !slices.Equal(n.asked, row.asked) {
			t.Errorf("%d as %s with %q: %d rows, %q, asked %+v, %v", row.total, row.format, row.flags, rows, said, n.asked, err)
		}
	}
}

func TestAListThatFailsOnItsWayFails(t *testing.T) {
	t.Parallel()
	for _, format := range []render.Format{render.Table, render.JSON, render.ID} {
		_, said, err := list(t, &numbers{total: 1200, failAt: 600}, format, "", "--limit=0")
		if !errors.Is(err, errNumbers) || said != "" {
			t.Errorf("%s: got %q, %v", format, said, err)
		}
	}
}

func TestALimitIsANumberOfRows(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"-1", "-999999", "1000000001", "99999999999999999999", "", "ten", "1e3", "5.0"} {
		n := &numbers{total: 5}
		if _, _, err := list(t, n, render.Table, "", "--limit="+text); err == nil || n.asked != nil {
			t.Errorf("--limit=%s: got %v, asked %v", text, err, n.asked)
		}
	}
	for _, text := range []string{"1", "1000000000"} {
		if _, _, err := list(t, &numbers{total: 5}, render.Table, "", "--limit="+text); err != nil {
			t.Errorf("--limit=%s: %v", text, err)
		}
	}
}

func TestWhatMattersIsSaidHoweverQuiet(t *testing.T) {
	t.Parallel()
	stream, _, errOut := term.Test("")
	d := &deps.Deps{IO: stream, Output: render.Output{Quiet: true}}
	d.Warn([]string{"one", "two\x1b[2J"})
	if want := "operator: warning: one\noperator: warning: two^[[2J\n"; errOut.String() != want {
		t.Errorf("got %q, want %q", errOut, want)
	}
}

func TestPeopleAsNamesAndAsReferences(t *testing.T) {
	t.Parallel()
	people := []operator.PersonSummary{{Ref: 1, Name: "Maya"}, {Ref: 2, Name: "Ben"}}
	if got := deps.PeopleNames(people); got != "Maya, Ben" {
		t.Errorf("got %s", got)
	}
	if got := deps.PeopleRefs(people); got != "P1 P2" {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprint(deps.Count(1, "person", "people"), ", ", deps.Count(0, "person", "people")); got != "1 person, 0 people" {
		t.Errorf("got %s", got)
	}
}

func TestNoTextCanPassForWhatStandsAroundIt(t *testing.T) {
	t.Parallel()
	if got, want := deps.Indented("one\r\n\ntwo\x1b[1m\u202e\n\n"), "  one\n\n  two^[[1m⟨U+202E⟩"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

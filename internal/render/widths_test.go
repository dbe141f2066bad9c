package render_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

// counted is a row with a number between texts.
type counted struct {
	text   string
	number int
}

func TestColumnsLineUpAndNumbersKeepToTheRight(t *testing.T) {
	t.Parallel()
	sheet := render.Sheet[counted]{Columns: []render.Column[counted]{
		{Name: "text", Title: "Text", Flexible: true, Text: func(c counted) string { return c.text }},
		{Name: "number", Title: "Unread", Align: render.Right, Text: func(c counted) string { return strconv.Itoa(c.number) }},
		{Name: "end", Title: "§End", Text: func(counted) string { return "§" }},
	}}
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) counted {
			return counted{text(0, 20).Draw(t, "text"), rapid.IntRange(0, 9_999_999).Draw(t, "number")}
		}), 1, 6).Draw(t, "rows")
		stream, out, _ := terminal(rapid.IntRange(40, 200).Draw(t, "width"))
		if rapid.Bool().Draw(t, "pipe") {
			stream.OutTTY = false
		}
		if err := render.List(stream, render.Output{}, rows, sheet); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != len(rows)+1 {
			t.Fatalf("%d lines for %d rows:\n%s", len(lines), len(rows), out)
		}
		head, _, _ := strings.Cut(lines[0], "§END")
		for i, r := range rows {
			before, _, _ := strings.Cut(lines[i+1], "§")
			if !strings.HasSuffix(before, " "+strconv.Itoa(r.number)+"  ") {
				t.Fatalf("%d does not end its column:\n%s", r.number, out)
			}
			if displaywidth.String(before) != displaywidth.String(head) {
				t.Fatalf("line %d does not line up:\n%s", i+1, out)
			}
		}
	})
}

func TestWhoListensGetsLinesWithTitlesAtEveryWidth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sheet, rows := lists(t)
		stream, out, _ := terminal(rapid.IntRange(40, 200).Draw(t, "width"))
		stream.Env = func(name string) string { return map[string]string{"OPERATOR_ACCESSIBLE": "1"}[name] }
		if err := render.List(stream, render.Output{}, rows, sheet); err != nil {
			t.Fatal(err)
		}
		records := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n\n")
		if len(records) != len(rows) {
			t.Fatalf("%d records for %d rows:\n%s", len(records), len(rows), out)
		}
		for i, record := range records {
			if !strings.Contains(record, "Ref: "+rows[i].ref) && !strings.Contains(record, "Ref:\n"+rows[i].ref) {
				t.Fatalf("%s is not said:\n%s", rows[i].ref, record)
			}
			if group := strings.TrimSpace(term.Line(rows[i].group)); sheet.Group != nil && group != "" && !strings.HasPrefix(record, "Group:") {
				t.Fatalf("the record does not say what it is about:\n%s", record)
			}
		}
	})
}

func TestWhoListensGetsOneThingAsLines(t *testing.T) {
	t.Parallel()
	stream, out, _ := terminal(80)
	stream.Env = func(name string) string { return map[string]string{"ACCESSIBLE": "1"}[name] }
	if err := render.One(stream, render.Output{}, talks()[1], fields(), nil); err != nil {
		t.Fatal(err)
	}
	want := "Conversation: C7\nWith: 王小明\nUnread: 0\nSubject: 廚房的檯面什麼時候會安裝？我們下週想去看看\n\nHello,\n\n\tit is 廚房的檯面什麼時候會安裝？我們下週想去看看\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

package clitest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
	"go.yaml.in/yaml/v3"
)

// json is the things that the format json shows: those of the array, or the object.
func (e exhibit) json(out string) []any {
	e.t.Helper()
	var shown any
	if err := json.Unmarshal([]byte(out), &shown); err != nil || !strings.HasSuffix(out, "\n") {
		e.t.Fatalf("this is no JSON: %v\n%s", err, out)
	}
	things, isList := shown.([]any)
	if isList != (e.row.shape == list) {
		e.t.Fatalf("a list is an array, and one thing an object:\n%s", out)
	}
	if !isList {
		things = []any{shown}
	}
	for _, thing := range things {
		if _, ok := thing.(map[string]any); !ok {
			e.t.Fatalf("a thing is an object:\n%s", out)
		}
	}
	if len(things) == 0 {
		e.t.Fatal("it prints nothing; the gallery must have something for it")
	}
	return things
}

// sorted is JSON on one line, its fields in the order of the alphabet.
func sorted(t *testing.T, raw string) string {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(raw))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		t.Fatalf("this is no JSON: %v\n%s", err, raw)
	}
	return encoded(t, value)
}

func encoded(t *testing.T, value any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	must(t, enc.Encode(value))
	return b.String()
}

func (e exhibit) jsonl(out string, shown []any) {
	e.t.Helper()
	lines := ""
	for line := range strings.Lines(out) {
		lines += sorted(e.t, line)
	}
	want := ""
	for _, thing := range shown {
		want += encoded(e.t, thing)
	}
	e.same("jsonl", want, lines)
}

func (e exhibit) yaml(out string, shown []any) {
	e.t.Helper()
	var got any
	if err := yaml.Unmarshal([]byte(out), &got); err != nil {
		e.t.Fatalf("this is no YAML: %v\n%s", err, out)
	}
	want := any(shown)
	if e.row.shape != list {
		want = shown[0]
	}
	e.same("yaml", encoded(e.t, want), encoded(e.t, got))
}

func (e exhibit) csv(out string, shown []any) {
	e.t.Helper()
	records, err := csv.NewReader(strings.NewReader(out)).ReadAll() // which wants as many fields everywhere
	if err != nil {
		e.t.Fatalf("this is no CSV: %v\n%s", err, out)
	}
	e.rectangle("csv", records, len(shown))
	for _, name := range records[0] {
		if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(name) {
			e.t.Errorf("csv: a column is called %q", name)
		}
	}
}

func (e exhibit) tsv(out string, shown []any) {
	e.t.Helper()
	var records [][]string
	for line := range strings.Lines(out) {
		records = append(records, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	e.rectangle("tsv", records, len(shown))
}

func (e exhibit) markdown(out string, shown []any) {
	e.t.Helper()
	var records [][]string
	for line := range strings.Lines(out) {
		inner, ok := strings.CutSuffix(strings.TrimPrefix(line, "|"), "|\n")
		if !ok || !strings.HasPrefix(line, "|") {
			e.t.Fatalf("markdown: this is no line of a table: %q", line)
		}
		records = append(records, strings.Split(strings.ReplaceAll(inner, `\|`, ""), "|"))
	}
	e.rectangle("markdown", records, len(shown)+1)
	if strings.Trim(strings.Join(records[1], ""), "-") != "" {
		e.t.Errorf("markdown: no line below the head:\n%s", out)
	}
}

func (e exhibit) html(out string, shown []any) {
	e.t.Helper()
	dec := xml.NewDecoder(strings.NewReader(out))
	dec.Entity = xml.HTMLEntity
	var records [][]string
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			e.t.Fatalf("this is no HTML: %v\n%s", err, out)
		}
		switch tag, _ := token.(xml.StartElement); tag.Name.Local {
		case "tr":
			records = append(records, nil)
		case "th", "td":
			records[len(records)-1] = append(records[len(records)-1], tag.Name.Local)
		}
	}
	e.rectangle("html", records, len(shown))
}

// rectangle wants a head and so many rows, all of as many cells.
func (e exhibit) rectangle(format string, records [][]string, rows int) {
	e.t.Helper()
	if e.row.shape == report && len(records) > 0 {
		rows = len(records) - 1
	}
	if len(records) != rows+1 || len(records[0]) == 0 {
		e.t.Fatalf("%s: %d records, want a head and %d:\n%q", format, len(records), rows, records)
	}
	for _, cells := range records {
		if len(cells) != len(records[0]) {
			e.t.Errorf("%s: %d cells below %d titles: %q", format, len(cells), len(records[0]), cells)
		}
	}
}

// references is the format id: a reference for each thing, and nothing else.
func (e exhibit) references(out string, shown []any) {
	e.t.Helper()
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if e.row.shape == report && out == "" || byName[e.row.kind] {
		return
	}
	if len(lines) != len(shown) && e.row.shape != report {
		e.t.Errorf("id: %d lines for %d things: %q", len(lines), len(shown), out)
	}
	for _, line := range lines {
		if line == "" || strings.ContainsAny(line, " \t,{}") {
			e.t.Errorf("id: %q is no reference", line)
		}
	}
}

func (e exhibit) table(out string, _ []any) {
	e.t.Helper()
	if strings.TrimSpace(out) == "" && e.row.shape != report {
		e.t.Error("table: nothing is shown")
	}
	e.plain(out)
}

// plain wants text without anything that a terminal would obey.
func (e exhibit) plain(out string) {
	e.t.Helper()
	if i := strings.IndexFunc(out, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }); i >= 0 {
		e.t.Errorf("it writes %q", out[i:min(len(out), i+20)])
	}
}

// columns asks for two of the columns, and for two of the fields, in another order.
func (e exhibit) columns(shown []any) {
	e.t.Helper()
	head, _, _ := strings.Cut(e.prints("-o", "csv"), "\n")
	names := strings.Split(head, ",")
	wanted := []string{names[len(names)-1], names[0]}
	got, _, _ := strings.Cut(e.prints("-o", "csv", "--columns", strings.Join(wanted, ",")), "\n")
	e.same("--columns as csv", strings.Join(wanted, ","), got)
	if e.row.kind != "stored" { // rows as they are stored, which have fields and no columns
		e.plain(e.prints("--columns", wanted[0]))
	}

	var fields []string
	for name := range shown[0].(map[string]any) {
		if name != "dry_run" { // which every object of a dry run has
			fields = append(fields, name)
		}
	}
	slices.Sort(fields)
	wanted = slices.Compact([]string{fields[len(fields)-1], fields[0]})
	for line := range strings.Lines(e.prints("-o", "jsonl", "--columns", strings.Join(wanted, ","))) {
		dec := json.NewDecoder(strings.NewReader(line))
		var order []string
		for _, name := range wanted {
			if strings.Contains(line, `"`+name+`":`) {
				order = append(order, name)
			}
		}
		var object map[string]any
		must(e.t, dec.Decode(&object))
		delete(object, "dry_run")
		if len(object) != len(wanted) || !slices.Equal(order, wanted) || !strings.HasPrefix(line, `{"`+wanted[0]+`":`) {
			e.t.Errorf("--columns %q as jsonl: %s", wanted, line)
		}
	}
}

// fits wants no line of a list to be wider than the terminal; sentences and texts of
// several lines are left to the terminal.
func (e exhibit) fits(width int, out string) {
	e.t.Helper()
	e.plain(out)
	if e.row.shape != list || loose[e.row.kind] {
		return
	}
	for line := range strings.Lines(out) {
		if w := displaywidth.String(strings.TrimSuffix(line, "\n")); w > width {
			e.t.Errorf("on %d columns a line takes %d: %s", width, w, line)
		}
	}
}

// spoken wants what somebody hears to be sentences, or lines of "Title: text".
func (e exhibit) spoken(out string) {
	e.t.Helper()
	e.plain(out)
	if strings.ContainsFunc(out, func(r rune) bool { return r >= 0x2500 && r < 0x2600 }) {
		e.t.Errorf("for who listens something is drawn:\n%s", out)
	}
	if e.row.shape != list || loose[e.row.kind] {
		return
	}
	for line := range strings.Lines(out) {
		if line != "\n" && !strings.Contains(line, ":") && !strings.HasPrefix(line, "  ") {
			e.t.Errorf("for who listens this has no title: %q", line)
		}
	}
}

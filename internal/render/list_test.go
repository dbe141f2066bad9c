package render_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAListLooksTheSameAsEver(t *testing.T) {
	t.Parallel()
	for _, width := range []int{20, 40, 80, 200} {
		io, out, _ := terminal(width)
		if err := render.List(io, render.Output{}, talks(), sheet()); err != nil {
			t.Fatal(err)
		}
		golden(t, fmt.Sprintf("list-%d", width), out.String())
	}
	for _, format := range render.Formats() {
		io, out, _ := term.Test("")
		if err := render.List(io, render.Output{Format: render.Format(format)}, talks(), sheet()); err != nil {
			t.Fatal(err)
		}
		golden(t, "pipe-"+format, out.String())
		io, out, _ = terminal(80)
		if err := render.List(io, render.Output{Format: render.Format(format)}, talks()[:4], sheet()); err != nil {
			t.Fatal(err)
		}
		golden(t, "terminal-"+format, out.String())
	}
}

func TestANarrowTableGivesUpWhatIsSpareAndFoldsWhatItMay(t *testing.T) {
	t.Parallel()
	itself := func(text string) func(string) string { return func(string) string { return text } }
	sheet := render.Sheet[string]{Columns: []render.Column[string]{
		{Name: "ref", Title: "Ref", Reference: true, Text: itself("C42")},
		{Name: "people", Title: "People", Flexible: true, Text: itself("Ana Torres, Ben Ode, Maya Ortiz")},
		{Name: "text", Title: "Text", Flexible: true, Share: 2, Text: itself("When can we move in, and who has the keys?")},
		{Name: "phone", Title: "Phone", Spare: true, Text: itself("303 555 0123")},
		{Name: "marks", Title: "Marks", Flexible: true, Least: 12, Folds: true, Text: itself("waiting on us, starred")},
	}}
	for width, want := range map[int]string{
		80: "REF  PEOPLE          TEXT                           PHONE         MARKS\n" +
			"C42  Ana Torres, B…  When can we move in, and who…  303 555 0123  waiting on us,\n" +
			"                                                                  starred\n",
		46: "REF  PEOPLE    TEXT               MARKS\n" +
			"C42  Ana Tor…  When can we move…  waiting on\n" +
			"                                  us, starred\n",
	} {
		io, out, _ := terminal(width)
		if err := render.List(io, render.Output{}, []string{""}, sheet); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("%d cells, got:\n%s\nwant:\n%s", width, out, want)
		}
	}
}

func TestNoFormatShowsHiddenCharactersOnATerminal(t *testing.T) {
	t.Parallel()
	for _, format := range render.Formats() {
		io, out, _ := terminal(80)
		if err := render.List(io, render.Output{Format: render.Format(format)}, talks(), sheet()); err != nil {
			t.Fatal(err)
		}
		for _, r := range strings.ReplaceAll(out.String(), "\t", "") {
			if r != '\n' && r != 0x200D && r != 0xFE0F && term.Hidden(r) {
				t.Errorf("%s writes %U", format, r)
			}
		}
	}
}

func TestMachineFormatsKeepTextExactly(t *testing.T) {
	t.Parallel()
	want := talks()
	want[0].Subject += "\U000E0041\u00ad\x7f <b>&"
	write := func(format render.Format) []byte {
		io, out, _ := term.Test("")
		if err := render.List(io, render.Output{Format: format}, want, sheet()); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	var got []talk
	if err := json.Unmarshal(write(render.JSON), &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("json: %v\n%+v", err, got)
	}
	got = nil
	for line := range strings.Lines(string(write(render.JSONL))) {
		var c talk
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		got = append(got, c)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("jsonl: %+v", got)
	}
	var subjects []struct{ Ref, Subject string }
	if err := yaml.Unmarshal(write(render.YAML), &subjects); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(write(render.CSV)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range want {
		if subjects[i].Subject != c.Subject {
			t.Errorf("yaml: %q, want %q", subjects[i].Subject, c.Subject)
		}
		// A CSV reader takes CRLF within quotes for LF.
		if rows[i+1][3] != strings.ReplaceAll(c.Subject, "\r\n", "\n") {
			t.Errorf("csv: %q, want %q", rows[i+1][3], c.Subject)
		}
	}
}

func TestAnEmptyListIsSaidOnStandardError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		out         render.Output
		want, aside string
	}{
		{render.Output{}, "", "No conversations.\n"},
		{render.Output{Quiet: true}, "", ""},
		{render.Output{Format: render.JSON}, "[]\n", ""},
		{render.Output{Format: render.JSONL}, "", ""},
		{render.Output{Format: render.YAML}, "[]\n", ""},
		{render.Output{Format: render.ID}, "", ""},
		{render.Output{Format: render.CSV}, "property,ref,with,subject,at,unread\n", ""},
	} {
		for _, items := range [][]talk{nil, {}} {
			io, out, errOut := term.Test("")
			if err := render.List(io, c.out, items, sheet()); err != nil {
				t.Fatal(err)
			}
			if out.String() != c.want || errOut.String() != c.aside {
				t.Errorf("%+v: got %q and %q, want %q and %q", c.out, out, errOut, c.want, c.aside)
			}
		}
	}
}

func TestColumnsAreChosenByName(t *testing.T) {
	t.Parallel()
	io, out, _ := term.Test("")
	if err := render.List(io, render.Output{Columns: []string{"weekday", "ref"}}, talks()[:1], sheet()); err != nil {
		t.Fatal(err)
	}
	if want := "DAY     REF\nFriday  C42\n"; out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
	io, out, _ = term.Test("")
	o := render.Output{Format: render.JSON, Columns: []string{"unread", "ref"}, DryRun: true}
	if err := render.List(io, o, talks()[:1], sheet()); err != nil {
		t.Fatal(err)
	}
	if want := `[{"unread":2,"ref":"C42","dry_run":true}]` + "\n"; out.String() != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

func TestAColumnThatIsNotThereIsNamedWithTheNearest(t *testing.T) {
	t.Parallel()
	for _, format := range []render.Format{render.Table, render.JSON, render.CSV} {
		io, out, _ := term.Test("")
		err := render.List(io, render.Output{Format: format, Columns: []string{"unred"}}, talks(), sheet())
		e, ok := errors.AsType[*operator.Error](err)
		if !ok || e.Code != operator.Usage || !strings.HasPrefix(e.Hint, "did you mean unread?") {
			t.Errorf("%s: %#v", format, err)
		}
		if out.Len() > 0 {
			t.Errorf("%s wrote %q", format, out)
		}
	}
}

func TestADryRunMarksEachObjectOnce(t *testing.T) {
	t.Parallel()
	type report struct {
		Rows   int            `json:"rows"`
		DryRun bool           `json:"dry_run"`
		More   map[string]int `json:"more"`
	}
	io, out, _ := term.Test("")
	o := render.Output{Format: render.JSON, DryRun: true}
	if err := render.One(io, o, report{Rows: 3}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := render.One(io, o, struct{}{}, nil, nil); err != nil {
		t.Fatal(err)
	}
	want := `{"rows":3,"more":null,"dry_run":true}` + "\n" + `{"dry_run":true}` + "\n"
	if out.String() != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

// failing takes so many bytes and then fails.
type failing struct {
	room int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, f.err
	}
	return len(p), nil
}

func TestAWriteThatFailsIsAnError(t *testing.T) {
	t.Parallel()
	for _, format := range render.Formats() {
		for _, room := range []int{0, 100} {
			io, _, _ := term.Test("")
			o := render.Output{Format: render.Format(format)}
			many := make([]talk, 0, 6000)
			for range 1000 {
				many = append(many, talks()...)
			}
			io.Out = &failing{room, syscall.ENOSPC}
			if err := render.List(io, o, many, sheet()); operator.CodeOf(err) != operator.IO {
				t.Errorf("list as %s: %v", format, err)
			}
			io.Out = term.NewOutput(&failing{room, syscall.EPIPE})
			if err := render.List(io, o, many, sheet()); !errors.Is(err, term.ErrPipe) {
				t.Errorf("list as %s into a broken pipe: %v", format, err)
			}
			io.Out = &failing{0, syscall.ENOSPC}
			if err := render.One(io, o, talks()[0], fields(), sheet().Ref); operator.CodeOf(err) != operator.IO {
				t.Errorf("one as %s: %v", format, err)
			}
		}
	}
}

func TestAStreamStopsAtItsFirstErrorAndWritesNothing(t *testing.T) {
	t.Parallel()
	broken := operator.Errorf(operator.Busy, "the server has gone")
	var items iter.Seq2[talk, error] = func(yield func(talk, error) bool) {
		if yield(talks()[0], nil) {
			yield(talk{}, broken)
		}
	}
	for _, format := range render.Formats() {
		io, out, _ := term.Test("")
		err := render.Stream(io, render.Output{Format: render.Format(format)}, items, sheet())
		if !errors.Is(err, broken) || out.Len() > 0 {
			t.Errorf("%s: %v, and wrote %q", format, err, out)
		}
	}
}

func TestFollowWritesEachThingAtOnce(t *testing.T) {
	t.Parallel()
	io, out, _ := term.Test("")
	var seen []int
	items := func(yield func(talk, error) bool) {
		for _, c := range talks()[:3] {
			if !yield(c, nil) {
				return
			}
			seen = append(seen, strings.Count(out.String(), "\n"))
		}
	}
	if err := render.Follow(io, render.Output{Format: render.JSONL}, items, sheet()); err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 2, 3}; !reflect.DeepEqual(seen, want) {
		t.Errorf("lines after each: %v, want %v", seen, want)
	}
}

func TestAFormatIsReadInAnyCase(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]render.Format{"": render.Table, "JSON": render.JSON, " csv ": render.CSV} {
		if got, err := render.ParseFormat(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	_, err := render.ParseFormat("jsno")
	want := operator.Errorf(operator.Usage, `no output format "jsno"`).Reason("bad_format").
		WithHint("did you mean json? (one of table, json, jsonl, yaml, csv, tsv, markdown, html, id)")
	if !reflect.DeepEqual(err, error(want)) {
		t.Errorf("got %#v", err)
	}
}

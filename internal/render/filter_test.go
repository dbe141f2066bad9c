package render_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// makes is how a filter is made of a text.
type makes func(ctx context.Context, t *term.IO, text string) (*render.Filter, error)

func template(ctx context.Context, t *term.IO, text string) (*render.Filter, error) {
	return render.Template(ctx, t, text, func() time.Time { return noon })
}

// filterTalks writes the first talks through a filter.
func filterTalks(t *testing.T, make makes, format render.Format, tty bool, text string) (string, error) {
	t.Helper()
	stream, out, _ := term.Test("")
	stream.OutTTY = tty
	f, err := make(t.Context(), stream, text)
	if err != nil {
		return "", err
	}
	err = render.List(stream, render.Output{Format: format, Filter: f}, talks()[:4], sheet())
	return out.String(), err
}

func TestAFilterGetsTheListOrOneThingAfterTheOther(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		make       makes
		format     render.Format
		text, want string
	}{
		{render.JQ, render.JSON, "length", "4\n"},
		{render.JQ, render.JSONL, ".ref", "C42\nC7\nC1234567\nC9\n"},
		{render.JQ, render.JSON, ".[:2][] | {ref, unread}", `{"ref":"C42","unread":2}` + "\n" + `{"ref":"C7","unread":0}` + "\n"},
		{render.JQ, render.JSON, ".[2].people", `["Zoë 👩‍👩‍👧"]` + "\n"},
		{render.JQ, render.JSON, ".[0].assignee, (.[0].unread > 1)", "null\ntrue\n"},
		{render.JQ, render.JSON, "empty", ""},
		{render.JQ, render.JSON, ".[0].ref, halt, 1", "C42\n"},
		{render.JQ, render.JSON, "$ENV, env.PATH", "{}\nnull\n"},
		{template, render.JSON, "{{len .}}", "4\n"},
		{template, render.JSONL, "{{.ref}}: {{.unread}}", "C42: 2\nC7: 0\nC1234567: 11\nC9: 1\n"},
		{template, render.JSON, `{{range .}}{{if gt .unread 1}}{{.ref}}{{"\n"}}{{end}}{{end}}`, "C42\nC1234567\n"},
		{template, render.JSON, "{{with index . 0}}{{.assignee}}|{{.people}}|{{json .subject}}{{end}}", `|["Dana Cole"]|"Cabinet colours"` + "\n"},
		{template, render.JSON, `{{define "a"}}<{{.ref}}>{{end}}{{range .}}{{template "a" .}}{{else}}none{{end}}`, "<C42><C7><C1234567><C9>\n"},
		{template, render.JSON, `{{join ", " (pluck "ref" .)}}`, "C42, C7, C1234567, C9\n"},
		{template, render.JSON, `{{with index . 1}}{{timeago .at}} {{date "2 Jan 2006" .at}} {{truncate 5 .subject}} {{upper "kitchen"}} {{lower .ref}}{{end}}`, "2 h 1 May 2026 廚房… KITCHEN c7\n"},
		{template, render.JSON, `{{$n := 0}}{{range .}}{{$n = len .ref}}{{end}}{{printf "%03d" $n}}`, "002\n"},
		{template, render.JSON, "{{/* nothing */}}", ""},
	} {
		got, err := filterTalks(t, row.make, row.format, false, row.text)
		if err != nil || got != row.want {
			t.Errorf("%s: got %q, %v; want %q", row.text, got, err, row.want)
		}
	}
}

func TestAFilterThatIsNoneIsRefusedWithThePlace(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		make       makes
		text, want string
	}{
		{render.JQ, ".[", "--jq: it ends too early"},
		{render.JQ, "ä | foo bar", `--jq: unexpected token "ä" at character 1`},
		{render.JQ, `"ä" | foo bar`, `--jq: unexpected token "bar" at character 11`},
		{render.JQ, "nosuch", "--jq: function not defined: nosuch/0"},
		{render.JQ, "input", "--jq: input(s)/0 is not allowed"},
		{render.JQ, `import "a" as a; .`, `--jq: cannot load module: "a"`},
		{template, "{{", "--template: line 1: unclosed action"},
		{template, "a\n{{nosuch .}}", `--template: line 2: function "nosuch" not defined`},
	} {
		stream, _, _ := term.Test("")
		_, err := row.make(t.Context(), stream, row.text)
		e, ok := errors.AsType[*operator.Error](err)
		if !ok || e.Code != operator.Usage || e.Details["reason"] != "bad_filter" || e.Message != row.want {
			t.Errorf("%s: got %v, want %s", row.text, err, row.want)
		}
	}
}

func TestAFilterThatFailsSaysWhereAndWritesNothing(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		make       makes
		text, want string
	}{
		{render.JQ, ".ref", "--jq: expected an object but got: array ("},
		{render.JQ, `"x", error("no")`, "--jq: error: no"},
		{render.JQ, `"no\n" | halt_error`, "--jq: "},
		{template, "{{range .}}{{.nmae}}{{end}}", `--template: line 1, character 13: <.nmae>: there is no field "nmae"`},
		{template, "{{.ref}}", `--template: line 1, character 2: <.ref>: a list has no field "ref": {{range .}} goes through it`},
		{template, "{{range .}}{{.assignee.name}}{{end}}", `--template: line 1, character 22: <.assignee.name>: null has no field "name": {{with}} asks first`},
		{template, `{{pluck "x" .}}`, `--template: line 1, character 2: <pluck>: pluck: there is no field "x"`},
		{template, `{{join "x" 3}}`, `--template: line 1, character 2: <join>: join: a number is no list`},
		{template, `{{date "x" "yesterday"}}`, `--template: line 1, character 2: <date>: date: "yesterday" is no time`},
	} {
		got, err := filterTalks(t, row.make, render.JSON, false, row.text)
		e, ok := errors.AsType[*operator.Error](err)
		if !ok || e.Code != operator.Invalid || e.Details["reason"] != render.ReasonFilter || !strings.HasPrefix(e.Message, row.want) || got != "" {
			t.Errorf("%s: got %q and\n%v, want\n%s", row.text, got, err, row.want)
		}
	}
}

func TestATerminalGetsNoHiddenCharactersFromAFilter(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		make makes
		text string
	}{
		{render.JQ, ".[] | .subject, .people"},
		{render.JQ, "."},
		{render.JQ, `"\u001b]0;x\u0007", "\u202e", ["\u009b"]`},
		{template, "{{range .}}{{.subject}}{{.people}}{{end}}"},
		{template, "{{json .}}{{.}}"},
		{template, `{{printf "%s" (index . 3).subject}}`},
	} {
		got, err := filterTalks(t, row.make, render.JSON, true, row.text)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got {
			if r != '\n' && r != '\t' && r != 0x200D && r != 0xFE0F && term.Hidden(r) {
				t.Errorf("%s writes %U", row.text, r)
			}
		}
	}
	for make, text := range map[string]makes{".[3].subject": render.JQ, "{{(index . 3).subject}}": template} {
		got, err := filterTalks(t, text, render.JSON, false, make)
		if want := talks()[3].Subject + "\n"; err != nil || got != want {
			t.Errorf("in a pipe %s: got %q, %v, want %q", make, got, err, want)
		}
	}
}

func TestNumbersKeepTheirDigitsThroughAFilter(t *testing.T) {
	t.Parallel()
	type sum struct {
		Big   uint64  `json:"big"`
		Price float64 `json:"price"`
	}
	for text, make := range map[string]makes{".big, .price": render.JQ, "{{.big}}\n{{.price}}": template} {
		stream, out, _ := term.Test("")
		f, err := make(t.Context(), stream, text)
		if err == nil {
			err = render.One(stream, render.Output{Format: render.JSON, Filter: f}, sum{1<<64 - 1, 0.1}, nil, nil)
		}
		if out.String() != "18446744073709551615\n0.1\n" || err != nil {
			t.Errorf("%s: got %q, %v", text, out, err)
		}
	}
}

func TestAFilterGetsTheFieldsThatAreWanted(t *testing.T) {
	t.Parallel()
	stream, out, _ := term.Test("")
	f, err := render.JQ(t.Context(), stream, ".")
	if err != nil {
		t.Fatal(err)
	}
	o := render.Output{Format: render.JSONL, Filter: f, Columns: []string{"ref", "at"}, DryRun: true}
	if err := render.One(stream, o, talks()[0], fields(), nil); err != nil {
		t.Fatal(err)
	}
	if want := `{"at":"2026-05-01T11:57:00Z","dry_run":true,"ref":"C42"}` + "\n"; out.String() != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

func TestAnEmptyListIsAListToAFilter(t *testing.T) {
	t.Parallel()
	for text, make := range map[string]makes{"length": render.JQ, "{{len .}}": template} {
		stream, out, _ := term.Test("")
		f, err := make(t.Context(), stream, text)
		if err == nil {
			err = render.List(stream, render.Output{Format: render.JSON, Filter: f}, nil, sheet())
		}
		if out.String() != "0\n" || err != nil {
			t.Errorf("%s: got %q, %v", text, out, err)
		}
	}
}

// ends is a stream that ends a context when it has been written to.
type ends struct{ end func() }

func (e ends) Write(p []byte) (int, error) { e.end(); return len(p), nil }

func TestAFilterWithoutAnEndIsStopped(t *testing.T) {
	t.Parallel()
	for text, make := range map[string]makes{
		"repeat(1)": render.JQ, "[limit(3; repeat(1))], (repeat(1) | empty)": render.JQ,
		"{{range 1000000000000}}{{.}}{{end}}": template,
	} {
		ctx, stop := context.WithCancel(t.Context())
		stream, _, _ := term.Test("")
		stream.Out = ends{stop}
		f, err := make(ctx, stream, text)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(text, "{{") { // it writes when it is done
			stop()
		}
		err = render.One(stream, render.Output{Format: render.JSON, Filter: f}, talks()[0], fields(), nil)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAFilterWhoseReaderHasEnoughEndsQuietly(t *testing.T) {
	t.Parallel()
	stream, _, _ := term.Test("")
	stream.Out = &failing{100, syscall.EPIPE}
	f, err := render.JQ(t.Context(), stream, "repeat(1)")
	if err != nil {
		t.Fatal(err)
	}
	err = render.One(stream, render.Output{Format: render.JSON, Filter: f}, talks()[0], fields(), nil)
	if !errors.Is(err, term.ErrPipe) {
		t.Errorf("got %v", err)
	}
}

func TestAnErrorIsSaidInWordsWhereNobodyAskedForJSON(t *testing.T) {
	t.Parallel()
	stream, _, errOut := term.Test("")
	render.Error(stream, render.Output{Format: render.JSON, Words: true}, io.ErrUnexpectedEOF)
	if want := "operator: unexpected EOF\n"; errOut.String() != want {
		t.Errorf("got %q, want %q", errOut, want)
	}
}

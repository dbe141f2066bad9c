package render_test

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func fields() []render.Field[talk] {
	return []render.Field[talk]{
		{Name: "ref", Title: "Conversation", Text: func(c talk) string { return c.Ref }, Reference: true},
		{Name: "with", Title: "With", Text: func(c talk) string { return c.People[0] }},
		{Name: "assignee", Title: "Assignee", Text: func(c talk) string { return operator.Value(c.Assignee) }},
		{Name: "unread", Title: "Unread", Text: func(c talk) string { return strconv.Itoa(c.Unread) }},
		{Name: "subject", Title: "Subject", Text: func(c talk) string { return c.Subject }},
		{Name: "body", Title: "Body", Text: func(c talk) string { return "Hello,\r\n\n\tit is " + c.Subject + "\n" }, Block: true},
		{Name: "at", Title: "At", Text: func(c talk) string { return render.Time(c.At, time.UTC) }, Hidden: true},
	}
}

func TestOneThingLooksTheSameAsEver(t *testing.T) {
	t.Parallel()
	for _, width := range []int{20, 40, 80} {
		io, out, _ := terminal(width)
		for _, c := range talks()[2:5] {
			if err := render.One(io, render.Output{}, c, fields(), sheet().Ref); err != nil {
				t.Fatal(err)
			}
		}
		golden(t, fmt.Sprintf("one-%d", width), out.String())
	}
	for _, format := range render.Formats() {
		io, out, _ := term.Test("")
		if err := render.One(io, render.Output{Format: render.Format(format)}, talks()[3], fields(), sheet().Ref); err != nil {
			t.Fatal(err)
		}
		golden(t, "one-pipe-"+format, out.String())
	}
}

func TestFieldsOfOneThingAreChosenByName(t *testing.T) {
	t.Parallel()
	io, out, _ := term.Test("")
	if err := render.One(io, render.Output{Columns: []string{"at", "ref"}}, talks()[0], fields(), nil); err != nil {
		t.Fatal(err)
	}
	if want := "At            2026-05-01 11:57\nConversation  C42\n"; out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestAMistakeInColumnsIsFoundBeforeAnythingIsDone(t *testing.T) {
	t.Parallel()
	for _, format := range render.Formats() {
		o := render.Output{Format: render.Format(format), Columns: []string{"ref", "subject"}}
		if err := render.Check(o, fields()); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		o.Columns = []string{"ref", "sbject"}
		if err := render.Check(o, fields()); operator.CodeOf(err) != operator.Usage {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestAnErrorIsOneLineAndItsHint(t *testing.T) {
	t.Parallel()
	bad := operator.Errorf(operator.NotFound, "no conversation %q", "C9\x1b[2J\nx").
		WithHint("operator inbox list").Reason("absent")
	for _, c := range []struct {
		name   string
		err    error
		format render.Format
		want   string
	}{
		{"nothing", nil, render.JSON, ""},
		{"for people", bad, render.Table, "operator: no conversation \"C9\\x1b[2J\\nx\"\nhint: operator inbox list\n"},
		{"raw text", errors.New("a\x1b[2J\nb\u202e"), render.CSV, "operator: a^[[2J⏎b⟨U+202E⟩\n"},
		{
			"for programs", bad, render.JSON,
			`{"error":{"code":"not_found","message":"no conversation \"C9\\x1b[2J\\nx\"","hint":"operator inbox list","details":{"reason":"absent"}}}` + "\n",
		},
		{
			"not one of ours", fmt.Errorf("a: %w", errors.New("<b>\u202e")), render.JSONL,
			`{"error":{"code":"internal","message":"a: <b>\u202e","hint":"","details":{}}}` + "\n",
		},
		{
			"details that are no JSON", operator.Errorf(operator.IO, "x").With("f", func() {}), render.JSON,
			`{"error":{"code":"io","message":"x","hint":"","details":{}}}` + "\n",
		},
	} {
		io, out, errOut := term.Test("")
		render.Error(io, render.Output{Format: c.format}, c.err)
		if errOut.String() != c.want || out.Len() > 0 {
			t.Errorf("%s: got %s want %s", c.name, errOut, c.want)
		}
	}
}

func TestAgesSizesAndMoneyReadWell(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "now", 59 * time.Second: "now", 3 * time.Minute: "3 min", 119 * time.Minute: "1 h", 47 * time.Hour: "1 d",
		59 * 24 * time.Hour: "59 d", 90 * 24 * time.Hour: "3 mo", 800 * 24 * time.Hour: "2 y", -2 * time.Hour: "in 2 h", time.Second - 72*time.Hour: "in 3 d", -30 * time.Second: "now",
	} {
		if got := render.Age(noon, noon.Add(-d)); got != want {
			t.Errorf("%s ago: %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int64]string{
		0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 10 << 10: "10 KiB", 1<<20 - 1: "1.0 MiB", 25 << 20: "25 MiB", 1<<63 - 1: "8.0 EiB",
	} {
		if got := render.Size(n); got != want {
			t.Errorf("%d bytes: %q, want %q", n, got, want)
		}
	}
	for in, want := range map[string]string{
		"489900.00": "489,900.00 USD", "-1234567": "-1,234,567 USD", "999": "999 USD", "": "", "1e6": "1e6 USD",
	} {
		if got := render.Money(in, "USD"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	zone := time.FixedZone("x", 2*3600)
	if got := render.Time(noon, zone) + render.Time(time.Time{}, zone) + render.Age(noon, time.Time{}) + render.Stamp(noon); got != "2026-05-01 14:002026-05-01T12:00:00Z" {
		t.Errorf("times: %q", got)
	}
}

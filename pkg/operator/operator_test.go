package operator_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestEveryCodeHasAStatusOfItsOwn(t *testing.T) {
	seen := map[int]operator.Code{}
	for _, c := range operator.Codes() {
		s := c.Status()
		if other, ok := seen[s]; ok {
			t.Errorf("%s and %s have the status %d", c, other, s)
		}
		if s == 0 || s == 2 || s > 125 {
			t.Errorf("%s has the status %d", c, s)
		}
		seen[s] = c
	}
	if got := operator.Code("made up").Status(); got != operator.Internal.Status() {
		t.Errorf("a code that is not known has the status %d", got)
	}
}

func TestTheCodeOfAnErrorIsThatOfTheFirstOfOurs(t *testing.T) {
	ours := operator.Errorf(operator.Busy, "locked").WithHint("wait").Reason("lock_timeout")
	for err, want := range map[error]operator.Code{
		nil: "", errors.New("theirs"): operator.Internal, ours: operator.Busy,
		fmt.Errorf("open: %w", ours):                      operator.Busy,
		operator.Wrap(operator.IO, ours, "while reading"): operator.IO,
	} {
		if got := operator.CodeOf(err); got != want {
			t.Errorf("%v has the code %q, want %q", err, got, want)
		}
	}
	if ours.With("more", 1); ours.Details["more"] != nil {
		t.Error("a detail was added to an error that others hold")
	}
}

func TestReferencesAreReadInAnyCaseAndNothingElse(t *testing.T) {
	for _, text := range []string{"C42", "c42"} {
		var id operator.ConversationID
		if err := id.UnmarshalText([]byte(text)); err != nil || id != 42 || id.String() != "C42" {
			t.Errorf("%q is %v (%v)", text, id, err)
		}
	}
	for _, text := range []string{"C", "C0", "C042", "M42", "42", "C-1", "C4 2", "C42 ", "C99999999999999999999", "С42"} {
		var id operator.ConversationID
		if err := id.UnmarshalText([]byte(text)); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("%q is taken for %v (%v)", text, id, err)
		}
	}
}

func TestReferencesInJSON(t *testing.T) {
	type thing struct {
		Ref   operator.MessageID     `json:"ref"`
		About operator.UpdateID      `json:"about"`
		Sale  operator.TransactionID `json:"sale"`
	}
	raw, err := json.Marshal(thing{Ref: 19, Sale: 3})
	if want := `{"ref":"M19","about":null,"sale":"T3"}`; err != nil || string(raw) != want {
		t.Fatalf("%s (%v), want %s", raw, err, want)
	}
	var back thing
	if err := json.Unmarshal(raw, &back); err != nil || back != (thing{Ref: 19, Sale: 3}) {
		t.Errorf("%+v (%v)", back, err)
	}
	if err := json.Unmarshal([]byte(`{"ref":"C19"}`), &back); err == nil {
		t.Error("a conversation was taken for a message")
	}
}

func FuzzReference(f *testing.F) {
	for _, seed := range []string{"P1", "p12", "", "P0", "P18446744073709551616"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var id operator.PersonID
		if id.UnmarshalText([]byte(text)) != nil {
			return
		}
		if !strings.EqualFold(id.String(), text) {
			t.Errorf("%q is read as %s", text, id)
		}
		if text != "" && !operator.LooksLikeID(text, 'P') {
			t.Errorf("%q does not look like what it is", text)
		}
	})
}

func TestTextAtItsLimitsAndOnePastThem(t *testing.T) {
	line := strings.Repeat("é", operator.MaxLine)
	body := strings.Repeat("x", operator.MaxBody)
	for name, tt := range map[string]struct {
		err    error
		reason string
	}{
		"a line":                 {operator.CheckLine("the name", line), ""},
		"a line too long":        {operator.CheckLine("the name", line+"é"), "too_long"},
		"an empty line":          {operator.CheckLine("the subject", ""), ""},
		"a line break":           {operator.CheckLine("the name", "a\nb"), "line_break"},
		"a line separator":       {operator.CheckLine("the name", "a\u2028b"), "line_break"},
		"an escape":              {operator.CheckLine("the name", "\x1b[2J"), ""},
		"an empty name":          {operator.CheckName("the name", " \t"), "empty"},
		"a name of nothing seen": {operator.CheckName("the name", "\u200b\u2060"), "empty"},
		"a body":                 {operator.CheckBody(body), ""},
		"a body too long":        {operator.CheckBody(body + "x"), "too_long"},
		"an empty body":          {operator.CheckBody("\n \n"), "body_empty"},
		"a NUL":                  {operator.CheckBody("a\x00"), "nul"},
		"no UTF-8":               {operator.CheckBody("ab\xc3"), "not_utf8"},
		"a surrogate":            {operator.CheckBody("\xed\xa0\x80"), "not_utf8"},
	} {
		reason := ""
		if e, ok := errors.AsType[*operator.Error](tt.err); ok {
			reason, _ = e.Details["reason"].(string)
		}
		if reason != tt.reason {
			t.Errorf("%s: reason %q (%v), want %q", name, reason, tt.err, tt.reason)
		}
	}
}

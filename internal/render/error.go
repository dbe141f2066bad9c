package render

import (
	"errors"
	"io"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// failure is an error as JSON.
type failure struct {
	Error struct {
		Code    operator.Code  `json:"code"`
		Message string         `json:"message"`
		Hint    string         `json:"hint"`
		Details map[string]any `json:"details"`
	} `json:"error"`
}

// mostSaid is how many characters of a message people are shown: it quotes what
// somebody typed, however long that is.
const mostSaid = 600

// shortened leaves out the middle of what is too long: what went wrong stands at
// the beginning, and why at the end.
func shortened(text string) string {
	r := []rune(text)
	if len(r) <= mostSaid {
		return text
	}
	return string(r[:mostSaid/2]) + " … " + string(r[len(r)-mostSaid/2:])
}

// Error writes an error to standard error: for people "operator: WHAT: WHY" and
// below it "hint: WHAT TO DO", for programs that asked for JSON one object on one
// line. It writes nothing for nil.
func Error(t *term.IO, out Output, err error) {
	if err == nil {
		return
	}
	var f failure
	f.Error.Code, f.Error.Message = operator.CodeOf(err), err.Error()
	if e, ok := errors.AsType[*operator.Error](err); ok {
		f.Error.Hint, f.Error.Details = e.Hint, e.Details
	}
	if f.Error.Details == nil {
		f.Error.Details = map[string]any{}
	}
	// There is nowhere left to say that standard error cannot be written.
	if (out.Format == JSON || out.Format == JSONL) && !out.Words {
		_, _ = t.Err.Write(append(f.line(), '\n'))
		return
	}
	text := t.ErrStyle().Red("operator:") + " " + shortened(term.Line(f.Error.Message)) + "\n"
	if f.Error.Hint != "" {
		text += t.ErrStyle().Dim("hint:") + " " + shortened(term.Line(f.Error.Hint)) + "\n"
	}
	_, _ = io.WriteString(t.Err, text)
}

// line is the failure as JSON. Details that cannot be encoded are left out
// rather than the failure.
func (f failure) line() []byte {
	raw, err := objects{}.encode(f)
	if err != nil {
		f.Error.Details = map[string]any{}
		raw, _ = objects{}.encode(f) // strings alone always can
	}
	return raw
}

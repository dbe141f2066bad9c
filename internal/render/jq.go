package render

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/itchyny/gojq"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// JQ makes a filter of an expression of jq. Each result is a line: a string as it
// is, anything else as compact JSON. The expression cannot read the environment,
// files or standard input, and ends when ctx does. It fails with operator.Usage,
// reason "bad_filter", where expr is none; what it makes of a result can fail with
// operator.Invalid, reason "filter_failed".
func JQ(ctx context.Context, t *term.IO, expr string) (*Filter, error) {
	query, err := gojq.Parse(expr)
	if err != nil {
		return nil, badJQ("%s%s", strings.Replace(err.Error(), "unexpected EOF", "it ends too early", 1), placeIn(expr, err))
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, badJQ("%s", err)
	}
	return &Filter{run: func(w io.Writer, value any) error {
		results := code.RunWithContext(ctx, value)
		for {
			result, more := results.Next()
			if !more {
				return nil
			}
			if err, failed := result.(error); failed {
				return jqFailed(ctx, err)
			}
			if err := writeResult(w, t.OutTTY, result); err != nil {
				return err
			}
		}
	}}, nil
}

func badJQ(format string, args ...any) error {
	return operator.Errorf(operator.Usage, "--jq: "+format, args...).
		WithHint("operator help formatting").Reason("bad_filter")
}

// placeIn says where in an expression it stops to make sense.
func placeIn(expr string, err error) string {
	at, ok := errors.AsType[*gojq.ParseError](err)
	if !ok {
		return ""
	}
	before := expr[:min(max(0, at.Offset-len(at.Token)), len(expr))]
	if strings.TrimSpace(expr[len(before):]) == "" {
		return ""
	}
	return fmt.Sprintf(" at character %d", utf8.RuneCountInString(before)+1)
}

// jqFailed gives an error of an expression its meaning: nil where it only ended
// early.
func jqFailed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if halt, ok := errors.AsType[*gojq.HaltError](err); ok && halt.Value() == nil {
		return nil
	}
	hint := "look at what it is given: leave --jq out, with -o json"
	if strings.HasPrefix(err.Error(), "expected an object but got: array") {
		hint = "a list is gone through with .[] as in --jq '.[].ref'"
	}
	return operator.Errorf(operator.Invalid, "--jq: %s", err).WithHint("%s", hint).Reason(ReasonFilter)
}

func writeResult(w io.Writer, tty bool, result any) error {
	if text, ok := result.(string); ok {
		_, err := io.WriteString(w, shownText(tty, text)+"\n")
		return err
	}
	raw, err := gojq.Marshal(result)
	if err != nil {
		return err
	}
	_, err = w.Write(append(escapeHidden(raw, jsonEscape), '\n'))
	return err
}

package render

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"text/template/parse"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Template makes a filter of a template in the language of text/template, run over
// the JSON. What is null is written as nothing, a list or an object as JSON, and
// text from people as it is fit for where it goes; a field that is not there is an
// error. What is written ends its line. It fails as JQ does.
//
// text/template's own parser reads it, and ours runs it (decision 11): to link what
// runs it there would keep every method of the whole program.
func Template(ctx context.Context, t *term.IO, text string, now func() time.Time) (*Filter, error) {
	words := vocabulary(now)
	known := map[string]any{}
	for name := range words {
		known[name] = true
	}
	trees, err := parse.Parse("", text, "", "", known)
	if err != nil {
		return nil, operator.Errorf(operator.Usage, "--template: %s", sayParse(err)).
			WithHint("operator help formatting").Reason("bad_filter")
	}
	return &Filter{run: func(to io.Writer, value any) error {
		var b bytes.Buffer
		value = forTemplate(value)
		r := run{out: &b, ended: ctx.Err, tty: t.OutTTY, trees: trees, words: words, vars: []variable{{"$", value}}}
		if tree := trees[""]; tree != nil { // there is none of a text without anything in it
			r.tree = tree
			if err := r.walk(value, tree.Root); err != nil {
				return err
			}
		}
		if b.Len() > 0 && !bytes.HasSuffix(b.Bytes(), []byte("\n")) {
			b.WriteByte('\n')
		}
		_, err := to.Write(b.Bytes())
		return err
	}}, nil
}

// sayParse is what the parser says, "template: :2: function …", in our words.
func sayParse(err error) string {
	_, rest, ok := strings.Cut(err.Error(), "template: :")
	line, what, found := strings.Cut(rest, ": ")
	if !ok || !found {
		return err.Error()
	}
	line, character, found := strings.Cut(line, ":")
	if found {
		line += ", character " + character
	}
	return "line " + line + ": " + what
}

// forTemplate makes the numbers of a value such that a template can compare and
// format them. One that no machine word holds keeps its digits.
func forTemplate(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return int(n)
		}
		if n, err := v.Float64(); err == nil && strings.ContainsAny(v.String(), ".eE") {
			return n
		}
	case []any:
		for i := range v {
			v[i] = forTemplate(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = forTemplate(v[name])
		}
	}
	return value
}

// truth is whether if and with take a value for something: not null, false, 0, or
// what is empty.
func truth(value any) bool {
	switch v := value.(type) {
	case nil:
		return false
	case bool:
		return v
	case int:
		return v != 0
	case float64:
		return v != 0
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}

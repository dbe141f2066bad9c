package render

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// Filter is what --jq or --template makes of the JSON of a result: JQ and
// Template make one. It is made before anything is done, so that a mistake in it
// is found first.
type Filter struct {
	// run writes what the filter makes of a value: nil, bool, json.Number, string,
	// []any or map[string]any. It may change the value.
	run func(w io.Writer, value any) error
}

// ReasonFilter is the reason of the operator.Invalid errors of a filter that cannot
// make anything of a result.
const ReasonFilter = "filter_failed"

// write writes what the filter makes of JSON.
func (f *Filter) write(w io.Writer, raw []byte) error {
	value, err := decode(raw)
	if err != nil {
		return err
	}
	return f.run(w, value)
}

// decode reads JSON and keeps the digits of its numbers.
func decode(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value any
	err := dec.Decode(&value)
	return value, err
}

// filtered is the formats json and jsonl of a list behind a filter, which sees the
// whole list or one thing after the other.
type filtered[T any] struct {
	w io.Writer
	objects
	whole bool
	list  []any
}

func (f *filtered[T]) put(item T) error {
	raw, err := f.encode(item)
	if err != nil {
		return err
	}
	if !f.whole {
		return f.out.Filter.write(f.w, raw)
	}
	value, err := decode(raw)
	f.list = append(f.list, value)
	return err
}

func (f *filtered[T]) end() error {
	if !f.whole {
		return nil
	}
	if f.list == nil {
		f.list = []any{}
	}
	return f.out.Filter.run(f.w, f.list)
}

// shownText is text that somebody wrote, as a filter writes it: safe where a
// terminal would obey it, exact for programs.
func shownText(tty bool, text string) string {
	if tty {
		return term.Block(text)
	}
	return text
}

package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// objects encodes things as JSON the way out wants them.
type objects struct {
	out   Output
	spell spelling // jsonEscape if nil
}

// member is one field of an object.
type member struct {
	name string
	raw  json.RawMessage
}

// encode is v on one line, with the fields that are wanted and the mark of a
// dry run. What a terminal would obey or nobody could see is written \u202e,
// which is the same text to a program.
func (o objects) encode(v any) ([]byte, error) {
	raw, err := compact(v)
	if err != nil {
		return nil, err
	}
	if (o.out.Columns != nil || o.out.DryRun) && raw[0] == '{' {
		if raw, err = o.shape(raw); err != nil {
			return nil, err
		}
	}
	if o.spell != nil {
		return escapeHidden(raw, o.spell), nil
	}
	return escapeHidden(raw, jsonEscape), nil
}

// shape leaves the fields that are wanted, in order, and marks a dry run.
func (o objects) shape(raw []byte) ([]byte, error) {
	fields, err := members(raw)
	if err != nil {
		return nil, err
	}
	if o.out.Columns != nil {
		if fields, err = pick(fields, o.out.Columns); err != nil {
			return nil, err
		}
	}
	if o.out.DryRun {
		fields = slices.DeleteFunc(fields, func(m member) bool { return m.name == "dry_run" })
		fields = append(fields, member{"dry_run", json.RawMessage("true")})
	}
	return join(fields)
}

// compact is v as JSON on one line. HTML is left alone.
func compact(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode the result: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// spelling appends how a hidden character is written within quotes.
type spelling func([]byte, rune) []byte

// jsonEscape writes \u and UTF-16, as JSON has it.
func jsonEscape(to []byte, r rune) []byte {
	if r > 0xFFFF {
		hi, lo := utf16.EncodeRune(r)
		return fmt.Appendf(to, `\u%04x\u%04x`, hi, lo)
	}
	return fmt.Appendf(to, `\u%04x`, r)
}

// escapeHidden spells the hidden characters of a text that has such only within
// quotes. Those below DEL are escaped already.
func escapeHidden(raw []byte, spell spelling) []byte {
	i := slices.IndexFunc(raw, func(c byte) bool { return c >= 0x7f })
	if i < 0 {
		return raw
	}
	out := append(make([]byte, 0, len(raw)+16), raw[:i]...)
	for i < len(raw) {
		r, n := utf8.DecodeRune(raw[i:])
		if r < 0x7f || !term.Hidden(r) || r == 0x200D || r == 0xFE0F {
			out = append(out, raw[i:i+n]...)
		} else {
			out = spell(out, r)
		}
		i += n
	}
	return out
}

// members splits an object into its fields, in order.
func members(raw []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var fields []member
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: name.(string)}
		if err := dec.Decode(&m.raw); err != nil {
			return nil, err
		}
		fields = append(fields, m)
	}
	return fields, nil
}

// pick takes the wanted fields, in the order wanted.
func pick(fields []member, wanted []string) ([]member, error) {
	names := make([]string, len(fields))
	for i, m := range fields {
		names[i] = m.name
	}
	picked := make([]member, 0, len(wanted))
	for _, name := range wanted {
		name = strings.ToLower(strings.TrimSpace(name))
		if err := known("field", name, names, "bad_column"); err != nil {
			return nil, err
		}
		picked = append(picked, fields[slices.Index(names, name)])
	}
	return picked, nil
}

func join(fields []member) ([]byte, error) {
	out := []byte{'{'}
	for i, m := range fields {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := compact(m.name)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), m.raw...)
	}
	return append(out, '}'), nil
}

// jsonArray is the format json: an array, indented on a terminal.
type jsonArray[T any] struct {
	w io.Writer
	objects
	indent bool
	n      int
}

func (j *jsonArray[T]) put(item T) error {
	raw, err := j.encode(item)
	if err != nil {
		return err
	}
	before := ","
	if j.n == 0 {
		before = "["
	}
	if j.indent {
		before += "\n  "
	}
	j.n++
	if _, err := io.WriteString(j.w, before); err != nil {
		return err
	}
	return writeJSON(j.w, raw, "  ", j.indent)
}

func (j *jsonArray[T]) end() error {
	after := "]\n"
	switch {
	case j.n == 0:
		after = "[]\n"
	case j.indent:
		after = "\n]\n"
	}
	_, err := io.WriteString(j.w, after)
	return err
}

// jsonLines is the format jsonl: one object a line.
type jsonLines[T any] struct {
	w io.Writer
	objects
}

func (j *jsonLines[T]) put(item T) error {
	raw, err := j.encode(item)
	if err != nil {
		return err
	}
	_, err = j.w.Write(append(raw, '\n'))
	return err
}

func (j *jsonLines[T]) end() error { return nil }

// writeJSON writes raw, spread over lines that begin with prefix if indent is on.
func writeJSON(w io.Writer, raw []byte, prefix string, indent bool) error {
	if indent {
		var b bytes.Buffer
		if err := json.Indent(&b, raw, prefix, "  "); err != nil {
			return err
		}
		raw = b.Bytes()
	}
	_, err := w.Write(raw)
	return err
}

package render

import (
	"bytes"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// Field is one line about a single thing.
type Field[T any] struct {
	// Name is what --columns calls it.
	Name string
	// Title stands before the text, as in "Waiting on".
	Title string
	// Text is what people read. A field without text is left out.
	Text func(T) string
	// Exact is what csv and tsv get instead, where that is not Text.
	Exact func(T) string
	// Block is text of several lines, such as a body: it stands below the others
	// after a blank line, as it was written, folded where a terminal is narrower.
	Block bool
	// Reference marks text that is typed or copied again: it is never broken.
	Reference bool
	// Hidden fields are shown only when asked for.
	Hidden bool
}

// One writes a single thing: an object, its reference, or lines of "Title  text".
// It fails as List does.
func One[T any](t *term.IO, out Output, item T, fields []Field[T], ref func(T) string) error {
	sheet := sheetOf(fields, ref)
	var b bytes.Buffer
	switch out.Format {
	case JSON:
		raw, err := objects{out: out}.encode(item)
		if err != nil {
			return err
		}
		if out.Filter != nil {
			return out.Filter.write(term.NewOutput(t.Out), raw)
		}
		if err := writeJSON(&b, append(raw, '\n'), "", t.OutTTY); err != nil {
			return err
		}
	case YAML:
		raw, err := forYAML(out).encode(item)
		if err != nil {
			return err
		}
		if err := writeYAML(&b, raw); err != nil {
			return err
		}
	case Table, "":
		columns, _, err := sheet.choose(t, out)
		if err != nil {
			return err
		}
		lines(&b, t, item, fieldsOf(fields, columns))
	default:
		return List(t, out, []T{item}, sheet)
	}
	_, err := term.NewOutput(t.Out).Write(b.Bytes())
	return err
}

// Check says whether out can be had of a T: a command that changes something asks
// before it does, so that no mistake in --columns hides what came of it.
func Check[T any](out Output, fields []Field[T]) error {
	if out.Columns == nil {
		return nil
	}
	switch out.Format {
	case JSON, JSONL, YAML:
		var some T // every field is always present
		_, err := objects{out: out}.encode(some)
		return err
	}
	_, err := named(sheetOf(fields, nil).Columns, out.Columns)
	return err
}

func sheetOf[T any](fields []Field[T], ref func(T) string) Sheet[T] {
	sheet := Sheet[T]{Columns: make([]Column[T], len(fields)), Ref: ref}
	for i, f := range fields {
		sheet.Columns[i] = Column[T]{Name: f.Name, Title: f.Title, Text: f.Text, Exact: f.Exact, Hidden: f.Hidden}
	}
	return sheet
}

// fieldsOf are the fields that the columns were made from.
func fieldsOf[T any](fields []Field[T], columns []Column[T]) []Field[T] {
	by := make(map[string]Field[T], len(fields))
	for _, f := range fields {
		by[f.Name] = f
	}
	out := make([]Field[T], len(columns))
	for i, c := range columns {
		out[i] = by[c.Name]
	}
	return out
}

// roomForText is how many cells beside the titles are worth using. With fewer,
// text goes below its title.
const roomForText = 20

func lines[T any](b *bytes.Buffer, t *term.IO, item T, fields []Field[T]) {
	limit, label := 0, 0
	if t.OutTTY {
		limit = t.Width
	}
	for _, f := range fields {
		if !f.Block {
			label = max(label, width(f.Title))
		}
	}
	var blocks []string
	for _, f := range fields {
		text := f.Text(item)
		switch {
		case text == "":
		case f.Block:
			blocks = append(blocks, Folded(t, strings.TrimRight(term.Block(text), "\n")))
		case t.Accessible() || limit > 0 && limit < label+gutter+roomForText:
			labelled(b, f.Title, term.Line(text), limit, f.Reference)
		default:
			aligned(b, t.OutStyle(), pad(f.Title, label+gutter, Left), term.Line(text), limit, f.Reference)
		}
	}
	for _, text := range blocks {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(text + "\n")
	}
}

// aligned writes a title and its text, which goes on below itself.
func aligned(b *bytes.Buffer, style term.Style, title, text string, limit int, whole bool) {
	room := limit - width(title)
	if limit == 0 || whole {
		room = 0
	}
	for i, line := range wrap(text, room) {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", width(title)))
		} else {
			b.WriteString(style.Dim(title))
		}
		b.WriteString(trimmed(line) + "\n")
	}
}

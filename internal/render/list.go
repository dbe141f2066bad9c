package render

import (
	"bufio"
	"fmt"
	"io"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// List writes a list. It fails with operator.Usage for a column that is not
// there, and as term.OutputError says when it cannot be written.
func List[T any](t *term.IO, out Output, items []T, sheet Sheet[T]) error {
	return stream(t, out, func(yield func(T, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}, sheet, false)
}

// Stream writes a list as it comes, for lists too long to hold; only formats
// that line up columns hold it all. It stops at the first error and returns it.
func Stream[T any](t *term.IO, out Output, items iter.Seq2[T, error], sheet Sheet[T]) error {
	return stream(t, out, items, sheet, false)
}

// Follow is Stream for what goes on: each thing is written at once. Commands that
// follow use it with JSONL.
func Follow[T any](t *term.IO, out Output, items iter.Seq2[T, error], sheet Sheet[T]) error {
	return stream(t, out, items, sheet, true)
}

// sink takes the things of a list one by one. end writes what is left.
type sink[T any] interface {
	put(item T) error
	end() error
}

// buffered is how many bytes are held before a write.
const buffered = 16 << 10

func stream[T any](t *term.IO, out Output, items iter.Seq2[T, error], sheet Sheet[T], live bool) error {
	w := bufio.NewWriterSize(term.NewOutput(t.Out), buffered)
	to, err := newSink(t, out, sheet, w)
	if err != nil {
		return err
	}
	for item, err := range items {
		if err != nil {
			return err
		}
		if err := to.put(item); err != nil {
			return err
		}
		if live {
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
	if err := to.end(); err != nil {
		return err
	}
	return w.Flush()
}

// newSink is the one place that knows every format of a list.
func newSink[T any](t *term.IO, out Output, sheet Sheet[T], w io.Writer) (sink[T], error) {
	if out.Filter != nil && (out.Format == JSON || out.Format == JSONL) {
		return &filtered[T]{w: w, objects: objects{out: out}, whole: out.Format == JSON}, nil
	}
	switch out.Format {
	case JSON:
		return &jsonArray[T]{w: w, objects: objects{out: out}, indent: t.OutTTY}, nil
	case JSONL:
		return &jsonLines[T]{w: w, objects: objects{out: out}}, nil
	case YAML:
		return &yamlItems[T]{w: w, objects: forYAML(out)}, nil
	case ID:
		if sheet.Ref == nil {
			return nil, operator.Errorf(operator.Usage, "this has no references to print").
				WithHint("choose another format with -o").Reason("bad_format")
		}
		return &references[T]{w: w, ref: sheet.Ref}, nil
	}
	columns, grouped, err := sheet.choose(t, out)
	if err != nil {
		return nil, err
	}
	switch out.Format {
	case CSV:
		return newCSV(w, columns, t.OutTTY), nil
	case TSV:
		return &tabbed[T]{w: w, columns: columns}, nil
	case Markdown:
		return &markup[T]{w: w, columns: columns, draw: drawMarkdown}, nil
	case HTML:
		return &markup[T]{w: w, columns: columns, draw: drawHTML}, nil
	}
	return &table[T]{t: t, out: out, w: w, columns: columns, grouped: grouped, empty: sheet.Empty}, nil
}

// references is the format id.
type references[T any] struct {
	w   io.Writer
	ref func(T) string
}

func (r *references[T]) put(item T) error {
	_, err := io.WriteString(r.w, term.Line(r.ref(item))+"\n")
	return err
}

func (r *references[T]) end() error { return nil }

// Note says something beside the results on standard error, unless quiet. What matters
// however quiet somebody wants it is said with the zero Output.
func Note(t *term.IO, out Output, format string, args ...any) {
	if !out.Quiet {
		// There is nowhere left to say that standard error cannot be written.
		_, _ = io.WriteString(t.Err, term.Line(fmt.Sprintf(format, args...))+"\n")
	}
}

package render

import (
	"bytes"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// markup is the formats markdown and html: a table to paste into a page.
type markup[T any] struct {
	w       io.Writer
	columns []Column[T]
	draw    func(b *bytes.Buffer, head []string, rows [][]string)
	rows    [][]string
}

func (m *markup[T]) put(item T) error {
	cells := make([]string, len(m.columns))
	for i, c := range m.columns {
		cells[i] = term.Line(c.exact(item))
	}
	m.rows = append(m.rows, cells)
	return nil
}

func (m *markup[T]) end() error {
	var b bytes.Buffer
	m.draw(&b, titles(m.columns), m.rows)
	_, err := m.w.Write(b.Bytes())
	return err
}

// markdownText escapes what Markdown, and the HTML within it, would take for its
// own.
func markdownText(s string) string {
	return strings.NewReplacer(
		`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`,
		"<", "&lt;", ">", "&gt;", "&", "&amp;", "~", `\~`, "!", `\!`,
	).Replace(s)
}

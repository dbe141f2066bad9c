package render

import (
	"bytes"
	"html"
	"slices"
	"strings"
)

// draw draws the table in columns of the given widths, counted as terminals
// count, without lines and without blanks at the end of a line. Decision 8 says
// why no library does.
func (g *grid) draw(b *bytes.Buffer, widths []int) {
	head := make([]string, len(g.titles))
	for i, title := range g.titles {
		head[i] = strings.ToUpper(title)
	}
	b.WriteString(g.style.Bold(g.line(head, widths)) + "\n")
	last := len(widths) - 1
	for i, r := range g.rows {
		cells := slices.Clone(r)
		if g.grouped && !g.newGroup(i) {
			cells[0] = ""
		}
		for _, part := range g.folded(cells[last], widths[last]) {
			cells[last] = part
			b.WriteString(g.line(cells, widths) + "\n")
			clear(cells)
		}
	}
}

// folded is the text of the last column in as many lines as it takes.
func (g *grid) folded(text string, w int) []string {
	if !g.columns[len(g.columns)-1].folds || trimmed(text) == "" {
		return []string{text}
	}
	return wrap(text, w)
}

func (g *grid) line(cells []string, widths []int) string {
	var b strings.Builder
	for i, w := range widths {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gutter))
		}
		b.WriteString(pad(cut(cells[i], w), w, g.columns[i].right))
	}
	return trimmed(b.String())
}

// drawMarkdown draws a table of GitHub's Markdown.
func drawMarkdown(b *bytes.Buffer, head []string, rows [][]string) {
	line := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + markdownText(c) + " ")
		}
		b.WriteString("|\n")
	}
	line(head)
	b.WriteString(strings.Repeat("|---", len(head)) + "|\n")
	for _, cells := range rows {
		line(cells)
	}
}

// drawHTML draws the element table.
func drawHTML(b *bytes.Buffer, head []string, rows [][]string) {
	line := func(tag string, cells []string) {
		b.WriteString("<tr>")
		for _, c := range cells {
			b.WriteString("<" + tag + ">" + html.EscapeString(c) + "</" + tag + ">")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("<table>\n<thead>\n")
	line("th", head)
	b.WriteString("</thead>\n<tbody>\n")
	for _, cells := range rows {
		line("td", cells)
	}
	b.WriteString("</tbody>\n</table>\n")
}

package render

import (
	"bytes"
	"io"
	"strings"

	"github.com/olekukonko/ll"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// bare is tablewriter without its habits: it leaves text as it is, and draws no
// lines. The cells are on one line and safe already.
func bare(more ...tablewriter.Option) []tablewriter.Option {
	return append([]tablewriter.Option{
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithTrimSpace(tw.Off),
	}, more...)
}

// draw draws the table in columns of the given widths. The rows are streamed,
// which leaves out the passes in which tablewriter measures them: it counts an
// emoji of several code points several times.
func (g *grid) draw(b *bytes.Buffer, widths []int) error {
	fixed := tw.NewMapper[int, int]()
	for i, w := range widths {
		fixed.Set(i, w)
	}
	t := tablewriter.NewTable(b, bare(
		tablewriter.WithColumnWidths(fixed),
		tablewriter.WithStreaming(tw.StreamConfig{Enable: true, StrictColumns: true}),
		tablewriter.WithRenderer(&plain{grid: g, widths: widths}),
	)...)
	if err := t.Start(); err != nil {
		return err
	}
	head := make([]string, len(g.titles))
	for i, title := range g.titles {
		head[i] = strings.ToUpper(title)
	}
	t.Header(head)
	for i, r := range g.rows {
		if g.newGroup(i) {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(g.heading(r.group))
		}
		if err := t.Append(r.cells); err != nil {
			return err
		}
	}
	return t.Close()
}

// plain draws borderless rows for tablewriter, in widths counted as terminals
// count, without blanks at the end of a line.
type plain struct {
	grid   *grid
	widths []int
	w      io.Writer
}

var _ tw.Renderer = (*plain)(nil)

func (p *plain) Start(w io.Writer) error { p.w = w; return nil }

func (p *plain) Header(_ [][]string, ctx tw.Formatting) {
	p.line(ctx, p.grid.style.Bold)
}

func (p *plain) Row(_ []string, ctx tw.Formatting) {
	p.line(ctx, func(s string) string { return s })
}

// line writes one line. The writer is a buffer, which does not fail.
func (p *plain) line(ctx tw.Formatting, style func(string) string) {
	var b strings.Builder
	for i, w := range p.widths {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gutter))
		}
		b.WriteString(pad(cut(ctx.Row.Current[i].Data, w), w, p.grid.columns[i].right))
	}
	_, _ = io.WriteString(p.w, style(trimmed(b.String()))+"\n")
}

func (p *plain) Footer([][]string, tw.Formatting) {}
func (p *plain) Line(tw.Formatting)               {}
func (p *plain) Close() error                     { return nil }
func (p *plain) Logger(*ll.Logger)                {}

func (p *plain) Config() tw.Rendition {
	return tw.Rendition{
		Streaming: true, Borders: tw.BorderNone, Symbols: tw.NewSymbols(tw.StyleNone),
		Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
	}
}

// drawMarkdown draws a table of GitHub's Markdown. The renderer knows nothing of
// characters that mean something there.
func drawMarkdown(b *bytes.Buffer, head []string, rows [][]string) error {
	return drawBatch(b, renderer.NewMarkdown(), markdownText, head, rows)
}

// drawHTML draws the element table. The renderer escapes what it writes.
func drawHTML(b *bytes.Buffer, head []string, rows [][]string) error {
	return drawBatch(b, renderer.NewHTML(), func(s string) string { return s }, head, rows)
}

func drawBatch(b *bytes.Buffer, r tw.Renderer, escape func(string) string, head []string, rows [][]string) error {
	t := tablewriter.NewTable(b, bare(
		tablewriter.WithRenderer(r), tablewriter.WithHeaderAlignment(tw.AlignLeft), tablewriter.WithRowAlignment(tw.AlignLeft),
	)...)
	all := func(cells []string) []string {
		out := make([]string, len(cells))
		for i, c := range cells {
			out[i] = escape(c)
		}
		return out
	}
	t.Header(all(head))
	for _, cells := range rows {
		if err := t.Append(all(cells)); err != nil {
			return err
		}
	}
	return t.Render()
}

package transcript

import (
	"context"
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/transcript/fonts"
	"github.com/seed-34ad0ce1/operator/internal/transcript/pdf"
)

// The page, in points: US Letter, with margins that leave room on A4 too.
const (
	pageWidth, pageHeight = 612.0, 792.0
	margin                = 54.0
	bottom                = pageHeight - 60
	columnWidth           = pageWidth - 2*margin
	leading               = 1.4 // of the size of the letters

	sizeBody  = 9.5
	sizeSmall = 8.0
	sizeHead  = 11.0
	sizePart  = 14.0
	sizeTitle = 18.0

	black, grey, pale = 0.0, 0.35, 0.75
)

// printer sets a document on pages.
type printer struct {
	ctx context.Context // it lives no longer than the call it belongs to
	*pdf.Document
	sans, bold pdf.Face
	y          float64 // where the next line begins
}

// printed is the document as PDF.
func printed(ctx context.Context, d document) ([]byte, error) {
	p := &printer{ctx: ctx, Document: pdf.New(d.Title, d.Made, pageWidth, pageHeight)}
	face := func(name string) pdf.Face { return p.Font(pdf.Source{Name: name, Load: fonts.Load}) }
	sans, bold, cjk, symbols := face(fonts.Sans), face(fonts.Bold), face(fonts.CJK), face(fonts.Symbols)
	p.sans = append(append(sans, cjk...), symbols...)
	p.bold = append(append(bold, cjk...), symbols...)
	p.turn()
	p.write(p.bold, sizeTitle, 0, black, d.Title)
	p.y += 6
	p.facts(0, d.Facts)
	for _, s := range d.Sections {
		if err := p.section(s); err != nil {
			return nil, err
		}
	}
	p.number(d.Title)
	if err := p.Err(); err != nil {
		return nil, err
	}
	return p.Bytes()
}

// turn begins a page.
func (p *printer) turn() {
	p.AddPage()
	p.y = margin
}

// need begins a page where there is less room than that below.
func (p *printer) need(height float64) {
	if p.y+height > bottom && p.y > margin {
		p.turn()
	}
}

func (p *printer) last() int { return p.Pages() - 1 }

// write sets text in lines from an indentation on.
func (p *printer) write(face pdf.Face, size, indent, tone float64, text string) {
	for _, line := range p.Lines(face, size, columnWidth-indent, text) {
		p.need(size * leading)
		p.Text(p.last(), face, size, margin+indent, p.y+size, tone, line)
		p.y += size * leading
	}
}

// rule draws a line across.
func (p *printer) rule(indent, tone float64) {
	p.Box(p.last(), margin+indent, p.y, columnWidth-indent, 0.7, tone)
	p.y += 4
}

func (p *printer) section(s section) error {
	p.y += 14
	p.need(60)
	p.write(p.bold, sizePart, 0, black, s.Title)
	p.rule(0, black)
	if len(s.Blocks) == 0 {
		p.write(p.sans, sizeBody, 0, grey, s.Empty)
	}
	for _, b := range s.Blocks {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		switch {
		case b.Heading != "":
			p.y += 8
			p.need(50)
			p.write(p.bold, sizeHead, 0, black, b.Heading)
		case b.Facts != nil:
			p.facts(0, b.Facts)
		case b.Table != nil:
			p.table(0, *b.Table)
		case b.Entry != nil:
			if err := p.entry(*b.Entry); err != nil {
				return err
			}
		}
	}
	return nil
}

// facts sets labels, with what they say beside.
func (p *printer) facts(indent float64, facts []fact) {
	for _, f := range facts {
		p.row(indent, []float64{105, columnWidth - indent - 105}, []pdf.Face{p.bold, p.sans}, sizeBody, []string{f.Label, f.Text})
	}
}

// table sets a table.
func (p *printer) table(indent float64, g grid) {
	total := 0
	for _, share := range g.Shares {
		total += share
	}
	widths, bold, plain := make([]float64, len(g.Shares)), make([]pdf.Face, len(g.Shares)), make([]pdf.Face, len(g.Shares))
	for i, share := range g.Shares {
		widths[i], bold[i], plain[i] = (columnWidth-indent)*float64(share)/float64(total), p.bold, p.sans
	}
	p.need(40)
	p.row(indent, widths, bold, sizeSmall, g.Head)
	p.rule(indent, pale)
	for _, cells := range g.Rows {
		p.row(indent, widths, plain, sizeSmall, cells)
	}
	p.y += 4
}

// row sets texts beside each other. It is kept on one page where it fits on one.
func (p *printer) row(indent float64, widths []float64, faces []pdf.Face, size float64, cells []string) {
	const gap = 8
	columns, most := make([][]string, len(cells)), 0
	for i, text := range cells {
		columns[i] = p.Lines(faces[i], size, widths[i]-gap, text)
		most = max(most, len(columns[i]))
	}
	height := size * leading
	p.need(min(float64(most)*height, bottom-margin))
	for n := range most {
		p.need(height)
		x := margin + indent
		for i, lines := range columns {
			if n < len(lines) {
				p.Text(p.last(), faces[i], size, x, p.y+size, black, lines[n])
			}
			x += widths[i]
		}
		p.y += height
	}
	p.y += 1.5
}

// number writes what the document is and the number at the foot of every page.
func (p *printer) number(title string) {
	for i := range p.Pages() {
		foot := fmt.Sprintf("%d / %d", i+1, p.Pages())
		p.Text(i, p.sans, sizeSmall, margin, pageHeight-36, grey, p.Lines(p.sans, sizeSmall, columnWidth-80, title)[0])
		wide := 0.0
		for _, r := range foot {
			wide += p.Advance(p.sans, sizeSmall, r)
		}
		p.Text(i, p.sans, sizeSmall, pageWidth-margin-wide, pageHeight-36, grey, foot)
	}
}

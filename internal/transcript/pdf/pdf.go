// Package pdf writes documents of text and photos as PDF. It knows nothing of what
// they are about. Text is set in fonts that are embedded as far as they are used,
// one font after the other asked for each character; what none of them has is
// written as its code point. The same calls give the same bytes.
//
// Letters are set one after the other from left to right: writing from right to left,
// and letters that change their form beside others, come out readable but not fine.
package pdf

import (
	"bytes"
	"fmt"
	"image/color"
	"image/jpeg"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Source is where a font comes from. It is loaded when a character needs it.
type Source struct {
	Name string
	Load func(name string) ([]byte, error)
}

// Face is a sequence of fonts: each character is set in the first that has it.
type Face []*source

// source is a Source that loads once.
type source struct {
	Source
	key  string // what pages call it
	set  *subset
	fail error
}

// Document is a document in the making. Lengths are in points, and places from the
// upper left corner of a page.
type Document struct {
	Title         string
	Made          time.Time
	Width, Height float64

	pages  []*page
	images []photo
	fonts  []*source
	fail   error
}

// page is what is drawn on a page, and the photos on it.
type page struct {
	content bytes.Buffer
	photos  []int
}

// photo is a JPEG.
type photo struct {
	data          []byte
	width, height int
	grey          bool
}

// New begins a document without pages.
func New(title string, made time.Time, width, height float64) *Document {
	return &Document{Title: title, Made: made, Width: width, Height: height}
}

// Font makes a font known to the document, to be part of faces.
func (d *Document) Font(from Source) Face {
	s := &source{Source: from, key: fmt.Sprintf("F%d", len(d.fonts)+1)}
	d.fonts = append(d.fonts, s)
	return Face{s}
}

// AddPage begins the next page.
func (d *Document) AddPage() { d.pages = append(d.pages, &page{}) }

// Pages is how many there are.
func (d *Document) Pages() int { return len(d.pages) }

// Err is the first thing that went wrong.
func (d *Document) Err() error { return d.fail }

// load gives the subset of a font; nil where it cannot be had, which ends in Err.
func (d *Document) load(s *source) *subset {
	if s.set != nil || s.fail != nil {
		return s.set
	}
	raw, err := s.Load(s.Name)
	if err == nil {
		var f *font
		if f, err = parseFont(s.Name, raw); err == nil {
			s.set = newSubset(f)
		}
	}
	if err != nil {
		s.fail = err
		if d.fail == nil {
			d.fail = err
		}
	}
	return s.set
}

// find is the font that has a character, and its number there; nil if none has it.
func (d *Document) find(face Face, r rune) (*source, uint16) {
	for _, s := range face {
		set := d.load(s)
		if set == nil {
			return nil, 0
		}
		if n, ok := set.number(r); ok {
			return s, n
		}
	}
	return nil, 0
}

// Shown is text as it will be set: what no font of the face has, and what cannot be
// seen, stands as its code point.
func (d *Document) Shown(face Face, text string) string {
	missing := func(r rune) bool {
		s, _ := d.find(face, r)
		return s == nil || r < ' '
	}
	if strings.IndexFunc(text, missing) < 0 {
		return text
	}
	var shown strings.Builder
	for _, r := range text {
		if missing(r) {
			fmt.Fprintf(&shown, "[U+%04X]", r)
			continue
		}
		shown.WriteRune(r)
	}
	return shown.String()
}

// Advance is how wide a character is in a size; nothing where no font has it.
func (d *Document) Advance(face Face, size float64, r rune) float64 {
	s, n := d.find(face, r)
	if s == nil {
		return 0
	}
	return s.set.widths[n] * size
}

const digits = "0123456789abcdef"

// Text sets a line, whose foot is at y, in a grey between 0, which is black, and 1.
// It is to be Shown before.
func (d *Document) Text(page int, face Face, size, x, y, grey float64, text string) {
	if text == "" {
		return
	}
	out := &d.pages[page].content
	fmt.Fprintf(out, "BT %.2f g 1 0 0 1 %.2f %.2f Tm", grey, x, d.Height-y)
	var in *source
	for _, r := range text {
		s, n := d.find(face, r)
		if s == nil {
			continue
		}
		if s != in {
			if in != nil {
				out.WriteString("> Tj")
			}
			fmt.Fprintf(out, " /%s %.2f Tf <", s.key, size)
			in = s
		}
		out.Write([]byte{digits[n>>12], digits[n>>8&15], digits[n>>4&15], digits[n&15]})
	}
	if in != nil {
		out.WriteString("> Tj")
	}
	out.WriteString(" ET\n")
}

// Box fills a rectangle with a grey.
func (d *Document) Box(page int, x, y, width, height, grey float64) {
	fmt.Fprintf(&d.pages[page].content, "%.2f g %.2f %.2f %.2f %.2f re f\n", grey, x, d.Height-y-height, width, height)
}

// AddPhoto makes a JPEG known to the document, and gives its number.
func (d *Document) AddPhoto(data []byte) (int, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 0, operator.Wrap(operator.Internal, err, "read a small photo")
	}
	d.images = append(d.images, photo{data, c.Width, c.Height, c.ColorModel == color.GrayModel})
	return len(d.images) - 1, nil
}

// Photo draws a photo.
func (d *Document) Photo(page, number int, x, y, width, height float64) {
	p := d.pages[page]
	p.photos = append(p.photos, number)
	fmt.Fprintf(&p.content, "q %.2f 0 0 %.2f %.2f %.2f cm /P%d Do Q\n", width, height, x, d.Height-y-height, number)
}

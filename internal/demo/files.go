package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The files of a demo, by their place in what Files gives. They are few, and
// attached to many messages.
const (
	fileFoundation = iota
	fileFraming
	fileRoof
	fileKitchen
	fileWall
	fileFront
	filePDFSelections
	filePDFChange
	filePDFChecklist
	filePDFPlan
)

// File is a file that messages of a demo name.
type File struct {
	Name          string
	MediaType     string
	Width, Height int // of photos
	Content       []byte
}

// Files are all files that messages of a demo name: they must be kept before the
// rows are.
func Files() ([]File, error) {
	list := make([]File, 0, 10)
	for i, name := range []string{"foundation.jpg", "framing.jpg", "roof.jpg", "kitchen.jpg", "hallway wall.jpg", "front.jpg"} {
		var b bytes.Buffer
		p := photo(i)
		if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 82}); err != nil {
			return nil, operator.Wrap(operator.Internal, err, "the photo %s cannot be made", name)
		}
		list = append(list, File{Name: name, MediaType: "image/jpeg", Width: p.Rect.Dx(), Height: p.Rect.Dy(), Content: b.Bytes()})
	}
	for _, d := range []struct {
		name  string
		lines []string
	}{
		{"selection sheet.pdf", []string{"Selection sheet", "Cabinets, counters, floors, fixtures and paint.", "Please initial every line and sign below.", "Kitchen:  ____________________", "Main bath:  __________________", "Floors:  _____________________"}},
		{"change order.pdf", []string{"Change order", "The buyers ask for the change described in the conversation.", "It becomes part of the contract when both sides have signed.", "Price:  ______________________", "Days added:  _________________"}},
		{"closing checklist.pdf", []string{"Before your closing", "Photo ID for everybody who signs.", "Proof of insurance for the new address.", "Funds wired the day before.", "Utilities moved into your name."}},
		{"site plan.pdf", []string{"Site plan", "Lots, streets and open space as recorded.", "Not for construction."}},
	} {
		list = append(list, File{Name: d.name, MediaType: "application/pdf", Content: document(d.lines)})
	}
	return list, nil
}

// photo draws the nth picture: a house in a landscape, as far as it has come.
func photo(n int) *image.RGBA {
	const width, height = 1024, 683
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	box := func(x0, y0, x1, y1 int, c color.RGBA) {
		draw.Draw(m, image.Rect(x0, y0, x1, y1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	for y := range height * 2 / 3 {
		box(0, y, width, y+1, color.RGBA{uint8(120 + y/6), uint8(165 + y/8), 235, 255})
	}
	box(0, height*2/3, width, height, color.RGBA{uint8(112 + 6*n), 138, 78, 255})
	wood, wall, glass := color.RGBA{196, 154, 98, 255}, color.RGBA{224, 216, 200, 255}, color.RGBA{92, 120, 150, 255}
	box(220, 520, 820, 560, color.RGBA{150, 150, 146, 255}) // the foundation
	if n == fileFoundation {
		return m
	}
	for x := 230; x < 820; x += 36 {
		box(x, 320, x+10, 520, wood)
	}
	box(220, 310, 820, 324, wood)
	if n == fileFraming {
		return m
	}
	for y := range 110 {
		box(220-20+y*2, 310-y, 820+20-y*2, 311-y, color.RGBA{uint8(96 + n*8), 70, 62, 255})
	}
	if n == fileRoof {
		return m
	}
	box(230, 324, 810, 520, wall)
	for x := 270; x < 780; x += 130 {
		box(x, 370, x+70, 440, glass)
	}
	box(490, 420, 550, 520, color.RGBA{uint8(60 + 30*n), 60, 50, 255})
	if n == fileWall {
		for y := 330; y < 400; y++ {
			box(420+(y*7)%9, y, 422+(y*7)%9, y+1, color.RGBA{120, 110, 100, 255})
		}
	}
	return m
}

// document writes a PDF of one page, the first line as its heading.
func document(lines []string) []byte {
	var page bytes.Buffer
	for i, line := range lines {
		size, y := 12, 700-24*i
		if i == 0 {
			size, y = 20, 730
		}
		fmt.Fprintf(&page, "BT /F1 %d Tf 72 %d Td (%s) Tj ET\n", size, y, line)
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, table)
	return b.Bytes()
}

package media

import (
	"image"
	"image/color"
	"io"

	"golang.org/x/image/draw"
)

// Shrunk is what Shrink made of a picture, in pixels.
type Shrunk struct {
	Width, Height int
}

// Shrink writes a JPEG of a picture of size bytes: a JPEG, PNG, WebP or the first
// of a GIF. It is upright, on white where it was transparent, and has at most
// longest pixels on a side, never more than there were. Errors are as those of
// Clean. Beside what the decoder needs it takes four bytes for a pixel of a
// picture of twice longest at most.
func Shrink(in io.ReadSeeker, size int64, longest int, out io.Writer) (Shrunk, error) {
	const quality = 82
	facts, pixels, err := look(in, size)
	if err != nil {
		return Shrunk{}, err
	}
	if facts.Oversized {
		return Shrunk{}, tooManyPixels()
	}
	header := make([]byte, HeaderSize)
	n, err := io.ReadFull(fromStart(in, size), header)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return Shrunk{}, readFailed(err)
	}
	if facts.Width == 0 && decoder(header[:n]) != nil {
		return Shrunk{}, unreadable("it does not say how large it is")
	}
	if isGIF(header[:n]) {
		pixels.orientation = 0
	}
	leave, err := takeRoom(pixels.memory)
	if err != nil {
		return Shrunk{}, err
	}
	defer leave()
	to := &sink{w: out}
	var done Shrunk
	err = unreadable("it cannot be made out")
	guard(func() {
		var p picture
		if p, err = decodePicture(in, size, header[:n]); err != nil {
			return
		}
		small := smaller(p.RGBA64Image, longest)
		m := upright(picture{RGBA64Image: small}, pixels.orientation)
		done = Shrunk{m.Bounds().Dx(), m.Bounds().Dy()}
		err = writeJPEG(to, m, quality, p.profile)
	})
	if to.err != nil {
		return Shrunk{}, to.err
	}
	if err != nil {
		done = Shrunk{}
	}
	return done, readFailed(err)
}

// smaller is a picture on white with at most longest pixels on a side. What is
// more than twice as large is first brought near by averages of whole pixels;
// the way from there loses none of them.
func smaller(m image.RGBA64Image, longest int) image.RGBA64Image {
	size := m.Bounds()
	side := max(size.Dx(), size.Dy())
	if by := side / longest; by >= 2 {
		m = averaged(m, max(1, size.Dx()/by), max(1, size.Dy()/by))
	}
	w, h := size.Dx(), size.Dy()
	if side > longest {
		w, h = max(1, (w*longest+side/2)/side), max(1, (h*longest+side/2)/side)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(out, out.Bounds(), m, m.Bounds(), draw.Over, nil)
	return out
}

// averaged makes w by h pixels on white, each the average of those under it.
func averaged(m image.RGBA64Image, w, h int) image.RGBA64Image {
	from := m.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		top, bottom := from.Min.Y+y*from.Dy()/h, from.Min.Y+(y+1)*from.Dy()/h
		for x := range w {
			left, right := from.Min.X+x*from.Dx()/w, from.Min.X+(x+1)*from.Dx()/w
			var r, g, b, n uint64
			for sy := top; sy < bottom; sy++ {
				for sx := left; sx < right; sx++ {
					c := m.RGBA64At(sx, sy)
					white := 0xffff - uint64(c.A)
					r, g, b, n = r+uint64(c.R)+white, g+uint64(c.G)+white, b+uint64(c.B)+white, n+1
				}
			}
			out.SetRGBA64(x, y, color.RGBA64{R: uint16(r / n), G: uint16(g / n), B: uint16(b / n), A: 0xffff})
		}
	}
	return out
}

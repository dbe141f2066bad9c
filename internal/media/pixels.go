package media

import (
	"bufio"
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"runtime/debug"

	"golang.org/x/image/webp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// picture is decoded pixels, and what is known of them.
type picture struct {
	image.RGBA64Image
	// profile is the segments of a JPEG that say what its colours mean.
	profile [][]byte
}

// decodePicture makes pixels of a JPEG, PNG, WebP or GIF: of the first picture,
// where it has many. The size was looked at before; a file that lied about it is
// refused by the decoders, and for WebP by us.
func decodePicture(in io.ReadSeeker, size int64, header []byte) (picture, error) {
	var p picture
	r, decode := fromStart(in, size), jpeg.Decode
	switch {
	case isJPEG(header):
		if err := checkScans(r); err != nil {
			return p, err
		}
		p.profile = profileOfJPEG(fromStart(in, size))
		r = fromStart(in, size)
	case isPNG(header):
		decode = png.Decode
	case isGIF(header):
		decode = gif.Decode
	case isWebP(header):
		decode = webp.Decode
		var err error
		if r, err = stillWebP(in, size); err != nil {
			return p, err
		}
	default:
		return p, operator.Errorf(operator.Invalid, "this is no picture that can be decoded").Reason("media_unreadable")
	}
	from := &watched{r: r}
	m, err := decode(bufio.NewReaderSize(from, 64<<10))
	if from.err != nil {
		return p, from.err
	}
	if err != nil {
		return p, unreadable("its pixels cannot be decoded")
	}
	pixels, ok := m.(image.RGBA64Image)
	b := m.Bounds()
	if !ok || b.Empty() || b.Dx() > MaxSide || b.Dy() > MaxSide || b.Dx()*b.Dy() > operator.MaxImagePixels {
		return p, tooManyPixels()
	}
	p.RGBA64Image = pixels
	return p, nil
}

// watched keeps the error of a reader, but for its end: decoders give it another
// name.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		w.err = err
	}
	return n, err
}

// turn writes a picture as it is to be shown: a PNG as a PNG, a WebP as a JPEG or
// a PNG, a JPEG as a JPEG.
func (c *cleaning) turn(header []byte) error {
	const quality = 92
	leave, err := takeRoom(c.turning)
	if err != nil {
		return err
	}
	defer leave()
	p, err := decodePicture(c.in, c.size, header)
	if err != nil {
		return err
	}
	if isMuch(c.turning) {
		debug.FreeOSMemory() // what the decoder had, before there is a copy
	}
	m := upright(p, c.orientation)
	c.done.Width, c.done.Height = m.Bounds().Dx(), m.Bounds().Dy()
	if isPNG(header) {
		return writePNG(c.out, m, coloursOfPNG(c.rewound()))
	}
	if isWebP(header) && !opaque(p) {
		c.done.MediaType = "image/png"
		return writePNG(c.out, m, nil)
	}
	c.done.MediaType = "image/jpeg"
	return writeJPEG(c.out, m, quality, p.profile)
}

func opaque(p picture) bool {
	m, ok := p.RGBA64Image.(interface{ Opaque() bool })
	return ok && m.Opaque()
}

// upright turns a picture as an orientation of EXIF says.
func upright(p picture, orientation int) image.Image {
	from := p.Bounds()
	w, h := from.Dx(), from.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	var out draw.RGBA64Image
	switch {
	case p.ColorModel() == color.GrayModel:
		out = image.NewGray(size)
	case opaque(p):
		out = image.NewRGBA(size)
	default:
		out = image.NewNRGBA(size)
	}
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := before(orientation, x, y, w, h)
			out.SetRGBA64(x, y, p.RGBA64At(from.Min.X+sx, from.Min.Y+sy))
		}
	}
	return out
}

// before says where a pixel of the turned picture was in the picture of w by h.
func before(orientation, x, y, w, h int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}

// writeJPEG encodes a picture, and puts the profile of its colours in front.
func writeJPEG(out io.Writer, m image.Image, quality int, profile [][]byte) error {
	var head bytes.Buffer
	head.Write([]byte{0xff, markSOI})
	if _, grey := m.(*image.Gray); !grey {
		for _, segment := range profile {
			if err := writeSegment(&head, markAPP2, segment); err != nil {
				return err
			}
		}
	}
	if _, err := out.Write(head.Bytes()); err != nil {
		return err
	}
	return jpeg.Encode(&without{w: out, n: 2}, m, &jpeg.Options{Quality: quality})
}

// writePNG encodes a picture, and puts the chunks about its colours behind the
// first.
func writePNG(out io.Writer, m image.Image, colours []byte) error {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return err
	}
	const head = 8 + 25 // signature and IHDR
	for _, part := range [][]byte{b.Bytes()[:head], colours, b.Bytes()[head:]} {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// without leaves out the first n bytes that are written.
type without struct {
	w io.Writer
	n int
}

func (o *without) Write(p []byte) (int, error) {
	skip := min(o.n, len(p))
	o.n -= skip
	n, err := o.w.Write(p[skip:])
	return skip + n, err
}

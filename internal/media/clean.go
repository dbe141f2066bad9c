package media

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Cleaned is what Clean made of a file.
type Cleaned struct {
	MediaType string // of what was written
	Size      int64  // bytes that were written
	// Width and Height are pixels of a JPEG, PNG, GIF or WebP, and of the first
	// picture track of an MP4 or MOV, as it is shown.
	Width, Height int
	Duration      float64 // seconds of an MP4 or MOV; 0 if it does not say
	Photo         bool    // Shrink can make it smaller
	Placed        bool    // the file said where it was taken
	Recorded      bool    // a track beside picture and sound was taken out
}

// cleaning is one file on its way through Clean.
type cleaning struct {
	in   io.ReadSeeker
	size int64
	out  *sink
	pixels
	done Cleaned
}

// Clean writes a copy of a file of size bytes that does not say where, when, by
// whom and with what it was taken. What it does follows from the content:
//
//   - Of a JPEG, PNG, GIF and WebP it keeps what the pixels and their colours
//     need, byte by byte. One that is to be turned is decoded, turned and encoded
//     again; a WebP becomes a JPEG, or a PNG where it is transparent.
//   - In HEIC, AVIF, MP4 and MOV it overwrites what else there is with zeros, and
//     nothing changes its place.
//   - Everything else is copied as it is.
//
// What cannot be cleaned is Invalid: reasons "media_empty", "media_unreadable",
// "too_many_pixels", and "position_left" for a file that would still say where it
// was taken. A reader that fails is IO, reason "read_failed", or its own error;
// a writer's error comes back as it is. After an error, what was written is
// worth nothing.
func Clean(in io.ReadSeeker, size int64, out io.Writer) (Cleaned, error) {
	if size <= 0 {
		return Cleaned{}, operator.Errorf(operator.Invalid, "there is nothing in the file").Reason("media_empty")
	}
	facts, pixels, err := look(in, size)
	if err != nil {
		return Cleaned{}, err
	}
	if facts.Oversized {
		return Cleaned{}, tooManyPixels()
	}
	c := &cleaning{in: in, size: size, out: &sink{w: out}, pixels: pixels, done: Cleaned{
		MediaType: facts.MediaType, Width: facts.Width, Height: facts.Height, Placed: facts.Position != nil,
	}}
	header := make([]byte, HeaderSize)
	n, err := io.ReadFull(c.rewound(), header)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Cleaned{}, c.explain(err)
	}
	err = unreadable("it cannot be made out")
	guard(func() { err = c.clean(header[:n], facts) })
	c.done.Size = c.out.n
	return c.done, c.explain(err)
}

// clean chooses what to do by how the file begins.
func (c *cleaning) clean(header []byte, facts Facts) error {
	var copied func(*bufio.Reader, *bufio.Writer) error
	switch {
	case isJPEG(header):
		copied = cleanJPEG
	case isPNG(header):
		copied = cleanPNG
	case isGIF(header):
		copied = cleanGIF
	case isWebP(header):
		copied = c.cleanWebP
	case isBoxes(header):
		return c.cleanBoxes(strings.HasPrefix(facts.MediaType, "video/"))
	case facts.Position != nil:
		return positionLeft()
	default:
		_, err := io.Copy(c.out, c.rewound())
		return err
	}
	if c.done.Photo = true; c.done.Width == 0 {
		return unreadable("it does not say how large it is")
	}
	if c.orientation > 1 && !isGIF(header) {
		return c.turn(header)
	}
	w := bufio.NewWriter(c.out)
	if err := copied(bufio.NewReader(c.rewound()), w); err != nil {
		return err
	}
	return w.Flush()
}

// rewound is the file from its beginning.
func (c *cleaning) rewound() io.Reader { return fromStart(c.in, c.size) }

// fromStart is a file from its beginning, size bytes of it.
func fromStart(in io.ReadSeeker, size int64) io.Reader {
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return failed{err}
	}
	return io.LimitReader(in, size)
}

// failed is a reader that cannot be read.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// explain tells a file that ends too early from a reader and from a writer that
// fail.
func (c *cleaning) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case c.out.err != nil:
		return c.out.err
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return unreadable("it is cut short")
	}
	return readFailed(err)
}

// sink counts what is written, and keeps the error.
type sink struct {
	w   io.Writer
	n   int64
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.n += int64(n)
	s.err = err
	return n, err
}

// unreadable is the error of a file that is not what it claims to be.
func unreadable(why string) error {
	return operator.Errorf(operator.Invalid, "the file is damaged: %s", why).
		WithHint("see whether it opens in another program, and save it anew").Reason("media_unreadable")
}

func positionLeft() error {
	return operator.Errorf(operator.Invalid, "the file says where it was taken, which cannot be taken out of this kind of file").
		WithHint("convert it to JPEG").Reason("position_left")
}

func tooManyPixels() error {
	return operator.Errorf(operator.Invalid, "the picture has more than %d pixels, or more than %d on a side", operator.MaxImagePixels, MaxSide).
		WithHint("make it smaller first").Reason("too_many_pixels")
}

// span is a part of a file, from off to before end.
type span struct{ off, end int64 }

// merged sorts spans and joins those that touch.
func merged(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int {
		if a.off != b.off {
			return int(max(-1, min(1, a.off-b.off)))
		}
		return 0
	})
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.off <= out[n-1].end {
			out[n-1].end = max(out[n-1].end, s.end)
			continue
		}
		out = append(out, s)
	}
	return out
}

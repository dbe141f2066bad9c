package media

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The flags of the chunk VP8X, as Google's WebP Container Specification has them.
const (
	webpAlpha    = 0x10
	webpExif     = 0x08
	webpXMP      = 0x04
	webpAnimated = 0x02
)

// maxChunks is how many chunks a WebP may have: two for each picture of a long
// animation.
const maxChunks = 20_000

// chunk is a part of a WebP: where its content is, and what of it is kept.
type chunk struct {
	kind string
	span
	head []byte  // the beginning of the content, as it is to be written
	sub  []chunk // what follows the head, instead of the rest of the content
}

// size is how many bytes of content are written.
func (c chunk) size() int64 {
	if c.sub == nil {
		return c.end - c.off
	}
	n := int64(len(c.head))
	for _, sub := range c.sub {
		n += 8 + sub.size() + sub.size()&1
	}
	return n
}

// webp is the parts of a WebP that are kept.
type webpParts struct {
	s        *source
	chunks   []chunk
	count    int
	animated bool
	width    int // of the whole
	height   int
}

// readWebP finds the parts of a WebP. A picture in it that is larger than the
// whole is refused: decoders make room for what it says itself.
func readWebP(in io.ReadSeeker, size int64) (*webpParts, error) {
	p := &webpParts{s: &source{r: in, size: size, bytes: maxBytes, steps: 8 * maxChunks}}
	head := p.s.at(0, 12)
	if len(head) < 12 {
		return nil, io.ErrUnexpectedEOF
	}
	end := min(size, 8+int64(binary.LittleEndian.Uint32(head[4:])))
	var err error
	p.chunks, err = p.read(span{12, end}, false)
	if p.s.err != nil {
		return nil, p.s.err
	}
	return p, err
}

// read finds the parts between two places: of the file, or of one picture of an
// animation.
func (p *webpParts) read(within span, inside bool) (kept []chunk, err error) {
	for off := within.off; off+8 <= within.end; {
		head := p.s.at(off, 8)
		if len(head) < 8 {
			return nil, unreadable("it has too many parts")
		}
		c := chunk{kind: string(head[:4])}
		c.off = off + 8
		c.end = c.off + int64(binary.LittleEndian.Uint32(head[4:]))
		if c.end > within.end {
			return nil, io.ErrUnexpectedEOF
		}
		off = c.end + (c.end-c.off)&1
		keep, err := p.look(&c, inside)
		if err != nil {
			return nil, err
		}
		if !keep {
			continue
		}
		if p.count++; p.count > maxChunks {
			return nil, unreadable("it has too many parts")
		}
		kept = append(kept, c)
	}
	return kept, nil
}

// look says whether a chunk is kept, and notes what is changed in it.
func (p *webpParts) look(c *chunk, inside bool) (bool, error) {
	size := c.end - c.off
	switch c.kind {
	case "VP8X":
		if size < 10 || inside {
			return false, unreadable("its parts are not in order")
		}
		c.end = c.off + 10
		c.head, c.sub = p.s.at(c.off, 10), []chunk{}
		if len(c.head) < 10 {
			return false, io.ErrUnexpectedEOF
		}
		p.animated = c.head[0]&webpAnimated != 0
		c.head[0] &^= webpExif | webpXMP
		p.width, p.height = 1+number24(c.head[4:]), 1+number24(c.head[7:])
	case "ANMF":
		const frame = 16 // place, size, duration and flags of a picture
		if size < frame || inside {
			return false, unreadable("its parts are not in order")
		}
		c.head = p.s.at(c.off, frame)
		sub, err := p.read(span{c.off + frame, c.end}, true)
		c.sub = append([]chunk{}, sub...)
		return len(c.head) == frame, err
	case "VP8 ", "VP8L":
		return true, p.measure(p.s.at(c.off, 10), c.kind)
	case "ALPH":
	case "ANIM", "ICCP":
		return !inside, nil
	default:
		return false, nil
	}
	return true, nil
}

func number24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// measure refuses pixels that are more than the file says, or too many.
func (p *webpParts) measure(head []byte, kind string) error {
	var width, height int
	switch {
	case len(head) < 10:
		return io.ErrUnexpectedEOF
	case kind == "VP8L":
		bits := binary.LittleEndian.Uint32(head[1:])
		width, height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
	default:
		width, height = int(binary.LittleEndian.Uint16(head[6:])&0x3fff), int(binary.LittleEndian.Uint16(head[8:])&0x3fff)
	}
	if width*height > operator.MaxImagePixels {
		return tooManyPixels()
	}
	if p.width > 0 && (width > p.width || height > p.height) {
		return unreadable("a part of it is larger than the whole")
	}
	return nil
}

// cleanWebP keeps the chunks that decoding, colours and animation need.
func (c *cleaning) cleanWebP(_ *bufio.Reader, out *bufio.Writer) error {
	p, err := readWebP(c.in, c.size)
	if err != nil {
		return err
	}
	pixels := false
	total := int64(4)
	for _, part := range p.chunks {
		pixels = pixels || part.kind == "VP8 " || part.kind == "VP8L" || part.kind == "ANMF"
		total += 8 + part.size() + part.size()&1
	}
	if !pixels {
		return unreadable("it has no pixels")
	}
	if err := writeRIFF(out, total); err != nil {
		return err
	}
	for _, part := range p.chunks {
		if err := c.writePart(out, part); err != nil {
			return err
		}
	}
	return nil
}

func writeRIFF(out io.Writer, size int64) error {
	_, err := out.Write(append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(size)), "WEBP"...))
	return err
}

func (c *cleaning) writePart(out *bufio.Writer, part chunk) error {
	size := part.size()
	_, err := out.Write(append(binary.LittleEndian.AppendUint32([]byte(part.kind), uint32(size)), part.head...))
	for _, sub := range part.sub {
		if err == nil {
			err = c.writePart(out, sub)
		}
	}
	if err == nil && part.sub == nil {
		if _, err = c.in.Seek(part.off, io.SeekStart); err == nil {
			_, err = io.CopyN(out, c.in, size)
		}
	}
	if err == nil && size&1 == 1 {
		err = out.WriteByte(0)
	}
	return err
}

// stillWebP is the first picture of a WebP, as a file of its own where it is one
// of many: the decoder knows no animation.
func stillWebP(in io.ReadSeeker, size int64) (io.Reader, error) {
	p, err := readWebP(in, size)
	if err != nil {
		return nil, err
	}
	if !p.animated {
		return fromStart(in, size), nil
	}
	for _, frame := range p.chunks {
		if frame.kind == "ANMF" {
			return p.still(frame)
		}
	}
	return nil, unreadable("it has no pixels")
}

func (p *webpParts) still(frame chunk) (io.Reader, error) {
	c := &cleaning{in: p.s.r, size: p.s.size}
	header := make([]byte, 10)
	copy(header[4:], frame.head[6:12]) // width and height
	for _, sub := range frame.sub {
		if sub.kind == "ALPH" {
			header[0] = webpAlpha
		}
	}
	var content bytes.Buffer
	parts := append([]chunk{{kind: "VP8X", head: header, sub: []chunk{}}}, frame.sub...)
	total := int64(4)
	for _, part := range parts {
		total += 8 + part.size() + part.size()&1
	}
	out := bufio.NewWriter(&content)
	if err := writeRIFF(out, total); err != nil {
		return nil, err
	}
	for _, part := range parts {
		if err := c.writePart(out, part); err != nil {
			return nil, err
		}
	}
	return &content, out.Flush()
}

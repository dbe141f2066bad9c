package media

import (
	"bufio"
	"bytes"
	"io"
	"strings"
)

func isGIF(b []byte) bool { return bytes.HasPrefix(b, []byte("GIF8")) }

// gifCopy copies the parts of a GIF, as its specification of 1989 has them.
type gifCopy struct {
	in  *bufio.Reader
	out *bufio.Writer
	// delay is the extension that goes before the next picture: it is written
	// with the picture, because what it belongs to may be left out.
	delay    []byte
	pictures int
}

// cleanGIF keeps the pictures, their delays, and how often they are repeated.
func cleanGIF(in *bufio.Reader, out *bufio.Writer) error {
	g := &gifCopy{in: in, out: out}
	head, err := g.take(13) // signature, size, flags, background, aspect
	if err == nil {
		err = g.put(head)
	}
	if err == nil {
		err = g.colours(head[10])
	}
	for err == nil {
		var kind byte
		if kind, err = in.ReadByte(); err != nil {
			break
		}
		switch kind {
		case ',':
			err = g.picture()
		case '!':
			err = g.extension()
		case ';':
			if g.pictures == 0 {
				return unreadable("it has no pixels")
			}
			return out.WriteByte(';')
		default:
			return unreadable("its parts are not in order")
		}
	}
	// Many a program leaves out the end, and nobody misses it.
	if err == io.EOF && g.pictures > 0 {
		return out.WriteByte(';')
	}
	return err
}

func (g *gifCopy) take(n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(g.in, b); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return b, nil
}

func (g *gifCopy) put(b []byte) error {
	_, err := g.out.Write(b)
	return err
}

// colours copies the table of colours that flags speak of.
func (g *gifCopy) colours(flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	table, err := g.take(3 << (flags&7 + 1))
	if err == nil {
		err = g.put(table)
	}
	return err
}

func (g *gifCopy) picture() error {
	head, err := g.take(9)
	if err == nil {
		err = g.put(append(g.delay, append([]byte{','}, head...)...))
	}
	if err == nil {
		err = g.colours(head[8])
	}
	g.delay = nil
	if err == nil {
		var width []byte
		if width, err = g.take(1); err == nil {
			err = g.put(width)
		}
	}
	if err == nil {
		err = g.blocks(func(b []byte) error { return g.put(append([]byte{byte(len(b))}, b...)) })
	}
	if err == nil {
		g.pictures++
		err = g.out.WriteByte(0)
	}
	return err
}

// blocks reads blocks up to the one that is empty.
func (g *gifCopy) blocks(do func([]byte) error) error {
	for {
		size, err := g.take(1)
		if err != nil || size[0] == 0 {
			return err
		}
		b, err := g.take(int(size[0]))
		if err == nil {
			err = do(b)
		}
		if err != nil {
			return err
		}
	}
}

// extension keeps a delay for the next picture, and writes how often all of them
// are repeated.
func (g *gifCopy) extension() error {
	const delay, application = 0xf9, 0xff
	kind, err := g.take(1)
	if err != nil {
		return err
	}
	var name string
	return g.blocks(func(b []byte) error {
		switch {
		case kind[0] == delay && len(b) == 4:
			g.delay = append([]byte{'!', delay, 4}, append(b, 0)...)
		case kind[0] == application && name == "":
			name = string(b) + " "
		case strings.HasPrefix(name, "NETSCAPE2.0 ") || strings.HasPrefix(name, "ANIMEXTS1.0 "):
			if len(b) == 3 && b[0] == 1 {
				return g.put(append([]byte("!\xff\x0bNETSCAPE2.0\x03"), b[0], b[1], b[2], 0))
			}
		}
		return nil
	})
}

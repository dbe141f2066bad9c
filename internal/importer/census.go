package importer

import (
	"encoding/binary"
	"unicode/utf8"
)

// census counts what tells how a text is encoded. It is written to, in pieces.
type census struct {
	size      int64
	nul       int64 // where the first NUL is, from 1; 0 for none
	bad       int64 // where the first byte is that is not UTF-8, from 1; 0 for none
	multibyte int   // characters of UTF-8 that are more than ASCII
	broken    int   // bytes that are not UTF-8
	breaks    bool  // there is a line feed

	rest []byte // of a character that the next piece ends
}

func (c *census) Write(p []byte) (int, error) {
	n := len(p)
	begin := c.size - int64(len(c.rest))
	if len(c.rest) > 0 {
		p = append(c.rest, p...)
		c.rest = nil
	}
	c.count(p, begin, false)
	c.size += int64(n)
	return n, nil
}

// end counts what was left over as broken.
func (c *census) end() {
	if len(c.rest) > 0 {
		c.count(c.rest, c.size-int64(len(c.rest)), true)
		c.rest = nil
	}
}

// count looks at p, which begins at an offset of the file.
func (c *census) count(p []byte, begin int64, last bool) {
	for i := 0; i < len(p); {
		if i+8 <= len(p) {
			word := binary.LittleEndian.Uint64(p[i:])
			if word&high == 0 && (word-ones)&^word&high == 0 { // eight of ASCII, none NUL
				c.breaks = c.breaks || linefeed(word)
				i += 8
				continue
			}
		}
		b := p[i]
		if b < utf8.RuneSelf {
			if b == 0 && c.nul == 0 {
				c.nul = begin + int64(i) + 1
			}
			c.breaks = c.breaks || b == '\n'
			i++
			continue
		}
		if !last && !utf8.FullRune(p[i:]) {
			c.rest = append([]byte(nil), p[i:]...)
			return
		}
		r, n := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && n == 1 {
			if c.broken++; c.bad == 0 {
				c.bad = begin + int64(i) + 1
			}
		} else {
			c.multibyte++
		}
		i += n
	}
}

const (
	ones = 0x0101010101010101
	high = 0x8080808080808080
)

// linefeed says whether one of eight bytes is a line feed.
func linefeed(word uint64) bool {
	word ^= ones * '\n'
	return (word-ones)&^word&high != 0
}

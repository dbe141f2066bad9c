package importer

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// encoding is how a text is written as bytes.
type encoding int

const (
	inUTF8 encoding = iota
	inUTF16LE
	inUTF16BE
	in1252 // Windows-1252
)

// encodingOf finds out how a text is encoded, where it begins, and what is to be said
// about that. head is its first bytes.
func (s *source) encodingOf(head []byte) (enc encoding, begin int64, warnings []operator.ImportProblem, err error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		begin = 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return inUTF16LE, 2, nil, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return inUTF16BE, 2, nil, nil
	case s.text.nul > 0:
		if enc, ok := guess16(head); ok {
			return enc, 0, []operator.ImportProblem{guessed("UTF-16", 1)}, nil
		}
	}
	if s.text.nul > 0 {
		line := s.lineAt(s.text.nul)
		return 0, 0, nil, operator.Errorf(operator.Invalid, "line %d has a NUL character: this is no text file", line).
			WithHint("export it again as CSV in UTF-8, or as XLSX").Reason("nul").With("line", line)
	}
	if s.text.broken == 0 {
		return inUTF8, begin, nil, nil
	}
	line := s.lineAt(s.text.bad)
	if begin > 0 || s.text.multibyte > s.text.broken {
		return 0, 0, nil, operator.Errorf(operator.Invalid, "line %d is not valid UTF-8, as the rest of the file is", line).
			WithHint("export it again in UTF-8").Reason("not_utf8").With("line", line)
	}
	return in1252, 0, []operator.ImportProblem{guessed("Windows-1252", line)}, nil
}

// guessed is the warning for an encoding that nothing names.
func guessed(name string, line int) operator.ImportProblem {
	return operator.ImportProblem{
		Line: line, Code: "encoding_guessed",
		Message: fmt.Sprintf("the file is not UTF-8; it is read as %s: look at names with accents", name),
	}
}

// guess16 says whether a text that begins with no mark is UTF-16: nearly all of its first
// characters are ASCII, with a NUL each.
func guess16(head []byte) (encoding, bool) {
	head = head[:min(len(head), 512)&^1]
	var even, odd int
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	switch half := len(head) / 2; {
	case half > 1 && even == 0 && odd*10 >= half*9:
		return inUTF16LE, true
	case half > 1 && odd == 0 && even*10 >= half*9:
		return inUTF16BE, true
	}
	return 0, false
}

// lineAt is the line that an offset is in, which counts from 1.
func (s *source) lineAt(offset int64) int {
	r := io.NewSectionReader(s.at, 0, offset)
	line, buf := 1, make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		line += bytes.Count(buf[:n], []byte("\n"))
		if err != nil {
			return line
		}
	}
}

// utf8Of reads the text as UTF-8.
func (s *source) utf8Of(enc encoding, begin int64) io.Reader {
	section := io.NewSectionReader(s.at, begin, s.size-begin)
	if enc == inUTF8 {
		return section
	}
	return &decoder{r: section, enc: enc}
}

// decoder turns a text into UTF-8.
type decoder struct {
	r    io.Reader
	enc  encoding
	raw  [32 << 10]byte
	kept int // bytes of raw that belong to a character not read to its end
	out  []byte
	next int
	err  error
}

func (d *decoder) Read(p []byte) (int, error) {
	for d.next == len(d.out) {
		if d.err != nil {
			return 0, d.err
		}
		d.fill()
	}
	n := copy(p, d.out[d.next:])
	d.next += n
	return n, nil
}

func (d *decoder) fill() {
	n, err := d.r.Read(d.raw[d.kept:])
	raw := d.raw[:d.kept+n]
	d.out, d.next, d.kept, d.err = d.out[:0], 0, 0, err
	if d.enc == in1252 {
		for _, b := range raw {
			d.out = utf8.AppendRune(d.out, windows1252(b))
		}
		return
	}
	for len(raw) >= 2 {
		unit := d.unit(raw)
		if !utf16.IsSurrogate(unit) {
			d.out, raw = utf8.AppendRune(d.out, unit), raw[2:]
			continue
		}
		if len(raw) < 4 {
			break
		}
		r := utf16.DecodeRune(unit, d.unit(raw[2:]))
		if r == utf8.RuneError {
			d.err = broken16()
			return
		}
		d.out, raw = utf8.AppendRune(d.out, r), raw[4:]
	}
	d.kept = copy(d.raw[:], raw)
	if err == io.EOF && d.kept > 0 {
		d.err = broken16()
	}
}

func (d *decoder) unit(raw []byte) rune {
	if d.enc == inUTF16BE {
		return rune(raw[0])<<8 | rune(raw[1])
	}
	return rune(raw[1])<<8 | rune(raw[0])
}

func broken16() error {
	return operator.Errorf(operator.Invalid, "the file is not valid UTF-16: it seems to be cut off or damaged").
		WithHint("export it again in UTF-8").Reason("not_utf16")
}

// upper1252 is what the bytes 0x80 to 0x9f are in Windows-1252; those that it leaves
// open are control characters, as in browsers (the Encoding Standard of WHATWG).
var upper1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}

func windows1252(b byte) rune {
	if b >= 0x80 && b < 0xa0 {
		return upper1252[b-0x80]
	}
	return rune(b)
}

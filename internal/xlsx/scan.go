package xlsx

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What a scanner finds.
type token int

const (
	startTag token = iota
	endTag
	charData
)

// scanner reads the XML of a part, a tag or a piece of text at a time. It is what
// encoding/xml does with a third of the work, for parts that a program wrote: it knows no
// DOCTYPE, so no entities of the file's own, and does not ask whether tags fit each other.
type scanner struct {
	r     io.Reader
	left  *int64 // bytes that may still be unzipped
	buf   []byte
	pos   int
	end   int
	err   error // of r, io.EOF once all is in buf
	depth int
	close bool // the start tag was an end tag too: <c/>

	name  []byte // of the tag, without its namespace
	attrs []byte // of the start tag, as they are written
	text  []byte
}

func newScanner(r io.Reader, left *int64) *scanner {
	return &scanner{r: r, left: left, buf: make([]byte, 32<<10)}
}

// next is the next token; io.EOF after the last. What it leaves in name, attrs and text is
// good until it is called again.
func (s *scanner) next() (token, error) {
	if s.close {
		s.close = false
		s.depth--
		return endTag, nil
	}
	for {
		if s.pos == s.end {
			if err := s.fill(); err == io.EOF && s.depth > 0 {
				return 0, damaged(io.ErrUnexpectedEOF)
			} else if err != nil {
				return 0, err
			}
			continue
		}
		if s.buf[s.pos] != '<' {
			return charData, s.chars()
		}
		tag, err := s.until(1, s.tagEnd)
		if err != nil {
			return 0, err
		}
		switch tag[1] {
		case '?', '!':
			if t, ok, err := s.special(tag); ok || err != nil {
				return t, err
			}
			continue
		case '/':
			s.name = local(bytes.TrimRight(tag[2:len(tag)-1], " \t\r\n"))
			s.depth--
			return endTag, nil
		}
		return startTag, s.start(tag[1 : len(tag)-1])
	}
}

// start takes a start tag without its brackets.
func (s *scanner) start(tag []byte) error {
	if n := len(tag) - 1; n >= 0 && tag[n] == '/' {
		tag, s.close = tag[:n], true
	}
	s.name, s.attrs = tag, nil
	if i := bytes.IndexAny(tag, " \t\r\n"); i >= 0 {
		s.name, s.attrs = tag[:i], tag[i:]
	}
	s.name = local(s.name)
	if s.depth++; s.depth > maxDepth {
		return damaged(errors.New("its elements are too deep in each other"))
	}
	return nil
}

// special is CDATA, or what says nothing: comments and instructions.
func (s *scanner) special(tag []byte) (token, bool, error) {
	switch {
	case bytes.HasPrefix(tag, []byte("<!--")), tag[1] == '?':
		return 0, false, nil
	case bytes.HasPrefix(tag, []byte("<![CDATA[")):
		s.text = tag[len("<![CDATA[") : len(tag)-len("]]>")]
		return charData, true, nil
	}
	return 0, false, damaged(errors.New("it has a document type"))
}

// tagEnd is how long the tag is that b begins with; 0 where its end is not in b.
func (s *scanner) tagEnd(b []byte) int {
	for _, special := range [...]struct{ begin, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if n := min(len(b), len(special.begin)); b[1] != special.begin[1] || string(b[:n]) != special.begin[:n] {
			continue
		}
		if len(b) < len(special.begin) {
			return 0
		}
		if i := bytes.Index(b[len(special.begin):], []byte(special.end)); i >= 0 {
			return len(special.begin) + i + len(special.end)
		}
		return 0
	}
	var quote byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return 0
}

// chars takes the text up to the next tag.
func (s *scanner) chars() error {
	text, err := s.until(0, func(b []byte) int {
		if i := bytes.IndexByte(b, '<'); i >= 0 || s.err == nil {
			return max(i, 0)
		}
		return len(b)
	})
	if err != nil {
		return err
	}
	if !utf8.Valid(text) {
		return damaged(errors.New("it is not written in UTF-8"))
	}
	s.text, err = unescape(text)
	return err
}

// until takes as many bytes as end says, reading more while that is 0. least is how many
// must be there before it is asked, beside the first.
func (s *scanner) until(least int, end func([]byte) int) ([]byte, error) {
	for {
		if b := s.buf[s.pos:s.end]; len(b) > least {
			if n := end(b); n > 0 {
				s.pos += n
				return b[:n], nil
			}
			if len(b) > operator.MaxImportRecord {
				return nil, invalid("cell_too_long", "a cell has more than %d KiB", operator.MaxImportRecord>>10)
			}
		}
		if err := s.fill(); err == io.EOF {
			return nil, damaged(io.ErrUnexpectedEOF)
		} else if err != nil {
			return nil, err
		}
	}
}

// fill reads more behind end. It fails with io.EOF once, when there is no more and nobody
// knew.
func (s *scanner) fill() error {
	if s.err != nil {
		return s.err
	}
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	if *s.left <= 0 {
		return invalid("zip_bomb", "the file unzips to more than %d MiB", operator.MaxImportSheet>>20).
			WithHint("save the sheet as CSV")
	}
	n, err := s.r.Read(s.buf[s.end:min(int64(len(s.buf)), int64(s.end)+*s.left)])
	s.end += n
	*s.left -= int64(n)
	if err != nil && err != io.EOF {
		return damaged(err)
	}
	s.err = err
	return nil
}

// is says whether the tag has a name.
func (s *scanner) is(name string) bool { return string(s.name) == name }

// attr is an attribute of the start tag, whatever its namespace; empty if it has none.
func (s *scanner) attr(name string) string {
	b := s.attrs
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return ""
		}
		key := bytes.TrimRight(b[:eq], " \t\r\n")
		b = bytes.TrimLeft(b[eq+1:], " \t\r\n")
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return ""
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return ""
		}
		if string(local(key)) == name {
			value, err := unescape(b[1 : end+1])
			if err != nil || !utf8.Valid(value) {
				return ""
			}
			return string(value)
		}
		b = b[end+2:]
	}
}

// local is a name without its namespace.
func local(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

// unescape replaces the five entities that XML has, and characters by number.
func unescape(text []byte) ([]byte, error) {
	amp := bytes.IndexByte(text, '&')
	if amp < 0 {
		return text, nil
	}
	out := make([]byte, 0, len(text))
	for amp >= 0 {
		out = append(out, text[:amp]...)
		text = text[amp+1:]
		end := bytes.IndexByte(text, ';')
		if end < 0 || end > 10 {
			return nil, damaged(errors.New("it has an & that begins no character"))
		}
		r, ok := entity(string(text[:end]))
		if !ok {
			return nil, damaged(errors.New("it has an entity that is not known: " + string(text[:end])))
		}
		out = utf8.AppendRune(out, r)
		text = text[end+1:]
		amp = bytes.IndexByte(text, '&')
	}
	return append(out, text...), nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil && utf8.ValidRune(rune(n)) && n != 0
}

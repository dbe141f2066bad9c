package importer

import (
	"bytes"
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// row is a row of a file, as it is there.
type row struct {
	cells []string
	line  int    // where it begins, from 1
	raw   string // of JSONL: the line
	// What is wrong with the row as such, if something is.
	code, fault string
}

// rows reads the rows of a file; io.EOF ends them.
type rows interface{ next() (row, error) }

// csvRows reads CSV after RFC 4180, and what is written instead of it: any delimiter, a
// line that ends with LF, CRLF or CR, quotes in the middle of a cell as they are. Rows of
// no bytes are left out. What one row holds is one string, cut into cells.
type csvRows struct {
	r     io.Reader
	delim byte // 0 where the file has one column
	buf   []byte
	pos   int // where the next row begins
	end   int
	line  int
	err   error // io.EOF once all is in buf
	lf    int   // the next line feed from pos on; behind end if there is none
	width int   // cells of the last row
	text  []byte
	ends  []int
}

func newCSV(r io.Reader, delim byte) *csvRows {
	return &csvRows{r: r, delim: delim, buf: make([]byte, 64<<10), line: 1, lf: -1}
}

var _ rows = (*csvRows)(nil)

func (c *csvRows) next() (row, error) {
	for {
		if c.pos == c.end {
			if c.err != nil {
				return row{}, c.err
			}
			if err := c.fill(); err != nil {
				return row{}, err
			}
			continue
		}
		line := c.line
		plain, ok, err := c.plainRow()
		switch {
		case err != nil:
			return row{}, err
		case !ok:
			return c.quotedRow(line)
		case len(plain) > 0:
			return row{cells: c.split(string(plain)), line: line}, nil
		}
	}
}

// plainRow takes the next row if there is no quote in it.
func (c *csvRows) plainRow() ([]byte, bool, error) {
	for {
		if c.lf < c.pos {
			c.lf = c.end + 1
			if i := bytes.IndexByte(c.buf[c.pos:c.end], '\n'); i >= 0 {
				c.lf = c.pos + i
			}
		}
		stop, after := c.lf, c.lf+1
		last := c.lf > c.end
		if last {
			stop, after = c.end, c.end
		}
		text := c.buf[c.pos:stop]
		if i := bytes.IndexByte(text, '\r'); i >= 0 && (i+1 < len(text) || last && c.err != nil) {
			text, after, last = text[:i], c.pos+i+1, false // ends with CR alone
		} else if i >= 0 && !last {
			text = text[:i]
		}
		if bytes.IndexByte(text, '"') >= 0 {
			return nil, false, nil
		}
		if last && c.err == nil {
			if err := c.fill(); err != nil {
				return nil, false, err
			}
			continue
		}
		if len(text) > operator.MaxImportRecord {
			return nil, false, c.tooLong(c.line)
		}
		c.line++
		c.pos = after
		return text, true, nil
	}
}

// split cuts a row without quotes into its cells.
func (c *csvRows) split(text string) []string {
	cells := make([]string, 0, max(c.width, 1))
	if c.delim != 0 {
		from := 0
		for i := 0; i < len(text); i++ {
			if text[i] == c.delim {
				cells = append(cells, text[from:i])
				from = i + 1
			}
		}
		text = text[from:]
	}
	cells = append(cells, text)
	c.width = len(cells)
	return cells
}

// quotedRow takes the next row, with quotes.
func (c *csvRows) quotedRow(line int) (row, error) {
	for {
		after, lines, whole := c.scan()
		if !whole && c.err == nil {
			if err := c.fill(); err != nil {
				return row{}, err
			}
			continue
		}
		if !whole {
			return row{}, unclosed(line, len(c.ends)+1)
		}
		if after-c.pos > operator.MaxImportRecord {
			return row{}, c.tooLong(line)
		}
		text := string(c.text)
		cells, from := make([]string, 0, len(c.ends)), 0
		for _, to := range c.ends {
			cells = append(cells, text[from:to])
			from = to
		}
		c.pos, c.line, c.width = after, line+lines, len(cells)
		return row{cells: cells, line: line}, nil
	}
}

// scan reads one row from pos on into text and ends. It says where the next one begins,
// how many lines this one has, and whether all of it is in the buffer.
func (c *csvRows) scan() (after, lines int, whole bool) {
	c.text, c.ends = c.text[:0], c.ends[:0]
	b, i := c.buf[:c.end], c.pos
	for {
		begin := len(c.text)
		for i < len(b) && b[i] == ' ' && c.delim != ' ' { // padding before a quote
			c.text, i = append(c.text, ' '), i+1
		}
		if i < len(b) && b[i] == '"' {
			c.text = c.text[:begin]
			var closed bool
			if i, lines, closed = c.quoted(b, i+1, lines); !closed {
				return 0, 0, false
			}
		}
		from := i
		for i < len(b) && b[i] != '\n' && b[i] != '\r' && (b[i] != c.delim || c.delim == 0) {
			i++
		}
		c.text = append(c.text, b[from:i]...)
		switch {
		case i == len(b):
			c.ends = append(c.ends, len(c.text))
			return i, lines + 1, c.err != nil
		case b[i] == c.delim && c.delim != 0:
			c.ends = append(c.ends, len(c.text))
			i++
			continue
		case b[i] == '\r' && i+1 == len(b) && c.err == nil:
			return 0, 0, false // a line feed may follow
		case b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
			i++
		}
		c.ends = append(c.ends, len(c.text))
		return i + 1, lines + 1, true
	}
}

// quoted reads from behind a quote to behind the one that closes it.
func (c *csvRows) quoted(b []byte, i, lines int) (after, newLines int, closed bool) {
	for {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return 0, 0, false
		}
		part := b[i : i+n]
		lines += breaks(part)
		c.text = append(c.text, part...)
		i += n + 1
		if i == len(b) && c.err == nil {
			return 0, 0, false // another quote may follow
		}
		if i == len(b) || b[i] != '"' {
			return i, lines, true
		}
		c.text, i = append(c.text, '"'), i+1
	}
}

// breaks counts the line breaks of a text.
func breaks(text []byte) int {
	n := bytes.Count(text, []byte("\n"))
	if bytes.IndexByte(text, '\r') < 0 {
		return n
	}
	return n + bytes.Count(text, []byte("\r")) - bytes.Count(text, []byte("\r\n"))
}

// fill reads more behind end. A row that needs more than a row may have is an error.
func (c *csvRows) fill() error {
	if c.pos > 0 {
		copy(c.buf, c.buf[c.pos:c.end])
		c.end -= c.pos
		c.pos = 0
	}
	if c.end == len(c.buf) {
		if c.end > operator.MaxImportRecord+2 {
			return c.tooLong(c.line)
		}
		c.buf = append(c.buf, make([]byte, len(c.buf))...)
	}
	n, err := c.r.Read(c.buf[c.end:])
	if err != nil && err != io.EOF {
		return readError(err)
	}
	c.end += n
	c.err, c.lf = err, -1
	return nil
}

// tooLong is the error for a row that does not end. Mostly that is a quote that nothing
// closes.
func (c *csvRows) tooLong(line int) error {
	return operator.Errorf(operator.Invalid, "the row that begins in line %d is longer than %d KiB", line, operator.MaxImportRecord>>10).
		WithHint("a quote that is not closed makes one row of all that follows: look at line %d", line).
		Reason("row_too_long").With("line", line)
}

func unclosed(line, column int) error {
	return operator.Errorf(operator.Invalid, "the row that begins in line %d opens a quote in column %d that nothing closes", line, column).
		WithHint("close it, or double quotes that are part of a cell: \"12\"\" wide\"").
		Reason("quote_open").With("line", line)
}

// readError is for an error of whatever is read from.
func readError(err error) error {
	if operator.CodeOf(err) != operator.Internal {
		return err
	}
	return operator.Wrap(operator.IO, err, "cannot read the file")
}

package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// keys is the keys of a JSONL file, in the order in which they come.
type keys struct {
	names []string
	index map[string]int
}

func (k *keys) add(name string) {
	if _, ok := k.index[name]; !ok {
		k.index[name] = len(k.names)
		k.names = append(k.names, name)
	}
}

// lines is the layout of JSONL. Every object is looked at, for its keys.
func (s *source) lines(enc encoding, begin int64) (layout, error) {
	k := &keys{index: map[string]int{}}
	l := layout{format: formatJSONL}
	l.open = func() (rows, error) { return newJSONL(s.utf8Of(enc, begin), k), nil }
	all := newJSONL(s.utf8Of(enc, begin), k)
	all.collect = true
	good := false
	for {
		r, err := all.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return l, err
		}
		good = good || r.fault == ""
		if len(k.names) > operator.MaxImportColumns {
			return l, operator.Errorf(operator.Invalid, "line %d: the objects have more than %d keys", r.line, operator.MaxImportColumns).
				Reason("too_many_columns").With("line", r.line)
		}
	}
	if !good {
		return l, operator.Errorf(operator.Invalid, "no line of the file is an object of JSON").
			WithHint("an object stands on one line: {\"name\":\"Maya Ortiz\"}").Reason("no_json")
	}
	l.headers = k.names
	return l, nil
}

// saysJSONL says whether a file is to be JSONL by what is said of it, where its bytes say
// nothing: of a kind of which there is nothing, an export is empty.
func (o Options) saysJSONL() bool {
	if o.Format != "" && o.Format != "auto" {
		return o.Format == formatJSONL
	}
	return strings.EqualFold(filepath.Ext(o.Name), "."+formatJSONL)
}

// noLines is the layout of JSONL without any.
func noLines() layout {
	return layout{format: formatJSONL, open: func() (rows, error) { return newJSONL(strings.NewReader(""), &keys{}), nil }}
}

// jsonlRows reads objects, one on each line. Those of "people" become columns of their
// own: name, co_name, co2_name.
type jsonlRows struct {
	r       *bufio.Reader
	keys    *keys
	collect bool // learns the keys, and makes no cells
	line    int
	long    []byte
	cells   []string
	seen    []bool
	guess   int // the key that comes next, as in the object before
}

func newJSONL(r io.Reader, k *keys) *jsonlRows {
	return &jsonlRows{r: bufio.NewReaderSize(r, 64<<10), keys: k}
}

var _ rows = (*jsonlRows)(nil)

func (j *jsonlRows) next() (row, error) {
	for {
		text, err := j.readLine()
		if err != nil {
			return row{}, err
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		r := row{line: j.line}
		if err := j.object(text); err != nil {
			r.code, r.fault = "bad_json", err.Error()
		}
		if !j.collect {
			r.cells, r.raw = j.cells, string(text)
			if r.fault != "" {
				r.cells = nil
			}
		}
		return r, nil
	}
}

// readLine reads a line without its end.
func (j *jsonlRows) readLine() ([]byte, error) {
	j.long = j.long[:0]
	for {
		part, err := j.r.ReadSlice('\n')
		if len(j.long)+len(part) > operator.MaxImportRecord+2 {
			return nil, operator.Errorf(operator.Invalid, "line %d is longer than %d KiB", j.line+1, operator.MaxImportRecord>>10).
				Reason("row_too_long").With("line", j.line+1)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			j.long = append(j.long, part...)
			continue
		case err != nil && err != io.EOF:
			return nil, readError(err)
		case err == io.EOF && len(part) == 0 && len(j.long) == 0:
			return nil, io.EOF
		}
		j.line++
		if len(j.long) > 0 {
			part = append(j.long, part...)
			j.long = part
		}
		return bytes.TrimRight(part, "\r\n"), nil
	}
}

// object reads an object into the cells.
func (j *jsonlRows) object(text []byte) error {
	if !j.collect {
		j.cells = make([]string, len(j.keys.names))
		j.seen = append(j.seen[:0], make([]bool, len(j.keys.names))...)
	}
	j.guess = 0
	return members(text, func(key string, raw []byte) error {
		if (key == "people" || key == "buyers") && raw[0] == '[' && bytes.IndexByte(raw, '{') >= 0 {
			return j.people(raw)
		}
		if key == "people" && string(raw) == "[]" {
			return nil
		}
		return j.member(key, raw)
	})
}

// people reads the members of each person of a list, as columns with a prefix.
func (j *jsonlRows) people(raw []byte) error {
	who := 0
	return elements(raw, func(value []byte) error {
		if who == mostPeople {
			return jsonFault(fmt.Sprintf("an object has more than %d people", mostPeople))
		}
		prefix := string(prefixOf(who))
		who++
		return members(value, func(key string, raw []byte) error { return j.member(prefix+key, raw) })
	})
}

func (j *jsonlRows) member(key string, raw []byte) error {
	if len(key) > operator.MaxLine {
		return jsonFault(fmt.Sprintf("a key has more than %d bytes", operator.MaxLine))
	}
	if j.collect {
		if key != rejectColumn {
			j.keys.add(key)
		}
		return nil
	}
	at := j.guess
	if at >= len(j.keys.names) || j.keys.names[at] != key {
		var ok bool
		if at, ok = j.keys.index[key]; !ok {
			return nil
		}
	}
	j.guess = at + 1
	if j.seen[at] {
		return jsonFault("the key " + key + " is there twice")
	}
	j.seen[at] = true
	text, err := valueOf(raw)
	j.cells[at] = text
	return err
}

package importer

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/cell"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// rejectColumn is the header of the column with the reason, that is never read.
const rejectColumn = "operator_error"

// Rejects writes rejected rows.
type Rejects struct {
	w     *bufio.Writer
	file  *File
	begun bool
}

// Rejects writes rejected rows to w, in the file's own columns and the same format (of
// XLSX: CSV), with the reason in one column more, that is left out when the file is
// imported again. Flush ends it.
func (f *File) Rejects(w io.Writer) *Rejects {
	return &Rejects{w: bufio.NewWriter(w), file: f}
}

// Add writes a row with what is wrong with it.
func (r *Rejects) Add(rec Record, why []operator.ImportProblem) error {
	reasons := make([]string, len(why))
	for i, p := range why {
		reasons[i] = p.Message
		if p.Column != "" {
			reasons[i] = p.Column + ": " + p.Message
		}
	}
	reason := strings.Join(reasons, "; ")
	if r.file.layout.format == formatJSONL {
		return r.object(rec, reason)
	}
	headers := r.file.layout.headers
	own := len(headers)
	for i, h := range headers {
		if normalHeader(h) == "operatorerror" {
			own = i // it was rejected before
		}
	}
	if !r.begun {
		r.begun = true
		row := append([]string(nil), headers...)
		if own == len(headers) {
			row = append(row, rejectColumn)
		}
		if err := r.row(row); err != nil {
			return err
		}
	}
	cells := make([]string, max(len(headers), own+1))
	copy(cells, rec.cells[:min(len(rec.cells), len(headers))])
	cells[own] = reason
	if len(rec.cells) > len(headers) { // ragged: all of it, so that nothing is lost
		cells = append(cells, rec.cells[len(headers):]...)
	}
	return r.row(cells)
}

// row writes a row of CSV.
func (r *Rejects) row(cells []string) error {
	delim := r.file.layout.delim
	if delim == 0 {
		delim = ','
	}
	for i, text := range cells {
		if i > 0 {
			_ = r.w.WriteByte(delim) // the writer keeps its first error for Flush
		}
		if _, ok := quotedFormula(trim(text)); !ok && unmarked(trim(text)) == trim(text) {
			text = cell.Safe(text)
		}
		if text == "" || strings.IndexByte(text, delim) < 0 && !strings.ContainsAny(text, "\"\r\n") && text == trim(text) {
			_, _ = r.w.WriteString(text)
			continue
		}
		_ = r.w.WriteByte('"')
		_, _ = r.w.WriteString(strings.ReplaceAll(text, `"`, `""`))
		_ = r.w.WriteByte('"')
	}
	return r.w.WriteByte('\n')
}

// object writes a row of JSONL: its own keys as they are, and the reason. A line that is
// no object is written as it is.
func (r *Rejects) object(rec Record, reason string) error {
	var object []byte
	err := members([]byte(rec.raw), func(key string, value []byte) error {
		if key == rejectColumn {
			return nil
		}
		name, err := json.Marshal(key)
		object = append(append(append(append(object, name...), ':'), value...), ',')
		return err
	})
	line := []byte(rec.raw)
	if err == nil {
		text, err := json.Marshal(reason)
		if err != nil {
			return err
		}
		line = append(append(append([]byte{'{'}, object...), `"`+rejectColumn+`":`...), append(text, '}')...)
	}
	if _, err := r.w.Write(line); err != nil {
		return err
	}
	return r.w.WriteByte('\n')
}

// Flush writes what is left.
func (r *Rejects) Flush() error { return r.w.Flush() }

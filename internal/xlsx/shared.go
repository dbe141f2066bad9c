package xlsx

import (
	"errors"
	"io"
	"strconv"
	"strings"
)

// texts are the texts that cells share, one after the other in one piece of memory: a
// string each would take more than the texts.
type texts struct {
	all  []byte
	ends []uint32
}

func (t *texts) at(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return string(t.all[from:t.ends[i]]), true
}

// sharedTexts reads the texts that cells refer to by their number.
func (x *Reader) sharedTexts(name string) error {
	s, part, err := x.open(name, &x.left)
	if err != nil {
		return err
	}
	defer part.Close()
	// As much as it says to have, so that it need not grow; what is read is counted.
	x.texts.all = make([]byte, 0, min(x.parts[name].UncompressedSize64, uint64(x.left)))
	var in textPart
	for {
		t, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case t == startTag:
			in.begin(s.name)
		case t == charData && in.wanted():
			x.texts.all = append(x.texts.all, s.text...)
		case t == endTag:
			if in.end(s.name); s.is("si") {
				if len(x.texts.ends) == maxTexts {
					return invalid("zip_bomb", "the file has more than %d texts", maxTexts)
				}
				x.texts.ends = append(x.texts.ends, uint32(len(x.texts.all)))
			}
		}
	}
}

// textPart knows whether characters are part of a text: those of a t, but not of one
// that says how the text is spoken.
type textPart struct{ t, spoken int }

func (p *textPart) begin(element []byte) {
	switch string(element) {
	case "t":
		p.t++
	case "rPh":
		p.spoken++
	}
}

func (p *textPart) end(element []byte) {
	switch string(element) {
	case "t":
		p.t--
	case "rPh":
		p.spoken--
	}
}

func (p *textPart) wanted() bool { return p.t > 0 && p.spoken == 0 }

// readStyles reads which styles show a number as a date.
func (x *Reader) readStyles(name string) error {
	dates := map[string]bool{}
	cells := false
	return x.each(name, func(e *scanner) error {
		switch string(e.name) {
		case "numFmt":
			if dates[e.attr("numFmtId")] = dateFormat(e.attr("formatCode")); len(dates) > maxStyles {
				return damaged(errors.New("it has too many styles"))
			}
		case "cellStyleXfs", "cellStyles", "dxfs":
			cells = false
		case "cellXfs":
			cells = true
		case "xf":
			if !cells {
				return nil
			}
			id := e.attr("numFmtId")
			own, known := dates[id]
			n, _ := strconv.Atoi(id)
			if x.styles = append(x.styles, own || !known && builtinDate(n)); len(x.styles) > maxStyles {
				return damaged(errors.New("it has too many styles"))
			}
		}
		return nil
	})
}

// builtinDate says whether a format that every file has is of dates (ECMA-376, 18.8.30).
func builtinDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// dateFormat says whether a format shows a number as a date: one with a y or a d outside
// of quotes and brackets.
func dateFormat(code string) bool {
	quoted, bracket := false, false
	code = strings.ToLower(code)
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case !bracket && (c == 'y' || c == 'd'):
			return true
		case !bracket && c == ';':
			return false
		}
	}
	return false
}

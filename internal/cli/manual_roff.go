package cli

import (
	"fmt"
	"strings"
)

// roff writes a page in the language of man (man(7), groff_man(7)). Nothing that
// is put into it can become a request.
type roff struct {
	strings.Builder
	headed bool // a heading was the last thing written: it begins a paragraph too
}

func newRoff(name string, section int, date, short string) *roff {
	r := &roff{}
	fmt.Fprintf(r, ".TH %s %d \"%s\" \"operator\" \"The operator manual\"\n", escaped(strings.ToUpper(name)), section, date)
	r.WriteString(".nh\n.ad l\n") // nothing that is to be typed is cut in two
	r.section("NAME")
	fmt.Fprintf(r, "%s \\- %s\n", escaped(name), escaped(short))
	return r
}

func (r *roff) section(title string) {
	fmt.Fprintf(r, ".SH %s\n", title)
	r.headed = true
}

func (r *roff) paragraph() {
	if !r.headed {
		r.WriteString(".PP\n")
	}
	r.headed = false
}

// bold writes a line that begins in bold.
func (r *roff) bold(text, rest string) {
	fmt.Fprintf(r, "\\fB%s\\fR%s\n", escaped(text), escaped(rest))
	r.headed = false
}

// item writes a thing with what it is, and the name of its value.
func (r *roff) item(name, value, about string) {
	fmt.Fprintf(r, ".TP\n\\fB%s\\fR", escaped(name))
	if value != "" {
		fmt.Fprintf(r, " \\fI%s\\fR", escaped(value))
	}
	fmt.Fprintf(r, "\n%s\n", line(about))
	r.headed = false
}

// text writes paragraphs. Lines that begin with blanks stay as they are.
func (r *roff) text(text string) {
	filled, literal := false, false // what the line before was
	for l := range strings.Lines(strings.Trim(text, "\n") + "\n") {
		l = strings.TrimRight(l, " \n")
		asIs := strings.HasPrefix(l, " ") || l == "" && literal
		if literal && !asIs {
			r.WriteString(".fi\n.RE\n")
		}
		switch {
		case l == "" && !literal:
			filled = false
			continue
		case asIs && !literal:
			r.paragraph()
			r.WriteString(".RS 2\n.nf\n")
		case !asIs && !filled:
			r.paragraph()
		}
		filled, literal = !asIs, asIs
		r.WriteString(line(strings.TrimPrefix(l, "  ")) + "\n")
	}
	if literal {
		r.WriteString(".fi\n.RE\n")
	}
}

// line is a line of text that is no request, whatever it begins with.
func line(text string) string {
	text = escaped(text)
	if strings.HasPrefix(text, ".") {
		return `\&` + text
	}
	return text
}

// escaped has every character stand for itself. A hyphen is one that people can
// copy and type: what looks like one in a page could be another.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`, `"`, `\(dq`).Replace(text)
}

package transcript

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the style of the page
	"encoding/base64"
	"html"
	"net/url"
	"strconv"
)

//go:embed page.css
var pageStyle string

// markup is what is written as it is: of our own making. A text that somebody wrote
// is a string, and cannot be taken for it.
type markup string

// sheet is a page in the making. Decision 14 says why it is no template.
type sheet struct{ bytes.Buffer }

// put writes markup, and texts between it: those are escaped, and so can be what
// elements hold and what attributes in quotes say.
func (s *sheet) put(first markup, rest ...any) {
	s.WriteString(string(first))
	for _, part := range rest {
		if m, ok := part.(markup); ok {
			s.WriteString(string(m))
			continue
		}
		text, _ := part.(string) // nothing else is put
		s.WriteString(html.EscapeString(text))
	}
}

// page is the document as a page: it needs nothing but itself to be read or printed,
// and runs nothing. Only files that were sent are linked.
func page(d document) []byte {
	style := sha256.Sum256([]byte(pageStyle))
	policy := "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(style[:]) + "'; base-uri 'none'; form-action 'none'"
	s := &sheet{}
	s.put("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"", policy,
		markup("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>"), d.Title,
		markup("</title>\n<style>"+pageStyle+"</style>\n</head>\n<body>\n<h1>"), d.Title, markup("</h1>\n"))
	s.facts(d.Facts)
	s.put("<nav><ul>")
	for _, part := range d.Sections {
		s.put(`<li><a href="#`, part.ID, markup(`">`), part.Title, markup("</a></li>"))
	}
	s.put("</ul></nav>\n<main>\n")
	for _, part := range d.Sections {
		s.section(part)
	}
	s.put("</main>\n</body>\n</html>\n")
	return s.Bytes()
}

func (s *sheet) section(part section) {
	s.put(`<section><h2 id="`, part.ID, markup(`">`), part.Title, markup("</h2>\n"))
	if len(part.Blocks) == 0 {
		s.put("<p>", part.Empty, markup("</p>\n"))
	}
	for _, b := range part.Blocks {
		switch {
		case b.Heading != "":
			s.put(`<h3 dir="auto">`, b.Heading, markup("</h3>\n"))
		case b.Facts != nil:
			s.facts(b.Facts)
		case b.Table != nil:
			s.table(*b.Table)
		case b.Entry != nil:
			s.entry(*b.Entry)
		}
	}
	s.put("</section>\n")
}

func (s *sheet) facts(facts []fact) {
	s.put("<dl>")
	for _, f := range facts {
		s.put("<dt>", f.Label, markup("</dt><dd><bdi>"), f.Text, markup("</bdi></dd>\n"))
	}
	s.put("</dl>\n")
}

// table writes a table. Each cell says what it is of, for narrow screens, where the
// head is not shown.
func (s *sheet) table(g grid) {
	s.put("<table><thead><tr>")
	for _, head := range g.Head {
		s.put(`<th scope="col">`, head, markup("</th>"))
	}
	s.put("</tr></thead>\n<tbody>")
	for _, row := range g.Rows {
		s.put("<tr>")
		for i, cell := range row {
			s.put(`<td data-of="`, g.Head[i], markup(`" dir="auto">`), cell, markup("</td>"))
		}
		s.put("</tr>\n")
	}
	s.put("</tbody></table>\n")
}

func (s *sheet) entry(e entry) {
	s.put("<article>\n<header><p>", e.Ref, markup(` · <bdi class="who">`), e.Who, markup("</bdi> · "), e.When, markup("</p></header>\n"))
	if len(e.Marks) > 0 {
		s.put(`<p class="marks">`)
		for i, mark := range e.Marks {
			if i > 0 {
				s.put(" · ")
			}
			s.put("<bdi>", mark, markup("</bdi>"))
		}
		s.put("</p>\n")
	}
	if e.Title != "" {
		s.put(`<h3 dir="auto">`, e.Title, markup("</h3>\n"))
	}
	if e.Gone != "" {
		s.put(`<p class="gone">`, e.Gone, markup("</p>\n"))
	}
	if e.Body != "" {
		s.put(`<p class="body" dir="auto">`, e.Body, markup("</p>\n"))
	}
	for _, f := range e.Files {
		s.file(f)
	}
	for _, v := range e.Before {
		s.put(`<div class="before"><p class="marks">`, v.Until, markup(`</p><p class="body" dir="auto">`), v.Body, markup("</p></div>\n"))
	}
	if e.Receipts != nil {
		s.table(*e.Receipts)
	}
	s.put("</article>\n")
}

// file writes a file that was sent: small where it is a picture, and a link to all
// of it. It is for saving: what somebody sent is not to be run.
func (s *sheet) file(f attached) {
	link := (&url.URL{Path: f.Path}).String()
	s.put("<figure>")
	if f.Small != nil {
		s.put(`<a href="`, link, markup(`" download><img src="data:image/jpeg;base64,`), base64.StdEncoding.EncodeToString(f.Small),
			markup(`" width="`), strconv.Itoa(f.Width), markup(`" height="`), strconv.Itoa(f.Height), markup(`" alt="`), f.Name, markup(`"></a>`))
	}
	s.put(`<figcaption class="about"><a href="`, link, markup(`" download><bdi>`), f.Name, markup("</bdi></a> · "), f.About, markup("</figcaption></figure>\n"))
}

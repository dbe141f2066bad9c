package importer

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// someone is what the columns of one person of a row say.
type someone struct {
	full, first, last, household   string
	email, id, title, role         string
	phone, mobile, home, work, ext string
	any                            bool
}

// take keeps the value of a column. Where several columns are for one field, each is on
// a line.
func (p *someone) take(f Field, value string) {
	p.any = true
	switch f {
	case Name:
		p.full = value
	case firstName:
		p.first = value
	case lastName:
		p.last = value
	case household:
		p.household = value
	case Email:
		p.email = value
	case ExternalID, buyerID:
		p.id = value
	case Title:
		p.title = value
	case Role:
		p.role = value
	case Phones:
		p.phone = under(p.phone, value)
	case mobile:
		p.mobile = under(p.mobile, value)
	case homePhone:
		p.home = under(p.home, value)
	case work:
		p.work = under(p.work, value)
	case extension:
		p.ext = value
	}
}

func under(text, more string) string {
	if text == "" {
		return more
	}
	return text + "\n" + more
}

// addPeople makes the people of a row, and forgets what its columns say.
func (m *mapper) addPeople(rec *Record) {
	for who := range m.people {
		p := &m.people[who]
		if !p.any {
			continue
		}
		m.addPerson(rec, p, who)
		*p = someone{}
	}
}

// addPerson makes a person of what their columns say, or those that one cell names.
func (m *mapper) addPerson(rec *Record, p *someone, who int) {
	names := m.names(rec, p, who)
	emails := m.emails(rec, p, who, len(names))
	numbers := m.phones(rec, p, who)
	switch {
	case len(names) > 0:
	case who > 0 && (p.email != "" || numbers != ""):
		rec.warn(prefixOf(who)+Email, "no_name", "there is an address or a number, and nobody's name: it is left out")
	case emails != nil || numbers != "":
		rec.fail(Name, "missing", "there is an address or a number, and nobody's name")
	}
	for i, name := range names {
		if m.addable(rec, who, name) {
			rec.People = append(rec.People, p.values(i, name, emails, numbers))
		}
	}
}

// addable says whether a name is not too long for a row, and not in it already.
func (m *mapper) addable(rec *Record, who int, name string) bool {
	if n := utf8.RuneCountInString(name); n > operator.MaxLine {
		rec.fail(prefixOf(who)+Name, "too_long", fmt.Sprintf("the name has %d characters, of at most %d", n, operator.MaxLine))
		return false
	}
	for _, other := range rec.People {
		if NameKey(other[Name]) == NameKey(name) && !m.verbatim && rec.Own == "" {
			rec.warn(prefixOf(who)+Name, "same_person", "the row names "+name+" twice; they are one")
			return false
		}
	}
	return true
}

// values is what the columns say of the i-th of those whom they name: an only address is
// of all, an id and a title are of the first.
func (p *someone) values(i int, name string, emails []string, numbers string) Values {
	v := make(Values, 4)
	v[Name] = name
	set := func(f Field, value string) {
		if value != "" {
			v[f] = value
		}
	}
	switch {
	case i < len(emails):
		v[Email] = emails[i]
	case len(emails) == 1:
		v[Email] = emails[0]
	}
	set(Phones, numbers)
	if i == 0 {
		set(ExternalID, p.id)
		set(Title, p.title)
	}
	set(Role, p.role)
	return v
}

// names is whom the columns of a name mean.
func (m *mapper) names(rec *Record, p *someone, who int) []string {
	if rec.Own != "" && p.full != "" {
		return []string{p.full}
	}
	if p.id != "" && mangled(p.id) {
		rec.fail(buyerID, "id_rounded", "a spreadsheet has rounded this number; export the column as text")
	}
	full := p.full
	switch {
	case p.first != "" && p.last != "":
		full = p.first + " " + p.last
		if !strings.ContainsAny(p.first, "&/+\n") && !strings.Contains(strings.ToLower(p.first), " and ") {
			return []string{untitled(oneLine(full))}
		}
	case p.first != "":
		full = p.first
	case p.last != "":
		full = p.last
	case full == "" && p.household != "":
		rec.warn(prefixOf(who)+household, "household", "nobody is named; the household is kept as one")
		return []string{oneLine(p.household)}
	}
	if full == "" || nothing(full) {
		return nil
	}
	if m.verbatim {
		return []string{full}
	}
	names, doubt := namesOf(full)
	if doubt != "" {
		at := Name
		if p.first != "" || p.last != "" {
			at = lastName
		}
		rec.warn(prefixOf(who)+at, "name", doubt)
	}
	if who > 0 && len(names) == 1 && onlyFirst(names[0]) && len(rec.People) > 0 && p.full == "" {
		if family := surname(rec.People[0][Name]); family != "" {
			names[0] += " " + family
		}
	}
	return names
}

// emails is the addresses of a cell for so many people. A wrong one rejects the row, one
// that only stands where there is none is left out.
func (m *mapper) emails(rec *Record, p *someone, who, people int) []string {
	if p.email == "" {
		return nil
	}
	at := prefixOf(who) + Email
	var list []string
	for _, text := range cutEmails(p.email) {
		if text = address(text); text == "" {
			continue
		}
		switch {
		case !m.verbatim && rec.Own == "" && placeholder(text):
			rec.warn(at, "placeholder_email", "this stands where there is no address; it is left out")
		case !validEmail(text):
			rec.fail(at, "bad_email", "this is not an e-mail address; write one like maya@acme.example, or leave it empty")
		default:
			list = append(list, lowerDomain(text))
		}
	}
	switch {
	case people > 1 && len(list) == 1:
		rec.warn(at, "shared_email", "two people have one address; they stay two")
	case people == 1 && len(list) > 1:
		rec.warn(at, "second_email", "a person has one address; the first is read")
	}
	return list
}

// cutEmails cuts a cell with several addresses.
func cutEmails(cell string) []string {
	if strings.Count(cell, "@") < 2 {
		return []string{cell}
	}
	return strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(" ,;/|&\n\r", r) })
}

// phones is the numbers of a person, each on a line.
func (m *mapper) phones(rec *Record, p *someone, who int) string {
	if p.phone == "" && p.mobile == "" && p.home == "" && p.work == "" {
		return ""
	}
	var all []string
	for _, c := range [...]struct {
		cell, label string
		field       Field
	}{{p.mobile, "mobile", mobile}, {p.phone, "", Phones}, {p.home, "home", homePhone}, {p.work, "work", work}} {
		if c.cell == "" {
			continue
		}
		if m.verbatim || rec.Own != "" {
			all = append(all, strings.Split(c.cell, "\n")...)
			continue
		}
		numbers, code, message := phones(c.cell, c.label)
		if code != "" {
			rec.warn(prefixOf(who)+c.field, code, message)
		}
		if p.ext != "" && len(numbers) > 0 && c.field != mobile {
			numbers[0] += " x" + strings.TrimPrefix(strings.ToLower(p.ext), "x")
			p.ext = ""
		}
		all = append(all, numbers...)
	}
	if len(all) > 20 {
		rec.fail(prefixOf(who)+Phones, "too_many", "a person has at most 20 phones")
		return ""
	}
	return strings.Join(unique(all), "\n")
}

// unique leaves out numbers that are there already, whatever their label.
func unique(numbers []string) []string {
	if len(numbers) < 2 {
		return numbers
	}
	var kept []string
	for i, n := range numbers {
		again := false
		for _, before := range numbers[:i] {
			_, a, labelled := strings.Cut(before, "=")
			if !labelled {
				a = before
			}
			b := n[strings.IndexByte(n, '=')+1:]
			again = again || onlyDigits(a) == onlyDigits(b)
		}
		if !again {
			kept = append(kept, n)
		}
	}
	return kept
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

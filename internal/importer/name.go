package importer

import (
	"slices"
	"strings"
)

// namesOf is the people of a cell: "Smith, John & Mary" and "John and Mary Smith" are
// two, a trust or a household is one. doubt is a message where a person should look.
func namesOf(cell string) (names []string, doubt string) {
	if simpleName(cell) {
		return []string{cell}, ""
	}
	text := trim(cell)
	if whole(text) {
		return []string{oneLine(text)}, "kept as one name: it is a trust, a company or a household"
	}
	parts := cutNames(text)
	if len(parts) == 1 && strings.Contains(text, ",") {
		return commaNames(oneLine(text))
	}
	return couple(parts)
}

// simpleName says whether a cell is two or three plain words: the usual case, found fast.
func simpleName(cell string) bool {
	spaces := 0
	for i := range len(cell) {
		switch b := cell[i]; {
		case b == ' ' && i > 0 && i < len(cell)-1 && cell[i-1] != ' ':
			spaces++
		case !alnum(b) && b != '-' && b != '\'':
			return false
		}
	}
	if cell == "" || spaces > 2 || spaces == 0 {
		return false
	}
	first, rest, _ := strings.Cut(cell, " ")
	middle, last, three := strings.Cut(rest, " ")
	if !three {
		last = middle
	}
	return !wholeWord(first) && !wholeWord(last) && !titled(first) && !(three && (joins(middle) || wholeWord(middle)))
}

func joins(word string) bool {
	return strings.EqualFold(word, "and") || strings.EqualFold(word, "or") || word == "y" || word == "Y"
}

// whole says whether a name is of no person, or of all who live together.
func whole(text string) bool {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '/' || r == '\u00a0' }) {
		if wholeWord(word) {
			return true
		}
	}
	return false
}

// wholeWord says whether a name with that word is kept whole.
func wholeWord(word string) bool {
	if len(word) < 2 || len(word) > 13 {
		return false
	}
	switch strings.ToLower(strings.Trim(word, ".()")) {
	case "trust", "trustee", "trustees", "trusts", "family", "household", "residence", "estate", "llc", "l.l.c", "inc", "corp",
		"corporation", "ltd", "limited", "company", "lp", "llp", "partnership", "holdings", "group", "gmbh",
		"properties", "investments", "homes", "association", "revocable", "foundation", "enterprises", "plc":
		return true
	}
	return false
}

// cutNames cuts at what stands between people: & + / ; and a line break, "and", "or".
func cutNames(text string) []string {
	text = strings.NewReplacer("&", "\n", "+", "\n", "/", "\n", ";", "\n", "\r", "\n").Replace(text)
	var parts []string
	for line := range strings.SplitSeq(text, "\n") {
		var kept []string
		for word := range strings.FieldsFuncSeq(line, unseen) {
			if (strings.EqualFold(word, "and") || strings.EqualFold(word, "or")) && len(kept) > 0 {
				parts, kept = append(parts, strings.Join(kept, " ")), nil
				continue
			}
			kept = append(kept, word)
		}
		if len(kept) > 0 {
			parts = append(parts, strings.Trim(strings.Join(kept, " "), ", "))
		}
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

// commaNames reads one part with commas: "Smith, John", "John Smith, Jr.", or two whole
// names.
func commaNames(text string) ([]string, string) {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = trim(parts[i])
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	if n := len(parts); n > 1 && suffix(parts[n-1]) { // John Smith, Jr. or Smith, John, Jr.
		end := parts[n-1]
		names, doubt := commaNames(strings.Join(parts[:n-1], ","))
		if len(names) == 1 {
			names[0] += " " + end
		}
		return names, doubt
	}
	switch {
	case len(parts) == 0:
		return nil, ""
	case len(parts) == 1:
		return []string{untitled(parts[0])}, ""
	case len(parts) == 2 && wordsIn(parts[0]) >= 2 && wordsIn(parts[1]) >= 2 && !particle(firstWord(parts[0])):
		if suffix(lastWord(parts[0])) {
			break // Smith Jr., John Paul
		}
		return []string{untitled(parts[0]), untitled(parts[1])}, "read as two people"
	case len(parts) > 2:
		return []string{text}, "kept as one name: it is not clear who is meant"
	}
	return []string{untitled(parts[1]) + " " + parts[0]}, ""
}

// couple gives those the family's name who are only named with the first: "John & Mary
// Smith", "Smith, John & Mary".
func couple(parts []string) ([]string, string) {
	if len(parts) == 0 {
		return nil, ""
	}
	var names []string
	doubt, family := "", ""
	for i, p := range parts {
		last, first, comma := strings.Cut(p, ",")
		switch first = untitled(trim(first)); {
		case comma && suffix(first):
			names, family = append(names, untitled(last)+" "+first), surname(last)
		case comma && wordsIn(first) > 0:
			names, family = append(names, first+" "+trim(last)), trim(last)
			if i == 0 && len(parts) > 1 && wordsIn(parts[1]) > 1 && !strings.Contains(parts[1], ",") && !initial(lastWord(parts[1])) {
				doubt = "read as people of different families"
			}
		case honorific(p): // Mr. and Mrs. John Smith
			doubt = "only one of the two is named"
		default:
			names = append(names, untitled(p))
		}
	}
	if family == "" && len(names) > 0 {
		family = surname(names[len(names)-1])
	}
	if family == "" && len(names) > 1 {
		doubt = "read as several people, of whom none has a family name"
	}
	for i, n := range names {
		if family != "" && onlyFirst(n) && !strings.EqualFold(n, family) {
			names[i] = n + " " + family
		}
	}
	return names, doubt
}

// onlyFirst says whether a name has no family's: one word, or one and an initial.
func onlyFirst(name string) bool {
	switch n := wordsIn(name); {
	case n == 1:
		return true
	case n == 2:
		return initial(lastWord(name))
	}
	return false
}

func initial(word string) bool { return len(strings.TrimSuffix(word, ".")) == 1 }

// surname is the family's name: the last word, with what belongs to it.
func surname(name string) string {
	words := strings.Fields(name)
	n := len(words)
	for n > 1 && suffix(words[n-1]) {
		n--
	}
	if n < 2 {
		return ""
	}
	from := n - 1
	for from > 1 && particle(words[from-1]) {
		from--
	}
	return strings.Join(words[from:n], " ")
}

func particle(word string) bool {
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "de", "la", "las", "los", "del", "della", "di", "da", "dos", "du", "le", "van", "von", "der", "den", "ter", "ten", "al", "el", "bin", "ibn", "st", "san", "zu", "y":
		return true
	}
	return false
}

func suffix(text string) bool {
	switch strings.ToLower(strings.Trim(text, ". ")) {
	case "jr", "sr", "ii", "iii", "iv", "md", "phd", "esq", "cpa", "dds", "m.d", "ph.d", "junior", "senior":
		return true
	}
	return false
}

// titled says whether a word is a title that is no part of a name.
func titled(word string) bool {
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "mr", "mrs", "ms", "miss", "mx", "messrs":
		return true
	}
	return false
}

// honorific says whether a text is nothing but titles.
func honorific(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if !titled(word) && !doctor(word) {
			return false
		}
	}
	return true
}

func doctor(word string) bool {
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "dr", "prof", "rev", "hon":
		return true
	}
	return false
}

// untitled is a name without Mr. and Mrs. before it.
func untitled(name string) string {
	for {
		first, rest, ok := strings.Cut(trim(name), " ")
		if !ok || !titled(first) {
			return trim(name)
		}
		name = rest
	}
}

func wordsIn(text string) int { return len(strings.Fields(text)) }

func firstWord(text string) string {
	first, _, _ := strings.Cut(text, " ")
	return first
}

func lastWord(text string) string { return text[strings.LastIndexByte(text, ' ')+1:] }

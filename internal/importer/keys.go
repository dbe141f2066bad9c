package importer

import (
	"slices"
	"strings"
	"unicode"
)

// LotKey is what lots have in common that are one: 9, 009, L-9 and Lot 9.
func LotKey(lot string) string {
	key := strings.ToLower(oneLine(trim(lot)))
	for cut := true; cut; {
		cut = false
		key = strings.TrimLeft(key, " #.:-")
		for _, word := range [...]string{"homesite", "lot", "unit", "number", "no", "hs", "l"} {
			rest, ok := strings.CutPrefix(key, word)
			if ok && rest != "" && (strings.ContainsRune(" #.:-", rune(rest[0])) || rest[0] >= '0' && rest[0] <= '9') {
				key, cut = rest, true
				break
			}
		}
	}
	n := 0
	for n+1 < len(key) && key[n] == '0' && key[n+1] >= '0' && key[n+1] <= '9' {
		n++
	}
	return strings.ReplaceAll(key[n:], " ", "")
}

// NameKey is what names have in common that are one: case, spaces, points, titles, and
// the order of "Smith, John".
func NameKey(name string) string {
	if plainName(name) {
		return strings.ToLower(name)
	}
	if last, first, ok := strings.Cut(name, ","); ok {
		if first = trim(first); first != "" && !suffix(first) && !strings.Contains(first, ",") {
			name = first + " " + last
		}
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return unseen(r) || r == '.' || r == ',' || unicode.IsControl(r)
	})
	words = slices.DeleteFunc(words, func(w string) bool { return titled(w) || doctor(w) })
	if len(words) == 0 {
		return strings.ToLower(oneLine(trim(name)))
	}
	return strings.Join(words, " ")
}

// plainName says whether a name is its own key but for case: words of ASCII, one space
// between them, and no title first.
func plainName(name string) bool {
	for i := range len(name) {
		switch b := name[i]; {
		case b == ' ' && i > 0 && i < len(name)-1 && name[i-1] != ' ':
		case !alnum(b) && b != '-' && b != '\'':
			return false
		}
	}
	first := firstWord(name)
	return name != "" && !titled(first) && !doctor(first)
}

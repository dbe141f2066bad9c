package importer

import "strings"

// phones is the numbers of a cell, each with its label where it has one, like
// "mobile=303-555-0123". A number is kept as it is written. doubt is a code and a message
// where something is wrong with one of them.
func phones(cell, label string) (list []string, code, message string) {
	for _, number := range cutPhones(cell) {
		number = oneLine(trim(number))
		own, number := ownLabel(number)
		if nothing(number) {
			continue
		}
		if mangled(number) {
			code, message = "phone_rounded", "a spreadsheet has rounded this number: look it up where the file comes from"
		} else if n := digits(number); n < 7 || n > 20 {
			code, message = "bad_phone", "this is not a telephone number; it is kept as it is"
		}
		as, rest := own, number
		if own == "" {
			as, rest = phoneLabel(number)
		}
		if as == "" {
			as = label
		}
		if as != "" {
			rest = as + "=" + rest
		}
		list = append(list, rest)
	}
	return list, code, message
}

// cutPhones cuts a cell with several numbers. A part too short for a number is part of
// one: 303/555-0123.
func cutPhones(cell string) []string {
	if !strings.ContainsAny(cell, "/;,|&\n") && !strings.Contains(cell, " or ") && !strings.Contains(cell, " and ") {
		return []string{cell}
	}
	text := strings.NewReplacer(" or ", "\n", " and ", "\n", ";", "\n", "|", "\n", "/", "\n", ",", "\n", "&", "\n").Replace(cell)
	parts := strings.Split(text, "\n")
	for _, p := range parts {
		if p = trim(p); p != "" && digits(p) < 7 {
			return []string{cell}
		}
	}
	return parts
}

func digits(text string) (n int) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

// mangled says whether a spreadsheet has made a long number short: 5.55123E+09.
func mangled(text string) bool {
	head, exponent, ok := strings.Cut(strings.ToUpper(text), "E+")
	return ok && len(head) > 1 && strings.Trim(head, "0123456789.,") == "" && digits(exponent) == len(exponent) && len(exponent) > 0 && len(exponent) < 4
}

// phoneLabel cuts off what says which phone it is: "c: 303…", "303… (cell)".
func phoneLabel(text string) (label, number string) {
	if before, after, ok := strings.Cut(text, ":"); ok && labels(before) != "" {
		return labels(before), trim(after)
	}
	if text != "" && text[len(text)-1] == ')' {
		if i := strings.LastIndexByte(text, '('); i > 0 && labels(text[i+1:len(text)-1]) != "" {
			return labels(text[i+1 : len(text)-1]), trim(text[:i])
		}
	}
	if before, after, ok := strings.Cut(text, " "); ok && labels(strings.Trim(before, "().")) != "" {
		return labels(strings.Trim(before, "().")), trim(after)
	}
	return "", text
}

// labels is what we call a sort of phone.
func labels(word string) string {
	if len(word) > 10 {
		return ""
	}
	switch strings.ToLower(trim(word)) {
	case "c", "cell", "m", "mobile", "cellphone", "cellular":
		return "mobile"
	case "h", "home", "hm":
		return "home"
	case "w", "work", "wk", "office", "o", "business":
		return "work"
	}
	return ""
}

// ownLabel cuts the label off "mobile=303-555-0123", as we write it ourselves. No other
// equals sign is left in the number.
func ownLabel(text string) (label, number string) {
	label, number, ok := strings.Cut(text, "=")
	if !ok {
		return "", text
	}
	if trim(label) == "" || digits(label) > 4 || digits(number) == 0 {
		return "", trim(strings.ReplaceAll(text, "=", " "))
	}
	return trim(label), trim(strings.ReplaceAll(number, "=", " "))
}

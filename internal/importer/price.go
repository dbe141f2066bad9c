package importer

import (
	"math"
	"strconv"
	"strings"
)

// currencies are the signs that mean one currency only; $ is of many.
var currencies = [...]struct{ sign, code string }{{"€", "EUR"}, {"£", "GBP"}, {"¥", "JPY"}, {"₹", "INR"}}

// readPrice reads an amount as people write it: $489,900.00, 489.900,00 €, 489900 USD. It
// is like 489900.00, with a currency where the cell names one. What is nothing is empty.
func readPrice(text string) (amount string, ok bool) {
	code := ""
	for _, c := range currencies {
		if rest := strings.ReplaceAll(text, c.sign, ""); rest != text {
			text, code = rest, " "+c.code
		}
	}
	for _, sign := range []string{"US$", "C$", "CA$", "A$", "$"} {
		text = strings.Replace(text, sign, "", 1)
	}
	text = trim(text)
	if n := len(text); n > 3 && letters(text[n-3:]) {
		text, code = trim(text[:n-3]), " "+strings.ToUpper(text[n-3:])
	} else if n > 3 && letters(text[:3]) {
		text, code = trim(text[3:]), " "+strings.ToUpper(text[:3])
	}
	if strings.ContainsAny(text, "eE") {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || n < 0 || n > 1e12 || n != math.Trunc(n) {
			return "", false
		}
		text = strconv.FormatFloat(n, 'f', 0, 64)
	}
	whole, cents, ok := digitsOf(text)
	if !ok || len(whole) > 12 {
		return "", false
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if whole == "0" && cents == "00" {
		return "", true
	}
	return whole + "." + cents + code, true
}

func letters(text string) bool {
	return strings.Trim(strings.ToUpper(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// digitsOf cuts an amount into whole units and cents. A mark with one or two digits
// behind it, or one that comes once behind others, divides them; all others group.
func digitsOf(text string) (whole, cents string, ok bool) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "").Replace(text)
	if text == "" || strings.Trim(text, "0123456789.,") != "" {
		return "", "", false
	}
	mark := strings.LastIndexAny(text, ".,")
	if mark < 0 {
		return text, "00", true
	}
	whole, cents = text[:mark], text[mark+1:]
	same := strings.Count(text, text[mark:mark+1])
	other := strings.Count(text, ".") + strings.Count(text, ",") - same
	switch {
	case same > 1 || len(cents) == 3 && other == 0 && whole != "" && len(whole) <= 3: // it groups
		whole, cents = text, ""
	case len(cents) > 2:
		rest := strings.TrimRight(cents[2:], "0")
		if rest != "" { // 489900.00000000006, as computed
			n, err := strconv.ParseFloat(strings.ReplaceAll(whole, ",", "")+"."+cents, 64)
			if err != nil || text[mark] != '.' {
				return "", "", false
			}
			return splitCents(strconv.FormatFloat(n, 'f', 2, 64))
		}
		cents = cents[:2]
	}
	for _, m := range []string{",", "."} {
		if strings.Contains(whole, m) && !grouped(whole, m) {
			return "", "", false
		}
		whole = strings.ReplaceAll(whole, m, "")
	}
	return whole, (cents + "00")[:2], whole != "" || cents != ""
}

func splitCents(text string) (whole, cents string, ok bool) {
	whole, cents, ok = strings.Cut(text, ".")
	return whole, cents, ok
}

// grouped says whether every group but the first has three digits, or two as in India.
func grouped(whole, mark string) bool {
	groups := strings.Split(whole, mark)
	for i, g := range groups {
		if strings.Trim(g, "0123456789") != "" || i == 0 && (g == "" || len(g) > 3) || i > 0 && len(g) != 3 && (len(g) != 2 || i == len(groups)-1) {
			return false
		}
	}
	return true
}

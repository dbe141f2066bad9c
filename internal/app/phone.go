package app

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxPhones is how many numbers a person can have.
const maxPhones = 20

// parsePhones reads "NUMBER" or "LABEL=NUMBER". What is no number that can be
// understood is kept as it was written: it may still help a person.
func parsePhones(texts []string) ([]store.Phone, error) {
	if len(texts) > maxPhones {
		return nil, operator.Errorf(operator.Invalid, "a person has at most %d phones", maxPhones).Reason("too_many")
	}
	var phones []store.Phone
	for _, text := range texts {
		if err := operator.CheckName("the phone", text); err != nil {
			return nil, err
		}
		label, raw, labelled := strings.Cut(text, "=")
		if !labelled {
			label, raw = "", text
		}
		p := store.Phone{Raw: strings.TrimSpace(raw), Label: strings.TrimSpace(label)}
		if p.Raw == "" {
			return nil, operator.Errorf(operator.Invalid, "the phone %q has no number", text).
				WithHint("write it like +13035550123 or mobile=+13035550123").Reason("empty")
		}
		p.E164 = e164(p.Raw)
		if !slices.Contains(phones, p) {
			phones = append(phones, p)
		}
	}
	return phones, nil
}

// e164 is a number in the form of ITU-T E.164, where it is plain which one is
// meant: with a + and 8 to 15 digits, or a North American one of ten digits,
// with a 1 before it or without. Empty for all others.
func e164(raw string) string {
	digits := withoutSpaces(raw)
	digits, international := strings.CutPrefix(digits, "+")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	switch {
	case international && len(digits) >= 8 && len(digits) <= 15 && digits[0] != '0':
		return "+" + digits
	case international:
		return ""
	case len(digits) == 11 && digits[0] == '1':
		digits = digits[1:]
	}
	if len(digits) != 10 || digits[0] < '2' || digits[3] < '2' {
		return "" // neither an area code nor an exchange begins with 0 or 1
	}
	return "+1" + digits
}

// withoutSpaces is a number without what divides its digits.
func withoutSpaces(raw string) string {
	b := make([]byte, 0, 32)
	for _, r := range raw {
		switch r {
		case ' ', '-', '.', '(', ')', '\u00a0':
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return string(b)
}

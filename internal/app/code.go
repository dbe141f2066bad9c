package app

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxCode is the most characters of a code.
const maxCode = 40

// kindLetters begin references.
const kindLetters = "PNBHTCMU"

// checkCode refuses what cannot be typed as one word at a shell, or could be
// taken for a reference of another sort: an e-mail address, an id, C42.
func checkCode(what, code string) error {
	if err := operator.CheckName(what, code); err != nil {
		return err
	}
	bad := operator.Errorf(operator.Invalid, "%q cannot be %s", code, what).Reason("bad_code")
	if n := utf8.RuneCountInString(code); n > maxCode {
		return operator.Errorf(operator.Invalid, "%s is too long: %d characters of at most %d", what, n, maxCode).
			Reason("too_long").With("length", n).With("limit", maxCode)
	}
	for _, r := range code {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '@' || r == ',' {
			return bad.WithHint("a code is one word without @ and commas, like MR-014")
		}
	}
	if strings.HasPrefix(code, "-") || hasExternalPrefix(code) {
		return bad.WithHint("a code does not begin with - or ext:")
	}
	for _, letter := range []byte(kindLetters) {
		if operator.LooksLikeID(code, letter) {
			return bad.WithHint("%s looks like a reference; write it like MR-014", code)
		}
	}
	return nil
}

// codeOfLot is the code of a home that was given none: the community's and the
// lot, its number with three digits at least, as in MR-014 and MR-007A.
func codeOfLot(community, lot string) (string, error) {
	if lot == "" {
		return "", operator.Errorf(operator.Invalid, "a home needs a code, or a lot to make one of").
			WithHint("give --code CODE or --lot LOT").Reason("no_code")
	}
	digits := lot[:len(lot)-len(strings.TrimLeft(lot, "0123456789"))]
	if digits != "" {
		lot = strings.Repeat("0", max(0, 3-len(digits))) + lot
	}
	code := community + "-" + lot
	if err := checkCode("the code "+code, code); err != nil {
		return "", operator.Errorf(operator.Invalid, "the lot %q makes no code", lot).
			WithHint("give one: --code CODE").Reason("bad_code")
	}
	return code, nil
}

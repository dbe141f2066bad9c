package importer

import "strings"

// normalHeader is what headers have in common that mean the same: small letters and
// digits, without what a system puts before or behind. "Contact: E-mail_Address__c" is
// emailaddress.
func normalHeader(header string) string {
	text := strings.ToLower(strings.TrimSpace(header))
	text = strings.TrimSuffix(text, "__c")
	for _, table := range []string{"contact:", "account:", "lead:", "opportunity:", "contact.", "account.", "lead.", "opportunity."} {
		if rest, ok := strings.CutPrefix(text, table); ok && rest != "" {
			text = rest
			break
		}
	}
	// "account.name" is the household, not the name.
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(header)), "account") && strings.Trim(text, " _") == "name" {
		text = "accountname"
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 0xc0:
			if r == '\ufeff' || r == '\u200b' || r == '\u2011' {
				return -1
			}
			return r
		}
		return -1
	}, strings.ReplaceAll(text, "#", "no"))
}

// personOf is which person of a row a header is about, and the header without saying so:
// buyer2email is the email of the second, 1. The first is 0.
func (d dictionary) personOf(normal string) (who int, rest string) {
	if n, ok := strings.CutPrefix(normal, "co"); ok && len(n) > 1 && n[0] >= '2' && n[0] < '0'+mostPeople && d.personal(n[1:]) {
		return int(n[0] - '0'), n[1:]
	}
	for _, p := range personPrefixes {
		rest, ok := strings.CutPrefix(normal, p.prefix)
		switch {
		case ok && rest == "":
			return p.who, "name"
		case ok && d.personal(rest):
			return p.who, rest
		}
	}
	if n := len(normal) - 1; n > 0 && normal[n] >= '1' && normal[n] <= '4' {
		if rest := normal[:n]; d.personal(rest) {
			return int(normal[n] - '1'), rest
		}
	}
	return 0, normal
}

func (d dictionary) personal(normal string) bool {
	meant := d[normal]
	return len(meant) > 0 && personal(meant[0].field)
}

// personPrefixes say in front of a header which person it is about, the longest first.
var personPrefixes = []struct {
	prefix string
	who    int
}{
	{"primarybuyer", 0},
	{"primarypurchaser", 0},
	{"primary", 0},
	{"cobuyer2", 2},
	{"cobuyer3", 3},
	{"cobuyer1", 1},
	{"cobuyers", 1},
	{"cobuyer", 1},
	{"copurchaser", 1},
	{"coborrower", 1},
	{"coowner", 1},
	{"co", 1},
	{"secondarybuyer", 1},
	{"secondary", 1},
	{"secondbuyer", 1},
	{"spouse", 1},
	{"partner", 1},
	{"alt", 1},
	{"purchaser1", 0},
	{"purchaser2", 1},
	{"purchaser3", 2},
	{"purchaser4", 3},
	{"buyer1", 0},
	{"buyer2", 1},
	{"buyer3", 2},
	{"buyer4", 3},
	{"owner1", 0},
	{"owner2", 1},
	{"customer1", 0},
	{"customer2", 1},
	{"borrower1", 0},
	{"borrower2", 1},
	{"homeowner1", 0},
	{"homeowner2", 1},
	{"purchaser", 0},
	{"buyer", 0},
	{"homebuyer1", 0},
	{"homebuyer2", 1},
	{"homebuyer", 0},
	{"homeowner", 0},
	{"owner", 0},
	{"customer", 0},
	{"client", 0},
	{"contact", 0},
}

// mostPeople is how many people of a row can have columns.
const mostPeople = 9

// prefixOf is what stands before the name of a field that is about a person of a row: co_
// for the second, co2_ for the third.
func prefixOf(who int) Field {
	switch who {
	case 0:
		return ""
	case 1:
		return "co_"
	}
	return Field("co" + string(rune('0'+who)) + "_")
}

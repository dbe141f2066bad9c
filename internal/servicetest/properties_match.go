package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func testHomesMatch(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill"}))
	for code, street := range map[string]string{"OAK-1": "12 Maple Street", "OAK-2": "7 Élan Court"} {
		must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{
			Community: "OAK", Code: code,
			Address: operator.Address{Line1: street, Line2: "Unit 3B", City: "Denver", Region: "CO", Postcode: "80014", Country: "USA"},
		}))
	}
	text := func(s string) *string { return &s }
	must(t)(w.EditProperty(w.boss(), operator.EditPropertyRequest{Property: c.home, Line1: text("9 Cherry-Tree Lane"), City: text("Aurora")}))
	must(t)(w.EditProperty(w.boss(), operator.EditPropertyRequest{Property: c.other, Line1: text("11 Cherry-Tree Lane"), City: text("Aurora")}))
	for match, want := range map[string][]string{
		"maple":                   {"MR-014", "MR-015", "OAK-1"}, // a community's name, and a street
		"12 MAPLE":                {"OAK-1"},
		"12 Maple Street, Denver": {"OAK-1"},
		"élan":                    {"OAK-2"},
		"tree":                    {"MR-014", "MR-015"},
		"9 cherry-tree":           {"MR-014"},
		"oak-2":                   {"OAK-2"},
		"014":                     {"MR-014"},
		"80014 unit":              {"OAK-1", "OAK-2"},
		"aurora mr":               {"MR-014", "MR-015"},
		"hill":                    {"OAK-1", "OAK-2"},
		"ill":                     {},
		"maple denver aurora":     {},
		" , ":                     {"MR-014", "MR-015", "OAK-1", "OAK-2"},
	} {
		equal(t, match, w.listedHomes(t, c.admin, operator.ListPropertiesRequest{Match: match}), want)
	}
	equal(t, "with another filter", w.listedHomes(t, c.admin, operator.ListPropertiesRequest{Match: "maple", Community: "OAK"}), []string{"OAK-1"})
	_, err := w.ListProperties(w.boss(), operator.ListPropertiesRequest{Match: "maple\nstreet"})
	refused(t, err, operator.Invalid, "line_break")

	// Whoever may not see a home does not find it, whatever they look for.
	for who, want := range map[operator.Ref][]string{
		c.assigned: {"MR-014"}, c.wide: {"MR-014", "MR-015"}, c.buyer: {"MR-014"}, c.stranger: {"MR-015"},
		c.auditor: {"MR-014", "MR-015"}, c.outside: {}, c.former: {}, c.lender: {},
	} {
		equal(t, "cherry for "+string(who), w.listedHomes(t, who, operator.ListPropertiesRequest{Match: "cherry"}), want)
		equal(t, "denver for "+string(who), w.listedHomes(t, who, operator.ListPropertiesRequest{Match: "denver"}), map[bool][]string{true: {"OAK-1", "OAK-2"}, false: {}}[who == c.auditor])
	}

	// Who is only in a conversation of a home sees the code of its community, not its name.
	c.send(c.assigned, "For the loan.", c.lender)
	for match, want := range map[string][]string{"cherry": {"MR-014"}, "mr": {"MR-014"}, "ridge": {}} {
		equal(t, match+" for a contact", w.listedHomes(t, c.lender, operator.ListPropertiesRequest{Match: match}), want)
	}
}

package servicetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func propertyTests() []test {
	return []test{
		{"AnAddedHomeIsShownAsItWasGiven", testAnAddedHomeIsShown},
		{"AHomeWithoutACodeGetsOneOfItsLot", testCodesOfLots},
		{"CodesAreOneWordAndNoReference", testCodes},
		{"AnOldCodeNamesItsHomeForEver", testAliases},
		{"AddingHomesAgainWithAnExternalIDChangesThem", testAddingHomesAgain},
		{"CommunitiesAreEditedAndDeletedWhenEmpty", testCommunities},
		{"ABuildingHoldsHomesOfItsCommunity", testBuildings},
		{"HomesAreListedByCodeAndFiltered", testHomeLists},
		{"HomesAreFoundByTheBeginningsOfWords", testHomesMatch},
		{"AHomeWithAHistoryCannotBeDeleted", testDeletingHomes},
		{"AHiddenHomeIsAsIfItWereNotThere", testHiddenHomes},
		{"BuyersSeeOfTheirHomeWhatIsTheirs", testBuyersHome},
	}
}

func (w *World) ground(t *testing.T) {
	t.Helper()
	must(t)(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}))
}

func testAnAddedHomeIsShown(t *testing.T, w *World) {
	w.ground(t)
	b := get(w.AddBuilding(w.boss(), operator.AddBuildingRequest{Community: "mr", Number: "1"}))(t)
	address := operator.Address{Line1: "14 Maple Way", Line2: "Unit 2", City: "Aspen", Region: "CO", Postcode: "81611", Country: "US"}
	got := get(w.AddProperty(w.boss(), operator.AddPropertyRequest{
		Community: "MR", Building: "B1", Lot: "14", Plan: "Birch", Address: address, ExternalID: "erp=77",
	}))(t)
	want := operator.Property{
		Code: "MR-014", Ref: 1, Aliases: []string{}, Community: "MR", Building: b.Ref, Lot: ptr("14"), Address: address, Plan: ptr("Birch"),
		Stage: operator.PreContract, Team: []operator.PersonSummary{}, Buyers: []operator.PersonSummary{},
		ExternalIDs: map[string]string{"erp": "77"}, CreatedAt: w.Clock.Now(), UpdatedAt: w.Clock.Now(),
		Progress: operator.Progress{Total: 12}, // the steps that homes go through where nobody said which
	}
	equal(t, "the answer", got, want)
	for _, typed := range []operator.Ref{"mr-014", "H1", "ext:77", " MR-014 "} {
		equal(t, "shown by "+string(typed), get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: typed}))(t), want)
	}
}

func testCodesOfLots(t *testing.T, w *World) {
	w.ground(t)
	for lot, want := range map[string]string{"7": "MR-007", "14A": "MR-014A", "1234": "MR-1234", "B-2": "MR-B-2"} {
		p := get(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: lot}))(t)
		equal(t, "lot "+lot, p.Code, want)
	}
	_, err := w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR"})
	refused(t, err, operator.Invalid, "no_code")
	_, err = w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "Lot 7"})
	refused(t, err, operator.Invalid, "bad_code")
	_, err = w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "007"})
	refused(t, err, operator.Conflict, "code_taken")
}

func testCodes(t *testing.T, w *World) {
	w.ground(t)
	add := func(code string) error {
		return second(w.AddProperty(w.dry("P1"), operator.AddPropertyRequest{Community: "MR", Code: code}))
	}
	for _, good := range []string{"MR-014", "a", "14", "Ä-1", "P", "P-12", "C42x", strings.Repeat("x", 40)} {
		must(t)(nil, add(good))
	}
	for _, bad := range []string{
		"MR 014", "a@b", "P12", "h1", "C42", "m7", "U1", "t3", "n1", "b2", strings.Repeat("x", 41), "-x", "ext:1", "a,b", "a\tb", "a\u200bb",
		"a\x00", "\xff", "a\u202eb", "a\x1b[31m",
	} {
		if err := add(bad); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("the code %q: %v", bad, err)
		}
		if _, err := w.AddCommunity(w.dry("P1"), operator.AddCommunityRequest{Code: bad, Name: "X"}); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("the community code %q: %v", bad, err)
		}
	}
}

func testAliases(t *testing.T, w *World) {
	w.ground(t)
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Code: "Old"}))
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Code: "Other"}))
	edit := func(home operator.Ref, code string) (operator.Property, error) {
		return w.EditProperty(w.boss(), operator.EditPropertyRequest{Property: home, Code: &code})
	}
	p := get(edit("old", "New"))(t)
	equal(t, "renamed", []any{p.Code, p.Aliases}, []any{"New", []string{"Old"}})
	equal(t, "found by the old code", get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: "OLD"}))(t), p)
	_, err := edit("Other", "old")
	refused(t, err, operator.Conflict, "code_taken")
	_, err = w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Code: "OLD"})
	refused(t, err, operator.Conflict, "code_taken")
	_, err = edit("Other", "NEW")
	refused(t, err, operator.Conflict, "code_taken")

	p = get(edit("New", "NEW"))(t)
	equal(t, "in another case", []any{p.Code, p.Aliases}, []any{"NEW", []string{"Old"}})
	p = get(edit("NEW", "Old"))(t)
	equal(t, "back again", []any{p.Code, p.Aliases}, []any{"Old", []string{"NEW"}})
}

func testAddingHomesAgain(t *testing.T, w *World) {
	w.ground(t)
	must(t)(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill", ExternalID: "c9"}))
	home := operator.AddPropertyRequest{Community: "MR", Code: "MR-1", Plan: "Birch", ExternalID: "erp=1"}
	first := get(w.AddProperty(w.boss(), home))(t)
	events := w.Events()
	equal(t, "the same again", get(w.AddProperty(w.boss(), home))(t), first)
	equal(t, "events of the same again", w.Events(), events)
	got := get(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "1", ExternalID: "erp=1"}))(t)
	first.Lot = ptr("1")
	equal(t, "with a lot", got, first)
	_, err := w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "OAK", Lot: "1", ExternalID: "erp=1"})
	refused(t, err, operator.Conflict, "other_community")

	c := get(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hills", ExternalID: "c9"}))(t)
	equal(t, "the community", []any{c.Ref, c.Name}, []any{operator.CommunityID(2), "Oak Hills"})
	b := get(w.AddBuilding(w.boss(), operator.AddBuildingRequest{Community: "MR", Number: "1", ExternalID: "b"}))(t)
	again := get(w.AddBuilding(w.boss(), operator.AddBuildingRequest{Community: "MR", Number: "2", ExternalID: "b"}))(t)
	equal(t, "the building", []any{again.Ref, again.Number}, []any{b.Ref, "2"})
}

func testCommunities(t *testing.T, w *World) {
	w.ground(t)
	_, err := w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "mr", Name: "Again"})
	refused(t, err, operator.Conflict, "code_taken")
	c := get(w.EditCommunity(w.boss(), operator.EditCommunityRequest{Community: "MR", Code: ptr("MRG"), Name: ptr("Maple Ridge Grove"), ExternalID: ptr("x")}))(t)
	want := operator.Community{
		Code: "MRG", Ref: 1, Name: "Maple Ridge Grove", Team: []operator.PersonSummary{}, ExternalIDs: map[string]string{"default": "x"},
		CreatedAt: w.Clock.Now(), UpdatedAt: w.Clock.Now(),
	}
	equal(t, "edited", c, want)
	for _, typed := range []operator.Ref{"mrg", "N1", "ext:x"} {
		equal(t, "shown by "+string(typed), get(w.ShowCommunity(w.boss(), operator.CommunityRequest{Community: typed}))(t), want)
	}
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MRG", Lot: "1"}))
	_, err = w.DeleteCommunity(w.boss(), operator.CommunityRequest{Community: "MRG"})
	refused(t, err, operator.Conflict, "not_empty")
	must(t)(w.DeleteProperty(w.boss(), operator.PropertyRequest{Property: "MRG-001"}))
	must(t)(w.AssignCommunity(w.boss(), operator.AssignCommunityRequest{Community: "MRG", People: []operator.Ref{"P1"}}))
	must(t)(w.DeleteCommunity(w.boss(), operator.CommunityRequest{Community: "MRG"}))
	_, err = w.ShowCommunity(w.boss(), operator.CommunityRequest{Community: "MRG"})
	refused(t, err, operator.NotFound, "")
	equal(t, "assigned to what was deleted", w.listedHomes(t, "P1", operator.ListPropertiesRequest{With: "P1"}), []string{})
}

func testBuildings(t *testing.T, w *World) {
	w.ground(t)
	must(t)(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill"}))
	for _, lot := range []string{"1", "2", "3"} {
		must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: lot}))
	}
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "OAK", Lot: "1"}))
	b := get(w.AddBuilding(w.boss(), operator.AddBuildingRequest{Community: "MR", Number: "10", Name: "North", Properties: []operator.Ref{"MR-002", "MR-001"}}))(t)
	equal(t, "added", b, operator.Building{
		Ref: 1, Community: "MR", Number: "10", Name: ptr("North"), Properties: []string{"MR-001", "MR-002"},
		ExternalIDs: map[string]string{}, CreatedAt: w.Clock.Now(), UpdatedAt: w.Clock.Now(),
	})
	_, err := w.AddBuilding(w.boss(), operator.AddBuildingRequest{Community: "MR", Number: "10"})
	refused(t, err, operator.Conflict, "number_taken")
	_, err = w.AddBuilding(w.boss(), operator.AddBuildingRequest{Community: "OAK", Number: "10", Properties: []operator.Ref{"MR-001"}})
	refused(t, err, operator.Invalid, "other_community")
	equal(t, "what a refused request leaves", len(get(w.ListBuildings(w.boss(), operator.ListBuildingsRequest{}))(t).Items), 1)
	_, err = w.EditProperty(w.boss(), operator.EditPropertyRequest{Property: "OAK-001", Building: ptr(operator.Ref("B1"))})
	refused(t, err, operator.Invalid, "other_community")

	b = get(w.EditBuilding(w.boss(), operator.EditBuildingRequest{Building: "b1", Properties: &[]operator.Ref{"MR-002", "MR-003"}}))(t)
	equal(t, "its homes replaced", b.Properties, []string{"MR-002", "MR-003"})
	events := w.Events()
	must(t)(w.EditBuilding(w.boss(), operator.EditBuildingRequest{Building: "b1", Number: ptr("10"), Properties: &[]operator.Ref{"MR-003", "MR-002"}}))
	equal(t, "events of an edit to the same", w.Events(), events)

	_, err = w.DeleteBuilding(w.boss(), operator.BuildingRequest{Building: "B1"})
	refused(t, err, operator.Conflict, "not_empty")
	must(t)(w.EditProperty(w.boss(), operator.EditPropertyRequest{Property: "MR-003", Building: ptr(operator.Ref(""))}))
	must(t)(w.EditBuilding(w.boss(), operator.EditBuildingRequest{Building: "B1", Properties: &[]operator.Ref{}}))
	must(t)(w.DeleteBuilding(w.boss(), operator.BuildingRequest{Building: "B1"}))
	_, err = w.ShowBuilding(w.boss(), operator.BuildingRequest{Building: "B1"})
	refused(t, err, operator.NotFound, "")
}

func (w *World) listedHomes(t *testing.T, who operator.Ref, req operator.ListPropertiesRequest) []string {
	t.Helper()
	codes := []string{}
	for req.Limit = 2; ; {
		page := get(w.ListProperties(w.As(who), req))(t)
		for _, p := range page.Items {
			codes = append(codes, p.Code)
		}
		if req.Cursor = page.Next; req.Cursor == "" {
			return codes
		}
	}
}

func testHomeLists(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill"}))
	for _, code := range []string{"oak-2", "OAK-1", "Z", "a"} {
		must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "OAK", Code: code}))
	}
	must(t)(w.AddBuilding(w.boss(), operator.AddBuildingRequest{Community: "OAK", Number: "1", Properties: []operator.Ref{"Z", "a"}}))
	for name, list := range map[string]struct {
		who  operator.Ref
		req  operator.ListPropertiesRequest
		want []string
	}{
		"all":              {c.admin, operator.ListPropertiesRequest{}, []string{"a", "MR-014", "MR-015", "OAK-1", "oak-2", "Z"}},
		"of a community":   {c.admin, operator.ListPropertiesRequest{Community: "oak"}, []string{"a", "OAK-1", "oak-2", "Z"}},
		"of a building":    {c.admin, operator.ListPropertiesRequest{Building: "B1"}, []string{"a", "Z"}},
		"by stage":         {c.admin, operator.ListPropertiesRequest{Stage: operator.UnderContract}, []string{"MR-014", "MR-015"}},
		"of a buyer":       {c.admin, operator.ListPropertiesRequest{With: c.buyer}, []string{"MR-014"}},
		"of a former one":  {c.admin, operator.ListPropertiesRequest{With: c.former}, []string{}},
		"of a team member": {c.admin, operator.ListPropertiesRequest{With: c.assigned}, []string{"MR-014"}},
		"of a whole team":  {c.assigned, operator.ListPropertiesRequest{With: c.wide}, []string{"MR-014"}},
		"to the assigned":  {c.assigned, operator.ListPropertiesRequest{}, []string{"MR-014"}},
		"to the community": {c.wide, operator.ListPropertiesRequest{}, []string{"MR-014", "MR-015"}},
		"to others":        {c.outside, operator.ListPropertiesRequest{}, []string{}},
		"to an auditor":    {c.auditor, operator.ListPropertiesRequest{Community: "MR"}, []string{"MR-014", "MR-015"}},
		"to a buyer":       {c.buyer, operator.ListPropertiesRequest{}, []string{"MR-014"}},
		"to a former one":  {c.former, operator.ListPropertiesRequest{}, []string{}},
	} {
		equal(t, name, w.listedHomes(t, list.who, list.req), list.want)
	}
	_, err := w.ListProperties(w.boss(), operator.ListPropertiesRequest{Stage: "sold"})
	refused(t, err, operator.Invalid, "bad_stage")
}

func testDeletingHomes(t *testing.T, w *World) {
	c := newCast(t, w)
	_, err := w.DeleteProperty(w.boss(), operator.PropertyRequest{Property: c.home})
	refused(t, err, operator.Conflict, "has_history")
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "16"}))
	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: "MR-016", People: []operator.Ref{c.outside}}))
	must(t)(w.SendMessage(w.As(c.outside), operator.SendMessageRequest{Property: "MR-016", To: []operator.Ref{c.wide}, Body: "Hello"}))
	_, err = w.DeleteProperty(w.boss(), operator.PropertyRequest{Property: "MR-016"})
	refused(t, err, operator.Conflict, "has_history")

	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "17"}))
	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: "MR-017", People: []operator.Ref{c.outside}}))
	_, err = w.DeleteProperty(w.As(c.outside), operator.PropertyRequest{Property: "MR-017"})
	refused(t, err, operator.Denied, "not_allowed")
	must(t)(w.DeleteProperty(w.boss(), operator.PropertyRequest{Property: "MR-017"}))
	_, err = w.ShowProperty(w.boss(), operator.PropertyRequest{Property: "MR-017"})
	refused(t, err, operator.NotFound, "")
	equal(t, "homes of who was assigned to it", w.listedHomes(t, c.outside, operator.ListPropertiesRequest{}), []string{"MR-016"})
}

func testHiddenHomes(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, who := range []operator.Ref{c.stranger, c.former, c.lender, c.outside} {
		for name, call := range map[string]func(operator.Ref) error{
			"show": func(p operator.Ref) error {
				return second(w.ShowProperty(w.As(who), operator.PropertyRequest{Property: p}))
			},
			"edit": func(p operator.Ref) error {
				return second(w.EditProperty(w.As(who), operator.EditPropertyRequest{Property: p, Plan: ptr("X")}))
			},
			"delete": func(p operator.Ref) error {
				return second(w.DeleteProperty(w.As(who), operator.PropertyRequest{Property: p}))
			},
			"assign": func(p operator.Ref) error {
				return second(w.AssignProperty(w.As(who), operator.AssignRequest{Property: p, People: []operator.Ref{c.wide}}))
			},
			"open": func(p operator.Ref) error {
				return second(w.OpenTransaction(w.As(who), operator.OpenTransactionRequest{Property: p, Buyers: []operator.Ref{c.buyer}}))
			},
			"sale": func(p operator.Ref) error {
				return second(w.ShowTransaction(w.As(who), operator.TransactionRequest{Transaction: p}))
			},
			"list of sales": func(p operator.Ref) error {
				return second(w.ListTransactions(w.As(who), operator.ListTransactionsRequest{Property: p}))
			},
			"explain": func(p operator.Ref) error {
				return second(w.Explain(w.As(who), operator.ExplainRequest{Person: who, Object: p}))
			},
		} {
			t.Run(fmt.Sprint(name, " by ", who), func(t *testing.T) {
				sameAsMissing(t, call("MR-014"), call("MR-914"), "MR-014", "MR-914")
				sameAsMissing(t, call("ext:MR-014"), call("ext:MR-914"), "MR-014", "MR-914")
			})
		}
	}
}

func testBuyersHome(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.EditProperty(w.boss(), operator.EditPropertyRequest{Property: c.home, Code: ptr("MR-14")}))
	p := get(w.ShowProperty(w.As(c.buyer), operator.PropertyRequest{Property: c.home}))(t)
	got := []any{p.Code, p.Aliases, p.ExternalIDs, p.Transaction, p.PrimaryContact.Name, p.PrimaryContact.Email, names(p.Team), names(p.Buyers)}
	equal(t, "to a buyer", got, []any{
		"MR-14",
		[]string{},
		map[string]string{},
		operator.TransactionID(2), "Tess Assigned", (*string)(nil),
		[]string{"Tess Assigned", "Will Wide"},
		[]string{"Ben Buyer", "Cora Cobuyer"},
	})
	c.send(c.assigned, "Hello", c.lender)
	p = get(w.ShowProperty(w.As(c.lender), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "to a contact in a conversation", []any{p.Transaction, names(p.Team), names(p.Buyers)},
		[]any{operator.TransactionID(0), []string{"Tess Assigned"}, []string{}})
	community := get(w.ShowCommunity(w.As(c.buyer), operator.CommunityRequest{Community: "MR"}))(t)
	equal(t, "the community to a buyer", []any{community.Properties, names(community.Team)}, []any{1, []string{"Will Wide"}})
}

package servicetest

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// mergedFileTests is about files that still name somebody who was merged into another.
func mergedFileTests() []test {
	return []test{
		{"AnAddressOfWhoWasMergedLeadsToWhoWasKept", testMergedAddresses},
		{"AnAddressOfWhoWasMergedIsWhoseItIsNow", testMergedAddressOfAnother},
		{"AFileSaysOfWhoWasMergedWhatItSaidBefore", testMergedRows},
		{"AnIdOfWhoWasMergedIsNoConflict", testMergedIDs},
		{"AnAddressThatCanBeOfTwoWhoWereMergedIsAnswered", testMergedAmbiguous},
		{"AnAddressThatBeginsLikeANumberIsAnAddress", testAddressLikeANumber},
	}
}

// again imports a file that went in before: nothing of it is new, and nothing is recorded.
func (c *cast) again(what string, kind operator.ImportKind, file string) operator.Import {
	c.t.Helper()
	before := c.Events()
	i := c.importing(c.t, operator.ImportRequest{Kind: kind}, file)
	equal(c.t, what, []any{i.Unchanged, i.Created + i.Updated + i.Rejected, c.Events() - before}, []any{i.Rows, 0, 0})
	return i
}

const (
	talkOfTwo = "Property,From,To,Sent At,Body,Thread\n" +
		"MR-014,cora@example.com,tess@example.com,2026-02-02T10:00:00Z,When is the walk?,7\n" +
		"MR-014,tess@example.com,Cora Cobuyer <cora@example.com>; ben@example.com,2026-02-03T10:00:00Z,On Friday.,8\n" +
		"MR-014,ext:22,tess@example.com,2026-02-04T10:00:00Z,Good.,7\n"
	salesOfTwo   = "Property,Buyers,Contract Date\nMR-016,cora@example.com,2026-02-01\n"
	updatesOfTwo = "Property,Body,From,Sent At\nMR-014,The roof is on.,nora@example.com,2026-03-04\n"
)

func testMergedAddresses(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddProperty(c.boss(), operator.AddPropertyRequest{Code: "MR-016", Community: "MR"}))
	for who, id := range map[operator.Ref]string{c.buyer: "crm=11", c.cobuyer: "crm=22"} {
		must(t)(w.EditPerson(c.boss(), operator.EditPersonRequest{Person: who, ExternalID: ptr(id)}))
	}
	files := map[operator.ImportKind]string{
		operator.ImportMessages: talkOfTwo, operator.ImportTransactions: salesOfTwo, operator.ImportUpdates: updatesOfTwo,
	}
	kinds := []operator.ImportKind{operator.ImportMessages, operator.ImportTransactions, operator.ImportUpdates}
	for _, kind := range kinds {
		i := w.importing(t, operator.ImportRequest{Kind: kind}, files[kind])
		equal(t, string(kind), i.Created, i.Rows)
	}
	c.merge(c.buyer, c.cobuyer)
	c.merge(c.assigned, c.outside)
	for _, kind := range kinds {
		c.again(string(kind)+" after the merge", kind, files[kind])
	}
	more := strings.ReplaceAll(talkOfTwo, "2026-02", "2026-03")
	i := w.importing(t, operator.ImportRequest{Kind: operator.ImportMessages}, more)
	equal(t, "more of them", counts(i), "applied: 3 rows, 3 created, 0 updated, 0 unchanged, 0 rejected")
	equal(t, "what is told", codes(i.Warnings), []string{"1 merged", "2 merged", "3 merged"})
	equal(t, "who wrote", c.writers(i), []string{"Ben Buyer", "Tess Assigned", "Ben Buyer"})
	post := strings.ReplaceAll(updatesOfTwo, "roof is on", "doors are in")
	i = w.importing(t, operator.ImportRequest{Kind: operator.ImportUpdates}, post)
	equal(t, "an update", append(codes(i.Warnings), counts(i)), []string{"1 merged", "applied: 1 rows, 1 created, 0 updated, 0 unchanged, 0 rejected"})
}

// writers is who wrote the messages that an import made, in the order of its changes.
func (c *cast) writers(i operator.Import) []string {
	c.t.Helper()
	var names []string
	for _, change := range i.Changes {
		m := must(c.t)(c.ShowMessage(c.boss(), operator.ShowMessageRequest{Message: operator.Ref(change.Object)})).(operator.Message)
		names = append(names, m.Author.Name)
	}
	return names
}

func testMergedAddressOfAnother(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.ImportRequest{Kind: operator.ImportMessages}
	file := "Property,From,To,Sent At,Body\nMR-014,cora@example.com,tess@example.com,2026-02-02T10:00:00Z,When?\n"
	c.merge(c.buyer, c.cobuyer)
	must(t)(w.UndoMerge(c.boss(), operator.PersonRequest{Person: c.buyer}))
	equal(t, "after the way back", c.writers(w.importing(t, req, file)), []string{"Cora Cobuyer"})
	c.merge(c.buyer, c.cobuyer)
	c.again("after the merge", operator.ImportMessages, file)
	must(t)(w.AddPerson(c.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Cora Newcomer", Email: "cora@example.com"}))
	other := strings.ReplaceAll(file, "When?", "Who am I?")
	equal(t, "of somebody new", c.writers(w.importing(t, req, other)), []string{"Cora Newcomer"})
	named := strings.ReplaceAll(file, "cora@example.com", "Cora Cobuyer <cora@example.com>")
	c.again("by name and address", operator.ImportMessages, named)
	c.withdraw()
	must(t)(w.ErasePerson(c.boss(), operator.ErasePersonRequest{Person: c.buyer, Reason: "asked", Confirmed: true}))
	i := w.importing(t, req, named)
	equal(t, "of who was erased", codes(i.Errors), []string{"1 not_found"})
}

func testMergedRows(t *testing.T, w *World) {
	c := newCast(t, w)
	rows := []string{
		"Ann Lee,,303-555-0123,Owner,\n",                 // has no address, and gets the one of the next
		"Ann Lee,ann@home.example,720-555-0199,Agent,\n", // is merged into her
		"Bo Roe,bo@home.example,,,\n",
		"B. Roe,bo@home.example,,Chef,\n",
	}
	file := "Name,Email,Phone,Title,External ID\n" + strings.Join(rows, "")
	made := w.importing(t, operator.ImportRequest{Kind: operator.ImportBuyers}, file)
	equal(t, "the first time", counts(made), "applied: 4 rows, 4 created, 0 updated, 0 unchanged, 0 rejected")
	for i := 0; i < 4; i += 2 {
		c.merge(operator.Ref(made.Changes[i].Object), operator.Ref(made.Changes[i+1].Object))
	}
	for range 2 {
		i := c.again("again", operator.ImportBuyers, file)
		equal(t, "the warnings", len(i.Warnings), 2)
		slices.Reverse(rows)
		file = "Name,Email,Phone,Title,External ID\n" + strings.Join(rows, "")
	}
	edited := "Name,Email,Phone,Title\nAnn Lee,ann@home.example,,Owner of two\n"
	i := w.importing(t, operator.ImportRequest{Kind: operator.ImportBuyers}, edited)
	equal(t, "what is new of her", counts(i), "applied: 1 rows, 0 created, 1 updated, 0 unchanged, 0 rejected")
}

func testMergedIDs(t *testing.T, w *World) {
	c := newCast(t, w)
	req := operator.ImportRequest{Kind: operator.ImportBuyers}
	file := "Name,Email,External ID\nAnn Lee,,crm=1\nAnn Lee,ann@home.example,crm=2\n"
	made := w.importing(t, req, file)
	c.merge(operator.Ref(made.Changes[0].Object), operator.Ref(made.Changes[1].Object))
	c.again("the file", operator.ImportBuyers, file)
	more := strings.ReplaceAll(file, "ann@home.example,", "ann.lee@home.example,")
	c.again("a changed address", operator.ImportBuyers, more)
	titled := "Name,Email,Title,External ID\nAnn Lee,ann@home.example,Ms.,crm=2\n"
	c.again("a title", operator.ImportBuyers, titled)
	third := "Name,Email,External ID\nAnn Lee,ann@home.example,crm=3\n"
	i := w.importing(t, req, third)
	equal(t, "an id that nobody had", codes(i.Conflicts), []string{"1 other_external_id"})
}

func testMergedAmbiguous(t *testing.T, w *World) {
	c := newCast(t, w)
	for _, name := range []string{"Ann Lee", "Bo Lee"} {
		must(t)(w.AddPerson(c.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: name, Email: "home@example.com"}))
	}
	found := get(w.ListPeople(c.boss(), operator.ListPeopleRequest{Kind: operator.Buyer, Paging: operator.Paging{Limit: 100}}))(t).Items
	for _, p := range found {
		if into, ok := map[string]operator.Ref{"Ann Lee": c.buyer, "Bo Lee": c.cobuyer}[p.Name]; ok {
			c.merge(into, ref(p.Ref))
		}
	}
	req := operator.ImportRequest{Kind: operator.ImportMessages}
	file := "Property,From,To,Sent At,Body\nMR-014,home@example.com,tess@example.com,2026-02-02T10:00:00Z,When?\n"
	equal(t, "an address of two", codes(w.importing(t, req, file).Errors), []string{"1 ambiguous"})
	named := strings.ReplaceAll(file, "home@", "Bo Lee <home@")
	named = strings.ReplaceAll(named, "example.com,tess", "example.com>,tess")
	equal(t, "with the name", c.writers(w.importing(t, req, named)), []string{"Cora Cobuyer"})
}

func testAddressLikeANumber(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddPerson(c.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Pat Seven", Email: "p2@home.example"}))
	file := "Property,From,To,Sent At,Body\nMR-014,p2@home.example,tess@example.com,2026-02-02T10:00:00Z,When?\n" +
		"MR-014,tess@example.com,Pat Seven <p2@home.example>,2026-02-03T10:00:00Z,On Friday.\n"
	i := w.importing(t, operator.ImportRequest{Kind: operator.ImportMessages}, file)
	equal(t, "who wrote", c.writers(i), []string{"Pat Seven", "Tess Assigned"})
}

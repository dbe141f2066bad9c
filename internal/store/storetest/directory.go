package storetest

import (
	"errors"
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func putPeople(f *fixture, people ...store.Person) {
	f.Helper()
	f.update(func(tx store.Tx) error {
		for _, p := range people {
			if err := tx.PutPerson(&p); err != nil {
				return err
			}
		}
		return nil
	})
}

func personID(p store.Person) operator.PersonID { return p.ID }

func peopleFound(f *fixture) {
	putPeople(f,
		store.Person{Kind: operator.Buyer, Name: "Anne-Marie O'Neil", Email: "Am@Example.com", External: store.External{"crm": "K1", "erp": "K1"}},
		store.Person{Kind: operator.Team, Name: "Bob", Email: "am@example.COM ", External: store.External{"crm": "k1"}},
		store.Person{Kind: operator.Contact, Name: "Anneke Élan"},
	)
	byEmail := func(email string) []operator.PersonID {
		return each(ask(f, func(r store.Reader) ([]store.Person, error) { return r.PeopleByEmail(email) }), personID)
	}
	byID := func(id string) []operator.PersonID {
		return each(ask(f, func(r store.Reader) ([]store.Person, error) { return r.PeopleByExternalID(id) }), personID)
	}
	byWord := func(word string) []operator.PersonID {
		return each(list(f, func(r store.Reader) iter.Seq2[store.Person, error] { return r.PeopleByWord(word) }), personID)
	}
	type ids = []operator.PersonID
	same(f, "two share an address, in any case", byEmail(" aM@eXample.com"), ids{1, 2})
	same(f, "an address is looked for whole", byEmail("am@example.co"), nil)
	same(f, "ids of other systems count case", byID("K1"), ids{1})
	same(f, "once each, though two words begin so", byWord("AN"), ids{1, 3})
	same(f, "a word in a word", byWord("marie"), ids{1})
	same(f, "a word with its mark", byWord("o'neil"), ids{1})
	same(f, "a domain", byWord("example.c"), ids{1, 2})
	same(f, "a letter with an accent", byWord("É"), ids{3})

	putPeople(f, store.Person{ID: 1, Kind: operator.Buyer, Name: "Zoe"})
	same(f, "the old address", byEmail("am@example.com"), ids{2})
	same(f, "the old id", byID("K1"), nil)
	same(f, "the old words", byWord("an"), ids{3})
	f.update(func(tx store.Tx) error { return tx.DeletePerson(2) })
	same(f, "the address of nobody", byEmail("am@example.com"), nil)
}

func peopleListed(f *fixture) {
	putPeople(f,
		store.Person{Kind: operator.Team, Name: "dora"},
		store.Person{Kind: operator.Buyer, Name: "Ann"},
		store.Person{Kind: operator.Buyer, Name: "Dora"},
		store.Person{Kind: operator.Contact, Name: "ANN"},
		store.Person{Kind: operator.Buyer, Name: "Ann Lee"},
		store.Person{Kind: operator.Buyer, Name: "ann"},
	)
	listed := func(kind operator.PersonKind, after store.NamePlace) []operator.PersonID {
		return each(list(f, func(r store.Reader) iter.Seq2[store.Person, error] { return r.People(kind, after) }), personID)
	}
	type ids = []operator.PersonID
	same(f, "everybody", listed("", store.NamePlace{}), ids{2, 4, 6, 5, 1, 3})
	same(f, "everybody past a place", listed("", store.NamePlace{Name: "ann", ID: 4}), ids{6, 5, 1, 3})
	same(f, "past a place where nobody stands", listed("", store.NamePlace{Name: "ann", ID: 5}), ids{6, 5, 1, 3})
	same(f, "buyers", listed(operator.Buyer, store.NamePlace{}), ids{2, 6, 5, 3})
	same(f, "buyers past a place", listed(operator.Buyer, store.NamePlace{Name: "ann", ID: 2}), ids{6, 5, 3})
	same(f, "past the last", listed(operator.Team, store.NamePlace{Name: "dora", ID: 1}), nil)
}

func assignments(f *fixture) {
	toHome := store.Assignment{Property: 1, Person: 2, Since: at(1)}
	toCommunity := store.Assignment{Community: 1, Person: 3, Since: at(2)}
	both := store.Assignment{Property: 1, Person: 1, Since: at(3)}
	f.update(func(tx store.Tx) error {
		return errors.Join(tx.PutAssignment(toHome), tx.PutAssignment(toCommunity), tx.PutAssignment(both),
			tx.PutAssignment(store.Assignment{Community: 2, Person: 2, Since: at(4)}))
	})
	f.view(func(r store.Reader) error {
		ofHome, err1 := r.PropertyTeam(1)
		ofCommunity, err2 := r.CommunityTeam(1)
		of2, err3 := r.AssignmentsOf(2)
		same(f, "the team of the home", ofHome, []store.Assignment{both, toHome})
		same(f, "the team of the community", ofCommunity, []store.Assignment{toCommunity})
		same(f, "what somebody is assigned to", of2, []store.Assignment{{Community: 2, Person: 2, Since: at(4)}, toHome})
		for _, c := range []struct {
			who  operator.PersonID
			home operator.PropertyID
			in   operator.CommunityID
			want bool
		}{{2, 1, 1, true}, {3, 1, 1, true}, {3, 9, 1, true}, {3, 1, 2, false}, {2, 9, 1, false}, {3, 0, 0, false}} {
			is, err := r.Assigned(c.who, c.home, c.in)
			if is != c.want || err != nil {
				f.Errorf("Assigned(%v, %v, %v) is %v, %v", c.who, c.home, c.in, is, err)
			}
		}
		return errors.Join(err1, err2, err3)
	})
	f.update(func(tx store.Tx) error {
		return tx.DeleteAssignment(store.Assignment{Property: 1, Person: 2})
	})
	same(f, "the team without who left",
		ask(f, func(r store.Reader) ([]store.Assignment, error) { return r.PropertyTeam(1) }), []store.Assignment{both})
}

// refused wants a code to be refused, and the transaction to be as before.
func refused(f *fixture, what string, put func(store.Tx) error) {
	f.Helper()
	err := f.store.Update(f.Context(), put)
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || e.Code != operator.Conflict || e.Details["reason"] != "code_taken" {
		f.Errorf("%s: got %v", what, err)
	}
}

func codesOfHomes(f *fixture) {
	f.update(func(tx store.Tx) error {
		return errors.Join(
			tx.PutProperty(&store.Property{Code: "MR-014", Aliases: []string{"OLD-1"}, Community: 1}),
			tx.PutProperty(&store.Property{Code: "MR-015", Community: 1}))
	})
	put := func(p store.Property) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.PutProperty(&p) }
	}
	refused(f, "the code of another", put(store.Property{Code: " mr-014"}))
	refused(f, "an old code of another", put(store.Property{Code: "old-1"}))
	refused(f, "a code of another as an alias", put(store.Property{ID: 2, Code: "MR-016", Aliases: []string{"MR-014"}}))
	f.update(put(store.Property{ID: 2, Code: "mr-015", Aliases: []string{"MR-015"}, Community: 1}))
	f.update(put(store.Property{ID: 1, Code: "MR-114", Aliases: []string{"OLD-1", "MR-014"}, Community: 1}))
	for code, want := range map[string]operator.PropertyID{"mr-114": 1, "mr-014": 1, "Old-1": 1, "MR-015 ": 2} {
		got := find(f, func(r store.Reader) (store.Property, bool, error) { return r.PropertyByCode(code) })
		same(f, code, got.ID, want)
	}
	homes := list(f, func(r store.Reader) iter.Seq2[store.Property, error] { return r.Properties(0, 0, "") })
	same(f, "each home is listed once", each(homes, propertyID), []operator.PropertyID{2, 1})
}

func propertyID(p store.Property) operator.PropertyID { return p.ID }

func codesOfCommunities(f *fixture) {
	put := func(c store.Community) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.PutCommunity(&c) }
	}
	f.update(put(store.Community{Code: "Lake", External: store.External{"crm": "L"}}))
	f.update(put(store.Community{Code: "hill"}))
	refused(f, "the code of another", put(store.Community{Code: "LAKE "}))
	f.update(put(store.Community{ID: 1, Code: "lake", Name: "Lakeside"}))
	got := find(f, func(r store.Reader) (store.Community, bool, error) { return r.CommunityByCode("LAKE") })
	same(f, "found", got, store.Community{ID: 1, Code: "lake", Name: "Lakeside"})
	listed := func(after string) []string {
		all := list(f, func(r store.Reader) iter.Seq2[store.Community, error] { return r.Communities(after) })
		return each(all, func(c store.Community) string { return c.Code })
	}
	same(f, "by code", listed(""), []string{"hill", "lake"})
	same(f, "past a code", listed("HILL"), []string{"lake"})
	f.update(func(tx store.Tx) error { return tx.DeleteCommunity(1) })
	f.update(put(store.Community{Code: "LAKE"}))
}

func placesListed(f *fixture) {
	f.update(func(tx store.Tx) error {
		for _, p := range []store.Property{
			{Code: "B-2", Community: 1, Building: 1},
			{Code: "a-10", Community: 1},
			{Code: "A-1", Community: 2, Building: 2},
			{Code: "B-1", Community: 1, Building: 1, External: store.External{"crm": "B1"}},
			{Code: "A", Aliases: []string{"Z"}, Community: 1},
		} {
			if err := tx.PutProperty(&p); err != nil {
				return err
			}
		}
		return errors.Join(
			tx.PutBuilding(&store.Building{Community: 1, Number: "2"}), tx.PutBuilding(&store.Building{Community: 1, Number: "1"}),
			tx.PutBuilding(&store.Building{Community: 2, Number: "1"}), tx.PutBuilding(&store.Building{Community: 1, Number: "1"}))
	})
	homes := func(in operator.CommunityID, of operator.BuildingID, after string) []operator.PropertyID {
		return each(list(f, func(r store.Reader) iter.Seq2[store.Property, error] { return r.Properties(in, of, after) }), propertyID)
	}
	type ids = []operator.PropertyID
	same(f, "all", homes(0, 0, ""), ids{5, 3, 2, 4, 1})
	same(f, "all past a code", homes(0, 0, "A-1"), ids{2, 4, 1})
	same(f, "all past a code that nobody has", homes(0, 0, "a-0"), ids{3, 2, 4, 1})
	same(f, "of a community", homes(1, 0, ""), ids{5, 2, 4, 1})
	same(f, "of a community past a code", homes(1, 0, "A-10"), ids{4, 1})
	same(f, "of a building", homes(0, 1, ""), ids{4, 1})
	same(f, "of a building past a code", homes(1, 1, "b-1"), ids{1})
	same(f, "of a building elsewhere", homes(2, 1, ""), nil)
	count := func(in operator.CommunityID) int {
		return ask(f, func(r store.Reader) (int, error) { return r.CountProperties(in) })
	}
	same(f, "counts", []int{count(0), count(1), count(2), count(3)}, []int{5, 4, 1, 0})
	buildings := func(in operator.CommunityID, after store.BuildingPlace) []operator.BuildingID {
		rows := list(f, func(r store.Reader) iter.Seq2[store.Building, error] { return r.Buildings(in, after) })
		return each(rows, func(b store.Building) operator.BuildingID { return b.ID })
	}
	same(f, "buildings by number", buildings(1, store.BuildingPlace{}), []operator.BuildingID{2, 4, 1})
	same(f, "buildings past a place", buildings(1, store.BuildingPlace{Number: "1", ID: 2}), []operator.BuildingID{4, 1})
	same(f, "all buildings past a place", buildings(0, store.BuildingPlace{ID: 2}), []operator.BuildingID{3, 4})
	f.update(func(tx store.Tx) error { return errors.Join(tx.DeleteProperty(4), tx.DeleteBuilding(2)) })
	same(f, "homes after a deletion", homes(0, 1, ""), ids{1})
	same(f, "buildings after a deletion", buildings(1, store.BuildingPlace{}), []operator.BuildingID{4, 1})
}

func salesFound(f *fixture) {
	f.update(func(tx store.Tx) error {
		for _, s := range []store.Sale{
			{Property: 1, Buyers: []store.SaleBuyer{{Person: 7}, {Person: 8}}, External: store.External{"crm": "S1"}},
			{Property: 2, Buyers: []store.SaleBuyer{{Person: 8}}},
			{Property: 1, Buyers: []store.SaleBuyer{{Person: 9}}},
		} {
			if err := tx.PutSale(&s); err != nil {
				return err
			}
		}
		return nil
	})
	saleID := func(s store.Sale) operator.TransactionID { return s.ID }
	type ids = []operator.TransactionID
	of := func(id operator.PersonID) ids {
		return each(ask(f, func(r store.Reader) ([]store.Sale, error) { return r.SalesOf(id) }), saleID)
	}
	same(f, "of a home", each(ask(f, func(r store.Reader) ([]store.Sale, error) { return r.Sales(1) }), saleID), ids{1, 3})
	same(f, "of a buyer", of(8), ids{1, 2})
	same(f, "by id", each(ask(f, func(r store.Reader) ([]store.Sale, error) { return r.SalesByExternalID("S1") }), saleID), ids{1})
	same(f, "all past one", each(list(f, func(r store.Reader) iter.Seq2[store.Sale, error] { return r.AllSales(1) }), saleID), ids{2, 3})
	f.update(func(tx store.Tx) error {
		return tx.PutSale(&store.Sale{ID: 1, Property: 1, Buyers: []store.SaleBuyer{{Person: 7}}})
	})
	same(f, "of who is a buyer no more", of(8), ids{2})
}

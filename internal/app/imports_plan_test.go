package app

import (
	"reflect"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestWhatARowDoesIsReadAsItWasWrittenAside has everything that a row can say of a person.
// A field that a row can fill and that is missing here is lost.
func TestWhatARowDoesIsReadAsItWasWrittenAside(t *testing.T) {
	p, err := (&App{}).newPlan()
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	name := "Maya <Ortiz>"
	want := []deed{
		{row: 1, made: store.Person{Kind: operator.Buyer, Name: "Ben Berg"}},
		{row: 300, made: store.Person{
			Kind: operator.Team, Role: operator.Admin, Name: name, Email: "maya@acme.example", Title: "Broker",
			Phones:   []store.Phone{{Raw: "303-555-0123", E164: "+13035550123", Label: "work"}, {Raw: "x"}},
			External: store.External{"default": "1", "crm": "C-9"},
		}},
		{row: 300, edit: &operator.EditPersonRequest{Person: "P7", Name: &name, Phones: &[]string{"work=303-555-0123"}}},
	}
	for _, d := range want {
		if err := p.add(d); err != nil {
			t.Fatal(err)
		}
	}
	var got []deed
	for some, err := range p.some(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, todo := range some {
			if todo.rec.Row != todo.deed.row {
				t.Errorf("row %d is done as row %d", todo.deed.row, todo.rec.Row)
			}
			got = append(got, *todo.deed)
		}
	}
	for i := range want {
		if want[i].edit == nil {
			want[i].told = personContent(want[i].made).appendJSON(nil)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestAPlanThatIsCutShortIsAnError(t *testing.T) {
	whole, err := deed{row: 1, made: store.Person{Kind: operator.Buyer, Name: "Ben Berg", Phones: []store.Phone{{Raw: "1"}}}}.add(nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if _, err := readDeed(string(whole[:n])); err == nil {
			t.Errorf("%d of %d bytes are read as a whole", n, len(whole))
		}
	}
}

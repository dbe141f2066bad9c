package app

import (
	"encoding/json"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// TestAPersonInAnEventIsWrittenAsJSONWritesThem: the digest is of these bytes.
func TestAPersonInAnEventIsWrittenAsJSONWritesThem(t *testing.T) {
	strange := "M\u00e4<ria> \"&\" \\ \u2028 \x00 \xff"
	for _, p := range []store.Person{
		{Name: "Maya Ortiz"},
		{
			Name: "Maya Ortiz", Email: "maya@acme.example", Title: "Broker", Role: "admin",
			Phones:   []store.Phone{{Raw: "303-555-0123", E164: "+13035550123", Label: "work"}, {Raw: "x"}},
			External: store.External{"default": "1", "crm": "C-9", "a<b": "é"},
		},
		{Name: strange, Email: strange, Title: strange, Phones: []store.Phone{{Raw: strange}}, External: store.External{strange: strange}},
	} {
		told := personContent(p)
		got := string(told.appendJSON(nil))
		if told.External == nil {
			told.External = store.External{}
		}
		if told.Phones == nil {
			told.Phones = []store.Phone{}
		}
		want, err := json.Marshal(told)
		if err != nil || got != string(want) {
			t.Errorf("got\n%s\nwant\n%s (%v)", got, want, err)
		}
	}
}

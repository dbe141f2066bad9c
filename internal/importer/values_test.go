package importer

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestLotsThatAreOneHaveOneKey(t *testing.T) {
	t.Parallel()
	for key, lots := range map[string][]string{
		"9":    {"9", "009", "Lot 9", "LOT #9", "L-9", "L9", "lot no. 09", "Unit 9", "Homesite 009", " 9 ", "#9"},
		"12a":  {"12A", "012a", "Lot 12 A", "L-12A"},
		"0":    {"0", "000"},
		"a1":   {"A1", "a1"},
		"9-b":  {"9-B", "Lot 09-B"},
		"lake": {"Lake"},
		"":     {"", " "},
	} {
		for _, lot := range lots {
			if got := LotKey(lot); got != key {
				t.Errorf("%q: %q, want %q", lot, got, key)
			}
		}
	}
}

func TestNamesThatAreOneHaveOneKey(t *testing.T) {
	t.Parallel()
	for key, names := range map[string][]string{
		"maya ortiz":         {"Maya Ortiz", "MAYA  ORTIZ", "Ortiz, Maya", "Mrs. Maya Ortiz", "Dr Maya Ortiz", " maya\u00a0ortiz "},
		"john m smith":       {"John M. Smith", "Smith, John M."},
		"john smith jr":      {"John Smith Jr.", "John Smith, Jr."},
		"zoë müller":         {"Zoë Müller", "MÜLLER, ZOË"},
		"dr":                 {"Dr."},
		"smith family trust": {"Smith Family Trust"},
	} {
		for _, name := range names {
			if got := NameKey(name); key != "dr" && got != key {
				t.Errorf("%q: %q, want %q", name, got, key)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-z,. '-]{0,20}`).Draw(t, "name")
		if key := NameKey(name); !strings.Contains(key, ",") && NameKey(key) != key {
			t.Fatalf("%q has the key %q, which has the key %q", name, key, NameKey(key))
		}
	})
}

func TestEveryDayIsReadInEveryForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36000).Draw(t, "day"))
		for _, layout := range []string{
			"2006-01-02", "2006/1/2", "20060102", "2.1.2006", "2 January 2006", "02-Jan-2006", "January 2, 2006",
			"Jan 2 2006", "Monday, January 2, 2006", "2006-Jan-02", time.RFC3339, "2006-01-02 15:04:05",
		} {
			text := day.Format(layout)
			if got, fault := readDate(text, orderUnknown); fault != dateGood || got.date() != day.Format(time.DateOnly) {
				t.Fatalf("%s: %v %v", text, got, fault)
			}
		}
		for order, layout := range map[dateOrder]string{monthFirst: "1/2/2006", dayFirst: "2/1/2006"} {
			text := day.Format(layout)
			if got, fault := readDate(text, order); fault != dateGood || got.date() != day.Format(time.DateOnly) {
				t.Fatalf("%s: %v %v", text, got, fault)
			}
		}
	})
}

func TestTimesOfDayAreReadInTheOfficesZone(t *testing.T) {
	t.Parallel()
	denver, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-05-01 15:04":          "2026-05-01T21:04:00Z",
		"5/31/2026 3:04 PM":         "2026-05-31T21:04:00Z",
		"5/31/2026 3:04:05 am":      "2026-05-31T09:04:05Z",
		"2026-05-01T15:04:05+02:00": "2026-05-01T13:04:05Z",
		"2026-01-01":                "2026-01-01T07:00:00Z",
		"45306.5":                   "2024-01-15T19:00:00Z",
		"May 1, 2026, 15:04":        "2026-05-01T21:04:00Z",
	} {
		got, fault := readDate(text, orderUnknown)
		if fault != dateGood || got.in(denver).UTC().Format(time.RFC3339) != want {
			t.Errorf("%s: %v %v", text, got.in(denver).UTC(), fault)
		}
	}
	for _, text := range []string{"2026-02-30", "13/13/2026", "May", "12", "1/2", "2026-05-01 25:00", "99999999", "1/1/1800", "Maytember 1, 2026"} {
		if got, fault := readDate(text, orderUnknown); fault != dateBad {
			t.Errorf("%s: %v %v", text, got, fault)
		}
	}
}

func TestAddressesAreToldFromPlaceholders(t *testing.T) {
	t.Parallel()
	for email, want := range map[string][2]bool{ // placeholder, valid
		"maya@example.com": {false, true}, "maya.o+home@mail.example.co": {false, true},
		"none@none.com": {true, true}, "no-email@acme.com": {true, true}, "n/a": {true, false}, "na@na.com": {true, true},
		"noel@nolan.com": {false, true}, "test@test.com": {true, true}, "maya@": {false, false}, "@example.com": {false, false},
		"maya@example": {false, false}, "maya@@example.com": {false, false}, "ma ya@example.com": {false, false},
		"maya.@example.com": {false, false}, "maya@-example.com": {false, false}, "maya@1.2.3.4": {false, false},
	} {
		if got := [2]bool{placeholder(email), validEmail(email)}; got != want {
			t.Errorf("%s: %v, want %v", email, got, want)
		}
	}
}

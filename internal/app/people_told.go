package app

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// personContent is what an event keeps of a person who was added.
func personContent(p store.Person) toldPerson {
	return toldPerson{
		operator.Optional(p.Email), p.External, p.Name, p.Phones,
		operator.Optional(string(p.Role)), operator.Optional(p.Title),
	}
}

// toldPerson is a person in an event.
type toldPerson struct {
	Email    *string        `json:"email"`
	External store.External `json:"external_ids"`
	Name     string         `json:"name"`
	Phones   []store.Phone  `json:"phones"`
	Role     *string        `json:"role"`
	Title    *string        `json:"title"`
}

// appendJSON writes what json.Marshal would, but lists and objects that are empty where
// it writes null: a file can have a million people.
func (t toldPerson) appendJSON(b []byte) []byte {
	b = appendOptional(append(b, `{"email":`...), t.Email)
	b = append(b, `,"external_ids":{`...)
	for i, system := range slices.Sorted(maps.Keys(t.External)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(append(appendText(b, system), ':'), t.External[system])
	}
	b = appendText(append(b, `},"name":`...), t.Name)
	b = append(b, `,"phones":[`...)
	for i, n := range t.Phones {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(append(b, `{"Raw":`...), n.Raw)
		b = appendText(append(b, `,"E164":`...), n.E164)
		b = append(appendText(append(b, `,"Label":`...), n.Label), '}')
	}
	b = appendOptional(append(b, `],"role":`...), t.Role)
	b = appendOptional(append(b, `,"title":`...), t.Title)
	return append(b, '}')
}

func appendOptional(b []byte, text *string) []byte {
	if text == nil {
		return append(b, "null"...)
	}
	return appendText(b, *text)
}

// appendText writes a text as JSON has it.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			quoted, _ := json.Marshal(text) // which cannot fail for a text
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}

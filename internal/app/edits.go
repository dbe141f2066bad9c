package app

import (
	"maps"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// edit is one field before and after a change.
type edit struct {
	Before any `json:"before"`
	After  any `json:"after"`
}

// edits is what a request changes, by the names of the fields. Empty means that
// everything was so already; nil, that nobody asks.
type edits map[string]edit

// set gives a field another value, and notes it if it is another.
func set[T comparable](e edits, field string, have *T, want T) {
	if *have != want {
		if was, twice := e[field]; twice { // as the building of a home that moves: it goes, and another comes
			e[field] = edit{was.Before, want}
		} else if e != nil {
			e[field] = edit{*have, want}
		}
		*have = want
	}
}

// setText is set for a line of text that may be absent: nil leaves it.
func setText(e edits, field, what string, have, want *string) error {
	if want == nil {
		return nil
	}
	line := strings.TrimSpace(*want)
	if err := operator.CheckLine(what, line); err != nil {
		return err
	}
	set(e, field, have, line)
	return nil
}

// setName is setText for what must not be empty.
func setName(e edits, field, what string, have, want *string) error {
	if want == nil {
		return nil
	}
	if err := operator.CheckName(what, *want); err != nil {
		return err
	}
	set(e, field, have, strings.TrimSpace(*want))
	return nil
}

// setExternal changes one external id. taken says whether another thing has it.
func setExternal(e edits, have *store.External, want *string, taken func(externalID) (bool, error)) error {
	if want == nil {
		return nil
	}
	id, err := parseExternal(*want)
	if err != nil || id.of(*have) {
		return err
	}
	if id.key != "" {
		if is, err := taken(id); err != nil || is {
			if err == nil {
				err = id.taken()
			}
			return err
		}
	}
	after := id.in(*have)
	if !maps.Equal(*have, after) {
		if e != nil {
			e["external_ids"] = edit{*have, after}
		}
		*have = after
	}
	return nil
}

// given is a pointer to a value that is given, for requests where empty means
// that it is not.
func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

package app

import (
	"fmt"
	"maps"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// plainSystem is the system of an external id that is given without one.
const plainSystem = "default"

// externalID is the id a thing has in another system.
type externalID struct{ system, key string }

// parseExternal reads "KEY" or "SYSTEM=KEY". The key may be empty, to take an id
// away.
func parseExternal(text string) (externalID, error) {
	if err := operator.CheckLine("the external id", text); err != nil {
		return externalID{}, err
	}
	system, key, named := strings.Cut(text, "=")
	if !named {
		system, key = plainSystem, text
	}
	id := externalID{strings.ToLower(strings.TrimSpace(system)), strings.TrimSpace(key)}
	if id.system == "" || text != "" && operator.Blank(text) {
		return id, operator.Errorf(operator.Invalid, "%q is not an external id", text).
			WithHint("write KEY or SYSTEM=KEY").Reason("bad_external_id")
	}
	return id, nil
}

func (id externalID) String() string {
	if id.system == plainSystem {
		return id.key
	}
	return id.system + "=" + id.key
}

// of says whether the ids of a thing have this one.
func (id externalID) of(ids store.External) bool {
	return id.key != "" && ids[id.system] == id.key
}

// in is the ids with this one, or without it where it has no key. The map given
// stays as it is.
func (id externalID) in(ids store.External) store.External {
	ids = maps.Clone(ids)
	switch {
	case id.key == "":
		delete(ids, id.system)
	case ids == nil:
		return store.External{id.system: id.key}
	default:
		ids[id.system] = id.key
	}
	return ids
}

// taken is the error for an external id that another thing of the kind has. It
// does not say which: whoever asks may not know of it.
func (id externalID) taken() error {
	return operator.Errorf(operator.Conflict, "the external id %q is in use already", id.String()).
		WithHint("give another one, or leave --external-id out").Reason("external_id_taken")
}

// insteadOf is what an import says of a thing that has another id of the system than its
// row: which, and what can be done. An id is a text, so that one with zeros in front is
// another than one without.
func (id externalID) insteadOf(other, edit string) string {
	same := ""
	if strings.TrimLeft(other, "0") == strings.TrimLeft(id.key, "0") {
		same = ", the same but for zeros in front"
	}
	return fmt.Sprintf("the external id %q%s: write that into the row, or operator %s --external-id %s",
		externalID{id.system, other}.String(), same, edit, id)
}

// withExternal finds the one thing among found that has an external id; nil
// where there is none.
func withExternal[T any](id externalID, found []T, ids func(T) store.External) *T {
	for i, thing := range found {
		if id.of(ids(thing)) {
			return &found[i]
		}
	}
	return nil
}

// externalIDs is what is shown of external ids to who may see them.
func externalIDs(ids store.External, may bool) map[string]string {
	shown := map[string]string{}
	if may {
		maps.Copy(shown, ids)
	}
	return shown
}

package importer

import (
	"slices"
	"strings"
)

// statuses is the words that systems have for how a home stands, as whole words of the
// cell; what comes first is meant where a cell has several.
var statuses = [...]struct {
	status string
	words  []string
}{
	{"withdrawn", []string{"withdrawn", "cancelled", "canceled", "cancel", "cancellation", "fell through", "fallen through", "bust", "busted", "terminated", "rescinded", "kicked out", "fallout"}},
	{"open", []string{"under contract", "under-contract", "undercontract", "pending", "ratified", "aos", "backlog", "contract", "contracted", "in escrow", "escrow", "pending closing", "sale pending", "sold not closed", "sold - not closed", "open", "purchaser", "firm", "conditional"}},
	{"closed", []string{"closed", "settled", "occupied", "delivered", "closed sale", "homeowner", "moved in"}},
	{"open", []string{"sold"}},
	{"none", []string{"available", "spec", "inventory", "model", "pre-contract", "pre contract", "precontract", "unsold", "vacant", "for sale", "active", "not released", "unreleased", "future", "hold", "on hold", "lot hold", "reserved", "quick move in", "qmi", "market home", "none", "to be built"}},
}

// readStatus is open, closed, withdrawn or none for the word of another system; not ok if
// nobody knows it.
func readStatus(text string) (status string, ok bool) {
	word := strings.Trim(strings.Join(strings.Fields(strings.ToLower(text)), " "), " .*!")
	for _, s := range statuses {
		if slices.Contains(s.words, word) {
			return s.status, true
		}
	}
	for _, s := range statuses { // "Sold - Pending", "Closed 5/1"
		for _, w := range s.words {
			if len(w) > 3 && beginsWithWord(word, w) {
				return s.status, true
			}
		}
	}
	return "", false
}

func beginsWithWord(text, word string) bool {
	rest, ok := strings.CutPrefix(text, word)
	return ok && (rest == "" || !(rest[0] >= 'a' && rest[0] <= 'z'))
}

// flag reads yes and no.
func flag(text string) (yes, ok bool) {
	switch strings.ToLower(text) {
	case "y", "yes", "true", "t", "1", "x", "on":
		return true, true
	case "n", "no", "false", "f", "0", "off":
		return false, true
	}
	return false, false
}

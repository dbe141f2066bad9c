package deps

import (
	"maps"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// PeopleNames is the names of people, for the cell of a table.
func PeopleNames(people []operator.PersonSummary) string {
	return Joined(people, ", ", func(p operator.PersonSummary) string { return p.Name })
}

// Whom is people as Who writes them, for a line about one thing.
func Whom(people []operator.PersonSummary) string { return Joined(people, ", ", Who) }

// ExternalIDs is the ids that a thing has in other systems, by system:
// "crm=42, default=A7".
func ExternalIDs(ids map[string]string) string {
	return Joined(slices.Sorted(maps.Keys(ids)), ", ", func(system string) string { return system + "=" + ids[system] })
}

// Text is an optional word of the service, empty for none.
func Text[T ~string](word *T) string {
	if word == nil {
		return ""
	}
	return string(*word)
}

// Words is the words of the service in a list.
func Words[T ~string](words []T) string {
	return Joined(words, ", ", func(w T) string { return string(w) })
}

// Joined is the text of each item of a list, with something between them.
func Joined[T any](items []T, between string, text func(T) string) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = text(item)
	}
	return strings.Join(texts, between)
}

package deps

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// EventActions are the actions of events, and what they are about, for completion.
func EventActions() []string {
	var names []string
	for _, a := range operator.EventActions() {
		about, _, _ := strings.Cut(a.Name, ".")
		if len(names) == 0 || !strings.HasPrefix(names[len(names)-1], about+".") {
			names = append(names, about)
		}
		names = append(names, a.Name)
	}
	return names
}

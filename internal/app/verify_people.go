package app

import (
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// verifyMerges looks whether the log tells of each merge of people where the merge
// says so: else taking it back would look for changes from the wrong event on.
func verifyMerges(r store.Reader, find func(string)) error {
	for m, err := range r.PersonMerges(0) {
		if err != nil {
			return err
		}
		e, ok, err := r.Event(m.Seq)
		if err != nil {
			return err
		}
		if !ok || e.Action != "person.merged" || e.Object != m.Into.String() || !refersTo(e, m.From.String()) {
			find(fmt.Sprintf("event %d does not tell that %s was merged into %s", m.Seq, m.From, m.Into))
		}
	}
	return nil
}

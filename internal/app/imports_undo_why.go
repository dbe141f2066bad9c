package app

import (
	"fmt"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lookSince notes what others have changed or named since the import, and what is planned.
// Who reads a home leaves it as it is.
func (u *undoing) lookSince(tx store.Tx) error {
	u.touch, u.planned = map[string]uint64{}, map[operator.TransactionID]bool{}
	for e, err := range tx.Events(0, u.row.Event) {
		if err != nil {
			return err
		}
		u.until = e.Seq
		u.touch[e.Actor.String()] = e.Seq
		if e.Action == "property.history_read" {
			continue
		}
		u.touch[e.Object], u.touch[e.Property.String()] = e.Seq, e.Seq
		for _, refs := range e.Refs {
			for _, ref := range refsIn(refs) {
				u.touch[ref] = e.Seq
			}
		}
	}
	for item, err := range tx.Schedule(operator.SchedulePending, nil) {
		if err != nil {
			return err
		}
		u.planned[item.Sale] = true
	}
	return nil
}

// sinceThen says what was last done with a thing, or by somebody, since the import.
func (u *undoing) sinceThen(s *session, object string) (string, error) {
	e, known, err := s.r.Event(u.touch[object])
	if err != nil || !known {
		return "it is no longer what the import made it", err
	}
	what, err := s.whatHappened(e)
	return "since then " + what, err
}

// whatHappened names an event: what was done, by whom, when.
func (s *session) whatHappened(e store.Event) (string, error) {
	zone, err := s.zone()
	if err != nil {
		return "", err
	}
	who, err := s.person(e.Actor)
	return fmt.Sprintf("%s by %s (%s) on %s, event %d", e.Action, who.Name, who.ID, e.At.In(zone).Format(time.DateOnly), e.Seq), err
}

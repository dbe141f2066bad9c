package app

import (
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// verifyRearranged looks whether every step in the trail of a conversation is one
// that the events tell of.
func verifyRearranged(r store.Reader, find func(string)) error {
	told := map[store.RearrangementKind]string{
		store.ByMerge: "conversation.merged", store.BySplit: "conversation.split_off", store.ByMove: "conversation.moved_away",
	}
	for step, err := range r.AllRearrangements() {
		if err != nil {
			return err
		}
		e, ok, err := r.Event(step.Event)
		if err != nil {
			return err
		}
		other := e.Refs["from"]
		switch step.Kind {
		case store.BySplit:
			other = e.Refs["into"]
		case store.ByMove:
			other = ""
		case store.ByMerge:
		}
		if !ok || e.Action != told[step.Kind] || e.Object != step.Conversation.String() || other != step.Other.String() || e.Actor != step.By && e.Behalf != step.By {
			find(fmt.Sprintf("the trail of %s has a step that event %d does not tell of", step.Conversation, step.Event))
		}
	}
	return nil
}

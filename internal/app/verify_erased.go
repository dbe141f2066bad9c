package app

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
)

// An erasure takes the details of events away, so that nothing is left to compare with
// their digests. Its own event says of how many, and is in the chain: what nobody
// answers for was taken away by somebody else, as who changed a message would do.

// personErased is the event of an erasure.
const personErased = "person.erased"

// forgotten keeps account of details that were taken away.
type forgotten struct {
	cleared  []uint64 // events without their details, in their order
	erasures []erasure
}

// erasure is an event that answers for a number of events before it.
type erasure struct {
	seq    uint64
	events int
}

// isCleared says whether the details of an event were taken away.
func isCleared(e store.Event, d store.Details) bool {
	return len(e.Digest) > 0 && len(d.Salt) == 0 && len(d.Content) == 0
}

// note notes an event, with its details.
func (f *forgotten) note(e store.Event, d store.Details) {
	if isCleared(e, d) {
		f.cleared = append(f.cleared, e.Seq)
	}
	if e.Action != personErased || !bytes.Equal(event.Digest(d.Salt, d.Content), e.Digest) {
		return
	}
	var says struct{ Events int }
	if json.Unmarshal(d.Content, &says) == nil && says.Events > 0 {
		f.erasures = append(f.erasures, erasure{e.Seq, says.Events})
	}
}

// verify goes back from the last event: each erasure answers for as many as it says
// before it.
func (f *forgotten) verify(find func(string)) {
	answered, next := 0, len(f.erasures)
	for i := len(f.cleared) - 1; i >= 0; i-- {
		for next > 0 && f.erasures[next-1].seq > f.cleared[i] {
			next--
			answered += f.erasures[next].events
		}
		if answered > 0 {
			answered--
			continue
		}
		last := f.cleared[len(f.cleared)-1]
		if next == len(f.erasures) {
			find(fmt.Sprintf("the details of event %d are gone, and no erasure after it took them", last))
		} else {
			find(fmt.Sprintf("the details of %d events up to %d are gone, of which erasures took fewer", len(f.cleared), last))
		}
		return
	}
}

// erased looks through the whole log, where the audit of one home came upon details that
// were taken away: the events of erasures belong to the workspace.
func (a *audit) erased() error {
	if len(a.forgotten.cleared) == 0 {
		return nil
	}
	all := a.forgotten
	if !a.of.IsZero() {
		all = forgotten{}
		for e, err := range a.r.Events(0, 0) {
			var d store.Details
			if err == nil {
				d, _, err = a.r.Details(e.Seq)
			}
			if err != nil {
				return err
			}
			all.note(e, d)
		}
	}
	all.verify(a.find)
	return nil
}

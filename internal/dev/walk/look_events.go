package walk

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// listEvents compares the log as the person sees it with what it is said to be of.
func (r *reading) listEvents() {
	if r.all {
		return // each page is an event, and changes the next
	}
	all := everything(r, operator.Service.ListEvents, operator.ListEventsRequest{})
	for code := range r.homes {
		of := everything(r, operator.Service.ListEvents, operator.ListEventsRequest{Property: code})
		var want []operator.Event
		for _, e := range all {
			if e.Property != nil && *e.Property == string(code) {
				want = append(want, e)
			}
		}
		agree(r.Walk, r.who, "event list -p "+string(code), "event list", seqs(of), seqs(want))
	}
	for _, e := range all {
		r.aboutShown("event list", e)
	}
	for _, action := range []string{"message", "update", "person", "conversation.joined"} {
		want := slices.DeleteFunc(slices.Clone(all), func(e operator.Event) bool { return e.Action != action && !strings.HasPrefix(e.Action, action+".") })
		of := everything(r, operator.Service.ListEvents, operator.ListEventsRequest{Action: action})
		agree(r.Walk, r.who, "event list --action "+action, "event list", seqs(of), seqs(want))
	}
	for who := range sorted(r.known) {
		want := slices.DeleteFunc(slices.Clone(all), func(e operator.Event) bool {
			return ref(e.Actor.Ref) != who && (e.OnBehalfOf == nil || ref(e.OnBehalfOf.Ref) != who)
		})
		of := everything(r, operator.Service.ListEvents, operator.ListEventsRequest{Actor: who})
		agree(r.Walk, r.who, "event list --actor "+string(who), "event list", seqs(of), seqs(want))
	}
}

func seqs(of []operator.Event) []uint64 {
	all := []uint64{}
	for _, e := range of {
		all = append(all, e.Seq)
	}
	return all
}

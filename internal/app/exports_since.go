package app

import (
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// rearranging are the actions after which messages read otherwise though nobody changed
// them: they have another conversation, home or subject.
var rearranging = []string{
	"conversation.renamed", "conversation.merged", "conversation.merged_into", "conversation.merge_undone", "conversation.split_off",
	"conversation.split_from", "conversation.split_undone", "conversation.moved_away", "conversation.moved", "conversation.move_undone",
	"conversation.joined", "conversation.left",
}

// sinceThen is what has changed since an export that knew of the events up to one.
type sinceThen struct {
	then store.Event
	all  bool // everything is given once more
	of   map[string]bool
	lost map[string]time.Time // what is there no more, by its reference, and since when
	refs []string             // of these, in the order in which they went
}

// changedSince finds out what has changed since an event; without one, everything has.
func (s *session) changedSince(req operator.ExportRequest, after uint64) (*sinceThen, error) {
	x := &sinceThen{all: true}
	if req.Since == "" {
		return x, nil
	}
	var err error
	if x.then, _, err = s.r.Event(after); err != nil {
		return nil, err
	}
	x.all, x.of, x.lost = false, map[string]bool{}, map[string]time.Time{}
	in := s.insight()
	for e, err := range s.r.Events(0, after) {
		if err != nil {
			return nil, err
		}
		if !x.all {
			if x.all, err = in.mayShowMore(e); err != nil {
				return nil, err
			}
		}
		if err := s.noteChange(x.of, e); err != nil {
			return nil, err
		}
		ref, err := in.gone(e, operator.ImportKind(req.Kind))
		if err != nil {
			return nil, err
		}
		if ref != "" {
			x.lose(ref, e.At)
		}
	}
	delete(x.of, "") // of events that are about the workspace
	return x, nil
}

// noteChange notes what an event has changed.
func (s *session) noteChange(changed map[string]bool, e store.Event) error {
	switch {
	case e.Action == "conversation.read" || e.Action == "update.seen" || e.Action == "update.reminded":
		return nil
	case strings.HasPrefix(e.Action, "update."):
		return s.changedPost(changed, e.Object)
	}
	changed[e.Object] = true
	if strings.HasPrefix(e.Action, "transaction.") {
		changed["sold "+e.Property.String()] = true // it may have no sale any more
		for _, who := range append(refsIn(e.Refs["buyers"]), refsIn(e.Refs["added"])...) {
			changed[who] = true // the team of the home may not have known of them
		}
	}
	if e.Action == "person.unmerged" {
		changed[e.Refs["from"]] = true
	}
	if slices.Contains(rearranging, e.Action) {
		changed["talk "+e.Object] = true // its messages read otherwise now
	}
	return nil
}

// widening are the actions that let who is named in them see what was there before.
var widening = []string{
	"property.assigned", "community.assigned", "transaction.opened", "transaction.edited", "transaction.reopened",
	"conversation.joined", "conversation.merged", "person.merged", "person.unmerged", "person.edited", "person.activated",
}

// mayShowMore says whether the actor may see more since an event than what has changed
// since: then everything is given once more, which harms nobody. Who sees all that there
// is sees no more.
func (in *insight) mayShowMore(e store.Event) (bool, error) {
	switch {
	case in.seesAll():
		return false, nil
	case slices.Contains(widening, e.Action):
		return isAbout(e, in.actor.ID.String()), nil
	case e.Action == "transaction.withdrawn", e.Action == "property.edited": // a sale before it counts again, or another team
		return in.isNear(e.Property)
	}
	return false, nil
}

// changedPost notes that an update has changed, and with it all of its post.
func (s *session) changedPost(changed map[string]bool, object string) error {
	changed[object] = true
	var id operator.UpdateID
	if id.UnmarshalText([]byte(object)) != nil {
		return nil
	}
	u, ok, err := s.r.Update(id)
	if ok {
		changed[postName(u.Post)] = true
	}
	return err
}

func postName(id store.PostID) string { return "post " + operator.UpdateID(id).String() }

// changed says of a row whether it has changed and is to be given. What is there is not
// gone, and what was erased is.
func (x *sinceThen) changed(row exportRow) bool {
	if !row.erased.IsZero() {
		if x.of != nil && row.erased.After(x.then.At) {
			x.lose(row.ref, row.erased)
		}
		return false
	}
	delete(x.lost, row.ref)
	if x.all || slices.ContainsFunc(row.of, func(ref string) bool { return x.of[ref] }) {
		return true
	}
	return row.at.After(x.then.At) // of what an import did, which is one event
}

// lose notes that a thing is gone.
func (x *sinceThen) lose(ref string, at time.Time) {
	if _, known := x.lost[ref]; !known {
		x.refs = append(x.refs, ref)
	}
	x.lost[ref] = at
}

// gone is what is there no more, in the order in which it went: rows with a reference and
// a time alone.
func (x *sinceThen) gone() []exportRow {
	var rows []exportRow
	for _, ref := range x.refs {
		if at, ok := x.lost[ref]; ok {
			rows = append(rows, exportRow{ref: ref, at: at})
		}
	}
	return rows
}

// losing is the actions after which an export of a kind has a row less.
func losing(kind operator.ImportKind) []string {
	switch kind {
	case operator.ImportProperties, operator.ImportHomes:
		return []string{"property.deleted"}
	case operator.ImportBuyers, operator.ImportTeam, operator.ImportContacts:
		return []string{"person.deleted", "person.merged", "person.erased"}
	case operator.ImportCommunities:
		return []string{"community.deleted"}
	case operator.ImportBuildings:
		return []string{"building.deleted"}
	case operator.ImportTransactions:
		return []string{"transaction.deleted"}
	case operator.ImportMessages:
		return []string{"message.deleted"}
	case operator.ImportUpdates:
		return []string{"update.deleted"}
	}
	return nil
}

// gone is the thing of a kind that an event took away, as far as the actor may see the
// event: who could not see the thing is not told that there was one.
func (in *insight) gone(e store.Event, kind operator.ImportKind) (string, error) {
	if !slices.Contains(losing(kind), e.Action) {
		return "", nil
	}
	seen, err := in.see(e)
	if err != nil || seen.level == unseen {
		return "", err
	}
	switch e.Action {
	case "person.deleted", "person.erased":
		if e.Refs["kind"] != personKind(kind) {
			return "", nil
		}
	case "person.merged":
		return in.mergedFrom(e, seen.level, personKind(kind))
	case "update.deleted":
		if p := seen.update; p == nil || !p.everLive() {
			return "", nil
		}
	}
	return e.Object, nil
}

// mergedFrom is who was merged into somebody, for who sees by the entry of that one that
// somebody was: the team, as far as it sees all of the entry.
func (in *insight) mergedFrom(e store.Event, as level, kind string) (string, error) {
	var from operator.PersonID
	if as < whole || in.actor.Kind != operator.Team || from.UnmarshalText([]byte(e.Refs["from"])) != nil {
		return "", nil
	}
	p, ok, err := in.r.Person(from)
	if err != nil || !ok || string(p.Kind) != kind {
		return "", err
	}
	return from.String(), nil
}

// personKind is the kind of the people that a kind of export is about.
func personKind(kind operator.ImportKind) string {
	switch kind {
	case operator.ImportTeam:
		return string(operator.Team)
	case operator.ImportContacts:
		return string(operator.Contact)
	}
	return string(operator.Buyer)
}

// everLive says whether an update that was deleted had been published on its home.
func (p posted) everLive() bool {
	return !p.post.Published.IsZero() && (p.Removed == nil || !p.Removed.At.Before(p.post.Published))
}

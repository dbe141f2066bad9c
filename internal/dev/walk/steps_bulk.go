package walk

import (
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// bulkAndBack makes a bulk edit and takes it back, after which everybody reads what they
// read before. Now and then it stays.
func (w *Walk) bulkAndBack() error {
	who := w.somebody()
	before := w.pictures()
	done, err := w.bulkEdit(who)
	if err != nil || done.Undo == nil || w.chance(3) {
		return err
	}
	undone, err := ask(w, who, operator.Service.UndoBulkEdit, operator.UndoBulkEditRequest{Undo: *done.Undo})
	if err != nil || undone.Refused > 0 || undone.Changed != done.Changed {
		w.find(who, "bulk edit undone", "nobody has changed anything since", string(given(undone, err)), "all taken back")
		return err
	}
	for of, picture := range sorted(before) {
		w.alike(of, "before a bulk edit", "after it was taken back", picture, w.snapshot(w.offices[0].service, operator.Call{Actor: of}), changedPattern)
	}
	return nil
}

// pictures is what everybody reads.
func (w *Walk) pictures() map[operator.Ref]map[string]string {
	said := map[operator.Ref]map[string]string{}
	for _, who := range w.people {
		said[who] = w.snapshot(w.offices[0].service, operator.Call{Actor: who})
	}
	return said
}

// bulkEdit makes a bulk edit of one sort or the other.
func (w *Walk) bulkEdit(who operator.Ref) (operator.BulkEdit, error) {
	filter := operator.ConversationFilter{Unassigned: w.chance(3)}
	switch w.rng.IntN(5) {
	case 0:
		filter.Property = pick(w, w.homes)
	case 1:
		filter.With = pick(w, w.people)
	case 2:
		filter.WaitingOn = operator.WaitingOnUs
	}
	if w.chance(2) {
		return ask(w, who, operator.Service.BulkEditInbox, w.inboxMarks(filter))
	}
	req := operator.BulkEditConversationsRequest{ConversationFilter: filter, All: who == boss && w.chance(2)}
	if w.chance(2) {
		req.AddLabels = []string{w.our()}
	}
	if w.chance(3) {
		req.SetAssignee = ptr(pick(w, w.people))
	}
	if w.chance(3) || req.AddLabels == nil && req.SetAssignee == nil {
		req.SetState = operator.StateClosed
		if w.chance(2) {
			req.SetState = operator.StateOpen
		}
	}
	return ask(w, who, operator.Service.BulkEditConversations, req)
}

func (w *Walk) inboxMarks(filter operator.ConversationFilter) operator.BulkEditInboxRequest {
	req := operator.BulkEditInboxRequest{ConversationFilter: filter, State: operator.InboxAll, SetRead: w.chance(2)}
	on := w.chance(2)
	switch w.rng.IntN(4) {
	case 0:
		req.SetArchived = &on
	case 1:
		req.SetMuted = &on
	case 2:
		req.SetStarred = &on
	default:
		req.SetSnoozeUntil = ptr("+2d")
	}
	return req
}

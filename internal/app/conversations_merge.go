package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// MergeConversations appends one conversation to another.
func (a *App) MergeConversations(ctx context.Context, req operator.MergeConversationsRequest) (operator.Conversation, error) {
	return change(ctx, a, "conversation.merge", req, (*session).mergeConversations)
}

func (s *session) mergeConversations(req operator.MergeConversationsRequest) (operator.Conversation, error) {
	var none operator.Conversation
	into, err := s.findManaged(req.Into)
	if err != nil {
		return none, err
	}
	from, err := s.findManaged(req.From)
	if err != nil {
		return none, err
	}
	if err := s.fitTogether(into, from); err != nil {
		return none, err
	}
	seats, err := s.seats(into.Conversation, from.Conversation)
	if err != nil {
		return none, err
	}
	if len(seats) > operator.MaxParticipants {
		return none, tooManyPeople(len(seats))
	}
	if err := s.noneOfAnotherSale(into, from, seats); err != nil {
		return none, err
	}
	warnings, err := s.comeToSee(seats)
	if err != nil {
		return none, err
	}
	if len(warnings) > 0 && !req.Confirmed && !s.call.DryRun {
		return none, operator.Errorf(operator.Conflict, "%s", strings.Join(warnings, "; ")).
			WithHint("confirm it with --yes").Reason("would_see")
	}
	if err := s.mergeTalks(into.Conversation, from.Conversation, seats); err != nil {
		return none, err
	}
	return s.showRearranged(into.ID, into.read, warnings)
}

// fitTogether refuses to merge what differs in more than its subject.
func (s *session) fitTogether(into, from talk) error {
	conflict := func(reason, format string, args ...any) *operator.Error {
		return operator.Errorf(operator.Conflict, format, args...).Reason(reason)
	}
	show := func(e *operator.Error) error { return e.WithHint("operator conversation show %s", from.ID) }
	switch {
	case into.ID == from.ID:
		return show(conflict("same", "that is one conversation, %s", into.ID))
	case from.Home:
		return conflict("home", "%s is the conversation of everyone on %s, and stays", from.ID, from.home.Code).
			WithHint("operator conversation merge %s %s", from.ID, into.ID)
	case into.Property != from.Property:
		return conflict("other_home", "%s is about %s, and %s about %s", into.ID, into.home.Code, from.ID, from.home.Code).
			WithHint("operator conversation move %s -p %s", from.ID, into.home.Code)
	case into.Internal != from.Internal:
		return show(conflict("other_audience", "%s is %s, and %s %s", into.ID, audience(into.Internal), from.ID, audience(from.Internal)))
	case into.Sale != from.Sale:
		return show(conflict("other_sale", "%s and %s do not belong to the same sale", into.ID, from.ID))
	case into.Closed && !from.Closed:
		return conflict("closed", "%s is closed, and %s is not", into.ID, from.ID).WithHint("operator conversation reopen %s", into.ID)
	case !into.Closed && from.Closed:
		return conflict("closed", "%s is closed, and %s is not", from.ID, into.ID).WithHint("operator conversation reopen %s", from.ID)
	}
	for _, p := range from.Participants {
		if _, in := participant(into.Conversation, p.Person); into.Home && !in {
			who, err := s.person(p.Person)
			if err != nil {
				return err
			}
			return conflict("home", "%s (%s) is in %s, and %s is for everyone on %s only", who.Name, who.ID, from.ID, into.ID, into.home.Code).
				WithHint("operator conversation edit %s --remove-person %s", from.ID, who.ID)
		}
	}
	return notWithdrawn(into)
}

// seat is somebody in a conversation that another was appended to, and how many
// messages they come to see.
type seat struct {
	store.Participant
	fresh uint64
}

// seats is who is in one conversation once another is appended to it. One sees a
// conversation from a message on, so that who sees the end of the first sees all
// of the second. Who comes from the second sees no more than they did, but for the
// team, who see the whole of what they are in.
func (s *session) seats(into, from store.Conversation) ([]seat, error) {
	var seats []seat
	for _, p := range into.Participants {
		q, in := participant(from, p.Person)
		hidden := min(max(q.From, 1)-1, from.LastSeq) // of the second
		switch {
		case !in:
			seats = append(seats, seat{p, from.LastSeq})
		case p.From > into.LastSeq:
			p.From = into.LastSeq + max(q.From, 1)
			seats = append(seats, seat{Participant: p})
		default:
			seats = append(seats, seat{p, hidden})
		}
	}
	for _, q := range from.Participants {
		if _, in := participant(into, q.Person); in {
			continue
		}
		who, err := s.person(q.Person)
		if err != nil {
			return nil, err
		}
		fresh := uint64(0)
		if who.Kind == operator.Team {
			fresh = into.LastSeq + min(max(q.From, 1)-1, from.LastSeq)
			q.From = 1
		} else {
			q.From = into.LastSeq + max(q.From, 1)
		}
		q.Since = s.now
		seats = append(seats, seat{q, fresh})
	}
	slices.SortFunc(seats, func(a, b seat) int { return int(a.Person) - int(b.Person) })
	return seats, nil
}

// comeToSee says who comes to see messages that they could not.
func (s *session) comeToSee(seats []seat) ([]string, error) {
	var warnings []string
	for _, st := range seats {
		if st.fresh == 0 {
			continue
		}
		who, err := s.person(st.Person)
		if err != nil {
			return nil, err
		}
		warnings = append(warnings, fmt.Sprintf("%s (%s) comes to see %s that they could not see", who.Name, who.ID, plural(int(st.fresh), "message")))
	}
	return warnings, nil
}

// mergeTalks appends one conversation to another, of which only a reference is left.
func (s *session) mergeTalks(into, from store.Conversation, seats []seat) error {
	step := store.Rearrangement{
		Kind: store.ByMerge, Conversation: into.ID, Other: from.ID, First: into.LastSeq + 1,
		Was: []store.Conversation{into, from},
	}
	var err error
	if step.Event, err = s.nextEvent(); err != nil {
		return err
	}
	ofInto, err := s.authors(into.ID)
	if err != nil {
		return err
	}
	ofFrom, err := s.authors(from.ID)
	if err != nil {
		return err
	}
	if err := s.moveMessages(from.ID, 1, into.ID, into.LastSeq); err != nil {
		return err
	}
	after := into
	after.Participants = nil
	for _, st := range seats {
		after.Participants = append(after.Participants, st.Participant)
	}
	after.Labels = slices.Compact(slices.Sorted(slices.Values(slices.Concat(into.Labels, from.Labels))))
	if after.Assignee.IsZero() {
		after.Assignee = from.Assignee
	}
	after.Sales = withSales(into.Sales, from.Sales...)
	after.Updated = s.now
	if err := s.retell(&after); err != nil {
		return err
	}
	if err := s.tx.PutConversation(&after); err != nil {
		return err
	}
	for _, st := range seats {
		if err := s.mergeParts(&step, after, st, ofInto, ofFrom); err != nil {
			return err
		}
	}
	shell := shellOf(from, into.ID, s.now)
	if err := s.tx.PutConversation(&shell); err != nil {
		return err
	}
	s.recordMerge(into, from, seats)
	return s.keepStep(step)
}

// mergeParts makes one entry of what somebody had of two conversations.
func (s *session) mergeParts(step *store.Rearrangement, after store.Conversation, st seat, ofInto, ofFrom []operator.PersonID) error {
	a, err := s.part(step.Was[0], st.Person)
	if err != nil {
		return err
	}
	b, err := s.part(step.Was[1], st.Person)
	if err != nil {
		return err
	}
	e := joined(a, b, ofInto, ofFrom, st.From)
	e.Conversation, e.Closed, e.LastAt = after.ID, after.Closed, after.LastAt
	if a.in {
		step.Marks = append(step.Marks, a.Entry)
	}
	if b.in {
		step.Marks = append(step.Marks, b.Entry)
		if err := s.tx.DeleteEntry(st.Person, step.Other); err != nil {
			return err
		}
	}
	step.Fell = append(step.Fell, e)
	return s.tx.PutEntry(e)
}

// recordMerge tells of a merge on both conversations, of who came by it into the
// first, and of who sees more than before.
func (s *session) recordMerge(into, from store.Conversation, seats []seat) {
	var more []operator.PersonID
	for _, st := range seats {
		if st.fresh > 0 {
			more = append(more, st.Person)
		}
	}
	refs := map[string]string{"from": from.ID.String(), "first": seqName(into.LastSeq + 1)}
	if len(more) > 0 {
		refs = withRefs(refs, refsOf("see_more", more...))
	}
	s.record("conversation.merged", into.ID.String(), into.Property, refs, nil)
	s.record("conversation.merged_into", from.ID.String(), from.Property, map[string]string{"into": into.ID.String()}, nil)
	for _, st := range seats {
		if _, in := participant(into, st.Person); !in {
			s.record("conversation.joined", into.ID.String(), into.Property,
				map[string]string{"person": st.Person.String(), "from": seqName(st.From)}, nil)
		}
	}
}

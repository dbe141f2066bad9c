package app

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// transcribeUpdates adds the updates that were published and that the actor sees,
// with who they reached. Nothing is marked seen by it.
func (s *session) transcribeUpdates(of scope, t *operator.Transcript) error {
	t.Updates = []operator.TranscriptUpdate{}
	f, err := s.feedOf(of.home)
	if err != nil {
		return err
	}
	var all []posted
	for u, err := range s.r.UpdatesOf(of.ID) {
		if err != nil {
			return err
		}
		p, err := s.withPost(u)
		if err != nil {
			return err
		}
		if within, err := s.inScope(of, f, p); err != nil || !within {
			if err != nil {
				return err
			}
			continue
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b posted) int {
		return cmp.Or(a.post.Published.Compare(b.post.Published), cmp.Compare(a.ID, b.ID))
	})
	for _, p := range all {
		shown := operator.TranscriptUpdate{Proof: []operator.Receipt{}}
		if shown.Update, err = s.showUpdateWhole(p, f, true); err != nil {
			return err
		}
		if shown.Proof, err = s.proofOf(of, f, p); err != nil {
			return err
		}
		t.Updates = append(t.Updates, shown)
	}
	return nil
}

// inScope says whether an update belongs to a transcript: what the actor sees of
// what was published, in a sale what its buyers saw of it.
func (s *session) inScope(of scope, f feed, p posted) (bool, error) {
	if p.post.Published.IsZero() {
		return false, nil
	}
	sees, err := s.sees(f, p)
	switch {
	case err != nil || !sees:
		return false, err
	case of.sale.ID.IsZero() || p.Sale == of.sale.ID:
		return true, nil
	case !of.until.IsZero() && !p.post.Published.Before(of.until):
		return false, nil
	}
	return s.buyerSees(of.sale, store.SaleBuyer{Since: of.sale.Created}, p)
}

// proofOf is the receipts of an update that the actor may see; of one sale, those
// of its buyers and of the team.
func (s *session) proofOf(of scope, f feed, p posted) ([]operator.Receipt, error) {
	proof := []operator.Receipt{}
	all, err := s.receiptsOf(p, f)
	if err != nil {
		return nil, err
	}
	private := policy.Decide(policy.SeePrivate, f.facts).Allowed
	for _, r := range all {
		if !private && r.Person != s.actor.ID {
			continue
		}
		who, err := s.person(r.Person)
		if err != nil {
			return nil, err
		}
		if !of.sale.ID.IsZero() && who.Kind != operator.Team && buyerOf(of.sale, r.Person).Person.IsZero() {
			continue
		}
		shown, err := s.showReceipt(r, of.home, p)
		if err != nil {
			return nil, err
		}
		proof = append(proof, shown)
	}
	return proof, nil
}

// transcribeTalks adds the conversations that the actor may read. Of those that
// they are no part of, the reading is recorded.
func (s *session) transcribeTalks(of scope, t *operator.Transcript) error {
	t.Conversations = []operator.TranscriptConversation{}
	var talks []talk
	for c, err := range s.r.Conversations(of.ID, nil) {
		if err != nil {
			return err
		}
		if !c.MergedInto.IsZero() || !of.sale.ID.IsZero() && !c.Internal && c.Sale != of.sale.ID {
			continue
		}
		found, err := s.talk(c)
		if err != nil {
			return err
		}
		if found.read.Allowed {
			talks = append(talks, found)
		}
	}
	slices.SortFunc(talks, func(a, b talk) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range talks {
		shown := operator.TranscriptConversation{}
		var err error
		if shown.Messages, err = s.transcribeTalk(of, c); err != nil {
			return err
		}
		if len(shown.Messages) == 0 && c.Internal && !of.holds(c.Created) {
			continue
		}
		s.recordReading(c, "transcript")
		if shown.Conversation, err = s.showTalk(c); err != nil {
			return err
		}
		if shown.Trail, err = s.trail(c); err != nil {
			return err
		}
		if n := len(shown.Messages); n < shown.MessageCount { // the others are of another sale
			shown.MessageCount, shown.LastMessage = n, nil
		}
		t.Conversations = append(t.Conversations, shown)
	}
	return nil
}

// transcribeTalk is the messages of a conversation from the first that the actor
// sees, with what they said before. The team's own conversations go on from one sale
// to the next: of those it is what was written in the sale.
func (s *session) transcribeTalk(of scope, c talk) ([]operator.Message, error) {
	messages := []operator.Message{}
	private := policy.Decide(policy.SeePrivate, c.facts).Allowed
	for m, err := range s.r.Messages(c.ID, c.from) {
		if err != nil {
			return nil, err
		}
		if c.Internal && !of.holds(m.Created) {
			continue
		}
		shown, err := s.showMessage(m, c.Conversation)
		if err != nil {
			return nil, err
		}
		if m.Versions > 0 && (!m.Deleted || private || s.actor.Is(m.Author)) {
			if shown.Versions, err = s.versionsOf(m.ID); err != nil {
				return nil, err
			}
		}
		messages = append(messages, shown)
	}
	return messages, nil
}

// versionsOf is what a message said before, the oldest first.
func (s *session) versionsOf(id operator.MessageID) ([]operator.MessageVersion, error) {
	versions := []operator.MessageVersion{}
	kept, err := s.r.Versions(id)
	if err != nil {
		return nil, err
	}
	for _, v := range kept {
		by, err := s.summary(v.By)
		if err != nil {
			return nil, err
		}
		versions = append(versions, operator.MessageVersion{
			Body: v.Body, ReplacedAt: v.At, ReplacedBy: by, Reason: operator.Optional(v.Reason),
		})
	}
	return versions, nil
}

// transcribeHistory adds the story of the home, as far as the actor is told it; of
// one sale, what happened to it and to what is in the transcript.
func (s *session) transcribeHistory(of scope, t *operator.Transcript) error {
	t.History = []operator.HistoryEntry{}
	in, groups := s.insight(), groups{}
	parts := partsOf(*t)
	for e, err := range groups.along(s.r.Events(of.ID, 0), 0) {
		if err != nil {
			return err
		}
		seen, err := in.see(e)
		if err != nil {
			return err
		}
		if seen.level == unseen || !of.sale.ID.IsZero() && !of.tellsOf(seen, parts) {
			continue
		}
		told, err := in.toldBefore(e)
		if err != nil {
			return err
		}
		if told {
			continue
		}
		entry, err := in.tell(seen, groups)
		if err != nil {
			return err
		}
		t.History = append(t.History, entry)
	}
	return nil
}

// partsOf is the references of what a transcript has.
func partsOf(t operator.Transcript) map[string]bool {
	parts := map[string]bool{}
	for _, u := range t.Updates {
		parts[u.Ref.String()] = true
	}
	for _, c := range t.Conversations {
		parts[c.Ref.String()] = true
	}
	return parts
}

// tellsOf says whether an event belongs to the story of the sale.
func (of scope) tellsOf(seen sighted, parts map[string]bool) bool {
	about, _, _ := strings.Cut(seen.Action, ".")
	switch about {
	case "transaction":
		return seen.Object == of.sale.ID.String()
	case "conversation", "message":
		return seen.talk != nil && parts[seen.talk.ID.String()] && (!seen.talk.Internal || of.holds(seen.At))
	case "update":
		return parts[seen.Object]
	}
	sale := seen.Refs["transaction"] // as of a transcript that was made of another one
	return of.holds(seen.At) && (sale == "" || sale == of.sale.ID.String())
}

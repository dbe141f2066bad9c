package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Transcript gives the complete history of a home or of one sale, as of one moment. It is
// found and its digest made in a snapshot, for both take seconds where much was said, and
// then recorded, before anybody sees it. A dry run only records what was read.
func (a *App) Transcript(ctx context.Context, req operator.TranscriptRequest) (operator.Transcript, error) {
	if operator.CallFrom(ctx).DryRun {
		return view(ctx, a, req, (*session).transcript)
	}
	return viewed(ctx, a, policy.Asked{Name: "transcript", Changes: true}, req, (*session).transcript, (*session).recordTranscript)
}

// recordTranscript records a transcript with its digest.
func (s *session) recordTranscript(t operator.Transcript) error {
	sum := sha256.New()
	if err := t.WriteJSON(sum, "  "); err != nil {
		return err
	}
	refs := map[string]string{"sha256": hex.EncodeToString(sum.Sum(nil))}
	if t.Sale != nil {
		refs["transaction"] = t.Sale.Ref.String()
	}
	s.record("transcript.made", t.Property.Ref.String(), t.Property.Ref, refs, nil)
	return nil
}

// scope is what a transcript is of: a home, or one of its sales.
type scope struct {
	home
	sale  store.Sale // zero for the whole home
	until time.Time  // when the home was sold to others after it; zero if it was not
}

func (s *session) transcript(req operator.TranscriptRequest) (operator.Transcript, error) {
	var t operator.Transcript
	of, err := s.scopeOf(req.Of)
	if err != nil {
		return t, err
	}
	s.still = func(then *session) error {
		_, err := then.scopeOf(req.Of)
		return err
	}
	if policy.Decide(policy.ReadHistory, of.facts).Recorded {
		s.record("property.history_read", of.ID.String(), of.ID, nil, nil)
	}
	t.At, t.TimeZone, t.Workspace = s.now, s.ws.TimeZone, s.ws.Name
	if t.By, err = s.summary(s.actor.ID); err != nil {
		return t, err
	}
	for _, part := range []func(scope, *operator.Transcript) error{
		s.transcribeHome, s.transcribeMilestones, s.transcribeUpdates, s.transcribeTalks, s.transcribeHistory, s.transcribeHead,
	} {
		if err := part(of, &t); err != nil {
			return t, err
		}
	}
	t.People = everybodyIn(t)
	return t, nil
}

// scopeOf finds what a transcript is to be of. Who may not read the history of the
// home is answered as if there were none.
func (s *session) scopeOf(ref operator.Ref) (scope, error) {
	text := strings.TrimSpace(string(ref))
	if !operator.LooksLikeID(text, 'T') {
		h, err := s.findProperty(ref)
		if err != nil {
			return scope{}, err
		}
		return scope{home: h}, s.mayOnHome(policy.ReadHistory, h, ref)
	}
	sale, h, err := s.findSale(ref)
	if err != nil {
		return scope{}, err
	}
	if d := policy.Decide(policy.ReadHistory, h.facts); !d.Allowed {
		return scope{}, orElse(s.allowed(d, sale.ID.String()), s.noSale(ref))
	}
	of := scope{home: h, sale: sale}
	sales, err := s.r.Sales(h.ID)
	for _, other := range sales {
		if other.ID > sale.ID && (of.until.IsZero() || other.Created.Before(of.until)) {
			of.until = other.Created
		}
	}
	return of, err
}

// holds says whether what happened to the home at a time belongs to the scope.
func (of scope) holds(at time.Time) bool {
	return of.sale.ID.IsZero() || !at.Before(of.sale.Created) && (of.until.IsZero() || at.Before(of.until))
}

// transcribeHome adds the home and its sales. Of another sale than the current one
// the home is shown without who buys it now.
func (s *session) transcribeHome(of scope, t *operator.Transcript) error {
	var err error
	if t.Property, err = s.propertyView(of.home); err != nil {
		return err
	}
	if !of.sale.ID.IsZero() && of.sale.ID != of.Sale {
		t.Property.Buyers, t.Property.Transaction = []operator.PersonSummary{}, 0
	}
	sales, err := s.r.Sales(of.ID)
	if err != nil {
		return err
	}
	slices.SortFunc(sales, func(a, b store.Sale) int { return cmp.Compare(a.ID, b.ID) })
	t.Sales = []operator.Transaction{}
	for _, sale := range sales {
		if !seesSale(sale, of.home, s.actor.ID) || !of.sale.ID.IsZero() && sale.ID != of.sale.ID {
			continue
		}
		shown, err := s.saleView(sale)
		if err != nil {
			return err
		}
		t.Sales = append(t.Sales, shown)
		if sale.ID == of.sale.ID {
			t.Sale = &shown
		}
	}
	return nil
}

// transcribeMilestones adds how far the home has come.
func (s *session) transcribeMilestones(of scope, t *operator.Transcript) error {
	c, err := s.courseOf(of.home)
	if err != nil {
		return err
	}
	t.Milestones = []operator.Milestone{}
	for _, name := range c.names() {
		m, err := s.showMilestone(c, name)
		if err != nil {
			return err
		}
		t.Milestones = append(t.Milestones, m)
	}
	return nil
}

// transcribeHead adds the head of the home's chain, for who may verify it.
func (s *session) transcribeHead(of scope, t *operator.Transcript) error {
	if s.may(policy.VerifyAudit) != nil {
		return nil
	}
	head, err := s.auditAnchor(operator.AnchorRequest{Property: operator.Ref(of.ID.String())})
	t.Anchor = &head
	return err
}

package app

import (
	"cmp"
	"context"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// VerifyAudit verifies the chains of events, and compares them with heads that
// were written down before.
func (a *App) VerifyAudit(ctx context.Context, req operator.VerifyAuditRequest) (operator.AuditReport, error) {
	return view(ctx, a, req, (*session).verifyAudit)
}

func (s *session) verifyAudit(req operator.VerifyAuditRequest) (operator.AuditReport, error) {
	report := operator.AuditReport{Findings: []string{}, Heads: len(req.ExpectHeads)}
	of, err := s.audited(req.Property)
	if err != nil {
		return report, err
	}
	heads, err := s.headsExpected(of, req.ExpectHeads)
	if err != nil {
		return report, err
	}
	audit, err := s.app.newAudit(s.r, of, finding(&report.Findings))
	if err != nil {
		return report, err
	}
	audit.holes, audit.expected = of.IsZero(), heads
	audit.missed()
	if err := audit.run(s.ctx); err != nil {
		return report, err
	}
	head := event.NewAnchor(s.ws.Instance, of, audit.chainsOf(of))
	report.Chains, report.Events, report.Head = head.Chains, audit.events, head.String()
	report.Unverified = audit.unkeyed
	return report, nil
}

// audited asks policy about looking at the chains, and finds the home of one.
func (s *session) audited(ref operator.Ref) (operator.PropertyID, error) {
	if err := s.may(policy.VerifyAudit); err != nil || ref == "" {
		return 0, err
	}
	h, err := s.findProperty(ref)
	return h.ID, err
}

// headsExpected reads heads that were written down, the earliest first. Those of
// another store, or of what is not looked at, say nothing about this one.
func (s *session) headsExpected(of operator.PropertyID, lines []string) ([]event.Anchor, error) {
	var heads []event.Anchor
	for _, line := range lines {
		a, err := event.ParseAnchor(line)
		if err != nil {
			return nil, err
		}
		switch {
		case !a.IsOf(s.ws.Instance):
			return nil, operator.Errorf(operator.Invalid, "the head is of another store").
				WithHint("choose the store that it was taken from with --store").Reason("other_store")
		case !of.IsZero() && a.Of.IsZero():
			return nil, operator.Errorf(operator.Invalid, "the head is of the whole log, and not of one home").
				WithHint("leave --property out").Reason("other_scope")
		case !of.IsZero() && a.Of != of:
			return nil, operator.Errorf(operator.Invalid, "the head is of another home, %s", a.Of).
				WithHint("operator audit verify -p %s", a.Of).Reason("other_scope")
		}
		heads = append(heads, a)
	}
	sortHeads(heads)
	return heads, nil
}

// sortHeads puts the earliest first.
func sortHeads(heads []event.Anchor) {
	slices.SortStableFunc(heads, func(a, b event.Anchor) int { return cmp.Compare(a.Last, b.Last) })
}

// AuditAnchor is the head of the log now.
func (a *App) AuditAnchor(ctx context.Context, req operator.AnchorRequest) (operator.Anchor, error) {
	return view(ctx, a, req, (*session).auditAnchor)
}

func (s *session) auditAnchor(req operator.AnchorRequest) (operator.Anchor, error) {
	of, err := s.audited(req.Property)
	if err != nil {
		return operator.Anchor{}, err
	}
	var chains []store.Chain
	for c, err := range s.r.Chains() {
		if err != nil {
			return operator.Anchor{}, err
		}
		if of.IsZero() || c.Property == of {
			chains = append(chains, c)
		}
	}
	head := event.NewAnchor(s.ws.Instance, of, chains)
	last, err := s.r.LastEvent()
	if err == nil && of.IsZero() && (head.Last != last || head.Events != last) {
		err = operator.Errorf(operator.IO, "the chains of events end at event %d, and the log at %d", head.Last, last).
			WithHint("operator audit verify").Reason("chains_wrong")
	}
	return operator.Anchor{Head: head.String(), Events: head.Events, Chains: head.Chains, LastEvent: head.Last, At: s.now}, err
}

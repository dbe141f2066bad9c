package app_test

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestACheckFindsAStepThatNoEventTellsOf changes the trail of a conversation behind
// the service's back.
func TestACheckFindsAStepThatNoEventTellsOf(t *testing.T) {
	t.Parallel()
	const wrong = "the trail of C1 has a step that event 10 does not tell of"
	for name, tamper := range map[string]struct {
		do   func(*store.Rearrangement)
		want []string
	}{
		"nothing":      {func(*store.Rearrangement) {}, []string{}},
		"who it was":   {func(r *store.Rearrangement) { r.By = 2 }, []string{wrong}},
		"what it was":  {func(r *store.Rearrangement) { r.Kind, r.Other, r.Is = store.ByMove, 0, r.Is[:1] }, []string{wrong}},
		"no event yet": {func(r *store.Rearrangement) { r.Event = 99 }, []string{"the trail of C1 has a step that event 99 does not tell of"}},
	} {
		o := newOffice(t)
		o.sell(t)
		m := done[operator.Message](t)(o.ReplyMessage(o.ctx, operator.ReplyMessageRequest{Conversation: "C1", Body: "And the other."}))
		done[operator.Conversation](t)(o.SplitConversation(o.ctx, operator.SplitConversationRequest{Conversation: "C1", From: operator.Ref(m.Ref.String())}))
		err := o.store.Update(t.Context(), func(tx store.Tx) error {
			steps, err := tx.Rearrangements(1)
			if err != nil {
				return err
			}
			tamper.do(&steps[0])
			if steps[0].Kind == store.ByMove {
				steps[0].Was = steps[0].Was[:1]
			}
			return tx.PutRearrangement(&steps[0])
		})
		if err != nil {
			t.Fatal(err)
		}
		report := done[operator.CheckReport](t)(o.Check(o.ctx, operator.CheckRequest{}))
		if len(report.Findings) != len(tamper.want) || len(tamper.want) > 0 && report.Findings[0] != tamper.want[0] {
			t.Errorf("%s: found %q; want %q", name, report.Findings, tamper.want)
		}
	}
}

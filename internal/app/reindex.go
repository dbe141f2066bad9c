package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Reindex makes the indexes anew. It is no event: nothing that anybody sees has
// changed.
func (a *App) Reindex(ctx context.Context, req operator.ReindexRequest) (operator.ReindexReport, error) {
	ctx = changing(ctx, "ReindexRequest")
	report, again, err := replayOf[operator.ReindexRequest, operator.ReindexReport](ctx, a, "workspace.reindex", req)
	if err != nil || again {
		return report, err
	}
	_, err = view(ctx, a, req, func(s *session, _ operator.ReindexRequest) (struct{}, error) {
		return struct{}{}, s.may(policy.RunWorkspace)
	})
	if err != nil {
		return operator.ReindexReport{}, err
	}
	dry := operator.CallFrom(ctx).DryRun
	done, err := a.Store.Reindex(ctx, dry)
	report = operator.ReindexReport{Rows: done.Rows, Entries: done.Entries, Messages: done.Messages}
	if err != nil || dry {
		return report, err
	}
	return keepAnswer(ctx, a, "workspace.reindex", req, func(operator.ReindexReport) operator.ReindexReport { return report })
}

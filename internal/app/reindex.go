package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Reindex makes the indexes anew. It is no event: nothing that anybody sees has
// changed.
func (a *App) Reindex(ctx context.Context, req operator.ReindexRequest) (operator.ReindexReport, error) {
	_, err := view(ctx, a, req, func(s *session, _ operator.ReindexRequest) (struct{}, error) {
		return struct{}{}, s.may(policy.RunWorkspace)
	})
	if err != nil {
		return operator.ReindexReport{}, err
	}
	done, err := a.Store.Reindex(ctx, operator.CallFrom(ctx).DryRun)
	return operator.ReindexReport{Rows: done.Rows, Entries: done.Entries, Messages: done.Messages}, err
}

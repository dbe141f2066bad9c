package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Export is not there yet.
func (a *App) Export(ctx context.Context, req operator.ExportRequest) (operator.Export, error) {
	return view(ctx, a, req, func(*session, operator.ExportRequest) (res operator.Export, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Backup is not there yet.
func (a *App) Backup(ctx context.Context, req operator.BackupRequest) (operator.Backup, error) {
	return view(ctx, a, req, func(*session, operator.BackupRequest) (res operator.Backup, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

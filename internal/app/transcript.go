package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Transcript is not there yet.
func (a *App) Transcript(ctx context.Context, req operator.TranscriptRequest) (operator.Transcript, error) {
	return view(ctx, a, req, func(*session, operator.TranscriptRequest) (res operator.Transcript, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

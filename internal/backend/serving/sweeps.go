package serving

import (
	"context"
	"log/slog"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sweepEvery is how long a server rests between two sweeps, on average. By chance it is
// up to a half more or less, so that the servers of one machine do not sweep together.
const sweepEvery = time.Hour

// sweepCounter counts what sweeps remove.
type sweepCounter interface {
	Swept(operator.SweepReport)
	SweepFailed()
}

// sweeping has the files that nothing names removed, at the start and then now and
// then, until what it gives is called, which waits for the end.
func sweeping(ctx context.Context, service *app.App, count sweepCounter, log *slog.Logger) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			sweep(ctx, service, count, log)
			rest(ctx, sweepEvery/2+time.Duration(fraction(service.Random)*float64(sweepEvery)))
		}
	}()
	return func() {
		stop()
		<-done
	}
}

// rest waits, or until ctx is done.
func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// sweep sweeps once, and tells of it.
func sweep(ctx context.Context, service *app.App, count sweepCounter, log *slog.Logger) {
	began := time.Now()
	report, err := service.SweepServed(ctx)
	count.Swept(report)
	about := []any{
		slog.Int("files", report.Files), slog.Int64("bytes", report.Bytes), slog.Int("leftovers", report.Leftovers),
		slog.Int("kept", report.Kept), slog.Float64("seconds", time.Since(began).Seconds()),
	}
	switch {
	case err != nil && ctx.Err() != nil: // the server ends; the next one goes on
	case err != nil:
		count.SweepFailed()
		log.Error("files that nothing names could not be removed", append(about, slog.String("error", err.Error()))...)
	default:
		log.Info("files that nothing names were removed", about...)
	}
}

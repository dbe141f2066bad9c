package serving

import (
	"context"
	"log/slog"
	"math/rand/v2"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/event/hook"
)

// delivering has webhooks told of what happens until what it gives is called, which
// waits for the end.
func delivering(ctx context.Context, service *app.App, log *slog.Logger) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := deliver(ctx, service, log); err != nil {
			log.Error("webhooks are told of nothing any more", "error", err.Error())
		}
	}()
	return func() {
		stop()
		<-done
	}
}

// deliver tells webhooks of what happens until ctx is done. What is under way then is
// cut off, and delivered again by the next server.
func deliver(ctx context.Context, service *app.App, log *slog.Logger) error {
	return hook.Run(ctx, hook.Options{
		Log: service.Hooks(), Sender: service.Sender, Now: service.Now, Random: rand.Float64, Pause: service.Pause, Slog: log,
	})
}

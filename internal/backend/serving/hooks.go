package serving

import (
	"context"
	"encoding/binary"
	"io"
	"log/slog"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/event/hook"
)

// delivering has webhooks told of what happens until what it gives is called, which
// waits for the end.
func delivering(ctx context.Context, service *app.App, count hook.Counter, log *slog.Logger) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := deliver(ctx, service, count, log); err != nil {
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
func deliver(ctx context.Context, service *app.App, count hook.Counter, log *slog.Logger) error {
	return hook.Run(ctx, hook.Options{
		Log: service.Hooks(), Sender: service.Sender, Now: service.Now, Random: func() float64 { return fraction(service.Random) }, Pause: service.Pause, Slog: log, Count: count,
	})
}

// fraction is a random number in [0, 1); 0 where there is none to be had.
func fraction(random io.Reader) float64 {
	var b [4]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return 0
	}
	return float64(binary.BigEndian.Uint32(b[:])) / (1 << 32)
}

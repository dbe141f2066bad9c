package backend

import (
	"context"
	"log/slog"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
)

// Hold opens the embedded store for a server, which has it to itself until it lets go:
// others that open it are told to ask at the socket. The log gets what fails below, where
// nobody who asks may hear of it.
func Hold(ctx context.Context, c config.Config, socket string, log *slog.Logger) (*app.App, func() error, error) {
	o := storeOptions(c)
	o.Command, o.Socket = "operator serve", socket
	o.Failed = func(err error) { log.Error("the store could not be written", slog.Any("error", err)) }
	s, err := boltstore.Hold(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	return app.New(parts(c, s)), s.Close, nil
}

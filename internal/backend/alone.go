package backend

import (
	"errors"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// alone says what to do where a server has the store open that a command needs for
// itself, and can never ask the server for.
func alone(c config.Config, err error) error {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || e.Details["reason"] != boltstore.ReasonServed {
		return err
	}
	return operator.Errorf(operator.Busy, "a server answers for the store %s, which this needs for itself", c.Store).
		WithHint("end the server, then run the same command again").Reason("server_running")
}

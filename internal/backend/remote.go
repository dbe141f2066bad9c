package backend

import (
	"context"
	"sync"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// openRemote gives the service of an instance. It reaches for nothing yet: the token
// is read when the first request needs it.
func openRemote(c config.Config) (operator.Service, func() error, error) {
	token := sync.OnceValues(c.ReadToken)
	remote, err := client.New(client.Options{
		URL: c.Remote, Version: c.Version, Wait: c.Timeout,
		Token: func(context.Context) (operator.Secret, error) { return token() },
	})
	if err != nil {
		return nil, nil, err
	}
	return remote, remote.Close, nil
}

// Asks gives the service that answers on a socket of the same user.
func Asks(c config.Config, socket string) (operator.Service, func() error, error) {
	local, err := client.New(client.Options{Socket: socket, Version: c.Version, Wait: c.Timeout})
	if err != nil {
		return nil, nil, err
	}
	return local, local.Close, nil
}

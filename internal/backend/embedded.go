package backend

import (
	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// embedded is the service over the store on this machine.
type embedded struct {
	*app.App
	config config.Config
}

var _ operator.Service = (*embedded)(nil)

package deps

import (
	"context"
	"sync"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Zone is the zone that times are shown in: on a terminal the workspace's, in which
// people type them too, and UTC for programs. The service is asked for it the first time
// that somebody is shown a time. That it cannot be found out is no reason to show
// nothing: then it is UTC.
func (d *Deps) Zone() *time.Location {
	if !d.IO.OutTTY || d.zone == nil {
		return time.UTC
	}
	return d.zone()
}

// zoneOf asks the service for the workspace's zone, once.
func zoneOf(ctx context.Context, d *Deps) func() *time.Location {
	return sync.OnceValue(func() *time.Location {
		w, err := Use(ctx, d, func(ctx context.Context, s operator.Service) (operator.Workspace, error) {
			return s.ShowWorkspace(ctx, operator.WorkspaceRequest{})
		})
		if err != nil {
			return time.UTC
		}
		zone, err := time.LoadLocation(w.TimeZone)
		if err != nil {
			return time.UTC
		}
		return zone
	})
}

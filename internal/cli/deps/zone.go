package deps

import (
	"context"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Zone is the zone that times are shown in: on a terminal the workspace's, in
// which people type them too, and UTC for programs. That the workspace's cannot
// be found out is no reason to show nothing: then it is UTC.
func Zone(ctx context.Context, d *Deps, s operator.Service) *time.Location {
	if !d.IO.OutTTY {
		return time.UTC
	}
	w, err := s.ShowWorkspace(ctx, operator.WorkspaceRequest{})
	if err != nil {
		return time.UTC
	}
	zone, err := time.LoadLocation(w.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

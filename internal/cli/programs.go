package cli

import (
	"context"
	"errors"

	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The two programs: this one without a server in it, and with one.
const (
	plainProgram  = "operator"
	serverProgram = "operatord"
)

// name is what this program is called.
func (p *program) name() string {
	if p.serves != nil {
		return serverProgram
	}
	return plainProgram
}

// label is which of the versions a program is of, as short as tells two apart.
func (v Version) label() string {
	if v.Number == "dev" && v.Commit != "" {
		return "dev, commit " + v.Commit
	}
	return v.Number
}

// ofWhichProgram names both programs where a store is too new for this one, and the other
// that is shipped with it is of another version: an operatord that was left behind refuses
// what the operator beside it has brought on, and the other way round.
func (p *program) ofWhichProgram(ctx context.Context, err error) error {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || e.Details["reason"] != "schema_newer" || p.config == nil || p.config.Remote != "" {
		return err
	}
	other := plainProgram
	if p.name() == plainProgram {
		other = serverProgram
	}
	found, there := backend.Beside(ctx, other)
	if theirs := (Version{found.Version, found.Commit}).label(); there && theirs != p.version.label() {
		return e.WithHint("this is %s %s, and %s is %s %s: install both of one version, the newer one",
			p.name(), p.version.label(), found.Path, other, theirs)
	}
	return err
}

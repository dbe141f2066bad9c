package cli

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// serve has the store answer, in this process or in that of the program which has a
// server in it and takes the same command line.
func (p *program) serve(ctx context.Context, req operator.ServeRequest) error {
	if p.config.Remote != "" {
		return operator.Errorf(operator.Usage, "serve answers for an embedded store, and %s is an instance", p.config.Remote).
			WithHint("operator serve --store DIR").Reason("local_only")
	}
	if p.serves == nil {
		return backend.Become(ctx, p.args, backend.Streams{In: p.deps.IO.In, Out: p.deps.IO.Out, Err: p.deps.IO.Err})
	}
	return p.serves(ctx, *p.config, req)
}

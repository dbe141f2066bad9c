package backend

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// MakeUp makes an embedded store with a made-up company in it, where the
// configuration says. A dry run checks the request only.
func MakeUp(ctx context.Context, c config.Config, req operator.DemoRequest) (operator.Demo, error) {
	o := demo.Options{Properties: req.Properties, Messages: req.Messages, Seed: req.Seed, Now: c.Now(), Progress: req.Progress}
	if operator.CallFrom(ctx).DryRun {
		return operator.Demo{Store: c.Store, Properties: req.Properties, Messages: req.Messages}, o.Check()
	}
	made, err := Demo(ctx, c, o)
	return operator.Demo{
		Store: c.Store, Communities: made.Communities, Properties: made.Properties, People: made.People,
		Transactions: made.Transactions, Conversations: made.Conversations, Messages: made.Messages, Events: made.Events,
	}, err
}

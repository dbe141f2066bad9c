package deps

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// completionTime is how long a person who pressed the tab key waits at most.
const completionTime = 150 * time.Millisecond

// Complete completes an argument or a flag by asking the service what begins
// with the text typed so far. It says nothing when that fails: an error in the
// middle of a command line helps nobody.
func Complete(d *Deps, ask func(ctx context.Context, s operator.Service, typed string) ([]cobra.Completion, error)) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		ctx := cmd.Context()
		if ctx == nil {
			ctx = context.Background()
		}
		ctx, stop := context.WithTimeout(ctx, completionTime)
		defer stop()
		found, err := Use(ctx, d, func(ctx context.Context, s operator.Service) ([]cobra.Completion, error) {
			return ask(ctx, s, typed)
		})
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

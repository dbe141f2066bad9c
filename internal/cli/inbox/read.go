package inbox

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newRead(d *deps.Deps) *cobra.Command {
	var req operator.MarkReadRequest
	cmd := &cobra.Command{
		Use:   "read {CONVERSATION…|--all}",
		Short: "Mark conversations read",
		Long: `Mark conversations read, those that are named or all of your own.
` + listHelp,
		Example: `  operator inbox read C42 C43
  operator inbox read --all`,
		Args:              deps.Args("[CONVERSATION…]"),
		ValidArgsFunction: deps.CompleteArgs(d, "conversation…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if req.All == (len(args) > 0) {
				return operator.Errorf(operator.Usage, "name conversations, or give --all").
					WithHint("operator inbox read C42, or operator inbox read --all").Reason("bad_argument")
			}
			req.Conversations = deps.Refs(args)
			marked := 0
			err := change(cmd.Context(), d, len(args), became(d, "read"), func(ctx context.Context, s operator.Service) ([]item, error) {
				items, err := s.MarkRead(ctx, req)
				marked = len(items)
				return items, err
			})
			if err == nil && marked == 0 && d.ForPeople() {
				render.Note(d.IO, d.Output, "Nothing is unread.")
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&req.All, "all", false, "everything that you have not read")
	return cmd
}

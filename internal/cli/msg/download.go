package msg

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newDownload(d *deps.Deps) *cobra.Command {
	var save deps.Save
	cmd := &cobra.Command{
		Use:   "download MESSAGE",
		Short: "Save the files of a message",
		Long: `Save the files of a message in a folder, under their own names as far as those
are safe, and print where they are. With --out - one file is written to standard
output.`,
		Example: `  operator msg download M1934 --out plans
  operator msg download M1934 --index 2 --out - > photo.jpg`,
		Args:              deps.Args("MESSAGE"),
		ValidArgsFunction: deps.CompleteArgs(d, "message"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := save.Check(d); err != nil {
				return err
			}
			message := operator.Ref(args[0])
			m, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.Message, error) {
				return s.ShowMessage(ctx, operator.ShowMessageRequest{Message: message})
			})
			if err != nil {
				return err
			}
			return save.Run(cmd.Context(), d, m.Ref.String(), m.Attachments, func(ctx context.Context, s operator.Service, index int) (operator.OpenedFile, error) {
				return s.OpenFile(ctx, operator.OpenFileRequest{Message: message, Index: index})
			})
		},
	}
	save.Flags(cmd)
	return cmd
}

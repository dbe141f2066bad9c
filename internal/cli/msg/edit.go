package msg

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditMessageRequest
	var text deps.Body
	cmd := &cobra.Command{
		Use:   "edit MESSAGE",
		Short: "Give a message of yours another text",
		Long: `Give a message of yours another text. The one before is kept in its history, and
its files stay. That goes 200 times.

` + deps.BodyHelp + ` It
begins with the text as it is.`,
		Example: `  operator msg edit M1934 -b "Wednesday at nine works."
  operator msg edit M1934 --editor`,
		Args:              deps.Args("MESSAGE"),
		ValidArgsFunction: deps.CompleteArgs(d, "message"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Message = operator.Ref(args[0])
			return edit(cmd.Context(), d, req, &text)
		},
	}
	text.Flags(cmd)
	return cmd
}

func edit(ctx context.Context, d *deps.Deps, req operator.EditMessageRequest, text *deps.Body) error {
	as := thing(d)
	if err := as.Check(d); err != nil {
		return err
	}
	var err error
	req.Body, err = text.Read(ctx, d, func() (string, error) {
		m, err := deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (operator.Message, error) {
			return s.ShowMessage(ctx, operator.ShowMessageRequest{Message: req.Message})
		})
		return m.Body, err
	})
	if err != nil {
		return err
	}
	m, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (operator.Message, error) {
		return s.EditMessage(ctx, req)
	})
	if err != nil {
		return text.Rescue(d, err)
	}
	d.Warn(m.Warnings)
	switch {
	case !d.Sentences():
		return as.Write(d, m)
	case m.Unchanged:
		return d.Say("%s says that already", m.Ref)
	}
	return d.Say("%s %s in %s (%s)", m.Ref, d.Done("edited"), m.Conversation, m.Property)
}

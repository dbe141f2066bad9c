package update

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditUpdateRequest
	var text deps.Body
	files := deps.Attachments{Update: true}
	cmd := &cobra.Command{
		Use:   "edit UPDATE",
		Short: "Change an update",
		Long: `Change an update of one home, or with --all-homes those of the whole post. What no
flag names stays as it is; the text before is kept in its history.`,
		Example: `  operator update edit U17 -b "The foundation is poured and dry."
  operator update edit U17 --all-homes --ack all
  operator update edit U17 --at "fri 09:00"
  operator update edit U17 --remove 2 --attach better.jpg`,
		Args:              deps.Args("UPDATE"),
		ValidArgsFunction: deps.CompleteArgs(d, "update"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Update, req.Confirmed = operator.Ref(args[0]), d.Yes
			return edit(cmd.Context(), d, req, &text, &files)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Title, "title", "the `TITLE`; empty takes it away")
	deps.Optional(f, &req.Ack, "ack", "ask buyers to acknowledge: `LEVEL` is none, any, primary or all")
	deps.Optional(f, &req.At, "at", "publish it at `TIME`; empty makes it a draft")
	deps.OptionalBool(f, &req.ForHome, "for-home", "whoever buys the home later sees it too")
	deps.Numbers(f, &req.Remove, "remove", "take out the `N`th file; can be repeated")
	f.BoolVar(&req.AllHomes, "all-homes", false, "those of all homes of the post")
	text.Flags(cmd)
	files.Flags(cmd)
	deps.CompleteValues(cmd, "ack", operator.AckNone, operator.AckAny, operator.AckPrimary, operator.AckAll)
	cmd.MarkFlagsOneRequired("title", "ack", "at", "for-home", "remove", "body", "body-file", "editor", "attach")
	return cmd
}

func edit(ctx context.Context, d *deps.Deps, req operator.EditUpdateRequest, text *deps.Body, attach *deps.Attachments) (err error) {
	files, err := attach.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	if text.Given() {
		body, err := text.Read(ctx, d, func() (string, error) {
			u, err := deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (update, error) {
				return s.ShowUpdate(ctx, operator.ShowUpdateRequest{Update: req.Update})
			})
			return u.Body, err
		})
		if err != nil {
			return err
		}
		req.Body = &body
	}
	u, err := changed(ctx, d, func(ctx context.Context, s operator.Service) (update, error) {
		return deps.Attach(ctx, s, files, func(ctx context.Context, list []operator.NewAttachment) (update, error) {
			req.Attachments = list
			return s.EditUpdate(ctx, req)
		})
	})
	if err != nil {
		return text.Rescue(d, err)
	}
	done := d.Done("changed")
	if req.AllHomes && u.Homes > 1 {
		done += fmt.Sprintf(" on %d homes", u.Homes)
	}
	if u.ScheduledFor != nil {
		done += ", planned for " + d.Moment(*u.ScheduledFor)
	}
	return written(d, u, done)
}

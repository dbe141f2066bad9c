package webhook

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newAdd(d *deps.Deps) *cobra.Command {
	var req operator.AddWebhookRequest
	cmd := &cobra.Command{
		Use:   "add URL",
		Short: "Have an address told of events from now on",
		Long: `Have an address told of events from now on: all of them, or those of some actions
or of one home. The secret is shown this one time: with it the receiver checks that
what comes is from here.

The address begins with https://. One in a private network, or on this machine, is
refused when it is connected to, whatever its name, unless --allow-private is given.
Nobody but a running server delivers: see operator serve.`,
		Example: `  operator webhook add https://crm.example.com/in
  operator webhook add https://crm.example.com/in --action message
  operator webhook add http://10.0.0.7:8080/in -p MR-014 --allow-private`,
		Args:              deps.Args("URL"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			req.URL = args[0]
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.AddWebhook, func(d *deps.Deps, w hook) {
				if w.Secret != nil {
					deps.Tell(d, "keep the secret: it is shown this one time")
				}
				deps.Next(d, "operator webhook test %s", w.Ref)
			})
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&req.Actions, "action", nil, "only of those that are an `ACTION`, like message.sent, or about what it begins with, like message; can be repeated")
	deps.Ref(f, &req.Property, "property", "p", "only of the home `CODE`")
	f.BoolVar(&req.AllowPrivate, "allow-private", false, "it may lead into a private network, and begin with http://")
	deps.CompleteFlag(cmd, d, "property", "property")
	deps.CompleteValues(cmd, "action", deps.EventActions()...)
	return cmd
}

func newList(d *deps.Deps) *cobra.Command {
	var paging deps.Paging
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List webhooks, and how far they were told",
		Long:  "List webhooks, and how far they were told. Secrets are not shown again.",
		Example: `  operator webhook list
  operator webhook list --columns ref,state,because,waiting,next_attempt_at`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[hook], error) {
				return s.ListWebhooks(ctx, operator.ListWebhooksRequest{Paging: p})
			})
		},
	}
	paging.Flags(cmd.Flags())
	return cmd
}

func newTest(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "test WEBHOOK",
		Short: "Send a webhook an event that never happened",
		Long: `Send a webhook an event that never happened, of the action webhook.test, at once,
and show what came back. It needs no running server, and a disabled webhook can be
tested too. If it is not taken, the status is 3.`,
		Example: `  operator webhook test W2
  operator webhook test W2 -o json`,
		Args:              deps.Args("WEBHOOK"),
		ValidArgsFunction: deps.CompleteArgs(d, "webhook"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return test(cmd.Context(), d, operator.WebhookRequest{Webhook: operator.Ref(args[0])})
		},
	}
}

type tried = operator.WebhookTest

func test(ctx context.Context, d *deps.Deps, req operator.WebhookRequest) error {
	as := deps.Thing[tried]{Ref: func(t tried) string { return ref(t.Webhook) }, Fields: []render.Field[tried]{
		{Name: "webhook", Title: "Webhook", Reference: true, Text: func(t tried) string { return ref(t.Webhook) }},
		{Name: "url", Title: "Address", Text: func(t tried) string { return t.Webhook.URL }},
		{Name: "status", Title: "Answer", Text: func(t tried) string { return count(t.Status) }},
		{Name: "duration", Title: "Took", Text: func(t tried) string { return strconv.FormatFloat(t.Duration, 'f', -1, 64) + " s" }, Exact: exactDuration},
		{Name: "error", Title: "Error", Text: func(t tried) string { return operator.Value(t.Error) }},
	}}
	var came tried
	err := deps.Act(ctx, d, as, req, func(s operator.Service, ctx context.Context, req operator.WebhookRequest) (tried, error) {
		var err error
		came, err = s.TestWebhook(ctx, req)
		return came, err
	})
	if err == nil && came.Error != nil {
		err = operator.Errorf(operator.Partial, "%s did not take it", came.Webhook.Ref).Reason("not_taken")
	}
	return err
}

func exactDuration(t tried) string { return strconv.FormatFloat(t.Duration, 'f', -1, 64) }

func newReplay(d *deps.Deps) *cobra.Command {
	var req operator.ReplayWebhookRequest
	cmd := &cobra.Command{
		Use:   "replay WEBHOOK --since SEQ",
		Short: "Tell a webhook again of what came after an event",
		Long: `Tell a webhook again of what came after an event, by its number, and make it active
if it was disabled. What waited to be sent again is forgotten: so a number further
on than "Told up to" skips what the receiver does not take. You answer for the
webhook from then on.`,
		Example: `  operator webhook replay W2 --since 1200
  operator webhook replay W2 --since 0 --dry-run`,
		Args:              deps.Args("WEBHOOK"),
		ValidArgsFunction: deps.CompleteArgs(d, "webhook"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Webhook = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.ReplayWebhook)
		},
	}
	cmd.Flags().Uint64Var(&req.Since, "since", 0, "tell it of what came after the event number `SEQ`; 0 is the beginning")
	deps.Require(cmd, "since")
	return cmd
}

func newRotate(d *deps.Deps) *cobra.Command {
	var req operator.RotateWebhookRequest
	cmd := &cobra.Command{
		Use:   "rotate WEBHOOK",
		Short: "Give a webhook another secret",
		Long: `Give a webhook another secret, which is shown this one time. For a day, or as long as
--grace says, what is delivered is signed with the one before as well, so that the
receiver can change over in its own time; the libraries of Standard Webhooks take
either. If somebody else may have the secret, give --grace 0h: then it is worth
nothing from the next delivery on.`,
		Example: `  operator webhook rotate W2
  operator webhook rotate W2 --grace 0h -o json --columns secret`,
		Args:              deps.Args("WEBHOOK"),
		ValidArgsFunction: deps.CompleteArgs(d, "webhook"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Webhook = operator.Ref(args[0])
			return deps.Act(cmd.Context(), d, thing(d), req, operator.Service.RotateWebhook, func(d *deps.Deps, w hook) {
				if w.Secret != nil {
					deps.Tell(d, "keep the secret: it is shown this one time")
				}
				if w.OldSecretUntil != nil {
					deps.Tell(d, "the one before is good until %s", d.OptionalMoment(w.OldSecretUntil))
				}
			})
		},
	}
	cmd.Flags().StringVar(&req.Grace, "grace", "24h", "sign with the secret before, too, for `AGE`, like 7d; 0h ends it at once")
	deps.CompleteValues(cmd, "grace", "0h", "1h", "24h", "7d")
	return cmd
}

func newDelete(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "delete WEBHOOK",
		Short: "Have an address told of nothing more",
		Long:  "Have an address told of nothing more. Its secret is worth nothing from then on.",
		Example: `  operator webhook delete W2
  operator webhook delete W2 --yes`,
		Args:              deps.Args("WEBHOOK"),
		ValidArgsFunction: deps.CompleteArgs(d, "webhook"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.WebhookRequest{Webhook: operator.Ref(args[0])}
			question := func(w hook) string { return fmt.Sprintf("Delete the webhook %s to %s?", w.Ref, w.URL) }
			return deps.End(cmd.Context(), d, thing(d), req, question, operator.Service.DeleteWebhook, func(d *deps.Deps, w hook) {
				deps.Tell(d, "deleted %s; this was it:", w.Ref)
			})
		},
	}
}

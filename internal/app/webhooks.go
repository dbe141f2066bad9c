package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddWebhook is not there yet.
func (a *App) AddWebhook(ctx context.Context, req operator.AddWebhookRequest) (operator.Webhook, error) {
	return view(ctx, a, req, func(*session, operator.AddWebhookRequest) (res operator.Webhook, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// ListWebhooks is not there yet.
func (a *App) ListWebhooks(ctx context.Context, req operator.ListWebhooksRequest) (operator.Page[operator.Webhook], error) {
	return view(ctx, a, req, func(*session, operator.ListWebhooksRequest) (res operator.Page[operator.Webhook], err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// TestWebhook is not there yet.
func (a *App) TestWebhook(ctx context.Context, req operator.WebhookRequest) (operator.WebhookTest, error) {
	return view(ctx, a, req, func(*session, operator.WebhookRequest) (res operator.WebhookTest, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// ReplayWebhook is not there yet.
func (a *App) ReplayWebhook(ctx context.Context, req operator.ReplayWebhookRequest) (operator.Webhook, error) {
	return view(ctx, a, req, func(*session, operator.ReplayWebhookRequest) (res operator.Webhook, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// DeleteWebhook is not there yet.
func (a *App) DeleteWebhook(ctx context.Context, req operator.WebhookRequest) (operator.Webhook, error) {
	return view(ctx, a, req, func(*session, operator.WebhookRequest) (res operator.Webhook, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

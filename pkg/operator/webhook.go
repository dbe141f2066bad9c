package operator

import (
	"context"
	"time"
)

// Webhook is an address that is told of events, signed after
// https://www.standardwebhooks.com. Secret is given once, when it is made.
type Webhook struct {
	Ref           WebhookID     `json:"ref"`
	URL           string        `json:"url"`
	Actions       []string      `json:"actions"` // "message" or "message.sent"; empty is all
	Property      *string       `json:"property"`
	State         string        `json:"state"` // active or disabled
	AllowPrivate  bool          `json:"allow_private"`
	Secret        *string       `json:"secret"`
	By            PersonSummary `json:"by"`
	DeliveredSeq  uint64        `json:"delivered_seq"` // the last event that was delivered
	Failures      int           `json:"failures"`      // since then
	LastError     *string       `json:"last_error"`
	NextAttemptAt *time.Time    `json:"next_attempt_at"`
	CreatedAt     time.Time     `json:"created_at"`
}

// AddWebhookRequest adds a webhook. It gets events from now on.
type AddWebhookRequest struct {
	URL      string   `json:"url"`
	Actions  []string `json:"actions,omitempty"`
	Property Ref      `json:"property,omitempty"`
	// AllowPrivate lets it lead into a private network, or to this machine.
	AllowPrivate bool `json:"allow_private,omitempty"`
}

// ListWebhooksRequest lists webhooks, the newest last.
type ListWebhooksRequest struct{ Paging }

// WebhookRequest names a webhook.
type WebhookRequest struct {
	Webhook Ref `json:"webhook"`
}

// ReplayWebhookRequest has a webhook told again of what came after an event, and
// makes a disabled one active.
type ReplayWebhookRequest struct {
	Webhook Ref    `json:"webhook"`
	Since   uint64 `json:"since"`
}

// WebhookTest is what came of an event made up to try a webhook.
type WebhookTest struct {
	Webhook  Webhook `json:"webhook"`
	Status   int     `json:"status"` // of the answer; 0 is none
	Duration float64 `json:"duration"`
	Error    *string `json:"error"`
}

// Webhooks tells other systems. They are for administrators.
type Webhooks interface {
	AddWebhook(context.Context, AddWebhookRequest) (Webhook, error)
	ListWebhooks(context.Context, ListWebhooksRequest) (Page[Webhook], error)
	// TestWebhook delivers an event of the action "webhook.test" at once.
	TestWebhook(context.Context, WebhookRequest) (WebhookTest, error)
	ReplayWebhook(context.Context, ReplayWebhookRequest) (Webhook, error)
	DeleteWebhook(context.Context, WebhookRequest) (Webhook, error)
}

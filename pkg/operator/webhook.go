package operator

import (
	"context"
	"time"
)

// Limits of webhooks.
const (
	MaxWebhooks   = 100
	MaxWebhookURL = 2000 // bytes

	// DefaultGrace is how long a secret that was replaced signs on where nothing is said.
	DefaultGrace = 24 * time.Hour
	MaxGrace     = 90 * 24 * time.Hour
)

// Webhook is an address that is told of events, signed after
// https://www.standardwebhooks.com. Secret is given once, when it is made. It is told
// as long as By is an administrator.
type Webhook struct {
	Ref          WebhookID `json:"ref"`
	URL          string    `json:"url"`
	Actions      []string  `json:"actions"` // "message" or "message.sent"; empty is all
	Property     *string   `json:"property"`
	State        string    `json:"state"`   // WebhookActive or WebhookDisabled
	Because      *string   `json:"because"` // why it was disabled
	AllowPrivate bool      `json:"allow_private"`
	Secret       *string   `json:"secret"`
	// OldSecretUntil is until when deliveries are signed with the secret before, too.
	OldSecretUntil *time.Time    `json:"old_secret_until"`
	By             PersonSummary `json:"by"`
	DeliveredSeq   uint64        `json:"delivered_seq"` // the last event that was delivered
	Failures       int           `json:"failures"`      // since then
	Waiting        int           `json:"waiting"`       // homes whose events wait to be delivered again
	LastError      *string       `json:"last_error"`
	NextAttemptAt  *time.Time    `json:"next_attempt_at"`
	CreatedAt      time.Time     `json:"created_at"`
}

// The states of a webhook.
const (
	WebhookActive   = "active"
	WebhookDisabled = "disabled"
)

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

// ReplayWebhookRequest has a webhook told of what came after an event, again or for
// the first time, and makes a disabled one active. What waited to be delivered again
// is forgotten, so that Since can also skip what a receiver does not take. Who asks
// answers for it from then on.
type ReplayWebhookRequest struct {
	Webhook Ref    `json:"webhook"`
	Since   uint64 `json:"since"`
}

// RotateWebhookRequest gives a webhook another secret. For Grace, like 24h or 7d,
// deliveries are signed with the one before as well; "0h" ends that one at once, and
// without a word it is DefaultGrace.
type RotateWebhookRequest struct {
	Webhook Ref    `json:"webhook"`
	Grace   string `json:"grace,omitempty"`
}

// WebhookTest is what came of an event made up to try a webhook. A dry run sends
// nothing.
type WebhookTest struct {
	Webhook  Webhook `json:"webhook"`
	Status   int     `json:"status"`   // of the answer; 0 is none
	Duration float64 `json:"duration"` // in seconds
	Error    *string `json:"error"`    // nil if it was taken
}

// Webhooks tells other systems. They are for administrators.
type Webhooks interface {
	AddWebhook(context.Context, AddWebhookRequest) (Webhook, error)
	ListWebhooks(context.Context, ListWebhooksRequest) (Page[Webhook], error)
	// TestWebhook delivers an event of the action "webhook.test" at once.
	TestWebhook(context.Context, WebhookRequest) (WebhookTest, error)
	ReplayWebhook(context.Context, ReplayWebhookRequest) (Webhook, error)
	RotateWebhook(context.Context, RotateWebhookRequest) (Webhook, error)
	DeleteWebhook(context.Context, WebhookRequest) (Webhook, error)
}

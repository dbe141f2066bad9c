package store

import (
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Webhook is an address that is told of events, and how far it was told. Its secret
// is kept as it is, since every delivery is signed with it.
type Webhook struct {
	ID           operator.WebhookID  `row:"1"`
	URL          string              `row:"2"`
	Secret       string              `row:"3" dump:"-"`
	Actions      []string            `row:"4"` // all, if empty
	Property     operator.PropertyID `row:"5"` // all, if zero
	AllowPrivate bool                `row:"6"`
	By           operator.PersonID   `row:"7"` // who answers for it
	Created      time.Time           `row:"8"`
	Disabled     time.Time           `row:"9"`
	Because      string              `row:"10"` // why it was disabled
	// Epoch changes when the webhook is told to begin elsewhere, and with its secret: who
	// has read another one must not keep what they know of it.
	Epoch uint64 `row:"11"`
	// Cursor is the event up to which the log was gone through. Homes that wait are
	// behind it.
	Cursor    uint64        `row:"12"`
	Delivered uint64        `row:"13"`          // the last event delivered
	Failures  int           `row:"14"`          // deliveries that failed since
	Rounds    int           `row:"15"`          // in which all failed, since
	Error     string        `row:"16"`          // of the last that failed
	Waiting   []WaitingHome `row:"17"`          // by home
	OldSecret string        `row:"18" dump:"-"` // the one before, which signs too
	OldUntil  time.Time     `row:"19"`          // until then
}

// Active says whether the webhook is to be told of anything.
func (w Webhook) Active() bool { return w.Disabled.IsZero() }

// WaitingHome is a home whose events a webhook could not be told of, and which waits
// so that they stay in order; zero is the workspace.
type WaitingHome struct {
	Property operator.PropertyID `row:"1"`
	After    uint64              `row:"2"` // the event up to which it was told
	Failures int                 `row:"3"`
	Since    time.Time           `row:"4"` // when the first of these was
	Next     time.Time           `row:"5"`
}

// WebhookReader reads webhooks.
type WebhookReader interface {
	Webhook(operator.WebhookID) (Webhook, bool, error)
	// Webhooks is all of them, by number.
	Webhooks() ([]Webhook, error)
}

// WebhookTx writes them.
type WebhookTx interface {
	PutWebhook(*Webhook) error
	DeleteWebhook(operator.WebhookID) error
}

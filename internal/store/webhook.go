package store

import (
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Webhook is an address that is told of events, and how far it was told. Its secret
// is kept as it is, since every delivery is signed with it.
type Webhook struct {
	ID           operator.WebhookID  `cbor:"1,keyasint"`
	URL          string              `cbor:"2,keyasint"`
	Secret       string              `cbor:"3,keyasint" dump:"-"`
	Actions      []string            `cbor:"4,keyasint,omitempty"` // all, if empty
	Property     operator.PropertyID `cbor:"5,keyasint,omitempty"` // all, if zero
	AllowPrivate bool                `cbor:"6,keyasint,omitempty"`
	By           operator.PersonID   `cbor:"7,keyasint"` // who answers for it
	Created      time.Time           `cbor:"8,keyasint"`
	Disabled     time.Time           `cbor:"9,keyasint,omitzero"`
	Because      string              `cbor:"10,keyasint,omitempty"` // why it was disabled
	// Epoch changes when the webhook is told to begin elsewhere, and with its secret: who
	// has read another one must not keep what they know of it.
	Epoch uint64 `cbor:"11,keyasint"`
	// Cursor is the event up to which the log was gone through. Homes that wait are
	// behind it.
	Cursor    uint64        `cbor:"12,keyasint"`
	Delivered uint64        `cbor:"13,keyasint,omitempty"`          // the last event delivered
	Failures  int           `cbor:"14,keyasint,omitempty"`          // deliveries that failed since
	Rounds    int           `cbor:"15,keyasint,omitempty"`          // in which all failed, since
	Error     string        `cbor:"16,keyasint,omitempty"`          // of the last that failed
	Waiting   []WaitingHome `cbor:"17,keyasint,omitempty"`          // by home
	OldSecret string        `cbor:"18,keyasint,omitempty" dump:"-"` // the one before, which signs too
	OldUntil  time.Time     `cbor:"19,keyasint,omitzero"`           // until then
}

// Active says whether the webhook is to be told of anything.
func (w Webhook) Active() bool { return w.Disabled.IsZero() }

// WaitingHome is a home whose events a webhook could not be told of, and which waits
// so that they stay in order; zero is the workspace.
type WaitingHome struct {
	Property operator.PropertyID `cbor:"1,keyasint,omitempty"`
	After    uint64              `cbor:"2,keyasint"` // the event up to which it was told
	Failures int                 `cbor:"3,keyasint,omitempty"`
	Since    time.Time           `cbor:"4,keyasint,omitzero"` // when the first of these was
	Next     time.Time           `cbor:"5,keyasint"`
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

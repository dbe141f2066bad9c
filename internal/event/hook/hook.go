// Package hook tells other systems of events: it reads the log from where each
// webhook is, signs what is to be said, hands it to what sends it, and tries again
// what failed. It knows nothing of HTTP, which is in post, nor of who may see what,
// which is the app's.
package hook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// SecretPrefix begins every secret, as https://www.standardwebhooks.com has it.
const SecretPrefix = "whsec_"

// SecretSize is how many random bytes a secret has.
const SecretSize = 32

// Message is one delivery, as it goes out.
type Message struct {
	URL          string
	AllowPrivate bool
	ID           string // the same however often the event is delivered to the webhook
	At           time.Time
	Signature    string
	Body         []byte
}

// Answer is what came back.
type Answer struct {
	Status     int           // of HTTP
	RetryAfter time.Duration // as it was asked for; 0 if it was not
}

// Sender sends a message, and waits for the answer. It fails where none came.
type Sender interface {
	Send(context.Context, Message) (Answer, error)
}

// Payload is the body of a delivery.
type Payload struct {
	Type      string         `json:"type"` // the event's action
	Timestamp time.Time      `json:"timestamp"`
	Data      operator.Event `json:"data"`
}

// Body is how an event is said.
func Body(e operator.Event) ([]byte, error) {
	return json.Marshal(Payload{Type: e.Action, Timestamp: e.At, Data: e})
}

// MessageOf signs what a webhook is to be told: with its secret, and with the one before
// as long as that is good, so that receivers can change over.
func MessageOf(w store.Webhook, id string, at time.Time, body []byte) (Message, error) {
	m := Message{URL: w.URL, AllowPrivate: w.AllowPrivate, ID: id, At: at, Body: body}
	var err error
	m.Signature, err = Sign(w.Secret, id, at, body)
	if err == nil && w.OldUntil.After(at) {
		var old string
		old, err = Sign(w.OldSecret, id, at, body)
		m.Signature += " " + old
	}
	return m, err
}

// Sign is the signature of a message: an HMAC with SHA-256 over its id, the time in
// seconds, and its body.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, SecretPrefix))
	if err != nil {
		return "", operator.Wrap(operator.IO, err, "the secret of a webhook cannot be read").Reason("row_damaged")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Queue is the events of a home that a webhook is to be told of, in their order.
type Queue struct {
	Property operator.PropertyID // zero is the workspace
	Events   []Event
	Upto     uint64 // how far the log was gone through for them
	// Held says that the event after Upto is not to be told of yet.
	Held bool
}

// Event is an event as a webhook is told of it.
type Event struct {
	Seq  uint64
	ID   string
	Body []byte
}

// Ask is what a deliverer wants to read.
type Ask struct {
	Webhook store.Webhook         // where it is
	Homes   []operator.PropertyID // of those that wait, whose events are wanted
	New     bool                  // those past the cursor are wanted too, but of homes that wait
}

// Read is what came of it.
type Read struct {
	Waited []Queue // of the homes asked for
	New    []Queue
	Cursor uint64 // how far the log was gone through for New
	More   bool   // there is more to read
}

// Log is the log of events and the webhooks, as the app lets them be seen.
type Log interface {
	// Active is the webhooks that are to be told of events, and the last event there is.
	Active(context.Context) ([]store.Webhook, uint64, error)
	Read(context.Context, Ask) (Read, error)
	// Still says whether a webhook is to be told, as it was when it was read. It is
	// asked before every delivery.
	Still(context.Context, store.Webhook) (bool, error)
	// Save keeps how far a webhook is, unless it is not what it was any more: kept says
	// whether it did.
	Save(context.Context, store.Webhook) (kept bool, err error)
}

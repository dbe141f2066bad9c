// Package demo makes up a builder company, of any size, to look at and to try
// things on: communities and homes in every stage, the people who build, buy and
// finance them, and what they have been saying to each other for eighteen months.
//
// Everything follows from the seed, the size and the time: the same three give
// the same rows, byte for byte. That holds for the secret of the workspace, too,
// which keys its chains of events: whoever has the seed has the secret, so the
// history of a demo proves nothing.
//
// It is made in two steps. A plan says who does what when, of every home by
// itself (homes.go, sales.go, talks.go). Then everything that is to happen is put
// in the order of time and acted out (play.go and after), so that numbers, unread
// counts and events come about as they do in life.
package demo

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Limits of the size of a demo.
const (
	MaxProperties = 100_000
	MaxMessages   = 10_000_000
)

// Options say what to make up.
type Options struct {
	Properties int // homes, at least 1
	Messages   int // exactly so many, deleted ones included
	Seed       uint64
	Now        time.Time // nothing happens later, and the last days are lively
	// Progress is told now and then how much of the work is done; nil if nobody
	// wants to know.
	Progress func(done, total int)
}

// Check refuses a size that cannot be made.
func (o Options) Check() error {
	switch {
	case o.Properties < 1 || o.Properties > MaxProperties:
		return operator.Errorf(operator.Invalid, "a demo has 1 to %d properties, not %d", MaxProperties, o.Properties).Reason("bad_size")
	case o.Messages < 0 || o.Messages > MaxMessages:
		return operator.Errorf(operator.Invalid, "a demo has at most %d messages, not %d", MaxMessages, o.Messages).Reason("bad_size")
	}
	return nil
}

// Rows takes the rows of a demo, in any order and each once. It does not keep
// what a pointer points to. Its methods are called from two goroutines.
type Rows interface {
	PutPerson(*store.Person) error
	PutCommunity(*store.Community) error
	PutBuilding(*store.Building) error
	PutProperty(*store.Property) error
	PutAssignment(store.Assignment) error
	PutSale(*store.Sale) error
	PutConversation(*store.Conversation) error
	PutMessage(*store.Message) error
	PutVersion(store.Version) error
	PutEntry(store.Entry) error
	PutEvent(store.Event) error
	PutDetails(store.Details) error
	PutChain(store.Chain) error
	PutPost(*store.Post) error
	PutUpdate(*store.Update) error
	PutReceipt(store.Receipt) error
	PutUnseen(store.Unseen) error
	PutProgress(store.Progress) error
}

// Made counts what a demo has.
type Made struct {
	Communities, Properties, People, Transactions, Conversations, Messages, Events int
}

// The company. Its administrator is person P1 and acts where nobody is named.
const (
	company    = "Acme Homes"
	timeZone   = "America/Denver"
	currency   = "USD"
	adminName  = "Maya Ortiz"
	adminEmail = "maya@acme.example"
)

// Workspace is the workspace of a demo, to be written with its rows.
func Workspace(o Options) store.Workspace {
	founded := timeOf(founding(o.Now))
	return store.Workspace{
		Name: company, TimeZone: timeZone, Currency: currency, Admin: 1,
		Days: []string{"mon", "tue", "wed", "thu", "fri"}, Open: "08:00", Close: "17:00",
		Secret: derived(o.Seed, "secret"), Instance: derived(o.Seed, "instance")[:16],
		Created: founded, Updated: founded,
	}
}

// derived are bytes that follow from the seed.
func derived(seed uint64, what string) []byte {
	sum := sha256.Sum256(append([]byte("operator demo "+what+" "), binary.BigEndian.AppendUint64(nil, seed)...))
	return sum[:]
}

// Generate makes up the company and hands its rows over.
func Generate(ctx context.Context, o Options, rows Rows) (Made, error) {
	if err := o.Check(); err != nil {
		return Made{}, err
	}
	p := newPlan(o)
	p.team()
	p.communities()
	p.homes()
	p.contacts()
	p.talks()
	p.feeds()
	return p.play(ctx, rows)
}

package boltstore

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// putter is what a Loader and a transaction have in common, as far as the
// benchmarks go.
type putter interface {
	PutConversation(*store.Conversation) error
	PutMessage(*store.Message) error
	PutEntry(store.Entry) error
	PutEvent(store.Event) error
	PutDetails(store.Details) error
}

// sayNth writes what the nth message of a busy store writes. Conversations go on
// side by side, so the keys of their messages come in no order.
func sayNth(to putter, n int) error {
	const each, side = 12, 5000 // messages of a conversation, conversations at a time
	round, place := n/(each*side), n%(each*side)
	c, seq := round*side+place%side+1, uint64(place/side)+1
	at := time.UnixMicro(1_700_000_000_000_000 + int64(n)*1_000_000).UTC()
	home := operator.PropertyID(c/8 + 1)
	if seq == 1 {
		talk := store.Conversation{
			ID: operator.ConversationID(c), Property: home, Subject: "Kitchen selections", LastSeq: each, LastAt: at, Created: at, Updated: at,
		}
		for i := range 4 {
			who := operator.PersonID(c*7%9000 + i*9000 + 1)
			talk.Participants = append(talk.Participants, store.Participant{Person: who, From: 1, Since: at})
			if err := to.PutEntry(store.Entry{Person: who, Conversation: talk.ID, Unread: c % 3, LastAt: at}); err != nil {
				return err
			}
		}
		if err := to.PutConversation(&talk); err != nil {
			return err
		}
	}
	m := store.Message{
		ID: operator.MessageID(n + 1), Conversation: operator.ConversationID(c), Seq: seq, Author: operator.PersonID(c*7%9000 + 1),
		Body:   fmt.Sprintf("The cabinets for lot %d are due on the %d of the month; could somebody look at the island before they are ordered?", home, n%28+1),
		Source: operator.SourceCLI, Created: at,
	}
	if err := to.PutMessage(&m); err != nil {
		return err
	}
	e := store.Event{
		Seq: uint64(n + 1), At: at, Actor: m.Author, Source: m.Source, Action: "message.sent", Object: m.ID.String(), Property: home,
		Refs: map[string]string{"conversation": m.Conversation.String(), "version": "0"}, N: uint64(n), Digest: make([]byte, 32), Prev: make([]byte, 32), Hash: make([]byte, 32),
	}
	if err := to.PutEvent(e); err != nil {
		return err
	}
	return to.PutDetails(store.Details{Seq: e.Seq, Salt: make([]byte, 16)})
}

// One operation is one message: go test -bench Load -benchtime 1000000x
func BenchmarkLoad(b *testing.B) {
	o := Options{Dir: b.TempDir(), Now: time.Now}
	err := Load(b.Context(), o, aWorkspace(), func(l *Loader) error { return sayAll(b, l, 0, b.N) })
	must(b, err)
	report(b, o)
}

// What Load is for not doing: transactions of 10,000 messages each.
func BenchmarkPutInTransactions(b *testing.B) {
	o := Options{Dir: b.TempDir(), Now: time.Now}
	must(b, Init(b.Context(), o, aWorkspace(), nil))
	s := Open(o)
	const batch = 10_000
	for from := 0; from < b.N; from += batch {
		must(b, s.Update(b.Context(), func(tx store.Tx) error { return sayAll(b, tx, from, min(from+batch, b.N)) }))
	}
	report(b, o)
}

func sayAll(b *testing.B, to putter, from, end int) error {
	for n := from; n < end; n++ {
		if err := sayNth(to, n); err != nil {
			return err
		}
	}
	return nil
}

func aWorkspace() store.Workspace {
	return store.Workspace{Name: "Acme Homes", TimeZone: "UTC", Currency: "USD", Secret: make([]byte, 32), Instance: make([]byte, 16)}
}

// report adds the size of the file, and the most memory the process has had.
func report(b *testing.B, o Options) {
	b.StopTimer()
	about, err := os.Stat(o.db())
	must(b, err)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(about.Size())/(1<<20), "MiB-file")
	if runtime.GOOS != "linux" {
		return
	}
	status, err := os.ReadFile("/proc/self/status")
	must(b, err)
	for line := range strings.Lines(string(status)) {
		var kib float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kib); n == 1 {
			b.ReportMetric(kib/1024, "MiB-peak")
		}
		if n, _ := fmt.Sscanf(line, "RssAnon: %f kB", &kib); n == 1 {
			b.ReportMetric(kib/1024, "MiB-anon")
		}
	}
}

package demo

import (
	"encoding/binary"
	"encoding/json"
	"sync/atomic"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// log chains the events and hands them over. That is half of all the work, so it
// is done beside the acting out, in a goroutine of its own.
type log struct {
	rows   Rows
	linker *event.Linker
	salts  random
	chains []store.Chain // by property; 0 is the workspace's
	seq    uint64

	batch  []entry
	in     chan []entry
	done   chan struct{}
	failed atomic.Bool
	err    error // to be read when done
}

// entry is an event on its way into the log. The content of one about a message
// stands in the message, or in the version that it has become.
type entry struct {
	store.Event
	content any            // nil where the event says it all; or
	message *store.Message // as it is then; or
	held    []byte         // what stands in the rows of an update
}

const batchSize = 512

func newLog(rows Rows, ws store.Workspace, seed uint64, properties int) *log {
	l := &log{
		rows: rows, linker: event.NewLinker(ws.Secret, ws.Instance), salts: random{seed ^ 0x5a17}, chains: make([]store.Chain, properties+1),
		in: make(chan []entry, 8), done: make(chan struct{}),
	}
	go l.work()
	return l
}

// record notes an event, after those noted before.
func (l *log) record(e entry) {
	if l.batch == nil {
		l.batch = make([]entry, 0, batchSize)
	}
	l.batch = append(l.batch, e)
	if len(l.batch) == batchSize {
		l.in <- l.batch
		l.batch = nil
	}
}

func (l *log) work() {
	defer close(l.done)
	for batch := range l.in {
		for _, e := range batch {
			if l.err != nil {
				break // who records looks whether it failed
			}
			if l.err = l.keep(e); l.err != nil {
				l.failed.Store(true)
			}
		}
	}
}

func (l *log) keep(e entry) error {
	l.seq++
	e.Seq = l.seq
	if e.content != nil || e.message != nil || e.held != nil {
		content, err := e.bytes()
		if err != nil {
			return err
		}
		salt := binary.BigEndian.AppendUint64(make([]byte, 0, event.SaltSize), l.salts.next())
		d := store.Details{Seq: e.Seq, Salt: binary.BigEndian.AppendUint64(salt, l.salts.next()), Content: content}
		e.Digest = event.Digest(d.Salt, d.Content)
		if e.message != nil || e.held != nil {
			d.Content = nil
		}
		if err := l.rows.PutDetails(d); err != nil {
			return err
		}
	}
	chain := &l.chains[e.Property]
	linked, err := l.linker.Link(*chain, e.Event)
	if err != nil {
		return operator.Wrap(operator.Internal, err, "link the event into its chain")
	}
	*chain = store.Chain{Property: linked.Property, N: linked.N, Seq: linked.Seq, Head: linked.Hash}
	return l.rows.PutEvent(linked)
}

// bytes is the content as the app writes it.
func (e entry) bytes() ([]byte, error) {
	if e.held != nil {
		return e.held, nil
	}
	if e.message != nil {
		return event.MessageContent(e.message.Body, e.message.Attachments), nil
	}
	content, err := json.Marshal(e.content)
	if err != nil {
		return nil, operator.Wrap(operator.Internal, err, "write the details of an event")
	}
	return content, nil
}

// stop waits until nothing is under way any more.
func (l *log) stop() error {
	if len(l.batch) > 0 {
		l.in <- l.batch
		l.batch = nil
	}
	close(l.in)
	<-l.done
	return l.err
}

// heads hands the heads of the chains over, when it has stopped.
func (l *log) heads() error {
	for _, c := range l.chains {
		if c.N == 0 {
			continue
		}
		if err := l.rows.PutChain(c); err != nil {
			return err
		}
	}
	return nil
}

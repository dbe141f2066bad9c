package hook

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Options are what a deliverer works with.
type Options struct {
	Log    Log
	Sender Sender
	Now    func() time.Time
	Random func() float64 // in [0, 1); spreads deliveries that are tried again
	// Pause waits between two looks at the log, or until ctx is done.
	Pause func(ctx context.Context) error
	Slog  *slog.Logger
	Count Counter // nil counts nothing
}

// down is after how many rounds in which all failed a receiver is taken to be down.
// Then one delivery tells whether it is there again.
const down = 3

// mostFailing is how many homes may fail before what is new has to wait, too.
const mostFailing = 16

// rarely is how many events that were not for a webhook may be gone through again
// after a restart, so that they need not be written of each time.
const rarely = 1000

// Run tells all webhooks of what happens, until ctx is done. What is under way then is
// cut off, and delivered again by the next run.
func Run(ctx context.Context, o Options) error {
	d := newDeliverer(o)
	defer d.rounds.Wait()
	for ctx.Err() == nil {
		d.look(ctx)
		if err := o.Pause(ctx); err != nil {
			break
		}
	}
	return nil
}

func newDeliverer(o Options) *deliverer {
	if o.Count == nil {
		o.Count = uncounted{}
	}
	return &deliverer{Options: o, hooks: map[operator.WebhookID]*progress{}, hushed: hushed{until: map[string]time.Time{}}}
}

// deliverer tells webhooks, each in its own time.
type deliverer struct {
	Options
	hooks  map[operator.WebhookID]*progress // of the loop alone
	rounds sync.WaitGroup
	hushed hushed
}

// hushed is until when the same complaint is not made again.
type hushed struct {
	sync.Mutex
	until map[string]time.Time
}

// hushFor is how long a complaint lasts.
const hushFor = time.Minute

// progress is how far a webhook is, which the store learns now and then.
type progress struct {
	busy  sync.Mutex // held in a round
	row   store.Webhook
	saved uint64        // the cursor that the store knows
	dirty bool          // the store must learn of the row before anything else is delivered
	told  atomic.Uint64 // the cursor, for who is not in the round
}

// look begins a round of every webhook that has something to do and is in none.
func (d *deliverer) look(ctx context.Context) {
	active, last, err := d.Log.Active(ctx)
	if err != nil {
		d.complain(ctx, "webhooks cannot be read", err)
		return
	}
	there := map[operator.WebhookID]bool{}
	for _, w := range active {
		there[w.ID] = true
		p, known := d.hooks[w.ID]
		if !known {
			p = &progress{row: w, saved: w.Cursor}
			p.told.Store(w.Cursor)
			d.hooks[w.ID] = p
		}
		if !p.busy.TryLock() {
			continue
		}
		if p.row.Epoch != w.Epoch {
			p.row, p.saved, p.dirty = w, w.Cursor, false
			p.told.Store(w.Cursor)
		}
		p.row.By = w.By
		if !p.dirty && d.nothing(d.due(p.row, last)) {
			p.busy.Unlock()
			continue
		}
		d.rounds.Go(func() {
			defer p.busy.Unlock()
			d.catchUp(ctx, p, last)
		})
	}
	d.countBacklog(active, last)
	for id := range d.hooks {
		if !there[id] {
			delete(d.hooks, id)
		}
	}
}

// due is what there is to read for a webhook now.
func (d *deliverer) due(w store.Webhook, last uint64) Ask {
	ask := Ask{Webhook: w}
	now, failing := d.Now(), 0
	for _, home := range w.Waiting {
		if home.Failures > 0 {
			failing++
		}
		if !home.Next.After(now) {
			ask.Homes = append(ask.Homes, home.Property)
		}
	}
	ask.New = w.Cursor < last && failing < mostFailing && w.Rounds < down
	return ask
}

func (d *deliverer) nothing(a Ask) bool { return len(a.Homes) == 0 && !a.New }

// catchUp tells a webhook what there is to tell now.
func (d *deliverer) catchUp(ctx context.Context, p *progress, last uint64) {
	for ctx.Err() == nil {
		if p.dirty && !d.save(ctx, p) {
			return
		}
		ask := d.due(p.row, last)
		if d.nothing(ask) {
			return
		}
		read, err := d.Log.Read(ctx, ask)
		if err != nil {
			d.complain(ctx, "events cannot be read", err)
			return
		}
		round, revoked := d.deliver(ctx, p.row, slices.Concat(read.Waited, read.New))
		if revoked {
			return
		}
		was := p.row
		cursor := was.Cursor
		if ask.New {
			cursor = read.Cursor
		}
		p.row = settle(was, round, cursor, d.Now().UTC().Truncate(time.Microsecond), d.Random)
		d.tell(was, p.row)
		d.countRound(was, p.row, round)
		p.told.Store(p.row.Cursor)
		p.dirty = len(round) > 0 || p.row.Cursor-p.saved >= rarely
		if !p.dirty && !read.More && p.row.Cursor == was.Cursor {
			return // what is next is not to be told of yet
		}
	}
	if p.dirty {
		d.save(context.WithoutCancel(ctx), p) // so that little is delivered twice
	}
}

// save has the store learn how far a webhook is. It says whether to go on.
func (d *deliverer) save(ctx context.Context, p *progress) bool {
	kept, err := d.Log.Save(ctx, p.row)
	if err != nil {
		d.complain(ctx, "how far a webhook is cannot be kept", err)
		return false
	}
	p.dirty, p.saved = false, p.row.Cursor
	return kept && p.row.Active()
}

// complain logs an error, and not again for a while.
func (d *deliverer) complain(ctx context.Context, what string, err error) {
	d.hushed.Lock()
	defer d.hushed.Unlock()
	if now := d.Now(); ctx.Err() == nil && !now.Before(d.hushed.until[what]) {
		d.hushed.until[what] = now.Add(hushFor)
		d.Slog.Error(what, "error", err.Error())
	}
}

// tell logs what whoever looks after the server wants to know.
func (d *deliverer) tell(was, is store.Webhook) {
	id := is.ID.String()
	switch {
	case !is.Active():
		d.Slog.Warn("a webhook was disabled", "webhook", id, "because", is.Because, "error", is.Error)
	case is.Failures > was.Failures || is.Failures > 0 && is.Delivered > was.Delivered:
		d.Slog.Warn("deliveries of a webhook fail", "webhook", id, "failures", is.Failures, "waiting", len(is.Waiting), "error", is.Error)
	case was.Failures > 0 && is.Failures == 0:
		d.Slog.Info("a webhook takes deliveries again", "webhook", id)
	}
}

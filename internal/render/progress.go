package render

import (
	"strconv"
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// When progress is first shown, how often it is drawn on a terminal, told
// elsewhere, and told to somebody who listens.
const (
	showAfter  = 500 * time.Millisecond
	drawEvery  = 200 * time.Millisecond
	tellEvery  = 5 * time.Second
	tellSeldom = 30 * time.Second
)

// Progress shows how far long work has come: as a bar with rate and time left
// where a person looks on, as a line now and then where a person listens or
// verbose asks for it, and otherwise not at all. What is done at once shows nothing. Nothing of it goes
// to standard output.
type Progress struct {
	t     *term.IO
	out   Output
	doing string
	now   func() time.Time
	next  time.Time     // when to begin, or to tell again
	every time.Duration // how often to tell
	bytes bool          // it is bytes that are counted, and not steps

	draws, tells bool
	bar          progress.Writer
	track        *progress.Tracker
	drawn        chan struct{} // closed when nothing is drawn any more
}

// NewProgress begins to follow the progress of what is being done.
func NewProgress(t *term.IO, out Output, doing string, verbose bool, now func() time.Time) *Progress {
	p := &Progress{t: t, out: out, doing: doing, now: now}
	p.draws = !out.Quiet && t.ErrTTY && t.Env("TERM") != "dumb" && !t.Accessible()
	p.every = tellEvery
	if t.Accessible() && t.ErrTTY && !verbose {
		p.every, verbose = tellSeldom, true
	}
	p.tells = !out.Quiet && !p.draws && verbose
	p.next = now().Add(p.every)
	if p.draws {
		p.next = now().Add(showAfter)
	}
	return p
}

// Update says that so much of so much is done. It may be called often, but not
// from several goroutines at once.
func (p *Progress) Update(done, total int) { p.update(done, total, false) }

// Moved is Update for bytes that go over a network. A total of 0 is not known.
func (p *Progress) Moved(bytes, total int64) { p.update(int(bytes), int(total), true) }

// update tells of bytes, or of steps. Where the one follows the other, rate and time left
// begin anew.
func (p *Progress) update(done, total int, bytes bool) {
	if p.bytes != bytes {
		p.bytes = bytes
		if p.bar != nil {
			p.track.MarkAsDone()
			p.follow()
		}
	}
	if p.bar != nil {
		p.track.UpdateTotal(int64(total))
		p.track.SetValue(int64(done))
		return
	}
	if !p.draws && !p.tells || p.now().Before(p.next) {
		return
	}
	p.next = p.now().Add(p.every)
	if p.draws {
		p.draw()
		return
	}
	Note(p.t, p.out, "%s: %s", p.doing, p.said(done, total))
}

// said is how much is done, in words.
func (p *Progress) said(done, total int) string {
	shown := strconv.Itoa
	if p.bytes {
		shown = func(n int) string { return Size(int64(n)) }
	}
	if total == 0 {
		return shown(done)
	}
	return shown(done) + " of " + shown(total)
}

func (p *Progress) draw() {
	p.bar = progress.NewWriter()
	p.bar.SetOutputWriter(p.t.Err)
	p.bar.SetAutoStop(false)
	p.bar.SetUpdateFrequency(drawEvery)
	p.bar.SetTerminalWidth(max(p.t.Width, 40))
	p.bar.SetTrackerLength(20)
	p.bar.SetMessageLength(len(p.doing))
	show := &p.bar.Style().Visibility
	show.ETA, show.Speed, show.Value, show.TrackerOverall = true, true, true, false
	p.follow()
	p.drawn = make(chan struct{})
	go func() {
		defer close(p.drawn)
		p.bar.Render()
	}()
}

// follow draws another bar.
func (p *Progress) follow() {
	p.track = &progress.Tracker{Message: p.doing, RemoveOnCompletion: true}
	if p.bytes {
		p.track.Units = progress.UnitsBytes
	}
	p.bar.AppendTracker(p.track)
}

// Stop takes the bar away, and returns when nothing is drawn any more.
func (p *Progress) Stop() {
	if p.bar == nil {
		return
	}
	p.track.MarkAsDone()
	time.Sleep(2 * drawEvery) // go-pretty takes the bar away on its next turn
	p.bar.Stop()
	<-p.drawn
	p.bar, p.draws = nil, false
}

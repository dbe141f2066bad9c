package render

import (
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// How often progress is drawn on a terminal, and told elsewhere.
const (
	drawEvery = 200 * time.Millisecond
	tellEvery = 5 * time.Second
)

// Progress shows how far long work has come: as a bar with rate and time left
// where a person looks on, as a line every few seconds where verbose asks for it,
// and otherwise not at all. Nothing of it goes to standard output.
type Progress struct {
	bar   progress.Writer
	track progress.Tracker
	drawn chan struct{}

	tell func(done, total int)
	now  func() time.Time
	next time.Time
}

// NewProgress begins to show the progress of what is said to be done.
func NewProgress(t *term.IO, out Output, doing string, verbose bool, now func() time.Time) *Progress {
	p := &Progress{now: now, next: now().Add(tellEvery)}
	switch {
	case out.Quiet:
	case t.ErrTTY && t.Env("TERM") != "dumb" && t.Env("OPERATOR_ACCESSIBLE") == "":
		p.draw(t, doing)
	case verbose:
		p.tell = func(done, total int) { Note(t, out, "%s: %d of %d", doing, done, total) }
	}
	return p
}

func (p *Progress) draw(t *term.IO, doing string) {
	p.bar = progress.NewWriter()
	p.bar.SetOutputWriter(t.Err)
	p.bar.SetAutoStop(false)
	p.bar.SetUpdateFrequency(drawEvery)
	p.bar.SetTerminalWidth(max(t.Width, 40))
	p.bar.SetTrackerLength(20)
	p.bar.SetMessageLength(len(doing))
	style := p.bar.Style()
	style.Visibility.ETA, style.Visibility.Speed, style.Visibility.Value = true, true, true
	style.Visibility.TrackerOverall = false
	p.track = progress.Tracker{Message: doing, RemoveOnCompletion: true}
	p.bar.AppendTracker(&p.track)
	p.drawn = make(chan struct{})
	go func() {
		defer close(p.drawn)
		p.bar.Render()
	}()
}

// Update says that so much of so much is done. It may be called often.
func (p *Progress) Update(done, total int) {
	switch {
	case p.bar != nil:
		p.track.UpdateTotal(int64(total))
		p.track.SetValue(int64(done))
	case p.tell != nil:
		if now := p.now(); !now.Before(p.next) {
			p.next = now.Add(tellEvery)
			p.tell(done, total)
		}
	}
}

// Stop takes the bar away, and returns when nothing is drawn any more.
func (p *Progress) Stop() {
	if p.bar == nil {
		return
	}
	p.track.MarkAsDone()
	time.Sleep(drawEvery) // go-pretty draws the end on its next turn
	p.bar.Stop()
	<-p.drawn
	p.bar = nil
}

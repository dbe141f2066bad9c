package app

import (
	"iter"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
)

// Updates are looked through without an index: there are far fewer posts than
// messages, and what a post to many homes says is looked at once.

// messages is the messages that are what is sought.
func (q *sought) messages(candidates iter.Seq2[store.Found, error]) iter.Seq2[hit, error] {
	return func(yield func(hit, error) bool) {
		for f, err := range candidates {
			var h hit
			ok := err != nil
			if err == nil {
				h, ok, err = q.look(f)
			}
			if (ok || err != nil) && !yield(h, err) || err != nil {
				return
			}
		}
	}
}

// updates is the published updates that are what is sought, the newest first.
// Without all, they are those of homes that the actor works on or buys.
func (q *sought) updates(after *updatePlace) iter.Seq2[hit, error] {
	return func(yield func(hit, error) bool) {
		rows, err := q.updateRows()
		if err != nil {
			yield(hit{}, err)
			return
		}
		var said saidOnce
		for p, err := range rows(after) {
			var h hit
			ok := false
			if err == nil {
				h, ok, err = q.lookAtUpdate(p, &said)
			}
			if (ok || err != nil) && !yield(h, err) || err != nil {
				return
			}
		}
	}
}

// saidOnce is what became of looking at the text of a post, which many updates
// share.
type saidOnce struct {
	post  store.PostID
	spans []search.Span
	fits  bool
}

func (q *sought) updateRows() (updateRows, error) {
	if len(q.on) > 0 {
		return q.s.collected(q.s.r.UpdatesOf(q.on[0])), nil
	}
	if !q.all {
		homes, few, err := q.s.ownHomes()
		if err != nil || few {
			return q.s.collected(q.s.updatesOf(homes)), err
		}
	}
	states := []store.PostState{store.PostPublished}
	return func(after *updatePlace) iter.Seq2[posted, error] { return q.s.byPosts(states, after) }, nil
}

// lookAtUpdate says whether an update is what is sought, and may be seen.
func (q *sought) lookAtUpdate(p posted, said *saidOnce) (hit, bool, error) {
	if !p.live() || !q.about(p.Property) {
		return hit{}, false, nil
	}
	c := p.content()
	text := strings.TrimSpace(c.Title + "\n" + c.Body)
	if p.Own != nil || said.post != p.Post {
		spans, fits, err := q.fits(store.Message{Author: p.post.Author, Created: p.at(), Body: text})
		if err != nil {
			return hit{}, false, err
		}
		*said = saidOnce{post: p.Post, spans: spans, fits: fits}
		if p.Own != nil {
			said.post = 0
		}
	}
	if !said.fits {
		return hit{}, false, nil
	}
	h, err := q.s.home(p.Property)
	if err != nil {
		return hit{}, false, err
	}
	if mine, err := q.s.isOwn(h); err != nil || !mine && !q.all {
		return hit{}, false, err
	}
	f, err := q.s.feedOf(h)
	if err != nil {
		return hit{}, false, err
	}
	sees, err := q.s.sees(f, p)
	return hit{update: &p, home: h, text: text, at: p.at(), spans: said.spans}, sees, err
}

// inOneLine merges messages and updates, the newest first, each with how far both
// have come.
func inOneLine(from hitPlace, messages, updates iter.Seq2[hit, error]) iter.Seq2[row[hit, hitPlace], error] {
	return func(yield func(row[hit, hitPlace], error) bool) {
		newer := func(a, b hit) bool { return a.at.After(b.at) }
		for h, err := range merged([]iter.Seq2[hit, error]{messages, updates}, newer) {
			if err != nil {
				yield(row[hit, hitPlace]{}, err)
				return
			}
			if h.update != nil {
				from.Update = new(updatePlace)
				*from.Update = placeOfUpdate(*h.update)
			} else {
				from.Message = h.ID
			}
			if !yield(row[hit, hitPlace]{h, from}, nil) {
				return
			}
		}
	}
}

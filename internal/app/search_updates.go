package app

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

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

// updates is the published updates that are what is sought, the newest first, past a
// place. Without all, they are those of homes that the actor works on or buys.
func (q *sought) updates(after *updatePlace) iter.Seq2[hit, error] {
	return func(yield func(hit, error) bool) {
		rows, err := q.updateRows()
		if err != nil {
			yield(hit{}, err)
			return
		}
		var said saidOnce
		for p, err := range notBefore(q.since, rows(after)) {
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

// updateRows chooses how to go through the updates that may be what is sought: those of
// a few homes one by one, and all by what the index of words has of their posts, or,
// where no word is looked for, by their posts.
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
	return func(after *updatePlace) iter.Seq2[posted, error] {
		if after == nil && !q.before.IsZero() {
			after = &updatePlace{At: q.before}
		}
		if len(q.terms) == 0 {
			return q.s.byPosts([]store.PostState{store.PostPublished}, after)
		}
		return q.indexed(after)
	}, nil
}

// indexed goes through the updates of the posts that the index of words has.
func (q *sought) indexed(after *updatePlace) iter.Seq2[posted, error] {
	return func(yield func(posted, error) bool) {
		for found, err := range q.s.r.PostsWith(store.PostPublished, q.terms, fromPost(after)) {
			if err != nil {
				yield(posted{}, err)
				return
			}
			remember(q.s.posts, found.Post.ID, found.Post)
			rows := q.s.collected(q.updatesAt(found.Updates))(after)
			if found.Itself {
				rows = q.s.ofPost(found.Post, after)
			}
			for p, err := range rows {
				if !yield(p, err) || err != nil {
					return
				}
			}
		}
	}
}

// updatesAt reads updates by their numbers.
func (q *sought) updatesAt(ids []operator.UpdateID) iter.Seq2[store.Update, error] {
	return func(yield func(store.Update, error) bool) {
		for _, id := range ids {
			if u, _, err := q.s.r.Update(id); !yield(u, err) || err != nil {
				return
			}
		}
	}
}

// lookAtUpdate says whether an update is what is sought, and may be seen.
func (q *sought) lookAtUpdate(p posted, said *saidOnce) (hit, bool, error) {
	if !p.live() || !q.about(p.Property) {
		return hit{}, false, nil
	}
	c := p.content()
	text := c.Text()
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

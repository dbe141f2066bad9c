package boltstore

import (
	"encoding/binary"
	"iter"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// PostsWith goes through the posts of a state by their keys alone, and reads those that
// the index has: 290,000 keys take some 20 ms, and to read as many posts a second.
func (r reader) PostsWith(state store.PostState, terms []store.Term, after *store.Place) iter.Seq2[store.FoundPost, error] {
	return func(yield func(store.FoundPost, error) bool) {
		said, err := r.postsThatSay(terms)
		if err == nil {
			err = said.each(state, after, yield)
		}
		if err != nil {
			yield(store.FoundPost{}, err)
		}
	}
}

// fewUpdates are read, to know whose post they are. Where there are more, the keys of
// each post's updates are gone through as its turn comes, which may be never.
const fewUpdates = 1024

// postsSay is the posts that may say something themselves, and those whose updates may:
// by their posts, or where they are many by their numbers.
type postsSay struct {
	reader
	posts  numberSet
	byPost map[store.PostID][]operator.UpdateID
	many   numberSet
}

func (r reader) postsThatSay(terms []store.Term) (postsSay, error) {
	said := postsSay{reader: r, byPost: map[store.PostID][]operator.UpdateID{}}
	for n, err := range r.numbersThatSay(ofPosts, terms) {
		if err != nil {
			return said, err
		}
		said.posts.add(n)
	}
	upTo, err := r.indexedUpTo(ofUpdates)
	if err != nil {
		return said, err
	}
	var few []uint64
	for n, err := range r.numbersThatSay(ofUpdates, terms) {
		switch {
		case err != nil:
			return said, err
		case n > upTo:
			if err := said.read(n); err != nil {
				return said, err
			}
			continue
		case len(few) <= fewUpdates:
			few = append(few, n)
		}
		said.many.add(n)
	}
	if len(few) > fewUpdates {
		return said, nil
	}
	said.many = nil
	for _, n := range few {
		if err := said.read(n); err != nil {
			return said, err
		}
	}
	return said, nil
}

// read finds out whose post an update is.
func (s *postsSay) read(n uint64) error {
	u, _, err := updates.get(s.tx, num(n))
	if err == nil && u.Own != nil {
		s.byPost[u.Post] = append(s.byPost[u.Post], u.ID)
	}
	return err
}

// each yields those of a state, in the order of lists.
func (s *postsSay) each(state store.PostState, after *store.Place, yield func(store.FoundPost, error) bool) error {
	b, read, err := posts.reader(s.tx, "by_state")
	if err != nil {
		return err
	}
	for k, raw := range backward(b, one(state), pastPlace(one(state), after)) {
		if err := stillAwaited(s.tx); err != nil {
			return err
		}
		n, ok := endingNumber(k)
		if !ok {
			continue // check tells of it
		}
		own, err := s.updatesOf(store.PostID(n))
		if err != nil {
			return err
		}
		found := store.FoundPost{Itself: s.posts.has(n), Updates: own}
		if !found.Itself && len(own) == 0 {
			continue
		}
		if found.Post, err = read(k, raw); err != nil {
			return err
		}
		if !yield(found, nil) {
			return nil
		}
	}
	return nil
}

// updatesOf is the updates of a post that may say something of their own.
func (s *postsSay) updatesOf(id store.PostID) ([]operator.UpdateID, error) {
	own := s.byPost[id]
	if s.many == nil {
		return own, nil
	}
	b, _, err := updates.reader(s.tx, "by_post")
	if err != nil {
		return nil, err
	}
	for k := range forward(b, num(id), nil) {
		if n, ok := endingNumber(k); ok && s.many.has(n) {
			own = append(own, operator.UpdateID(n))
		}
	}
	return own, nil
}

// endingNumber is the number that a key ends with.
func endingNumber(k []byte) (uint64, bool) {
	if len(k) < 8 {
		return 0, false
	}
	return binary.BigEndian.Uint64(k[len(k)-8:]), true
}

// numbersThatSay yields the numbers of a kind that may have all of the terms, the highest
// first: all that the index lacks, and of the others those that it names.
func (r reader) numbersThatSay(of kind, terms []store.Term) iter.Seq2[uint64, error] {
	return func(yield func(uint64, error) bool) {
		own, err := r.numbered(of)
		var upTo uint64
		if err == nil && len(terms) > 0 {
			upTo, err = r.indexedUpTo(of)
		}
		if err != nil {
			yield(0, err)
			return
		}
		for k := range backward(own, nil, nil) {
			n, ok := endingNumber(k)
			if !ok {
				continue // check tells of it
			}
			if n <= upTo {
				break
			}
			if err := stillAwaited(r.tx); !yield(n, err) || err != nil {
				return
			}
		}
		if upTo == 0 {
			return
		}
		for n, err := range r.numbersWith(of, terms, upTo) {
			if err == nil {
				err = stillAwaited(r.tx)
			}
			if !yield(n, err) || err != nil {
				return
			}
		}
	}
}

// numbered is the rows of posts or of updates, whose keys are their numbers.
func (r reader) numbered(of kind) (*bolt.Bucket, error) {
	if of == ofPosts {
		return posts.own(r.tx)
	}
	return updates.own(r.tx)
}

// PutPost keeps what a post says in the index of words.
func (w writer) PutPost(p *store.Post) error {
	before := ""
	if p.ID != 0 {
		was, _, err := posts.get(w.tx, num(p.ID))
		if err != nil {
			return err
		}
		before = was.Content.Text()
	}
	if err := putNumbered(w, posts, &p.ID, p); err != nil {
		return err
	}
	return w.index(ofPosts, uint64(p.ID), before, p.Content.Text())
}

// PutUpdate keeps what an update says of its own in the index of words.
func (w writer) PutUpdate(u *store.Update) error {
	before := ""
	if u.ID != 0 {
		was, _, err := updates.get(w.tx, num(u.ID))
		if err != nil {
			return err
		}
		before = ownText(was)
	}
	if err := putNumbered(w, updates, &u.ID, u); err != nil {
		return err
	}
	return w.index(ofUpdates, uint64(u.ID), before, ownText(*u))
}

// ownText is what an update says of its own.
func ownText(u store.Update) string {
	if u.Own == nil {
		return ""
	}
	return u.Own.Text()
}

package app

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// updateThen is what the digest of an update's event covers: what it said then.
func updateThen(r store.Reader, e store.Event) ([]byte, bool, error) {
	var id operator.UpdateID
	if id.UnmarshalText([]byte(e.Object)) != nil {
		return nil, false, nil
	}
	u, ok, err := r.Update(id)
	if err != nil || !ok {
		return nil, false, err
	}
	said, _, ok, err := contentThen(r, u, e)
	if err != nil || !ok {
		return nil, false, err
	}
	raw, err := json.Marshal(updateContent(said))
	return raw, err == nil, err
}

// contentThen is what an update said when an event was written: of its own or of its
// post's, in the version that the event names. It says whether that is the last.
func contentThen(r store.Reader, u store.Update, e store.Event) (said store.Content, last, ok bool, err error) {
	whose, number, _ := strings.Cut(e.Refs["version"], " ")
	then, err := strconv.Atoi(number)
	if err != nil {
		return said, false, false, nil
	}
	p, ok, err := r.Post(u.Post)
	if err != nil || !ok {
		return said, false, false, err
	}
	said, versions, of := p.Content, p.Versions, operator.UpdateID(0)
	if whose == "own" {
		said, versions, of = store.Content{}, u.Versions, u.ID
		if u.Own != nil {
			said = *u.Own
		}
	}
	if then == versions {
		return said, u.Own == nil || of == u.ID, true, nil
	}
	if then < 0 {
		return store.Content{}, false, false, nil
	}
	before, ok, err := r.UpdateVersion(u.Post, of, then)
	return before.Content, false, ok, err
}

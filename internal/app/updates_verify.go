package app

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// updateThen is what an update said when an event was written: of its own or of
// its post's, in the version that the event names.
func updateThen(r store.Reader, e store.Event) ([]byte, bool, error) {
	var id operator.UpdateID
	if id.UnmarshalText([]byte(e.Object)) != nil {
		return nil, false, nil
	}
	u, ok, err := r.Update(id)
	if err != nil || !ok {
		return nil, false, err
	}
	whose, number, _ := strings.Cut(e.Refs["version"], " ")
	then, err := strconv.Atoi(number)
	if err != nil {
		return nil, false, nil
	}
	p, ok, err := r.Post(u.Post)
	if err != nil || !ok {
		return nil, false, err
	}
	now, versions, of := p.Content, p.Versions, operator.UpdateID(0)
	if whose == "own" {
		now, versions, of = store.Content{}, u.Versions, u.ID
		if u.Own != nil {
			now = *u.Own
		}
	}
	if then != versions {
		before, err := r.UpdateVersions(u.Post, of)
		if err != nil {
			return nil, false, err
		}
		ok = false
		for _, v := range before {
			if v.N == then {
				now, ok = v.Content, true
			}
		}
		if !ok {
			return nil, false, nil
		}
	}
	raw, err := json.Marshal(updateContent(now))
	return raw, err == nil, err
}

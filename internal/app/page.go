package app

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// mostCounted is how many rows past a page are counted, to say how many more
// there are.
const mostCounted = 1000

// cursor is a place in a list. By the list's name another list refuses it. By the
// seal it is known to be from a page of the same list to the same person: what a list
// records is recorded with its first page, which a cursor that was made up would skip.
type cursor struct {
	List  string          `json:"l"`
	Place json.RawMessage `json:"p"`
	Seal  []byte          `json:"s"`
}

// sealSize is the bytes that are kept of a seal.
const sealSize = 12

func (s *session) seal(list string, place []byte) []byte {
	mac := hmac.New(sha256.New, s.ws.Secret)
	fmt.Fprintf(mac, "operator cursor 1\n%d\n%s\n%s", s.actor.ID, list, place)
	return mac.Sum(nil)[:sealSize]
}

// placeOf reads a cursor of a list; nil for the beginning.
func placeOf[P any](s *session, list string, p operator.Paging) (*P, error) {
	if p.Limit < 0 {
		return nil, operator.Errorf(operator.Usage, "the limit must not be negative: %d", p.Limit).Reason("limit")
	}
	if p.Cursor == "" {
		return nil, nil
	}
	var c cursor
	var place P
	raw, err := base64.RawURLEncoding.DecodeString(string(p.Cursor))
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err == nil && c.List == list && hmac.Equal(c.Seal, s.seal(list, c.Place)) {
		if json.Unmarshal(c.Place, &place) == nil {
			return &place, nil
		}
	}
	return nil, operator.Errorf(operator.Invalid, "the cursor is not from this list").
		WithHint("begin without --cursor").Reason("bad_cursor")
}

func cursorAt[P any](s *session, list string, place P) operator.Cursor {
	at, _ := json.Marshal(place) // plain data
	raw, _ := json.Marshal(cursor{list, at, s.seal(list, at)})
	return operator.Cursor(base64.RawURLEncoding.EncodeToString(raw))
}

// row is one row of a list with the place it stands at.
type row[T, P any] struct {
	item  T
	place P
}

// pageOf makes a page of the rows that belong to it. keep says whether a row is
// for the actor to see, and show makes of it what is answered. A page of long rows has
// fewer than are asked for. Rows past the
// page are counted where the request wants to know, up to a bound.
func pageOf[T, P, Res any](s *session, list string, p operator.Paging, rows iter.Seq2[row[T, P], error],
	keep func(T) (bool, error), show func(T) (Res, error),
) (operator.Page[Res], error) {
	limit := p.Limit
	if limit == 0 {
		limit = operator.DefaultPage
	}
	limit = min(limit, operator.MaxPage)
	page := operator.Page[Res]{Items: []Res{}}
	var size int
	var last P
	for r, err := range rows {
		if err != nil {
			return page, err
		}
		ok, err := keep(r.item)
		if err != nil {
			return page, err
		}
		if !ok {
			continue
		}
		if len(page.Items) == limit || isFull(size) {
			if page.Next == "" {
				page.Next = cursorAt(s, list, last)
			}
			if !p.Count {
				break
			}
			if page.Remaining++; page.Remaining == mostCounted {
				page.MoreThan = true
				break
			}
			continue
		}
		item, err := show(r.item)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, item)
		if limit > fewRows {
			size += sizeOf(reflect.ValueOf(item))
		}
		last = r.place
	}
	return page, nil
}

// placed gives each row of a sequence the place it stands at.
func placed[T, P any](rows iter.Seq2[T, error], place func(T) P) iter.Seq2[row[T, P], error] {
	return func(yield func(row[T, P], error) bool) {
		for item, err := range rows {
			if err != nil {
				yield(row[T, P]{}, err)
				return
			}
			if !yield(row[T, P]{item, place(item)}, nil) {
				return
			}
		}
	}
}

package app

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Search finds messages by what they say.
//
// They come by their number, the highest first, which is the order in which they
// came into the store. A message that was imported has a high number and an early
// date: it comes before what was written here before the import.
func (a *App) Search(ctx context.Context, req operator.SearchRequest) (operator.Page[operator.Hit], error) {
	return view(ctx, a, req, (*session).search)
}

// hitPlace is a place in what was found: what has a lower number follows.
type hitPlace struct {
	Message operator.MessageID `json:"m"`
}

func (s *session) search(req operator.SearchRequest) (operator.Page[operator.Hit], error) {
	none := operator.Page[operator.Hit]{}
	query, err := search.Parse(req.Query)
	if err != nil {
		return none, err
	}
	list := searchList(req)
	after, err := placeOf[hitPlace](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	if req.All {
		if err := s.may(policy.ListEverything); err != nil {
			return none, err
		}
	}
	q, err := s.soughtBy(req, query)
	if err != nil {
		return none, err
	}
	before := operator.MessageID(0)
	if after != nil {
		before = after.Message
	} else if req.All {
		s.recordSearch(req)
	}
	rows, err := q.rows(before, wantedBy(req.Paging))
	if err != nil {
		return none, err
	}
	placedRows := placed(rows, func(f store.Found) hitPlace { return hitPlace{f.Message} })
	var h hit // what keep looked at last, for show
	return pageOf(s, list, req.Paging, placedRows,
		func(f store.Found) (ok bool, err error) { h, ok, err = q.look(f); return ok, err },
		func(store.Found) (operator.Hit, error) { return s.showHit(h) })
}

// searchList is the name of the list that a search gives: a cursor is good for the
// very same search only, because what was searched for is recorded with the first
// page.
func searchList(req operator.SearchRequest) string {
	req.Paging = operator.Paging{}
	raw, _ := json.Marshal(req) // plain data
	sum := sha256.Sum256(raw)
	return "search " + base64.RawURLEncoding.EncodeToString(sum[:9])
}

// recordSearch notes that somebody looked through everything, and for what.
func (s *session) recordSearch(req operator.SearchRequest) {
	content := map[string]string{}
	for name, value := range map[string]string{
		"query": req.Query, "from": string(req.From), "property": string(req.Property), "since": req.Since, "before": req.Before,
	} {
		if value != "" {
			content[name] = value
		}
	}
	s.record("conversation.searched_all", "", 0, nil, content)
}

// wantedBy is how many hits a page takes, with those that are counted past it.
func wantedBy(p operator.Paging) int {
	n := min(p.Limit, operator.MaxPage)
	if n == 0 {
		n = operator.DefaultPage
	}
	if p.Count {
		n += mostCounted
	}
	return n
}

// hit is a message that was found.
type hit struct {
	said
	spans []search.Span
}

func (s *session) showHit(h hit) (operator.Hit, error) {
	author, err := s.summary(h.Author)
	excerpt, marks := search.Excerpt(h.Body, h.spans)
	return operator.Hit{
		Ref: h.ID.String(), Kind: "message", Property: h.talk.home.Code, Conversation: h.Conversation,
		Subject: operator.Optional(h.talk.Subject), Author: author, Excerpt: excerpt, Marks: marks, CreatedAt: h.Created,
	}, err
}

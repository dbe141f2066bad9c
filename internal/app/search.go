package app

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Search finds messages and updates by what they say.
//
// Messages come by their number, the highest first, which is the order in which
// they came into the store. A message that was imported has a high number and an
// early date: it comes before what was written here before the import. Updates
// come between them by when they were published.
func (a *App) Search(ctx context.Context, req operator.SearchRequest) (operator.Page[operator.Hit], error) {
	return view(ctx, a, req, (*session).search)
}

// hitPlace is a place in what was found: what has a lower number follows, and of
// updates what stands behind the last.
type hitPlace struct {
	Message operator.MessageID `json:"m"`
	Update  *updatePlace       `json:"u,omitempty"`
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
	from := hitPlace{}
	if after != nil {
		from = *after
	} else if req.All {
		s.recordSearch(req)
	}
	candidates, err := q.rows(from.Message, wantedBy(req.Paging))
	if err != nil {
		return none, err
	}
	rows := inOneLine(from, q.messages(candidates), q.updates(from.Update))
	return pageOf(s, list, req.Paging, rows, func(hit) (bool, error) { return true, nil }, s.showHit)
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

// hit is a message that was found, or an update.
type hit struct {
	said
	update *posted
	home   home // the update's
	text   string
	at     time.Time
	spans  []search.Span
}

func (s *session) showHit(h hit) (operator.Hit, error) {
	excerpt, marks := search.Excerpt(h.text, h.spans)
	if p := h.update; p != nil {
		author, err := s.summary(p.post.Author)
		return operator.Hit{
			Ref: p.ID.String(), Kind: "update", Property: h.home.Code, Subject: operator.Optional(p.content().Title),
			Author: author, Excerpt: excerpt, Marks: marks, CreatedAt: h.at,
		}, err
	}
	author, err := s.summary(h.Author)
	return operator.Hit{
		Ref: h.ID.String(), Kind: "message", Property: h.talk.home.Code, Conversation: h.Conversation,
		Subject: operator.Optional(h.talk.Subject), Author: author, Excerpt: excerpt, Marks: marks, CreatedAt: h.Created,
	}, err
}

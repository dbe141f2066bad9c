package app

import (
	"fmt"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// updateRow is an update of a home that was published in another system, or in this
// one. It is posted now and keeps the time it had. Who buys the home now sees it only
// if it was published since their contract.
func (r *importRow) updateRow() error {
	v := r.rec.Update
	h, err := r.s.findProperty(operator.Ref(v[importer.Property]))
	if err != nil {
		return r.took(importer.Property, err)
	}
	at, err := r.s.instant(v[importer.SentAt])
	if err == nil && at.After(r.s.now) {
		err = operator.Errorf(operator.Invalid, "the update is of a time to come").Reason("bad_time")
	}
	if err != nil {
		return r.took(importer.SentAt, err)
	}
	at = at.UTC().Truncate(time.Microsecond)
	if !r.writing() {
		if there, err := r.postedBefore(h, at); err != nil || there {
			return err
		}
	}
	plan, err := r.planUpdate(h)
	if err != nil || r.stop() {
		return err
	}
	if !r.writing() {
		r.made("", h.Code)
		return r.warnUnseen(h, at)
	}
	made, err := r.postThen(plan, at)
	if err != nil {
		return r.took(importer.Body, err)
	}
	r.made(made.Update.Ref.String(), h.Code)
	return nil
}

// planUpdate is the row as a post. Nobody has to see it: a file that is imported
// before the team is assigned is history all the same.
func (r *importRow) planUpdate(h home) (postPlan, error) {
	v := r.rec.Update
	plan, err := r.s.planPost(operator.PostUpdateRequest{
		Properties: []operator.Ref{operator.Ref(h.ID.String())}, Title: v[importer.Subject], Body: v[importer.Body],
		Milestone: v[importer.Milestone], NoNotify: true, Confirmed: true, Draft: true,
	}, nil)
	if err != nil {
		return plan, r.took(importer.Body, err)
	}
	plan.post.Target = store.PostPublished
	if v[importer.From] == "" {
		return plan, nil
	}
	by, err := r.personMeant(importer.From, v[importer.From])
	if err != nil {
		return plan, r.took(importer.From, err)
	}
	if by.Kind != operator.Team {
		r.problem(importer.From, "not_team", fmt.Sprintf("%s (%s) is a %s, and updates are posted by the team", by.Name, by.ID, by.Kind))
	}
	plan.post.Author = by.ID
	return plan, nil
}

// postedBefore says whether the home has an update that says the same, of the same time
// if the row has one, or a row before did.
func (r *importRow) postedBefore(h home, at time.Time) (bool, error) {
	v := r.rec.Update
	text := strings.TrimSpace(v[importer.Subject]) + "\n" + withoutLastBreak(v[importer.Body])
	key := keyHash("update", h.ID.String(), text, at.Format(time.RFC3339Nano))
	if t, ok := r.named(key); ok {
		r.warn(importer.Body, "repeated", fmt.Sprintf("the same as row %d", t.row))
		return true, nil
	}
	r.claimAll(thing{}, key)
	known, err := r.places.posted(h.ID)
	return known[postedHash(text, at)], err
}

// postedHash is what makes two updates of a home the same; without a time, the text alone.
func postedHash(text string, at time.Time) uint64 {
	if at.IsZero() {
		return keyHash("posted", text)
	}
	return keyHash("posted", text, at.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano))
}

// posted is the hashes of what the updates of a home say, or said before they were edited
// or deleted: an import brings none of it back.
func (p *placeMemo) posted(on operator.PropertyID) (map[uint64]bool, error) {
	if known, ok := p.updates[on]; ok {
		return known, nil
	}
	known := map[uint64]bool{}
	for u, err := range p.s.r.UpdatesOf(on) {
		if err != nil {
			return nil, err
		}
		one, err := p.s.withPost(u)
		if err != nil {
			return nil, err
		}
		err = p.s.everSaid(one, func(c store.Content) {
			for _, at := range [...]time.Time{{}, one.at()} {
				known[postedHash(c.Title+"\n"+c.Body, at)] = true
			}
		})
		if err != nil {
			return nil, err
		}
	}
	p.updates[on] = known
	return known, nil
}

// everSaid tells of all that an update says, and did before it was edited or deleted.
func (s *session) everSaid(p posted, tell func(store.Content)) error {
	tell(contentOf(p))
	for _, of := range []operator.UpdateID{0, p.ID} {
		before, err := s.r.UpdateVersions(p.Post, of)
		if err != nil {
			return err
		}
		for _, v := range before {
			tell(v.Content)
		}
	}
	return nil
}

// postThen posts as if it were then. That it was posted happens now.
func (r *importRow) postThen(plan postPlan, at time.Time) (operator.Posted, error) {
	now, events := r.s.now, len(r.s.events)
	if !at.IsZero() {
		r.s.now = at
	}
	made, err := r.s.begin(plan)
	r.s.now = now
	for i := range r.s.events[events:] {
		r.s.events[events+i].event.At = now
	}
	return made, err
}

// warnUnseen says who will not see what the row brings.
func (r *importRow) warnUnseen(h home, at time.Time) error {
	if at.IsZero() {
		return nil
	}
	before, sale, err := r.s.beforeContract(h, at)
	if before {
		r.warn(importer.SentAt, "before_sale", fmt.Sprintf("%s is under contract since %s: its buyers do not see this", h.Code, sale.ContractDate))
	}
	return err
}

// beforeContract says whether a time is before the contract of the home's sale.
func (s *session) beforeContract(h home, at time.Time) (bool, store.Sale, error) {
	if saleNow(h).IsZero() {
		return false, store.Sale{}, nil
	}
	sale, err := s.sale(h.Sale)
	if err != nil {
		return false, sale, err
	}
	zone, err := s.zone()
	return at.In(zone).Format(time.DateOnly) < string(sale.ContractDate), sale, err
}

// asItWas is a home as it was when what an import brings was published: before the
// contract nobody had bought it who would see that now.
func (s *session) asItWas(h home, post store.Post) (home, error) {
	if post.Source != operator.SourceImport {
		return h, nil
	}
	before, _, err := s.beforeContract(h, s.now)
	if before {
		h.Sale = 0
	}
	return h, err
}

package app

import (
	"fmt"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// updateRow is an update of a home that was published in another system. It is posted
// now, for who buys the home now, and keeps the time it had.
func (r *importRow) updateRow() error {
	v := r.rec.Update
	h, err := r.s.findProperty(operator.Ref(v[importer.Property]))
	if err != nil {
		return r.took(importer.Property, err)
	}
	req := operator.PostUpdateRequest{
		Properties: []operator.Ref{operator.Ref(h.ID.String())}, Title: v[importer.Subject], Body: v[importer.Body],
		Milestone: v[importer.Milestone], NoNotify: true, Confirmed: true,
	}
	plan, err := r.s.planPost(req, nil)
	if err != nil {
		return r.took(importer.Body, err)
	}
	at, err := r.s.instant(v[importer.SentAt])
	if err == nil && at.After(r.s.now) {
		err = operator.Errorf(operator.Invalid, "the update is of a time to come").Reason("bad_time")
	}
	if err != nil {
		return r.took(importer.SentAt, err)
	}
	if err := r.notBeforeSale(h, at); err != nil || r.stop() {
		return err
	}
	key := updateHash(h.ID, plan.post.Content.Title, plan.post.Content.Body)
	if t, ok := r.named(key); ok {
		r.warn(importer.Body, "repeated", fmt.Sprintf("the same as row %d", t.row))
		return nil
	}
	if there, err := r.posted(h.ID, key); err != nil || there {
		return err
	}
	r.claimAll(thing{}, key)
	if !r.writing() {
		r.made("", h.Code)
		return nil
	}
	made, err := r.postThen(plan, at)
	if err != nil {
		return r.took(importer.Body, err)
	}
	r.made(made.Update.Ref.String(), h.Code)
	return nil
}

// postThen posts as if it were then. That it was posted happens now.
func (r *importRow) postThen(plan postPlan, at time.Time) (operator.Posted, error) {
	now, events := r.s.now, len(r.s.events)
	if !at.IsZero() {
		r.s.now = at.UTC().Truncate(time.Microsecond)
	}
	made, err := r.s.begin(plan)
	r.s.now = now
	for i := range r.s.events[events:] {
		r.s.events[events+i].event.At = now
	}
	return made, err
}

// notBeforeSale refuses what precedes the contract of the home's sale: its buyers
// would read what was written to others.
func (r *importRow) notBeforeSale(h home, at time.Time) error {
	if h.Sale.IsZero() || at.IsZero() {
		return nil
	}
	sale, err := r.s.sale(h.Sale)
	if err != nil {
		return err
	}
	zone, err := r.s.zone()
	if err != nil {
		return err
	}
	if day := at.In(zone).Format(time.DateOnly); day < string(sale.ContractDate) {
		r.problem(importer.SentAt, "before_sale", fmt.Sprintf("%s was under contract from %s on, and its buyers would read this", h.Code, sale.ContractDate))
	}
	return nil
}

func updateHash(on operator.PropertyID, title, body string) uint64 {
	return keyHash("update", on.String(), title+"\n"+body)
}

// posted says whether a home has an update that says the same.
func (r *importRow) posted(on operator.PropertyID, key uint64) (bool, error) {
	updates, err := collect(r.s.r.UpdatesOf(on))
	if err != nil {
		return false, err
	}
	for _, u := range updates {
		p, err := r.s.withPost(u)
		if err != nil {
			return false, err
		}
		if updateHash(on, p.post.Content.Title, p.post.Content.Body) == key {
			return true, nil
		}
	}
	return false, nil
}

package boltstore

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (r reader) Post(id store.PostID) (store.Post, bool, error) { return posts.get(r.tx, num(id)) }

func (r reader) Posts(state store.PostState, after *store.Place) iter.Seq2[store.Post, error] {
	return latest(r, posts, "by_state", one(state), after)
}

func (r reader) Staging(of store.PostID) (store.Staging, bool, error) {
	return stagings.get(r.tx, num(of))
}

func (r reader) Stagings() ([]store.Staging, error) { return with(r, stagings, "", nil) }

func (r reader) Update(id operator.UpdateID) (store.Update, bool, error) {
	return updates.get(r.tx, num(id))
}

func (r reader) UpdatesOf(p operator.PropertyID) iter.Seq2[store.Update, error] {
	return updates.rows(r.tx, "by_home", num(p), nil, true)
}

func (r reader) UpdatesOfPost(of store.PostID, after operator.PropertyID) iter.Seq2[store.Update, error] {
	var from []byte
	if !after.IsZero() {
		from = next(key(num(of), num(after)))
	}
	return past(r, updates, "by_post", num(of), from)
}

func (r reader) UpdatesOfPostDown(of store.PostID, before operator.PropertyID) iter.Seq2[store.Update, error] {
	var from []byte
	if !before.IsZero() {
		from = key(num(of), num(before))
	}
	return updates.rows(r.tx, "by_post", num(of), from, true)
}

func (r reader) UpdateOn(of store.PostID, on operator.PropertyID) (store.Update, bool, error) {
	for u, err := range updates.rows(r.tx, "by_post", key(num(of), num(on)), nil, false) {
		return u, err == nil, err
	}
	return store.Update{}, false, nil
}

func (r reader) UpdateVersions(of store.PostID, u operator.UpdateID) ([]store.UpdateVersion, error) {
	return with(r, updateVersions, "", key(num(of), num(u)))
}

func (r reader) UpdateVersion(of store.PostID, u operator.UpdateID, n int) (store.UpdateVersion, bool, error) {
	return updateVersions.get(r.tx, key(num(of), num(u), num(uint64(n))))
}

func (r reader) Receipt(u operator.UpdateID, p operator.PersonID) (store.Receipt, bool, error) {
	return receipts.get(r.tx, key(num(u), num(p)))
}

func (r reader) Receipts(u operator.UpdateID) iter.Seq2[store.Receipt, error] {
	var prefix []byte
	if !u.IsZero() {
		prefix = num(u)
	}
	return past(r, receipts, "", prefix, nil)
}

func (r reader) Unseen(of operator.PersonID, on operator.PropertyID) iter.Seq2[store.Unseen, error] {
	prefix := num(of)
	if !on.IsZero() {
		prefix = key(prefix, num(on))
	}
	return past(r, unseen, "", prefix, nil)
}

func (r reader) UnseenUpdate(of operator.PersonID, on operator.PropertyID, u operator.UpdateID) (bool, error) {
	_, ok, err := unseen.get(r.tx, key(num(of), num(on), num(u)))
	return ok, err
}

func (r reader) WhoHasNotSeen(u operator.UpdateID) ([]store.Unseen, error) {
	return with(r, unseen, "by_update", num(u))
}

func (r reader) PeopleByPhone(number string) ([]store.Person, error) {
	return r.peopleWith("by_phone", text(number))
}

func (r reader) Steps(of operator.CommunityID) (store.Steps, bool, error) {
	return steps.get(r.tx, num(of))
}

func (r reader) Progress(of operator.PropertyID) (store.Progress, bool, error) {
	return progress.get(r.tx, num(of))
}

func (r reader) Template(name string) (store.Template, bool, error) {
	return templates.get(r.tx, text(name))
}

func (r reader) Templates(after string) iter.Seq2[store.Template, error] {
	var from []byte
	if after != "" {
		from = text(after)
	}
	return past(r, templates, "", nil, from)
}

func (r reader) Scheduled(id operator.ScheduleID) (store.Scheduled, bool, error) {
	return schedule.get(r.tx, num(id))
}

func (r reader) Schedule(state operator.ScheduleState, after *store.Place) iter.Seq2[store.Scheduled, error] {
	prefix := text(string(state))
	var from []byte
	if after != nil {
		from = key(prefix, when(after.At), num(after.ID))
	}
	return past(r, schedule, "by_state", prefix, from)
}

func (r reader) ScheduledPost(of store.PostID) (store.Scheduled, bool, error) {
	for s, err := range schedule.rows(r.tx, "by_post", num(of), nil, true) {
		return s, err == nil, err
	}
	return store.Scheduled{}, false, nil
}

func (w writer) PutStaging(s store.Staging) error { return stagings.put(w.tx, s) }

func (w writer) DeleteStaging(of store.PostID) error { return stagings.delete(w.tx, num(of)) }

func (w writer) PutUpdateVersion(v store.UpdateVersion) error { return updateVersions.put(w.tx, v) }

func (w writer) PutReceipt(r store.Receipt) error { return receipts.put(w.tx, r) }

func (w writer) PutUnseen(u store.Unseen) error { return unseen.put(w.tx, u) }

func (w writer) DeleteUnseen(of operator.PersonID, on operator.PropertyID, u operator.UpdateID) error {
	return unseen.delete(w.tx, key(num(of), num(on), num(u)))
}

func (w writer) PutSteps(s store.Steps) error { return steps.put(w.tx, s) }

func (w writer) DeleteSteps(of operator.CommunityID) error { return steps.delete(w.tx, num(of)) }

func (w writer) PutProgress(p store.Progress) error { return progress.put(w.tx, p) }

func (w writer) DeleteProgress(of operator.PropertyID) error { return progress.delete(w.tx, num(of)) }

func (w writer) PutTemplate(t store.Template) error { return templates.put(w.tx, t) }

func (w writer) DeleteTemplate(name string) error { return templates.delete(w.tx, text(name)) }

func (w writer) PutScheduled(s *store.Scheduled) error { return putNumbered(w, schedule, &s.ID, s) }

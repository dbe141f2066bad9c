package boltstore

import "github.com/seed-34ad0ce1/operator/internal/store"

// PutPost takes a post.
func (l *Loader) PutPost(p *store.Post) error {
	if err := loadNumbered(l, posts, &p.ID, p); err != nil {
		return err
	}
	return l.words[ofPosts].add(postDocument(*p), l.wordPile())
}

// PutUpdate takes a post in the feed of one home.
func (l *Loader) PutUpdate(u *store.Update) error {
	if err := loadNumbered(l, updates, &u.ID, u); err != nil {
		return err
	}
	return l.words[ofUpdates].add(updateDocument(*u), l.wordPile())
}

// PutReceipt takes what a person did with an update.
func (l *Loader) PutReceipt(r store.Receipt) error { return load(l, receipts, r) }

// PutUnseen takes that a person has not seen an update.
func (l *Loader) PutUnseen(u store.Unseen) error { return load(l, unseen, u) }

// PutSteps takes a template of milestones.
func (l *Loader) PutSteps(s store.Steps) error { return load(l, steps, s) }

// PutProgress takes how far a home has come.
func (l *Loader) PutProgress(p store.Progress) error { return load(l, progress, p) }

// PutTemplate takes a text with variables.
func (l *Loader) PutTemplate(t store.Template) error { return load(l, templates, t) }

package boltstore

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// updates looks at updates with their posts, and at what people have done with
// them.
func (c *checker) updates() error {
	of := map[store.PostID]int{}
	err := every(c, updates, func(u store.Update) error {
		of[u.Post]++
		if !stands(c, posts, num(u.Post)) {
			c.found("%s is of post %d, which is not there", u.ID, u.Post)
		}
		named(c, properties, u.Property, u.ID, "home")
		named(c, sales, u.Sale, u.ID, "sale")
		if !stands(c, properties, num(u.Property)) {
			return nil
		}
		first, _, err := c.UpdateOn(u.Post, u.Property)
		if err == nil && first.ID != u.ID {
			c.found("post %d is twice on %s: %s and %s", u.Post, u.Property, first.ID, u.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, look := range []func() error{
		func() error { return c.posts(of) }, c.stagings, c.updateVersions, c.receipts, c.unseen,
	} {
		if err := look(); err != nil {
			return err
		}
	}
	return nil
}

// posts compares each post with the updates it has.
func (c *checker) posts(updates map[store.PostID]int) error {
	return every(c, posts, func(p store.Post) error {
		n := updates[p.ID]
		if !stands(c, people, num(p.Author)) {
			c.found("post %d is by %s, who is not there", p.ID, p.Author)
		}
		switch {
		case p.State > store.PostDeleted:
			c.found("post %d is in the state %d, which there is not", p.ID, p.State)
		case p.State == store.PostStaged && !stands(c, stagings, num(p.ID)):
			c.found("post %d is not done, and nothing says what is left to do", p.ID)
		case p.State != store.PostStaged && n != p.Homes, n > p.Homes:
			c.found("post %d has %d updates, and says that it has %d", p.ID, n, p.Homes)
		case (p.State == store.PostPublished) == p.Published.IsZero() && p.State != store.PostDeleted:
			c.found("post %d is in the state %d, and was published at %q", p.ID, p.State, p.Published)
		}
		first, ok, err := c.Update(p.First)
		if err == nil && (!ok || first.Post != p.ID) {
			c.found("post %d names %s as its first update, which it is not", p.ID, p.First)
		}
		return err
	})
}

// stagings looks whether the work that is left is of posts that are not done.
func (c *checker) stagings() error {
	return every(c, stagings, func(work store.Staging) error {
		p, ok, err := c.Post(work.Post)
		if err != nil {
			return err
		}
		waits := p.State == store.PostStaged
		if work.Publish {
			waits = p.State == store.PostDraft || p.State == store.PostScheduled
		}
		switch {
		case !ok || !waits:
			c.found("there is work left on post %d, which is done", work.Post)
		case work.Done < 0 || work.Done >= len(work.Homes):
			c.found("the work left on post %d is %d of %d homes", work.Post, work.Done, len(work.Homes))
		case twice(work.Homes):
			c.found("post %d goes to a home twice", work.Post)
		}
		return nil
	})
}

func (c *checker) updateVersions() error {
	return every(c, updateVersions, func(v store.UpdateVersion) error {
		p, ok, err := c.Post(v.Post)
		if err != nil {
			return err
		}
		versions := p.Versions
		if !v.Update.IsZero() {
			var u store.Update
			if u, ok, err = c.Update(v.Update); err != nil {
				return err
			}
			ok, versions = ok && u.Post == v.Post, u.Versions
		}
		if !ok || v.N < 0 || v.N >= versions {
			c.found("there is a version %d of post %d, update %q, which has %d", v.N, v.Post, v.Update, versions)
		}
		return nil
	})
}

func (c *checker) receipts() error {
	return every(c, receipts, func(r store.Receipt) error {
		switch {
		case !stands(c, updates, num(r.Update)):
			c.found("there is a receipt of %s, which is not there", r.Update)
		case !stands(c, people, num(r.Person)):
			c.found("there is a receipt of %s by %s, who is not there", r.Update, r.Person)
		}
		c.present(r.Person, r.Update, "reader")
		return nil
	})
}

// unseen looks whether what people have not seen is there for them to see, and
// they have not seen it. Of deleted posts rows may be left: nobody counts them.
func (c *checker) unseen() error {
	return every(c, unseen, func(row store.Unseen) error {
		u, ok, err := c.Update(row.Update)
		if err != nil {
			return err
		}
		r, _, err := c.Receipt(row.Update, row.Person)
		if err != nil {
			return err
		}
		switch {
		case !ok || u.Property != row.Property || u.Post != row.Post:
			c.found("%s has not seen %s of post %d on %s, which is not there", row.Person, row.Update, row.Post, row.Property)
		case u.Removed != nil:
			c.found("%s has not seen %s, which was deleted", row.Person, row.Update)
		case !r.Seen.IsZero():
			c.found("%s has seen %s, and has not", row.Person, row.Update)
		case !stands(c, people, num(row.Person)):
			c.found("%s has not seen %s, but is not there", row.Person, row.Update)
		}
		return c.mayNotHaveSeen(row)
	})
}

// mayNotHaveSeen looks whether somebody who has not seen an update is on its home:
// of the team, or a buyer of its current sale.
func (c *checker) mayNotHaveSeen(row store.Unseen) error {
	c.present(row.Person, row.Update, "reader")
	p, ok, err := c.Property(row.Property)
	if err != nil || !ok {
		return err
	}
	if on, err := c.Assigned(row.Person, p.ID, p.Community); on || err != nil {
		return err
	}
	sale, _, err := c.Sale(p.Sale)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(sale.Buyers, func(b store.SaleBuyer) bool { return b.Person == row.Person }) {
		c.found("%s has not seen %s, but has nothing to do with %s any more", row.Person, row.Update, row.Property)
	}
	return nil
}

// twice says whether a list names a home more than once.
func twice(homes []operator.PropertyID) bool {
	sorted := slices.Sorted(slices.Values(homes))
	return len(slices.Compact(sorted)) < len(homes)
}

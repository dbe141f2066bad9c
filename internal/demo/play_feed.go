package demo

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// feed is what was posted about the homes, as far as it is needed again.
type feed struct {
	dice     random
	posts    store.PostID
	shown    []shown
	progress map[int32]*store.Progress
	of       map[stageOf]int // in shown
}

// stageOf is a stage of a home.
type stageOf struct{ home, stage int32 }

// shown is a published update, with who wrote it and who is known to have seen it.
type shown struct {
	store.Update
	home   int32
	author operator.PersonID
	at     int64
	seen   []operator.PersonID
}

// complete completes a stage of a home, and posts what there is to say of it.
func (a *player) complete(home int32, n int) error {
	h, by := &a.houses[home], a.houses[home].super
	p := a.feed.progress[home]
	if p == nil {
		p = &store.Progress{Property: h.ID}
		a.feed.progress[home] = p
	}
	done := store.Done{Name: stages[n].name, On: dateOf(a.at), By: a.people[by].ID, At: timeOf(a.at), Was: p.Current}
	p.Current = ""
	if n+1 < len(stages) {
		p.Current = stages[n+1].name
	}
	done.Started, p.Updated = p.Current, timeOf(a.at)
	a.record(a.by(by, "milestone.completed", h.ID.String(), h.ID), nil,
		map[string]string{"name": done.Name, "date": string(done.On), "note": "", "next": done.Started})
	if one := stages[n]; one.title != "" {
		post := a.newPost(by, operator.ScopeProperty, one.title, strings.ReplaceAll(pick(&a.feed.dice, one.says), "{code}", h.Code), one.photo)
		if post.Milestone = one.name; n == len(stages)-1 {
			post.Ack = operator.AckAll
		}
		a.feed.of[stageOf{home, int32(n)}] = len(a.feed.shown)
		if err := a.publish(by, post, []int32{home}); err != nil {
			return err
		}
		done.Post = post.ID
	}
	p.Done = append(p.Done, done)
	return nil
}

// tellArea posts to all homes of a community.
func (a *player) tellArea(i int32) error {
	var homes []int32
	for h := range a.houses {
		if one := &a.houses[h]; one.area == i && !one.ID.IsZero() {
			homes = append(homes, int32(h))
		}
	}
	if len(homes) == 0 {
		return nil
	}
	slices.SortFunc(homes, func(x, y int32) int { return int(a.houses[x].ID) - int(a.houses[y].ID) })
	by := a.areas[i].manager
	post := a.newPost(by, operator.ScopeCommunity, "Paving on Thursday",
		"The streets of "+a.areas[i].Name+" get their last layer of asphalt on Thursday. Please leave your car outside from seven to four.", nothing)
	return a.publish(by, post, homes)
}

// newPost is something to be published.
func (a *player) newPost(by int32, scope operator.UpdateScope, title, body string, photo int) *store.Post {
	a.feed.posts++
	post := &store.Post{
		ID: a.feed.posts, Author: a.people[by].ID, Source: sourceOf(&a.people[by]), Scope: scope, Ack: operator.AckNone,
		State: store.PostPublished, Target: store.PostPublished, Published: timeOf(a.at), Created: timeOf(a.at),
		Content: store.Content{Title: title, Body: body},
	}
	if photo != nothing {
		post.Content.Media = []store.Media{{File: a.files[photo]}}
	}
	return post
}

// publish posts to homes, in the order of their numbers.
func (a *player) publish(by int32, post *store.Post, homes []int32) error {
	var files []store.Attachment
	for _, m := range post.Content.Media {
		files = append(files, m.File)
	}
	content := event.UpdateContent(post.Content.Title, post.Content.Body, files)
	number := strconv.FormatUint(uint64(post.ID), 10)
	post.Homes, post.First = len(homes), operator.UpdateID(len(a.feed.shown)+1)
	for _, i := range homes {
		h := &a.houses[i]
		u := store.Update{ID: operator.UpdateID(len(a.feed.shown) + 1), Post: post.ID, Property: h.ID, Created: timeOf(a.at)}
		if h.Stage != operator.PreContract {
			u.Sale = h.Sale
		}
		if err := a.rows.PutUpdate(&u); err != nil {
			return err
		}
		e := a.by(by, "update.published", u.ID.String(), h.ID)
		e.Refs = map[string]string{"post": number, "version": "post 0"}
		a.log.record(entry{Event: e, held: content})
		a.feed.shown = append(a.feed.shown, shown{Update: u, home: i, author: post.Author, at: a.at})
	}
	if len(homes) > 1 {
		a.record(a.by(by, "updates.published", post.First.String(), 0), map[string]string{"homes": strconv.Itoa(post.Homes), "post": number}, nil)
	}
	return a.rows.PutPost(post)
}

// look has a buyer look at what was posted, and sometimes do more.
func (a *player) look(home, what int32) error {
	i, there := a.feed.of[stageOf{home, what / maxBuyers}]
	if !there {
		return nil
	}
	u := &a.feed.shown[i]
	who := nobody
	for _, k := range a.houses[home].sales {
		if s := &a.sales[k]; s.ID == u.Sale {
			who = s.buyers[what%maxBuyers]
		}
	}
	if who == nobody {
		return nil
	}
	p := &a.people[who]
	r := store.Receipt{Update: u.ID, Person: p.ID, Delivered: timeOf(u.at), Seen: timeOf(a.at), Means: operator.SourceWeb}
	did := func(action string) {
		e := a.by(who, action, u.ID.String(), u.Property)
		e.Source = r.Means
		a.record(e, nil, nil)
	}
	did("update.seen")
	if int(what/maxBuyers) == len(stages)-1 && a.feed.dice.chance(80) {
		r.Acknowledged = timeOf(a.at)
		did("update.acknowledged")
	}
	if a.feed.dice.chance(35) {
		r.Liked = timeOf(a.at)
		did("update.liked")
	}
	u.seen = append(u.seen, p.ID)
	return a.rows.PutReceipt(r)
}

// settleFeeds says who has not seen what, and how far the homes have come.
func (a *player) settleFeeds() error {
	for h := range a.houses {
		if p := a.feed.progress[int32(h)]; p != nil {
			if err := a.rows.PutProgress(*p); err != nil {
				return err
			}
		}
	}
	for i := range a.feed.shown {
		if err := a.settleUpdate(&a.feed.shown[i]); err != nil {
			return err
		}
	}
	return nil
}

// After teamLooks those of the team have seen what others post, and the
// administrator after adminLooks.
const (
	teamLooks  = 9 * day
	adminLooks = 25 * day
)

// settleUpdate notes who has not seen an update: buyers of its sale who did not
// look, and the team for some days.
func (a *player) settleUpdate(u *shown) error {
	readers := a.readers(u)
	for _, who := range readers {
		p := &a.people[who]
		if p.Deactivated || p.ID == u.author || slices.Contains(u.seen, p.ID) {
			continue
		}
		looks := teamLooks
		if who == a.admin {
			looks = adminLooks
		}
		if p.Kind == team && u.at < a.now-looks {
			seen := min(u.at+a.feed.dice.between(10*minute, 2*day), a.now)
			r := store.Receipt{Update: u.ID, Person: p.ID, Delivered: timeOf(u.at), Seen: timeOf(seen), Means: sourceOf(p)}
			if err := a.rows.PutReceipt(r); err != nil {
				return err
			}
			continue
		}
		row := store.Unseen{Person: p.ID, Property: u.Property, Update: u.ID, Post: u.Post}
		if err := a.rows.PutUnseen(row); err != nil {
			return err
		}
	}
	return nil
}

// readers are who sees an update in the end, each once.
func (a *player) readers(u *shown) []int32 {
	h := &a.houses[u.home]
	area := &a.areas[h.area]
	list := []int32{h.super, area.sales, area.manager, area.closing, area.repair}
	if h.area == 0 {
		list = append(list, a.admin)
	}
	if h.helper != nobody {
		list = append(list, h.helper)
	}
	for _, k := range h.sales {
		if s := &a.sales[k]; s.ID == h.Sale && s.ID == u.Sale {
			list = append(list, s.buyers...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

package servicetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// hits is the references of what a person finds, in pages of two.
func (c *cast) hits(who operator.Ref, req operator.SearchRequest) []string {
	c.t.Helper()
	refs := []string{}
	req.Limit = 2
	for {
		page := get(c.Search(c.as(who), req))(c.t)
		for _, h := range page.Items {
			refs = append(refs, h.Ref)
		}
		if req.Cursor = page.Next; req.Cursor == "" {
			return refs
		}
	}
}

func testSearchUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	before := c.send(c.assigned, "The cabinets are late.", c.buyer).Ref.String()
	first := c.postUpdate(c.assigned, operator.PostUpdateRequest{Title: "Cabinets", Body: "They are hung."})
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Cabinets, soon.", Draft: true})
	after := c.send(c.assigned, "See the cabinets for yourself.", c.buyer).Ref.String()
	group := c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: []operator.Ref{c.home, c.other}, Body: "All cabinets have arrived."})
	gone := c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "Cabinets, deleted."})
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: uref(gone.Ref), Confirmed: true}))
	mine, others := ref2(c, group), group.Ref.String()
	if others == mine {
		others = get(c.ListUpdates(c.as(c.stranger), operator.ListUpdatesRequest{}))(t).Items[0].Ref.String()
	}
	sought := operator.SearchRequest{Query: "cabinets"}
	equal(t, "the buyer", c.hits(c.buyer, sought), []string{mine, after, first.Ref.String(), before})
	equal(t, "the next buyer", c.hits(c.stranger, sought), []string{others})
	equal(t, "the team", c.hits(c.wide, sought), []string{others, mine, first.Ref.String()})
	equal(t, "the team, on one home", c.hits(c.wide, operator.SearchRequest{Query: "cabinets property:MR-014"}), []string{mine, first.Ref.String()})
	for _, who := range []operator.Ref{c.outside, c.former, c.lender, c.admin} {
		equal(t, "nothing for "+string(who), c.hits(who, sought), []string{})
	}
	equal(t, "everything", c.hits(c.admin, operator.SearchRequest{Query: "cabinets", All: true}),
		[]string{others, mine, after, first.Ref.String(), before})
	hit := get(w.Search(c.as(c.buyer), operator.SearchRequest{Query: "hung"}))(t).Items[0]
	equal(t, "a hit", []string{hit.Kind, hit.Property, *hit.Subject, hit.Excerpt, hit.Author.Name},
		[]string{"update", "MR-014", "Cabinets", "Cabinets They are hung.", "Tess Assigned"})
	for _, h := range get(w.Search(c.as(c.buyer), sought))(t).Items {
		for _, m := range h.Marks {
			equal(t, "what is marked of "+h.Ref, strings.ToLower(string([]rune(h.Excerpt)[m.Start:m.End])), "cabinets")
		}
	}
	equal(t, "when", hit.CreatedAt.Before(w.Clock.Now().Add(-time.Minute)), true)
}

func testAdministratorsSearch(t *testing.T, w *World) {
	c := newCast(t, w)
	c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The foundation is poured."})
	found := func() int {
		return len(get(w.Search(c.boss(), operator.SearchRequest{Query: "foundation"}))(t).Items)
	}
	equal(t, "of a home of others", found(), 0)
	must(t)(w.AssignProperty(c.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.admin}}))
	equal(t, "of a home one works on", found(), 1)
}

// testSearchUpdatesIndexed compares what is found with what the lists of updates say,
// for words that are rare and common, in what posts say and in what single updates do.
func testSearchUpdatesIndexed(t *testing.T, w *World) {
	c := newCast(t, w)
	both := []operator.Ref{c.home, c.other}
	c.template("roof", "Rare", "Home {{property.code}} is roofed")
	for n := range 21 {
		req := operator.PostUpdateRequest{Properties: both, Body: fmt.Sprint("Common number ", n), Title: "All"}
		switch n % 7 {
		case 2:
			req.Body = "A twin, common too"
		case 3:
			req.Template, req.Body, req.Title = "roof", " ", ""
		case 5:
			req.Properties, req.Body = both[:1], fmt.Sprint("A single one, rare as ", n)
		}
		u := c.postUpdate(c.wide, req)
		if n%7 == 1 {
			own := fmt.Sprint("Of its own, rare as ", n)
			must(t)(w.EditUpdate(c.as(c.wide), operator.EditUpdateRequest{Update: uref(u.Ref), Body: &own}))
		}
	}
	queries := []string{"common", "rare", "roofed", `"number 4"`, "14", "com*", "r*", "rare 8", "own", "twin", "none", "all common", "mr 015"}
	look := func() {
		t.Helper()
		for _, query := range queries {
			for _, who := range []operator.Ref{c.wide, c.assigned, c.buyer, c.stranger, c.outside} {
				equal(t, string(who)+" looks for "+query, c.hits(who, operator.SearchRequest{Query: query}), c.saying(who, query))
			}
			equal(t, "of all, "+query, c.hits(c.auditor, operator.SearchRequest{Query: query, All: true}), c.saying(c.auditor, query))
		}
	}
	look()
	if len(c.saying(c.auditor, "rare")) != 12 {
		t.Error("the words are not as rare as they are thought to be")
	}
	must(t)(w.Reindex(c.as(c.admin), operator.ReindexRequest{}))
	look()
	list := get(w.ListUpdates(c.as(c.admin), operator.ListUpdatesRequest{}))(t).Items
	body := "Common and changed for all, rare"
	must(t)(w.EditUpdate(c.as(c.wide), operator.EditUpdateRequest{Update: uref(list[0].Ref), AllHomes: true, Body: &body, Confirmed: true}))
	must(t)(w.DeleteUpdate(c.as(c.wide), operator.DeleteUpdateRequest{Update: uref(list[3].Ref), Confirmed: true}))
	c.postUpdate(c.wide, operator.PostUpdateRequest{Properties: both, Body: "Another rare one"})
	look()
}

// saying is the references of the updates that a person sees and that say what a query
// asks for, the newest first.
func (c *cast) saying(who operator.Ref, query string) []string {
	c.t.Helper()
	q, err := search.Parse(query)
	if err != nil {
		c.t.Fatal(err)
	}
	finder := search.NewFinder(q.Phrases)
	refs := []string{}
	for _, u := range get(c.ListUpdates(c.as(who), operator.ListUpdatesRequest{State: operator.UpdatePublished}))(c.t).Items {
		text := u.Body
		if u.Title != nil {
			text = *u.Title + "\n" + text
		}
		if _, ok := finder.Find(text); ok {
			refs = append(refs, u.Ref.String())
		}
	}
	return refs
}

package servicetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func searchTests() []test {
	return []test{
		{"SearchFindsWordsPhrasesAndPrefixesTheNewestFirst", testSearchWords},
		{"SearchHoldsOnlyWhatOneMayRead", testSearchSight},
		{"SearchNeverFindsWhatWasDeletedOrReplaced", testSearchVersions},
		{"SearchTakesConditionsInTheQueryAndBesideIt", testSearchConditions},
		{"SearchForWhatIsHiddenIsSearchForNothing", testSearchHidden},
		{"SearchOfEverythingIsForSomeAndRecordedOnce", testSearchAll},
		{"SearchComesInPagesWithoutGaps", testSearchPages},
		{"SearchRefusesWhatItCannotRead", testSearchRefused},
		{"SearchFindsTheSameByItsIndex", testSearchIndexed},
		{"ReindexIsForAdministratorsAndChangesNothing", testReindex},
	}
}

// found is the references of what somebody finds.
func (c *cast) found(who operator.Ref, query string) string {
	c.t.Helper()
	return c.foundBy(who, operator.SearchRequest{Query: query})
}

func (c *cast) foundBy(who operator.Ref, req operator.SearchRequest) string {
	c.t.Helper()
	return refsOf(get(c.Search(c.as(who), req))(c.t).Items)
}

func refsOf(hits []operator.Hit) string {
	refs := []string{}
	for _, h := range hits {
		refs = append(refs, h.Ref)
	}
	return strings.Join(refs, " ")
}

func testSearchWords(t *testing.T, w *World) {
	c := newCast(t, w)
	c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Subject: "Pantry", Body: "The Pantry\n\ndoor sticks.  Façade too"})
	c.send(c.buyer, "Which door? The pantry's or the garage door?", c.assigned)
	c.send(c.assigned, "厨房の棚は来週です", c.buyer)
	for query, want := range map[string]string{
		"door":              "M2 M1",
		"DOOR pantry":       "M2 M1",
		`"pantry door"`:     "M1",
		`"door the pantry"`: "M2",
		"facade":            "M1",
		"gar*":              "M2",
		"gar":               "",
		"pant":              "",
		"door garden":       "",
		"厨房":                "M3",
		"来週":                "M3",
		"房棚":                "",
	} {
		alike(t, query+": "+c.found(c.buyer, query), query+": "+want)
	}
	page := get(w.Search(c.as(c.buyer), operator.SearchRequest{Query: "pantry door"}))(t)
	subject := "Pantry"
	author := operator.PersonSummary{Ref: 2, Name: "Tess Assigned", Kind: operator.Team}
	alike(t, page.Items[1], operator.Hit{
		Ref: "M1", Kind: "message", Property: "MR-014", Conversation: 1, Subject: &subject, Author: author,
		Excerpt: "The Pantry door sticks. Façade too", Marks: []operator.Mark{{Start: 4, End: 10}, {Start: 11, End: 15}},
		CreatedAt: page.Items[1].CreatedAt,
	})
	long := strings.Repeat("so it goes on ", 30)
	c.send(c.buyer, long+"until the chimney. "+long, c.assigned)
	hit := get(w.Search(c.as(c.buyer), operator.SearchRequest{Query: "chimney"}))(t).Items[0]
	chars := []rune(hit.Excerpt)
	if len(chars) > 165 || len(hit.Marks) != 1 || string(chars[hit.Marks[0].Start:hit.Marks[0].End]) != "chimney" {
		t.Errorf("the excerpt is %q, with the marks %v", hit.Excerpt, hit.Marks)
	}
}

func testSearchSight(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "The secret word is zebra", c.buyer)
	own := []operator.Ref{c.assigned, c.buyer}
	others := []operator.Ref{c.admin, c.wide, c.outside, c.auditor, c.cobuyer, c.former, c.stranger, c.lender}
	for _, who := range own {
		alike(t, c.found(who, "zebra"), "M1")
	}
	for _, who := range others {
		alike(t, c.found(who, "zebra"), "")
	}
	edit := func(req operator.EditConversationRequest) {
		t.Helper()
		req.Conversation = ref(m.Conversation)
		must(t)(w.EditConversation(c.as(c.assigned), req))
	}
	edit(operator.EditConversationRequest{AddPeople: []operator.Ref{c.cobuyer, c.lender}})
	c.reply(c.assigned, m.Conversation, "Another zebra")
	alike(t, c.found(c.cobuyer, "zebra"), "M2") // from joining on
	alike(t, c.found(c.lender, "zebra"), "M2")
	edit(operator.EditConversationRequest{RemovePeople: []operator.Ref{c.lender}})
	alike(t, c.found(c.lender, "zebra"), "")
	c.withdraw()
	for _, who := range []operator.Ref{c.buyer, c.cobuyer, c.lender} {
		alike(t, c.found(who, "zebra"), "")
	}
	alike(t, c.found(c.assigned, "zebra"), "M2 M1")
}

func testSearchVersions(t *testing.T, w *World) {
	c := newCast(t, w)
	look := func() {
		t.Helper()
		m := c.send(c.assigned, "The price is a typo", c.buyer)
		alike(t, c.found(c.buyer, "typo"), m.Ref.String())
		must(t)(w.EditMessage(c.as(c.assigned), operator.EditMessageRequest{Message: ref(m.Ref), Body: "The price is right"}))
		alike(t, c.found(c.buyer, "typo"), "")
		alike(t, c.found(c.buyer, "price right"), m.Ref.String())
		must(t)(w.DeleteMessage(c.as(c.assigned), operator.DeleteMessageRequest{Message: ref(m.Ref), Confirmed: true}))
		for _, query := range []string{"typo", "right", "price", "from:" + string(c.assigned)} {
			alike(t, query+": "+c.found(c.assigned, query), query+": ")
		}
		alike(t, c.foundBy(c.admin, operator.SearchRequest{Query: "price", All: true}), "")
	}
	look()
	must(t)(w.Reindex(c.as(c.admin), operator.ReindexRequest{}))
	look()
}

func testSearchConditions(t *testing.T, w *World) {
	c := newCast(t, w)
	first := c.send(c.assigned, "Keys", c.buyer)
	c.Clock.Advance(48 * time.Hour)
	c.send(c.buyer, "Keys?", c.assigned)
	c.sendAs(c.admin, operator.SendMessageRequest{Property: c.other, To: []operator.Ref{c.admin, c.wide}, Body: "Keys!"})
	c.sendAs(c.admin, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned}, Body: "Keys of 14"})
	tess := string(c.assigned)
	since := first.CreatedAt.Add(time.Minute).Format(time.RFC3339)
	for query, want := range map[string]string{
		"keys":                        "M4 M2 M1",
		"keys from:" + tess:           "M1",
		"from:TESS@example.com":       "M1",
		"from:" + tess + " from:P1":   "",
		"keys property:mr-014":        "M4 M2 M1",
		"keys after:" + since:         "M4 M2",
		"keys before:" + since:        "M1",
		"after:" + since + " from:P1": "M4",
		"since:yesterday before:+1d":  "M4 M2",
		"before:yesterday":            "M1",
	} {
		alike(t, query+": "+c.found(c.assigned, query), query+": "+want)
	}
	alike(t, c.found(c.admin, "keys property:MR-015"), "M3")
	alike(t, c.found(c.admin, "keys property:MR-014"), "M4")
	alike(t, c.found(c.admin, "keys property:MR-014 property:MR-015"), "")
	for _, q := range []struct {
		req  operator.SearchRequest
		want string
	}{
		{operator.SearchRequest{From: c.assigned}, "M1"},
		{operator.SearchRequest{Query: "keys", From: c.buyer}, "M2"},
		{operator.SearchRequest{Query: "from:" + tess, From: c.buyer}, ""},
		{operator.SearchRequest{Query: "keys", Property: c.home, Since: since}, "M4 M2"},
		{operator.SearchRequest{Before: since}, "M1"},
		{operator.SearchRequest{Query: "after:" + since, Before: since}, ""},
	} {
		alike(t, c.foundBy(c.assigned, q.req), q.want)
	}
}

func testSearchHidden(t *testing.T, w *World) {
	c := newCast(t, w)
	c.send(c.assigned, "Hello", c.buyer)
	fails := func(who operator.Ref, query string) error {
		t.Helper()
		_, err := w.Search(c.as(who), operator.SearchRequest{Query: query})
		return err
	}
	for _, hidden := range []string{string(c.stranger), "stan@example.com"} {
		sameAsMissing(t, fails(c.buyer, "x from:"+hidden), fails(c.buyer, "x from:P999"), hidden, "P999")
	}
	sameAsMissing(t, fails(c.buyer, "property:MR-015"), fails(c.buyer, "property:MR-016"), "MR-015", "MR-016")
	sameAsMissing(t, fails(c.outside, "property:MR-014"), fails(c.outside, "property:MR-999"), "MR-014", "MR-999")
	_, err := w.Search(c.as(c.buyer), operator.SearchRequest{From: c.stranger})
	refused(t, err, operator.NotFound, "")
}

func testSearchAll(t *testing.T, w *World) {
	c := newCast(t, w)
	c.send(c.assigned, "Zebra", c.buyer)
	c.sendAs(c.assigned, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.wide}, Internal: true, Body: "Zebra inside"})
	req := operator.SearchRequest{Query: "zebra", All: true}
	for _, who := range []operator.Ref{c.assigned, c.outside, c.buyer, c.lender} {
		_, err := w.Search(c.as(who), req)
		refused(t, err, operator.Denied, "not_allowed")
	}
	for _, who := range []operator.Ref{c.admin, c.auditor} {
		before := w.Events()
		alike(t, c.found(who, "zebra"), "")
		alike(t, w.Events(), before)
		req.Limit = 1
		first := get(w.Search(c.as(who), req))(t)
		alike(t, refsOf(first.Items), "M2")
		alike(t, w.Events(), before+1)
		req.Cursor = first.Next
		alike(t, c.foundBy(who, req), "M1")
		alike(t, w.Events(), before+1) // the second page is of the same search
		other := req
		other.Query = "inside"
		_, err := w.Search(c.as(who), other)
		refused(t, err, operator.Invalid, "bad_cursor") // else it would be searched for and not recorded
		req.Cursor = ""
	}
	alike(t, c.foundBy(c.admin, operator.SearchRequest{Query: "zebra", All: true, Property: c.home}), "M2 M1")
	alike(t, c.foundBy(c.admin, operator.SearchRequest{Query: "from:" + string(c.assigned), All: true}), "M2 M1")
}

func testSearchPages(t *testing.T, w *World) {
	c := newCast(t, w)
	for n := range 7 {
		c.send(c.assigned, fmt.Sprint("Word ", n), c.buyer)
	}
	req := operator.SearchRequest{Query: "word", Paging: operator.Paging{Limit: 3, Count: true}}
	var pages []string
	for range 3 {
		page := get(w.Search(c.as(c.buyer), req))(t)
		pages = append(pages, fmt.Sprint(refsOf(page.Items), " and ", page.Remaining))
		req.Cursor = page.Next
		c.send(c.assigned, "Word that came meanwhile", c.buyer)
	}
	alike(t, pages, []string{"M7 M6 M5 and 4", "M4 M3 M2 and 1", "M1 and 0"})
	alike(t, string(req.Cursor), "")
	first := get(w.Search(c.as(c.buyer), operator.SearchRequest{Query: "word", Paging: operator.Paging{Limit: 1}}))(t)
	_, err := w.Search(c.as(c.assigned), operator.SearchRequest{Query: "word", Paging: operator.Paging{Cursor: first.Next}})
	refused(t, err, operator.Invalid, "bad_cursor")
}

func testSearchRefused(t *testing.T, w *World) {
	for query, reason := range map[string]string{
		"":                       "query_empty",
		" - ! ":                  "query_empty",
		`a "b`:                   "open_quote",
		"a* *b":                  "bad_star",
		"from:":                  "no_value",
		"before:soon":            "date_format",
		strings.Repeat("a", 257): "too_long",
		"a\x00":                  "nul",
	} {
		_, err := w.Search(w.boss(), operator.SearchRequest{Query: query})
		refused(t, err, operator.Invalid, reason)
	}
	_, err := w.Search(w.boss(), operator.SearchRequest{Query: "x before:soon"})
	alike(t, err.(*operator.Error).Details["column"], any(10))
	_, err = w.Search(w.boss(), operator.SearchRequest{Query: "x", Since: "soon"})
	refused(t, err, operator.Invalid, "date_format")
}

// testSearchIndexed has more conversations than are looked through one by one, and
// the same questions before everything is in an index, and after.
func testSearchIndexed(t *testing.T, w *World) {
	c := newCast(t, w)
	for n := range 30 {
		req := operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, New: true, Body: fmt.Sprint("Common number ", n)}
		if n%10 == 3 {
			req.To, req.Body = []operator.Ref{c.cobuyer}, fmt.Sprint("Rare number ", n)
		}
		c.sendAs(c.assigned, req)
	}
	look := func() {
		t.Helper()
		alike(t, c.found(c.assigned, "rare"), "M24 M14 M4")
		alike(t, c.found(c.cobuyer, "number"), "M24 M14 M4")
		alike(t, c.found(c.buyer, "rare"), "")
		alike(t, c.found(c.buyer, `"number 7"`), "M8")
		alike(t, c.found(c.assigned, "numb* 2* property:MR-014"), "M30 M29 M28 M27 M26 M25 M24 M23 M22 M21 M3")
		alike(t, len(strings.Fields(c.found(c.buyer, "com*"))), 27)
		alike(t, c.found(c.assigned, "none"), "")
		alike(t, c.foundBy(c.admin, operator.SearchRequest{Query: "rare number", All: true}), "M24 M14 M4")
		alike(t, c.found(c.admin, "rare"), "")
	}
	look()
	must(t)(w.Reindex(c.as(c.admin), operator.ReindexRequest{}))
	look()
	m := c.send(c.assigned, "A rare bird", c.buyer, c.cobuyer)
	alike(t, c.found(c.buyer, "rare"), m.Ref.String())
	alike(t, c.found(c.assigned, "rare"), m.Ref.String()+" M24 M14 M4")
}

func testReindex(t *testing.T, w *World) {
	c := newCast(t, w)
	c.send(c.assigned, "Hello", c.buyer)
	before := w.Events()
	for _, who := range []operator.Ref{c.assigned, c.auditor, c.buyer} {
		_, err := w.Reindex(c.as(who), operator.ReindexRequest{})
		refused(t, err, operator.Denied, "not_allowed")
	}
	dry := get(w.Reindex(c.dry(c.admin), operator.ReindexRequest{}))(t)
	done := get(w.Reindex(c.as(c.admin), operator.ReindexRequest{}))(t)
	alike(t, []int{dry.Messages, done.Messages, w.Events()}, []int{1, 1, before})
	if dry.Rows == 0 || done.Entries == 0 {
		t.Errorf("the reports are %+v and %+v", dry, done)
	}
	alike(t, c.found(c.buyer, "hello"), "M1")
}

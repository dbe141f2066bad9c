package servicetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// limitTests is about what one person can make a lot of, a little at a time.
func limitTests() []test {
	return []test{
		{"AMessageIsEditedSoOften", testEditsOfAMessage},
		{"AMessageSaidSoMuchBefore", testEditBytesOfAMessage},
		{"AnUpdateIsEditedSoOften", testEditsOfAnUpdate},
		{"APersonHasSoManyTokens", testTokenLimit},
		{"AHomeHasSoManyCodes", testCodesOfAHome},
		{"APersonPlansSoMuch", testPlannedBytes},
	}
}

func testEditsOfAMessage(t *testing.T, w *World) {
	c := newCast(t, w)
	m := ref(c.send(c.buyer, "Hello", c.assigned).Ref)
	edit := func(body string) error {
		_, err := w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: m, Body: body})
		return err
	}
	for n := range operator.MaxEdits {
		must(t)(nil, edit(fmt.Sprint(n)))
	}
	err := edit("once more")
	refused(t, err, operator.Conflict, "too_many_edits")
	equal(t, "the error", err.Error(), "M1 was edited 200 times, and that is the most")
	must(t)(nil, edit("199")) // which changes nothing
	must(t)(w.DeleteMessage(c.as(c.buyer), operator.DeleteMessageRequest{Message: m, Confirmed: true}))
	shown := get(w.ShowMessage(c.as(c.buyer), operator.ShowMessageRequest{Message: m, History: true}))(t)
	equal(t, "what it said before", len(shown.Versions), operator.MaxEdits+1)
	equal(t, "what it said last", shown.Versions[operator.MaxEdits].Body, "199")
	story := c.story(c.buyer)
	equal(t, "what its last edit is told with", operator.Value(story[len(story)-2].Excerpt), "199")
}

func testCodesOfAHome(t *testing.T, w *World) {
	c := newCast(t, w)
	code := func(n int) operator.Ref { return operator.Ref(fmt.Sprint("N-", n)) }
	at := c.home
	call := func(to operator.Ref) error {
		_, err := w.EditProperty(c.boss(), operator.EditPropertyRequest{Property: at, Code: ptr(string(to))})
		if err == nil {
			at = to
		}
		return err
	}
	for n := range operator.MaxCodes {
		must(t)(nil, call(code(n)))
	}
	refused(t, call("N-new"), operator.Conflict, "too_many_codes")
	must(t)(nil, call(code(0))) // which it had
	refused(t, call("N-new"), operator.Conflict, "too_many_codes")
	found := get(w.ShowProperty(c.boss(), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "its codes of before", len(found.Aliases), operator.MaxCodes)
}

func testEditBytesOfAMessage(t *testing.T, w *World) {
	c := newCast(t, w)
	long := strings.Repeat("x", operator.MaxBody-2)
	m := ref(c.send(c.buyer, long, c.assigned).Ref)
	edit := func(n int) error {
		_, err := w.EditMessage(c.as(c.buyer), operator.EditMessageRequest{Message: m, Body: fmt.Sprintf("%02d", n) + long})
		return err
	}
	const most = operator.MaxEditBytes / operator.MaxBody
	for n := range most {
		must(t)(nil, edit(n))
	}
	refused(t, edit(most), operator.Conflict, "too_many_edits")
}

func testEditsOfAnUpdate(t *testing.T, w *World) {
	c := newCast(t, w)
	u := ref(c.postUpdate(c.assigned, operator.PostUpdateRequest{Body: "The roof is on."}).Ref)
	edit := func(body string) error {
		_, err := w.EditUpdate(c.as(c.assigned), operator.EditUpdateRequest{Update: u, Body: &body})
		return err
	}
	for n := range operator.MaxEdits {
		must(t)(nil, edit(fmt.Sprint(n)))
	}
	refused(t, edit("once more"), operator.Conflict, "too_many_edits")
	must(t)(w.DeleteUpdate(c.as(c.assigned), operator.DeleteUpdateRequest{Update: u, Confirmed: true}))
}

func testTokenLimit(t *testing.T, w *World) {
	c := newCast(t, w)
	ctx := c.as(c.buyer) // once: it can come with a token of its own
	tokens := func() []operator.Token {
		return get(w.ListTokens(ctx, operator.ListTokensRequest{Paging: operator.Paging{Limit: operator.MaxPage}}))(t).Items
	}
	add := func() error { return second(w.AddToken(ctx, operator.AddTokenRequest{})) }
	drop := func() {
		all := tokens()
		must(t)(w.DeleteToken(ctx, operator.TokenRequest{Token: operator.Ref(all[len(all)-1].Ref.String())}))
	}
	for range operator.MaxTokens - len(tokens()) {
		must(t)(nil, add())
	}
	refused(t, add(), operator.Conflict, "too_many")
	_, err := w.AddToken(c.boss(), operator.AddTokenRequest{Person: c.buyer})
	refused(t, err, operator.Conflict, "too_many")
	code := get(w.AddLoginCode(c.boss(), operator.LoginCodeRequest{Person: c.buyer}))(t)
	must(t)(w.Login(t.Context(), operator.LoginRequest{Code: code.Code}))
	drop()
	refused(t, add(), operator.Conflict, "too_many") // that of the sign-in counts
	drop()
	must(t)(nil, add())
}

func testPlannedBytes(t *testing.T, w *World) {
	c := newCast(t, w)
	plan := func(who operator.Ref, key string) (operator.Scheduled, error) {
		return w.ScheduleMessage(w.with(who, func(call *operator.Call) { call.Key = key }), operator.ScheduleMessageRequest{
			At: "2030-01-01", Send: &operator.SendMessageRequest{Property: c.home, To: []operator.Ref{"team"}, Body: strings.Repeat("\x01", operator.MaxBody)},
		})
	}
	const size = 6 * operator.MaxBody // as it is kept
	first := get(plan(c.buyer, "first"))(t)
	for range operator.MaxPlannedBytes / size {
		must(t)(plan(c.buyer, ""))
	}
	_, err := plan(c.buyer, "")
	refused(t, err, operator.Conflict, "too_many")
	equal(t, "what is planned with a key that was used", get(plan(c.buyer, "first"))(t).Ref, first.Ref)
	must(t)(plan(c.cobuyer, ""))
	must(t)(w.CancelScheduled(c.as(c.buyer), operator.ScheduleRequest{Item: operator.Ref(first.Ref.String())}))
	must(t)(plan(c.buyer, ""))
}

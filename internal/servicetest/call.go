package servicetest

import (
	"context"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func callTests() []test {
	return []test{
		{"EveryMethodNeedsAnActor", testEveryMethodNeedsAnActor},
		{"NobodyUnknownOrGoneCanAct", testNobodyUnknownOrGoneCanAct},
		{"EveryListRefusesAForeignCursorAndANegativeLimit", testEveryListRefusesABadPage},
		{"AKeyMakesEveryCreationHappenOnce", testAKeyMakesEveryCreationHappenOnce},
		{"AKeyAnswersAsItDidTheFirstTime", testAKeyAnswersAsItDid},
		{"RunsOfOneKeyHaveOneAnswer", testRunsOfOneKeyHaveOneAnswer},
		{"AKeyBelongsToAPersonAndARequest", testAKeyBelongsToAPersonAndARequest},
		{"ADryRunKeepsNothing", testADryRunKeepsNothing},
	}
}

func replace(text, old, with string) string { return strings.ReplaceAll(text, old, with) }

// call calls a method of the service by its name.
func (w *World) call(ctx context.Context, method string, req any) error {
	out := reflect.ValueOf(w.Service).MethodByName(method).Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(req)})
	if changes, ok := out[0].Interface().(iter.Seq2[operator.InboxChange, error]); ok {
		for _, err := range changes {
			return err
		}
		return nil
	}
	if events, ok := out[0].Interface().(iter.Seq2[operator.Event, error]); ok {
		for _, err := range events {
			return err
		}
		return nil
	}
	err, _ := out[len(out)-1].Interface().(error)
	return err
}

// testEveryMethodNeedsAnActor finds the methods by reflection, so that one added
// tomorrow is tested too.
func testEveryMethodNeedsAnActor(t *testing.T, w *World) {
	for method := range reflect.TypeFor[operator.Service]().Methods() {
		if method.Name == "Login" {
			continue // it is how people come to act: see testLogin
		}
		req := reflect.Zero(method.Type.In(1)).Interface()
		err := w.call(operator.WithCall(t.Context(), operator.Call{Source: operator.SourceCLI}), method.Name, req)
		if operator.CodeOf(err) != operator.Denied || reasonOf(err) != "not_signed_in" {
			t.Errorf("%s without an actor: %v", method.Name, err)
		}
	}
}

func testNobodyUnknownOrGoneCanAct(t *testing.T, w *World) {
	c := newCast(t, w)
	_, err := w.ShowWorkspace(w.As("P9999"), operator.WorkspaceRequest{})
	refused(t, err, operator.NotFound, "no_actor")
	_, err = w.ShowWorkspace(w.As(c.leaver), operator.WorkspaceRequest{})
	refused(t, err, operator.Denied, "deactivated")
}

func testEveryListRefusesABadPage(t *testing.T, w *World) {
	for method := range reflect.TypeFor[operator.Service]().Methods() {
		if paging, ok := method.Type.In(1).FieldByName("Paging"); !ok || method.Name == "ListMessages" || method.Name == "ListReceipts" || method.Name == "PropertyHistory" || paging.Type != reflect.TypeFor[operator.Paging]() {
			continue // the messages of no conversation have no pages, nor the receipts of no update, nor the history of no home
		}
		for _, bad := range []struct {
			paging operator.Paging
			code   operator.Code
		}{
			{operator.Paging{Limit: -1}, operator.Usage},
			{operator.Paging{Cursor: "bm9uc2Vuc2U"}, operator.Invalid},
			{operator.Paging{Cursor: "%%%"}, operator.Invalid},
		} {
			req := reflect.New(method.Type.In(1)).Elem()
			req.FieldByName("Paging").Set(reflect.ValueOf(bad.paging))
			if err := w.call(w.boss(), method.Name, req.Interface()); operator.CodeOf(err) != bad.code {
				t.Errorf("%s with %+v: %v; want %s", method.Name, bad.paging, err, bad.code)
			}
		}
	}
}

// creation is one way of making a thing, and how to count what it makes.
type creation struct {
	method string
	req    any
}

// creations makes one of everything, in an order in which each is possible.
func creations() []creation {
	return []creation{
		{"AddCommunity", operator.AddCommunityRequest{Code: "OAK", Name: "Oak Hill"}},
		{"AddBuilding", operator.AddBuildingRequest{Community: "OAK", Number: "1"}},
		{"AddProperty", operator.AddPropertyRequest{Community: "OAK", Lot: "7"}},
		{"AddPerson", operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ann Twice"}},
		{"AddPerson", operator.AddPersonRequest{Kind: operator.Team, Name: "Tim Twice", Email: "tim@acme.example"}},
		{"OpenTransaction", operator.OpenTransactionRequest{Property: "OAK-007", Buyers: []operator.Ref{"P2"}}},
		{"AssignProperty", operator.AssignRequest{Property: "OAK-007", People: []operator.Ref{"P3"}}},
	}
}

func testAKeyMakesEveryCreationHappenOnce(t *testing.T, w *World) {
	for i, c := range creations() {
		ctx := w.keyed("P1", fmt.Sprint("key ", i))
		must(t)(nil, w.call(ctx, c.method, c.req))
		events := w.Events()
		must(t)(nil, w.call(ctx, c.method, c.req))
		equal(t, "events after the same "+c.method+" again", w.Events(), events)
	}
	homes := get(w.ListProperties(w.boss(), operator.ListPropertiesRequest{}))(t)
	buyers := get(w.ListPeople(w.boss(), operator.ListPeopleRequest{Kind: operator.Buyer}))(t)
	equal(t, "homes and buyers", []int{len(homes.Items), len(buyers.Items)}, []int{1, 1})
}

func testAKeyBelongsToAPersonAndARequest(t *testing.T, w *World) {
	ann := operator.AddPersonRequest{Kind: operator.Team, Name: "Ann", Role: operator.Admin}
	first := get(w.AddPerson(w.keyed("P1", "k"), ann))(t)
	equal(t, "the answer to the same key", get(w.AddPerson(w.keyed("P1", "k"), ann))(t), first)
	ann.Name = "Anna"
	_, err := w.AddPerson(w.keyed("P1", "k"), ann)
	refused(t, err, operator.Conflict, "key_reused")
	other := get(w.AddPerson(w.keyed(ref(first.Ref), "k"), ann))(t)
	if other.Ref == first.Ref {
		t.Error("the key of one person gave another the same answer")
	}
	w.Clock.Advance(operator.KeyLife + time.Second)
	again := get(w.AddPerson(w.keyed("P1", "k"), ann))(t)
	if again.Ref == first.Ref {
		t.Error("a key outlived its life")
	}
	_, err = w.AddPerson(w.keyed("P1", strings.Repeat("k", operator.MaxKey+1)), ann)
	refused(t, err, operator.Invalid, "too_long")
}

func testADryRunKeepsNothing(t *testing.T, w *World) {
	before := w.Events()
	for _, c := range creations() {
		if c.method == "AddCommunity" || c.method == "AddPerson" {
			must(t)(nil, w.call(w.dry("P1"), c.method, c.req))
		}
	}
	communities := get(w.ListCommunities(w.boss(), operator.ListCommunitiesRequest{}))(t)
	people := get(w.ListPeople(w.boss(), operator.ListPeopleRequest{}))(t)
	equal(t, "what is there", []int{len(communities.Items), len(people.Items), w.Events()}, []int{0, 1, before})
}

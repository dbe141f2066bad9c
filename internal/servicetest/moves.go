package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// testAHomeMovesToAnotherCommunity: the team of the old community loses it with
// the conversation of everyone on it, and the new one's gets both.
func testAHomeMovesToAnotherCommunity(t *testing.T, w *World) {
	c := newCast(t, w)
	ctx := c.as(c.admin)
	must(t)(w.AddCommunity(ctx, operator.AddCommunityRequest{Code: "OC", Name: "Oak Creek"}))
	must(t)(w.AssignCommunity(ctx, operator.AssignCommunityRequest{Community: "OC", People: []operator.Ref{c.outside}}))
	b := must(t)(w.AddBuilding(ctx, operator.AddBuildingRequest{Community: "MR", Number: "1", Properties: []operator.Ref{c.home}})).(operator.Building)
	must(t)(w.AssignProperty(ctx, operator.AssignRequest{Property: c.home, People: []operator.Ref{c.assigned}, Primary: true}))
	all := c.send(c.assigned, "Hello", "home").Conversation

	_, err := w.EditBuilding(ctx, operator.EditBuildingRequest{Building: ref(b.Ref), Community: ptr(operator.Ref("OC"))})
	fails(t, err, operator.Conflict) // while it has homes
	moved := must(t)(w.EditProperty(ctx, operator.EditPropertyRequest{Property: c.home, Community: ptr(operator.Ref("OC"))})).(operator.Property)
	alike(t, []any{moved.Community, moved.Building, names(moved.Team)}, []any{"OC", operator.BuildingID(0), []string{"Tess Assigned", "Nora Outside"}})
	_, err = w.ShowConversation(c.as(c.wide), operator.ShowConversationRequest{Conversation: ref(all)})
	fails(t, err, operator.NotFound)
	alike(t, bodies(c.show(c.outside, all).Messages), []string{"Hello"})
	must(t)(w.EditBuilding(ctx, operator.EditBuildingRequest{Building: ref(b.Ref), Community: ptr(operator.Ref("OC"))}))
	again := must(t)(w.EditProperty(ctx, operator.EditPropertyRequest{Property: c.home, Building: ptr(ref(b.Ref))})).(operator.Property)
	alike(t, again.Building, b.Ref)
}

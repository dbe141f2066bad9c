package servicetest

import (
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func assignmentTests() []test {
	return []test{
		{"OnlyActiveTeamMembersAreAssigned", testWhoCanBeAssigned},
		{"APrimaryContactIsAssigned", testPrimaryContact},
		{"ACommunityAssignmentCoversItsHomes", testCommunityAssignment},
		{"APrimaryContactOfACommunityIsThatOfItsHomes", testCommunityPrimary},
	}
}

func testWhoCanBeAssigned(t *testing.T, w *World) {
	c := newCast(t, w)
	assign := func(people ...operator.Ref) error {
		return second(w.AssignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: people}))
	}
	refused(t, assign(c.buyer), operator.NotFound, "")
	refused(t, assign(c.leaver), operator.Conflict, "deactivated")
	refused(t, assign(), operator.Invalid, "nobody")
	events := w.Events()
	must(t)(nil, assign(c.assigned))
	equal(t, "events of assigning again", w.Events(), events)
	must(t)(nil, assign(c.outside, c.assigned, c.outside))
	p := get(w.ShowProperty(w.As(c.outside), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "the team", names(p.Team), []string{"Tess Assigned", "Will Wide", "Nora Outside"})
	_, err := w.AssignProperty(w.As(c.outside), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.auditor}})
	refused(t, err, operator.Denied, "not_allowed")

	must(t)(w.UnassignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	_, err = w.ShowProperty(w.As(c.outside), operator.PropertyRequest{Property: c.home})
	refused(t, err, operator.NotFound, "")
	events = w.Events()
	must(t)(w.UnassignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	equal(t, "events of unassigning again", w.Events(), events)
}

func testPrimaryContact(t *testing.T, w *World) {
	c := newCast(t, w)
	primary := func() string {
		p := get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: c.home}))(t)
		if p.PrimaryContact == nil {
			return ""
		}
		return p.PrimaryContact.Name
	}
	equal(t, "at first", primary(), "Tess Assigned")
	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}, Primary: true}))
	equal(t, "assigned as primary", primary(), "Nora Outside")
	_, err := w.AssignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside, c.assigned}, Primary: true})
	refused(t, err, operator.Invalid, "one_primary")
	must(t)(w.UnassignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}}))
	equal(t, "after unassigning", primary(), "")
	_, err = w.UnassignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.assigned}, Primary: true})
	refused(t, err, operator.Usage, "primary")
}

func testCommunityAssignment(t *testing.T, w *World) {
	c := newCast(t, w)
	_, err := w.UnassignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.wide}})
	refused(t, err, operator.Conflict, "assigned_by_community")
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "16"}))
	equal(t, "with a home added later", w.listedHomes(t, c.wide, operator.ListPropertiesRequest{}), []string{"MR-014", "MR-015", "MR-016"})
	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: "MR-016", People: []operator.Ref{c.wide}, Primary: true}))
	must(t)(w.UnassignProperty(w.boss(), operator.AssignRequest{Property: "MR-016", People: []operator.Ref{c.wide}}))
	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.wide}, Primary: true}))

	community := get(w.UnassignCommunity(w.boss(), operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.wide}}))(t)
	equal(t, "the community's team", community.Team, []operator.PersonSummary{})
	equal(t, "what stays", w.listedHomes(t, c.wide, operator.ListPropertiesRequest{}), []string{"MR-014"})
	p := get(w.ShowProperty(w.boss(), operator.PropertyRequest{Property: c.home}))(t)
	equal(t, "the primary contact who is assigned to the home itself", p.PrimaryContact.Name, "Will Wide")
	events := w.Events()
	must(t)(w.UnassignCommunity(w.boss(), operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.wide}}))
	equal(t, "events of doing so again", w.Events(), events)
	_, err = w.AssignCommunity(w.As(c.assigned), operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.assigned}})
	refused(t, err, operator.Denied, "not_allowed")
}

func testCommunityPrimary(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: "16"}))
	must(t)(w.AssignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.outside}, Primary: true}))
	assign := func(people ...operator.Ref) error {
		return second(w.AssignCommunity(w.boss(), operator.AssignCommunityRequest{Community: "MR", People: people, Primary: true}))
	}
	primaries := func() map[string]string {
		all := map[string]string{}
		for _, p := range get(w.ListProperties(w.boss(), operator.ListPropertiesRequest{}))(t).Items {
			all[p.Code] = ""
			if p.PrimaryContact != nil {
				all[p.Code] = p.PrimaryContact.Name
			}
		}
		return all
	}
	before := primaries()
	refused(t, assign(c.wide, c.outside), operator.Invalid, "one_primary")
	_, err := w.UnassignCommunity(w.boss(), operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.wide}, Primary: true})
	refused(t, err, operator.Usage, "primary")
	equal(t, "after what was refused", primaries(), before)

	must(t)(nil, assign(c.wide)) // who is on it already
	for code := range before {
		if strings.HasPrefix(code, "MR-") {
			before[code] = "Will Wide"
		}
	}
	equal(t, "the primary contacts", primaries(), before)
	events := w.Events()
	must(t)(nil, assign(c.wide))
	equal(t, "events of doing so again", w.Events(), events)
	must(t)(w.UnassignCommunity(w.boss(), operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{c.wide}}))
	equal(t, "the primary contact of a home once they left", primaries()["MR-016"], "")
}

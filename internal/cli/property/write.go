package property

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// thing says how one property is written.
func thing(d *deps.Deps) deps.Thing[operator.Property] {
	return deps.Thing[operator.Property]{Ref: code, Fields: []render.Field[operator.Property]{
		{Name: "code", Title: "Property", Text: code, Reference: true},
		{Name: "ref", Title: "Ref", Text: ref, Reference: true, Hidden: true},
		{Name: "aliases", Title: "Before", Text: aliases},
		{Name: "community", Title: "Community", Text: community, Reference: true},
		{Name: "building", Title: "Building", Text: building, Reference: true},
		{Name: "lot", Title: "Lot", Text: lot},
		{Name: "address", Title: "Address", Text: address},
		{Name: "plan", Title: "Plan", Text: plan},
		{Name: "stage", Title: "Stage", Text: stage},
		{Name: "progress", Title: "Progress", Text: progress, Exact: exactProgress},
		{Name: "transaction", Title: "Transaction", Text: transaction, Reference: true},
		{Name: "buyers", Title: "Buyers", Text: buyerRefs, Exact: exactBuyers},
		{Name: "primary_contact", Title: "Primary contact", Text: primaryRef, Exact: exactPrimary},
		{Name: "team", Title: "Team", Text: teamRefs, Exact: exactTeam},
		{Name: "hold", Title: "On hold", Text: func(p operator.Property) string { return onHold(d, p) }, Exact: exactHold},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

// sheet says how a list of properties is written.
func sheet(d *deps.Deps) render.Sheet[operator.Property] {
	return render.Sheet[operator.Property]{Ref: code, Empty: "No properties.", Columns: []render.Column[operator.Property]{
		{Name: "code", Title: "Code", Text: code, Reference: true},
		{Name: "community", Title: "Community", Text: community, Reference: true},
		{Name: "lot", Title: "Lot", Text: lot},
		{Name: "address", Title: "Address", Text: address, Flexible: true},
		{Name: "stage", Title: "Stage", Text: stage},
		{Name: "buyers", Title: "Buyers", Text: buyerNames, Exact: exactBuyers, Flexible: true},
		{Name: "primary_contact", Title: "Contact", Text: primaryName, Exact: exactPrimary, Flexible: true},
		{Name: "ref", Title: "Ref", Text: ref, Reference: true, Hidden: true},
		{Name: "aliases", Title: "Before", Text: aliases, Reference: true, Hidden: true},
		{Name: "building", Title: "Building", Text: building, Reference: true, Hidden: true},
		{Name: "plan", Title: "Plan", Text: plan, Flexible: true, Hidden: true},
		{Name: "progress", Title: "Progress", Text: progress, Exact: exactProgress, Hidden: true},
		{Name: "transaction", Title: "Sale", Text: transaction, Reference: true, Hidden: true},
		{Name: "team", Title: "Team", Text: teamNames, Exact: exactTeam, Flexible: true, Hidden: true},
		{Name: "hold", Title: "On hold", Text: func(p operator.Property) string { return onHold(d, p) }, Exact: exactHold, Flexible: true, Hidden: true},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true, Hidden: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

func code(p operator.Property) string         { return p.Code }
func ref(p operator.Property) string          { return p.Ref.String() }
func aliases(p operator.Property) string      { return strings.Join(p.Aliases, ", ") }
func community(p operator.Property) string    { return p.Community }
func building(p operator.Property) string     { return p.Building.String() }
func lot(p operator.Property) string          { return operator.Value(p.Lot) }
func plan(p operator.Property) string         { return operator.Value(p.Plan) }
func stage(p operator.Property) string        { return string(p.Stage) }
func transaction(p operator.Property) string  { return p.Transaction.String() }
func buyerNames(p operator.Property) string   { return deps.PeopleNames(p.Buyers) }
func buyerRefs(p operator.Property) string    { return deps.Whom(p.Buyers) }
func exactBuyers(p operator.Property) string  { return deps.PeopleRefs(p.Buyers) }
func teamNames(p operator.Property) string    { return deps.PeopleNames(p.Team) }
func teamRefs(p operator.Property) string     { return deps.Whom(p.Team) }
func exactTeam(p operator.Property) string    { return deps.PeopleRefs(p.Team) }
func primaryName(p operator.Property) string  { return deps.PeopleNames(primary(p)) }
func primaryRef(p operator.Property) string   { return deps.Whom(primary(p)) }
func exactPrimary(p operator.Property) string { return deps.PeopleRefs(primary(p)) }
func externalIDs(p operator.Property) string  { return deps.ExternalIDs(p.ExternalIDs) }
func created(p operator.Property) string      { return render.Stamp(p.CreatedAt) }
func updated(p operator.Property) string      { return render.Stamp(p.UpdatedAt) }

// progress is how far a home has come: "2 of 12 milestones, now Framing".
func progress(p operator.Property) string {
	text := fmt.Sprintf("%d of %s", p.Progress.Completed, deps.Count(p.Progress.Total, "milestone", "milestones"))
	if p.Progress.Current != nil {
		text += ", now " + *p.Progress.Current
	}
	return text
}

func exactProgress(p operator.Property) string {
	return fmt.Sprintf("%d/%d", p.Progress.Completed, p.Progress.Total)
}

// onHold is why a home is on hold, by whom and since when; empty where it is not.
func onHold(d *deps.Deps, p operator.Property) string {
	if p.Hold == nil {
		return ""
	}
	return fmt.Sprintf("%s (%s, %s)", operator.Value(p.Hold.Reason), p.Hold.By.Name, d.OptionalMoment(p.Hold.Since))
}

func exactHold(p operator.Property) string {
	if p.Hold == nil {
		return ""
	}
	return operator.Value(p.Hold.Reason)
}

// primary is the primary contact, or nobody.
func primary(p operator.Property) []operator.PersonSummary {
	if p.PrimaryContact == nil {
		return nil
	}
	return []operator.PersonSummary{*p.PrimaryContact}
}

// address is a postal address on one line: "12 Maple Street, Denver, CO 80014".
func address(p operator.Property) string {
	a := p.Address
	var parts []string
	for _, part := range []string{a.Line1, a.Line2, a.City, strings.TrimSpace(a.Region + " " + a.Postcode), a.Country} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

package people

import (
	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// thing says how one person is written.
func thing() deps.Thing[operator.Person] {
	return deps.Thing[operator.Person]{Ref: ref, Fields: []render.Field[operator.Person]{
		{Name: "ref", Title: "Person", Text: ref, Reference: true},
		{Name: "kind", Title: "Kind", Text: kind},
		{Name: "name", Title: "Name", Text: name},
		{Name: "email", Title: "E-mail", Text: email, Reference: true},
		{Name: "phones", Title: "Phones", Text: phones, Exact: exactPhones},
		{Name: "title", Title: "Title", Text: title},
		{Name: "role", Title: "Role", Text: role},
		{Name: "status", Title: "Status", Text: status},
		{Name: "invitation", Title: "Invitation", Text: invitation},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true},
		{Name: "aliases", Title: "Also", Text: aliases, Reference: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

// sheet says how a list of people is written. Only the team has roles.
func sheet(of operator.PersonKind) render.Sheet[operator.Person] {
	return render.Sheet[operator.Person]{Ref: ref, Empty: empty(of), Columns: []render.Column[operator.Person]{
		{Name: "ref", Title: "Ref", Text: ref, Reference: true},
		{Name: "kind", Title: "Kind", Text: kind, Hidden: of != ""},
		{Name: "name", Title: "Name", Text: name, Flexible: true, Least: 14},
		{Name: "email", Title: "E-mail", Text: email, Reference: true},
		{Name: "phone", Title: "Phone", Text: firstPhone, Exact: firstExactPhone, Spare: true},
		{Name: "title", Title: "Title", Text: title, Flexible: true, Spare: true, Hidden: of == operator.Buyer},
		{Name: "role", Title: "Role", Text: role, Hidden: of != "" && of != operator.Team, Spare: true},
		{Name: "status", Title: "Status", Text: status, Spare: true},
		{Name: "phones", Title: "Phones", Text: phones, Exact: exactPhones, Hidden: true},
		{Name: "invitation", Title: "Invitation", Text: invitation, Hidden: true},
		{Name: "external_ids", Title: "External ids", Text: externalIDs, Reference: true, Hidden: true},
		{Name: "aliases", Title: "Also", Text: aliases, Reference: true, Hidden: true},
		{Name: "created_at", Title: "Added", Text: created, Hidden: true},
		{Name: "updated_at", Title: "Changed", Text: updated, Hidden: true},
	}}
}

func ref(p operator.Person) string    { return p.Ref.String() }
func kind(p operator.Person) string   { return string(p.Kind) }
func name(p operator.Person) string   { return p.Name }
func email(p operator.Person) string  { return operator.Value(p.Email) }
func title(p operator.Person) string  { return operator.Value(p.Title) }
func status(p operator.Person) string { return string(p.Status) }
func invitation(p operator.Person) string {
	if p.Invitation.State == operator.NotTold {
		return ""
	}
	return string(p.Invitation.State)
}
func externalIDs(p operator.Person) string { return deps.ExternalIDs(p.ExternalIDs) }
func created(p operator.Person) string     { return render.Stamp(p.CreatedAt) }
func updated(p operator.Person) string     { return render.Stamp(p.UpdatedAt) }
func role(p operator.Person) string        { return deps.Text(p.Role) }

// aliases are the references of the people who were merged into this one.
func aliases(p operator.Person) string {
	return deps.Joined(p.Aliases, " ", operator.PersonID.String)
}

// empty is said of a list without people.
func empty(of operator.PersonKind) string {
	for _, n := range []noun{buyers, team, contacts} {
		if n.kind == of {
			return "No " + n.many + "."
		}
	}
	return "No people."
}

// phones are the numbers as they were written, with their labels.
func phones(p operator.Person) string {
	return deps.Joined(p.Phones, ", ", func(n operator.Phone) string {
		if label := operator.Value(n.Label); label != "" {
			return label + " " + n.Raw
		}
		return n.Raw
	})
}

// exactPhones are the numbers as --phone takes them, in E.164 where that is known.
func exactPhones(p operator.Person) string {
	return deps.Joined(p.Phones, ", ", func(n operator.Phone) string {
		if label := operator.Value(n.Label); label != "" {
			return label + "=" + exactPhone(n)
		}
		return exactPhone(n)
	})
}

func exactPhone(n operator.Phone) string {
	if n.E164 != nil {
		return *n.E164
	}
	return n.Raw
}

func firstPhone(p operator.Person) string {
	if len(p.Phones) == 0 {
		return ""
	}
	return p.Phones[0].Raw
}

func firstExactPhone(p operator.Person) string {
	if len(p.Phones) == 0 {
		return ""
	}
	return exactPhone(p.Phones[0])
}

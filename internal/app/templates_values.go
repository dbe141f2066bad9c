package app

import (
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// letterDay is how days are written in a text to people.
const letterDay = "2 January 2006"

// filling finds out what variables stand for on one home.
type filling struct {
	*session
	home home
	fill store.Fill
}

// value is what a variable stands for; empty if it has no value here.
func (f filling) value(name string) (string, error) {
	thing, field, _ := strings.Cut(name, ".")
	switch thing {
	case "today":
		if field != "" {
			return "", nil
		}
		zone, err := f.zone()
		return f.fill.Day.In(zoneOr(zone)).Format(letterDay), err
	case "workspace":
		return map[string]string{"name": f.ws.Name}[field], nil
	case "property":
		return f.ofProperty(field), nil
	case "community", "building":
		return f.ofPlace(thing, field)
	case "buyers":
		return f.ofBuyers(field)
	case "primary_contact":
		return f.ofPerson(f.home.Primary, field, true)
	case "sender":
		return f.ofPerson(f.fill.Sender, field, false)
	case "sale":
		return f.ofSale(field)
	case "milestone":
		return f.ofMilestone(field)
	}
	return "", nil
}

func zoneOr(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}

func (f filling) ofProperty(field string) string {
	p := f.home.Property
	switch field {
	case "code":
		return p.Code
	case "lot":
		return p.Lot
	case "plan":
		return p.Plan
	case "address":
		a := p.Address
		return listed(", ", a.Line1, a.Line2, a.City, listed(" ", a.Region, a.Postcode))
	}
	return ""
}

// listed is the texts that are not empty, with something between.
func listed(between string, texts ...string) string {
	var some []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			some = append(some, t)
		}
	}
	return strings.Join(some, between)
}

func (f filling) ofPlace(thing, field string) (string, error) {
	switch {
	case thing == "community" && field == "name":
		c, _, err := f.r.Community(f.home.Community)
		return c.Name, err
	case thing == "building" && field == "number" && !f.home.Building.IsZero():
		b, _, err := f.r.Building(f.home.Building)
		return b.Number, err
	}
	return "", nil
}

func (f filling) ofBuyers(field string) (string, error) {
	buyers, err := f.activeBuyers(f.home, false)
	if err != nil {
		return "", err
	}
	names := make([]string, len(buyers))
	for i, b := range buyers {
		switch names[i] = b.Name; field {
		case "names":
		case "first_names":
			names[i] = firstName(b)
		default:
			return "", nil
		}
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, ""), nil
	}
	return strings.Join(names[:last], ", ") + " and " + names[last], nil
}

func firstName(p store.Person) string {
	first, _, _ := strings.Cut(strings.TrimSpace(p.Name), " ")
	return first
}

// ofPerson is a field of a person. Who is gone is nobody to write to: they have no
// value where active is asked for.
func (f filling) ofPerson(id operator.PersonID, field string, active bool) (string, error) {
	if id.IsZero() {
		return "", nil
	}
	p, err := f.person(id)
	if err != nil || active && p.Deactivated {
		return "", err
	}
	switch {
	case field == "name":
		return p.Name, nil
	case field == "email" && active:
		return p.Email, nil
	case field == "first_name" && !active:
		return firstName(p), nil
	}
	return "", nil
}

func (f filling) ofSale(field string) (string, error) {
	if f.home.Sale.IsZero() {
		return "", nil
	}
	sale, err := f.sale(f.home.Sale)
	if err != nil {
		return "", err
	}
	return day(map[string]operator.Date{
		"contract_date": sale.ContractDate, "expected_closing": sale.ExpectedClosing, "closing_date": sale.ClosingDate,
	}[field]), nil
}

// day is a day as texts have it.
func day(d operator.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return t.Format(letterDay)
}

func (f filling) ofMilestone(field string) (string, error) {
	if field != "date" || f.fill.Milestone == "" {
		return map[string]string{"name": f.fill.Milestone}[field], nil
	}
	p, _, err := f.r.Progress(f.home.ID)
	for _, done := range p.Done {
		if operator.Fold(done.Name) == operator.Fold(f.fill.Milestone) {
			return day(done.On), err
		}
	}
	return "", err
}

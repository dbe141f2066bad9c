package app

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Who has no address and no id is found by the name alone, and two people can have one
// name: the second of them would see the home of the first. Only the office can tell.

// buying is the home that somebody buys in a row before.
type buying struct {
	home operator.PropertyID
	code string
	row  int
}

// byNameAlone says whether the row has nothing to tell the person from another of
// that name.
func (p *personRow) byNameAlone() bool {
	return p.ids.key == "" && !reachable(p.v[importer.Email], p.phones)
}

// namesakes warns of buyers of a sale who are found by their names alone, and buy
// another home as well.
func (r *importRow) namesakes(h store.Property, buyers []operator.PersonID) error {
	if r.writing() || r.seen == nil {
		return nil // it was said when the row was looked at
	}
	for _, id := range buyers {
		if !slices.Contains(r.alone, id) {
			continue
		}
		other, err := r.otherHome(id, h.ID)
		if err != nil {
			return err
		}
		if other != "" {
			at, field := slices.Index(r.people, id), importer.Name
			if at > 0 {
				field = coField + importer.Name
			}
			r.warn(field, "namesake", fmt.Sprintf("%s has no e-mail address and no telephone number, and is taken for who buys %s: "+
				"if they are two, give each an external id", r.called[at], other))
		}
		r.then = append(r.then, func() {
			if _, ok := r.seen.alone[id]; !ok {
				r.seen.alone[id] = buying{home: h.ID, code: h.Code, row: r.rec.Row}
			}
		})
	}
	return nil
}

// otherHome names a home that somebody buys beside one; empty for none.
func (r *importRow) otherHome(id operator.PersonID, home operator.PropertyID) (string, error) {
	if b, ok := r.seen.alone[id]; ok && b.home != home {
		return fmt.Sprintf("%s in row %d", b.code, b.row), nil
	}
	if isNew(id) {
		return "", nil
	}
	sales, err := r.s.r.SalesOf(id)
	if err != nil {
		return "", err
	}
	for _, sale := range sales {
		if sale.Property != home {
			h, err := r.s.home(sale.Property)
			return h.Code, err
		}
	}
	return "", nil
}

// soldTo names who buys by a sale and, where the row has somebody of such a name whom it
// was not found to mean, what to do if they are one: an address is new more often than a
// buyer of the same name.
func (r *importRow) soldTo(sale store.Sale) (names, same string, err error) {
	var all []string
	for _, id := range buyersOf(sale) {
		p, err := r.s.person(id)
		if err != nil {
			return "", "", err
		}
		who := fmt.Sprintf("%s (%s)", p.Name, p.ID)
		all = append(all, who)
		for _, v := range r.rec.People {
			switch {
			case importer.NameKey(v[importer.Name]) != importer.NameKey(p.Name) || slices.Contains(r.people, p.ID):
			case v[importer.Email] != "":
				same = fmt.Sprintf("if %s is who the row means, with another e-mail address, operator %s edit %s --email %s; else ", who, p.Kind, p.ID, v[importer.Email])
			default:
				same = fmt.Sprintf("if %s is who the row means, give row %d their e-mail address or telephone number; else ", who, r.rec.Row)
			}
		}
	}
	return strings.Join(all, ", "), same, nil
}

package app

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// exportRows gives the rows of a kind as far as the actor sees them: they are what
// lists show, so that an export can show no more.
func (s *session) exportRows(kind operator.ImportKind, give func(exportRow) error) error {
	switch kind {
	case operator.ImportProperties:
		return s.exportHomes(func(h operator.Property) error {
			row, err := s.homeCells(h)
			if err != nil {
				return err
			}
			return give(row)
		})
	case operator.ImportHomes:
		return s.exportHomes(func(h operator.Property) error { return s.exportHome(h, give) })
	case operator.ImportBuyers:
		return s.exportPeople(operator.Buyer, give)
	case operator.ImportTeam:
		return s.exportPeople(operator.Team, give)
	case operator.ImportContacts:
		return s.exportPeople(operator.Contact, give)
	case operator.ImportCommunities:
		return s.exportCommunities(give)
	case operator.ImportBuildings:
		return s.exportBuildings(give)
	case operator.ImportTransactions:
		return s.exportSales(give)
	case operator.ImportMessages:
		return s.exportMessages(give)
	}
	return s.exportUpdates(give)
}

// everyPage calls fn with all of a list.
func everyPage[T any](list func(operator.Paging) (operator.Page[T], error), fn func(T) error) error {
	p := operator.Paging{Limit: operator.MaxPage}
	for {
		page, err := list(p)
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			if err := fn(item); err != nil {
				return err
			}
		}
		if p.Cursor = page.Next; p.Cursor == "" {
			return nil
		}
	}
}

func (s *session) exportHomes(fn func(operator.Property) error) error {
	return everyPage(func(p operator.Paging) (operator.Page[operator.Property], error) {
		return s.listProperties(operator.ListPropertiesRequest{Paging: p})
	}, fn)
}

func (s *session) homeCells(h operator.Property) (exportRow, error) {
	row := exportRow{ref: h.Ref.String(), of: []string{h.Ref.String(), h.Building.String()}, at: h.UpdatedAt}
	row.cells = map[importer.Field]string{
		importer.Code: h.Code, importer.Community: h.Community, importer.Lot: operator.Value(h.Lot),
		importer.Address1: h.Address.Line1, importer.Address2: h.Address.Line2, importer.City: h.Address.City,
		importer.Region: h.Address.Region, importer.Postcode: h.Address.Postcode, importer.Country: h.Address.Country,
		importer.Plan: operator.Value(h.Plan), importer.ExternalID: externalText(h.ExternalIDs),
	}
	if h.Building.IsZero() {
		return row, nil
	}
	b, _, err := s.r.Building(h.Building)
	row.cells[importer.Building] = b.Number
	return row, err
}

// exportHome gives a home with its current sale and who buys it.
func (s *session) exportHome(h operator.Property, give func(exportRow) error) error {
	row, err := s.homeCells(h)
	if err != nil {
		return err
	}
	row.of = append(row.of, "sold "+h.Ref.String())
	if h.Transaction.IsZero() {
		if len(h.Buyers) == 0 {
			row.cells[importer.Status] = "none"
		}
		return give(row)
	}
	sale, err := s.sale(h.Transaction)
	if err != nil {
		return err
	}
	v, err := s.saleView(sale)
	if err != nil {
		return err
	}
	maps.Copy(row.cells, s.saleCells(v))
	row.of = append(row.of, v.Ref.String())
	row.at = latest(row.at, v.UpdatedAt)
	buyers := buyersOf(sale)
	for first := 0; first == 0 || first < len(buyers); first += mostBuyers {
		some := exportRow{ref: row.ref, cells: maps.Clone(row.cells), of: slices.Clone(row.of), at: row.at}
		for i, id := range buyers[first:min(first+mostBuyers, len(buyers))] {
			who, err := s.person(id)
			if err != nil {
				return err
			}
			p, err := s.personView(who)
			if err != nil {
				return err
			}
			for f, value := range personCells(p) {
				if f == importer.ExternalID {
					f = buyerID
				}
				some.cells[buyerField(i, f)] = value
			}
			some.of = append(some.of, p.Ref.String())
			some.at = latest(some.at, p.UpdatedAt)
		}
		if err := give(some); err != nil {
			return err
		}
	}
	return nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (s *session) exportPeople(kind operator.PersonKind, give func(exportRow) error) error {
	return everyPage(func(p operator.Paging) (operator.Page[operator.Person], error) {
		return s.listPeople(operator.ListPeopleRequest{Kind: kind, Paging: p})
	}, func(p operator.Person) error {
		return give(exportRow{ref: p.Ref.String(), cells: personCells(p), of: []string{p.Ref.String()}, at: p.UpdatedAt})
	})
}

func personCells(p operator.Person) map[importer.Field]string {
	phones := make([]string, len(p.Phones))
	for i, n := range p.Phones {
		phones[i] = n.Raw
		if n.Label != nil {
			phones[i] = *n.Label + "=" + n.Raw
		}
	}
	return map[importer.Field]string{
		importer.Name: p.Name, importer.Email: operator.Value(p.Email), importer.Phones: strings.Join(phones, "\n"),
		importer.Title: operator.Value(p.Title), importer.Role: string(roleOf(p)), importer.ExternalID: externalText(p.ExternalIDs),
	}
}

func roleOf(p operator.Person) operator.Role {
	if p.Role == nil {
		return ""
	}
	return *p.Role
}

// externalText is an id in another system as an import takes it. Of several it is
// the one of the first system.
func externalText(ids map[string]string) string {
	for _, system := range slices.Sorted(maps.Keys(ids)) {
		return externalID{system, ids[system]}.String()
	}
	return ""
}

func (s *session) exportCommunities(give func(exportRow) error) error {
	return everyPage(func(p operator.Paging) (operator.Page[operator.Community], error) {
		return s.listCommunities(operator.ListCommunitiesRequest{Paging: p})
	}, func(c operator.Community) error {
		return give(exportRow{ref: c.Ref.String(), of: []string{c.Ref.String()}, at: c.UpdatedAt, cells: map[importer.Field]string{
			importer.Code: c.Code, importer.Name: c.Name, importer.ExternalID: externalText(c.ExternalIDs),
		}})
	})
}

func (s *session) exportBuildings(give func(exportRow) error) error {
	return everyPage(func(p operator.Paging) (operator.Page[operator.Building], error) {
		return s.listBuildings(operator.ListBuildingsRequest{Paging: p})
	}, func(b operator.Building) error {
		return give(exportRow{ref: b.Ref.String(), of: []string{b.Ref.String()}, at: b.UpdatedAt, cells: map[importer.Field]string{
			importer.Community: b.Community, importer.Building: b.Number, importer.Name: operator.Value(b.Name),
			importer.ExternalID: externalText(b.ExternalIDs),
		}})
	})
}

func (s *session) exportSales(give func(exportRow) error) error {
	names := s.exportedNames()
	return everyPage(func(p operator.Paging) (operator.Page[operator.Transaction], error) {
		return s.listTransactions(operator.ListTransactionsRequest{Paging: p})
	}, func(v operator.Transaction) error {
		cells := s.saleCells(v)
		cells[importer.Property] = v.Property
		buyers := make([]string, len(v.Buyers))
		for i, b := range v.Buyers {
			var err error
			if buyers[i], err = names.of(b.Ref); err != nil {
				return err
			}
		}
		cells[importer.Buyers] = strings.Join(buyers, "\n")
		return give(exportRow{ref: v.Ref.String(), cells: cells, of: []string{v.Ref.String()}, at: v.UpdatedAt})
	})
}

// saleCells is a sale as an import takes it. Its price names the currency where that is
// not the workspace's, which an import takes it for.
func (s *session) saleCells(v operator.Transaction) map[importer.Field]string {
	cells := map[importer.Field]string{
		importer.Status: string(v.Status), importer.ContractDate: string(dateOf(v.ContractDate)), expectedClosing: string(dateOf(v.ExpectedClosing)),
		importer.ClosingDate: string(dateOf(v.ClosingDate)), importer.WithdrawalDate: string(dateOf(v.WithdrawalDate)),
		importer.SaleID: externalText(v.ExternalIDs),
	}
	if v.ContractPrice != nil {
		cells[importer.Price] = v.ContractPrice.Amount
		if in := v.ContractPrice.Currency; in != s.ws.Currency {
			cells[importer.Price] += " " + in
		}
	}
	return cells
}

func dateOf(d *operator.Date) operator.Date {
	if d == nil {
		return ""
	}
	return *d
}

package app

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// restore gives the fields of a thing back what they were, where they are still what
// the import made them. It gives those that are not, and why.
func (u *undoing) restore(s *session, c store.ImportChange) (left []operator.FieldChange, why string, err error) {
	now, err := s.fieldsNow(c.Object)
	if err != nil {
		return nil, "", err
	}
	back := map[string]string{}
	for _, f := range c.Fields {
		if f.Field == "buyers" {
			continue // who joined a sale of this import goes, or stays, with it
		}
		if is, known := now[f.Field]; known && is == f.Is {
			back[f.Field] = f.Was
			continue
		}
		left = append(left, operator.FieldChange(f))
	}
	if len(left) > 0 {
		if why, err = u.sinceThen(s, c.Object); err != nil {
			return nil, "", err
		}
	}
	if len(back) == 0 {
		return left, why, nil
	}
	return left, why, s.giveBack(c, back, now)
}

// fieldsNow is the fields of a thing as an import keeps them.
func (s *session) fieldsNow(object string) (map[string]string, error) {
	ref := operator.Ref(object)
	switch object[0] {
	case 'P':
		p, err := s.findPerson(ref, "")
		if err != nil || p.ID.String() != object {
			return nil, err
		}
		return map[string]string{
			"name": p.Name, "email": p.Email, "phones": fieldText(p.Phones), "title": p.Title,
			"role": string(p.Role), "external_ids": fieldText(p.External),
		}, nil
	case 'H':
		h, err := s.findProperty(ref)
		return map[string]string{
			"code": h.Code, "community": fieldText(h.Community), "building": fieldText(h.Building), "lot": h.Lot, "plan": h.Plan,
			"line1": h.Address.Line1, "line2": h.Address.Line2, "city": h.Address.City, "region": h.Address.Region,
			"postcode": h.Address.Postcode, "country": h.Address.Country, "external_ids": fieldText(h.External),
		}, err
	case 'N':
		c, err := s.findCommunity(ref)
		return map[string]string{"code": c.Code, "name": c.Name, "external_ids": fieldText(c.External)}, err
	case 'B':
		b, err := s.findBuilding(ref)
		return map[string]string{"number": b.Number, "name": b.Name, "external_ids": fieldText(b.External)}, err
	case 'T':
		sale, _, err := s.findSale(ref)
		if err != nil || sale.Status != operator.SaleOpen {
			return nil, err
		}
		return map[string]string{
			"price": sale.Amount, "currency": sale.Currency, "contract_date": string(sale.ContractDate),
			"expected_closing": string(sale.ExpectedClosing), "external_ids": fieldText(sale.External),
		}, nil
	}
	return nil, nil
}

// giveBack changes the fields of a thing to what they were.
func (s *session) giveBack(c store.ImportChange, back, now map[string]string) error {
	ref := operator.Ref(c.Object)
	text := func(field string) *string {
		if was, ok := back[field]; ok {
			return &was
		}
		return nil
	}
	refTo := func(field string) *operator.Ref { return (*operator.Ref)(text(field)) }
	ids := idBack(back, now)
	var err error
	switch c.Object[0] {
	case 'P':
		req := operator.EditPersonRequest{Person: ref, Name: text("name"), Email: text("email"), Title: text("title"), Role: (*operator.Role)(text("role")), ExternalID: ids}
		if was := text("phones"); was != nil {
			phones := lines(*was)
			req.Phones = &phones
		}
		_, err = s.editPerson(req)
	case 'H':
		_, err = s.editProperty(operator.EditPropertyRequest{
			Property: ref, Code: text("code"), Community: refTo("community"), Building: refTo("building"), Lot: text("lot"), Plan: text("plan"),
			Line1: text("line1"), Line2: text("line2"), City: text("city"), Region: text("region"),
			Postcode: text("postcode"), Country: text("country"), ExternalID: ids,
		})
	case 'N':
		_, err = s.editCommunity(operator.EditCommunityRequest{Community: ref, Code: text("code"), Name: text("name"), ExternalID: ids})
	case 'B':
		_, err = s.editBuilding(operator.EditBuildingRequest{Building: ref, Number: text("number"), Name: text("name"), ExternalID: ids})
	case 'T':
		_, err = s.editTransaction(operator.EditTransactionRequest{
			Transaction: ref, ContractDate: text("contract_date"), ExpectedClosing: text("expected_closing"), ExternalID: ids,
			Price: priceBack(back, now),
		})
	}
	return err
}

// priceBack is the price to give back to a sale whose price or currency an import has
// changed. One is given with the other, as that is now if it was not changed.
func priceBack(back, now map[string]string) *string {
	price, priced := back["price"]
	currency, other := back["currency"]
	if !priced && !other {
		return nil
	}
	if !priced {
		price = now["price"]
	}
	if !other {
		currency = now["currency"]
	}
	if price != "" {
		price += " " + currency
	}
	return &price
}

// idBack is the external id to give a thing that an import has given one, or another.
func idBack(back, now map[string]string) *string {
	was, ok := back["external_ids"]
	if !ok {
		return nil
	}
	had := map[string]string{}
	for _, id := range lines(was) {
		system, key, _ := strings.Cut(id, "=")
		had[system] = key
	}
	for _, id := range lines(now["external_ids"]) {
		system, key, _ := strings.Cut(id, "=")
		if had[system] != key {
			id := system + "=" + had[system]
			return &id
		}
	}
	return nil
}

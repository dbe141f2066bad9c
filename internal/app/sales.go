package app

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/when"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// findSale resolves a reference to a sale the actor may see: its own, an
// external id, or the code of its home, which means the current sale, else the
// latest.
func (s *session) findSale(ref operator.Ref) (store.Sale, home, error) {
	if key, is := externalKey(ref); is {
		return s.saleWithKey(ref, key)
	}
	sale, ok, err := s.saleCalled(ref)
	if err != nil {
		return sale, home{}, err
	}
	if ok {
		h, err := s.home(sale.Property)
		if err != nil {
			return sale, h, err
		}
		if seesSale(sale, h, s.actor.ID) {
			return sale, h, nil
		}
	}
	return store.Sale{}, home{}, s.noSale(ref)
}

// saleWithKey is the sale that has an id of another system, or that of the home which
// has it, among those whose ids the actor sees.
func (s *session) saleWithKey(ref operator.Ref, key string) (store.Sale, home, error) {
	found, err := s.r.SalesByExternalID(key)
	if err != nil {
		return store.Sale{}, home{}, err
	}
	var sales []store.Sale
	for _, sale := range found {
		h, err := s.home(sale.Property)
		if err != nil {
			return sale, h, err
		}
		if policy.Decide(policy.SeePrivate, h.facts).Allowed {
			sales = append(sales, sale)
		}
	}
	if len(sales) == 0 {
		h, err := s.homeWithKey(ref, key)
		if err != nil {
			if operator.CodeOf(err) == operator.NotFound {
				err = s.noSale(ref)
			}
			return store.Sale{}, h, err
		}
		sale, ok, err := s.saleOfHome(h.Property)
		if err == nil && !ok {
			err = s.noSale(ref)
		}
		return sale, h, err
	}
	sale, err := onlyOne(ref, "transactions", sales, func(sale store.Sale) string { return sale.ID.String() })
	if err != nil {
		return sale, home{}, err
	}
	h, err := s.home(sale.Property)
	return sale, h, err
}

// seesSale says whether a person, whom h is about, may see a sale: the team of
// the home, and who buys by it.
func seesSale(sale store.Sale, h home, who operator.PersonID) bool {
	return policy.Decide(policy.SeePrivate, h.facts).Allowed ||
		h.facts.Buyer && h.Sale == sale.ID && isBuyer(sale, who)
}

func (s *session) saleCalled(ref operator.Ref) (store.Sale, bool, error) {
	text := strings.TrimSpace(string(ref))
	if operator.LooksLikeID(text, 'T') {
		var id operator.TransactionID
		if id.UnmarshalText([]byte(text)) != nil {
			return store.Sale{}, false, nil
		}
		return s.r.Sale(id)
	}
	p, ok, err := s.propertyCalled(ref)
	if err != nil || !ok {
		return store.Sale{}, false, err
	}
	return s.saleOfHome(p)
}

// saleOfHome is the current sale of a home, else its latest.
func (s *session) saleOfHome(p store.Property) (store.Sale, bool, error) {
	if !p.Sale.IsZero() {
		return s.r.Sale(p.Sale)
	}
	sales, err := s.r.Sales(p.ID)
	if err != nil || len(sales) == 0 {
		return store.Sale{}, false, err
	}
	return sales[len(sales)-1], true, nil
}

// noSale is the answer for a sale that is not there or must not be known of.
func (s *session) noSale(ref operator.Ref) error {
	e := operator.Errorf(operator.NotFound, "no transaction %q", ref).WithHint("operator transaction list")
	if operator.LooksLikeID(strings.TrimSpace(string(ref)), 'T') || hasExternalPrefix(strings.TrimSpace(string(ref))) {
		return e
	}
	h, err := s.findProperty(ref)
	if err != nil {
		return err
	}
	if policy.Decide(policy.SeePrivate, h.facts).Allowed {
		return operator.Errorf(operator.NotFound, "%s has no transaction", h.Code).
			WithHint("operator transaction open %s --buyer PERSON", h.Code).Reason("no_sale")
	}
	return e
}

// saleToChange finds a sale that the actor may change.
func (s *session) saleToChange(ref operator.Ref) (store.Sale, home, error) {
	sale, h, err := s.findSale(ref)
	if err != nil {
		return sale, h, err
	}
	return sale, h, s.mayOnHome(policy.EditSale, h, operator.Ref(h.Code))
}

// keepSale writes a sale, and what follows from it for its home.
func (s *session) keepSale(sale *store.Sale) error {
	sale.Updated = s.now
	if err := s.tx.PutSale(sale); err != nil {
		return err
	}
	before, _, err := s.r.Property(sale.Property)
	if err != nil {
		return err
	}
	if err := s.settle(sale.Property); err != nil {
		return err
	}
	h, err := s.home(sale.Property)
	if err != nil {
		return err
	}
	var back []operator.PersonID // the buyers of a sale that is the current one again
	if !h.Sale.IsZero() && h.Sale != before.Sale {
		now, err := s.sale(h.Sale)
		if err != nil {
			return err
		}
		back = buyersOf(now)
	}
	return s.followFeed(sale.Property, back)
}

// settle makes a home's current sale and its stage follow from its sales: the
// open one, else the last that closed, else none.
func (s *session) settle(id operator.PropertyID) error {
	p, _, err := s.r.Property(id)
	if err != nil {
		return err
	}
	sales, err := s.r.Sales(id)
	if err != nil {
		return err
	}
	current, stage := operator.TransactionID(0), operator.PreContract
	for _, sale := range sales {
		switch {
		case sale.Status == operator.SaleOpen:
			current, stage = sale.ID, operator.UnderContract
		case sale.Status == operator.SaleClosed && stage != operator.UnderContract:
			current, stage = sale.ID, operator.Closed
		}
	}
	s.forgetHome(id)
	if p.Sale == current && p.Stage == stage {
		return nil
	}
	p.Sale, p.Stage, p.Updated = current, stage, s.now
	return s.tx.PutProperty(&p)
}

// saleView is a sale as the actor may see it.
func (s *session) saleView(sale store.Sale) (operator.Transaction, error) {
	h, err := s.home(sale.Property)
	if err != nil {
		return operator.Transaction{}, err
	}
	private := policy.Decide(policy.SeePrivate, h.facts).Allowed
	v := operator.Transaction{
		Ref: sale.ID, Property: h.Code, Status: sale.Status,
		ContractDate: dateView(sale.ContractDate), ExpectedClosing: dateView(sale.ExpectedClosing),
		ClosingDate: dateView(sale.ClosingDate), WithdrawalDate: dateView(sale.WithdrawalDate),
		ExternalIDs: externalIDs(sale.External, private), CreatedAt: sale.Created, UpdatedAt: sale.Updated,
	}
	if private && sale.Amount != "" {
		v.ContractPrice = &operator.Money{Amount: sale.Amount, Currency: sale.Currency}
	}
	v.Buyers, err = s.summaries(buyersOf(sale))
	return v, err
}

func dateView(d operator.Date) *operator.Date {
	if d == "" {
		return nil
	}
	return &d
}

func buyersOf(sale store.Sale) []operator.PersonID {
	return mapped(sale.Buyers, func(b store.SaleBuyer) operator.PersonID { return b.Person })
}

// day reads a day in the workspace's zone; empty stays empty.
func (s *session) day(text string) (operator.Date, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	zone, err := s.zone()
	if err != nil {
		return "", err
	}
	return when.Day(text, s.now, zone)
}

// dayOrToday is day, and today where none is given.
func (s *session) dayOrToday(text string) (operator.Date, error) {
	if strings.TrimSpace(text) == "" {
		text = "today"
	}
	return s.day(text)
}

// maxDigits is the most digits of a price before the point.
const maxDigits = 15

// parseMoney reads "489900", "489900.00" or "489900.00 USD"; empty is no amount.
func parseMoney(text, currency string) (amount, in string, err error) {
	parts := strings.Fields(text)
	if len(parts) == 0 {
		return "", "", nil
	}
	amount, ok := parseAmount(parts[0])
	if len(parts) == 2 {
		currency = strings.ToUpper(parts[1])
	}
	if ok && len(parts) <= 2 && isCurrency(currency) {
		return amount, currency, nil
	}
	e := operator.Errorf(operator.Invalid, "%q is not a price", text).Reason("bad_price")
	if plain, ok := parseAmount(strings.NewReplacer(",", "", "$", "", "'", "").Replace(parts[0])); ok {
		return "", "", e.WithHint("write %s", plain)
	}
	return "", "", e.WithHint("write it like 489900, 489900.00 or \"489900.00 USD\"")
}

// parseAmount reads digits, with two decimals or without, and writes them with.
func parseAmount(text string) (string, bool) {
	whole, cents, decimals := strings.Cut(text, ".")
	if !decimals {
		cents = "00"
	}
	if whole == "" || len(whole) > maxDigits || len(cents) != 2 || strings.Trim(whole+cents, "0123456789") != "" {
		return "", false
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	return whole + "." + cents, true
}

// isCurrency says whether a text has the form of a code of ISO 4217.
func isCurrency(code string) bool {
	return len(code) == 3 && strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

package boltstore

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// people looks at what cannot be read from any index: a kind that lists nobody.
func (c *checker) people() error {
	kinds := []operator.PersonKind{operator.Team, operator.Buyer, operator.Contact}
	return every(c, people, func(p store.Person) error {
		if !slices.Contains(kinds, p.Kind) {
			c.found("%s is of the kind %q, which there is not", p.ID, p.Kind)
		}
		if !p.Erased.IsZero() && (!p.Deactivated || p.Email != "" || p.Title != "" || len(p.Phones)+len(p.External) > 0 || p.Invitation != "") {
			c.found("%s was erased, and something of them is left", p.ID)
		}
		return nil
	})
}

func (c *checker) homes() error {
	err := every(c, buildings, func(b store.Building) error {
		named(c, communities, b.Community, b.ID, "community")
		return nil
	})
	if err != nil {
		return err
	}
	return every(c, properties, func(p store.Property) error {
		named(c, communities, p.Community, p.ID, "community")
		named(c, buildings, p.Building, p.ID, "building")
		named(c, people, p.Primary, p.ID, "primary contact")
		c.present(p.Primary, p.ID, "primary contact")
		if p.Hold != nil {
			named(c, people, p.Hold.By, p.ID, "who put it on hold")
		}
		if !p.Primary.IsZero() {
			if is, err := c.Assigned(p.Primary, p.ID, p.Community); err != nil {
				return err
			} else if !is {
				c.found("%s, the primary contact of %s, is not assigned to it", p.Primary, p.ID)
			}
		}
		return c.saleOf(p)
	})
}

// saleOf compares the sale and the stage of a home with its sales.
func (c *checker) saleOf(p store.Property) error {
	list, err := c.Sales(p.ID)
	if err != nil {
		return err
	}
	current, stage, open := operator.TransactionID(0), operator.PreContract, 0
	for _, s := range list {
		switch s.Status {
		case operator.SaleOpen:
			current, stage = s.ID, operator.UnderContract
			open++
		case operator.SaleClosed:
			if open == 0 {
				current, stage = s.ID, operator.Closed
			}
		case operator.SaleWithdrawn:
		default:
			c.found("%s has the status %q, which there is not", s.ID, s.Status)
		}
	}
	if open > 1 {
		c.found("%s has %d open sales", p.ID, open)
	} else if p.Sale != current || p.Stage != stage {
		c.found("%s has the sale %q and the stage %q; by its sales it should be %q and %q", p.ID, p.Sale, p.Stage, current, stage)
	}
	return nil
}

func (c *checker) sales() error {
	return every(c, sales, func(s store.Sale) error {
		named(c, properties, s.Property, s.ID, "home")
		for _, b := range s.Buyers {
			named(c, people, b.Person, s.ID, "buyer")
		}
		return nil
	})
}

func (c *checker) assignments() error {
	return every(c, assignments, func(a store.Assignment) error {
		var to interface{ String() string } = a.Property
		if a.Property.IsZero() {
			to = a.Community
		}
		switch {
		case !a.Property.IsZero() && !stands(c, properties, num(a.Property)), a.Property.IsZero() && !stands(c, communities, num(a.Community)):
			c.found("%s is assigned to %q, which is not there", a.Person, to)
		case !stands(c, people, num(a.Person)):
			c.found("%s is assigned to %s, but not there", a.Person, to)
		}
		return nil
	})
}

package app

import (
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/letter"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What was planned for the buyers of one sale must not reach those of the next.

// notAsItStands is why something planned would not go out as its home stands now; empty if
// it would. It stays planned all the same: a sale that was withdrawn can be reopened in time.
func (s *session) notAsItStands(p planned) (string, error) {
	var err error
	switch {
	case p.State != operator.SchedulePending || p.homes > 1:
		return "", nil
	case p.Kind != planUpdate:
		err = s.sameReaders(p.Scheduled)
	default:
		var u store.Update
		var with posted
		if u, _, err = s.r.Update(p.update); err == nil {
			with, err = s.withPost(u)
		}
		if err == nil {
			err = s.sameBuyers(with, p.home)
		}
	}
	if err != nil && isFault(err) {
		return problemOf(err), nil
	}
	return "", err
}

// sameReaders fails for a message of a sale that was withdrawn, and for one to a group whose
// home was sold since it was planned: it was written for other buyers, or before there were
// any, for the team alone.
func (s *session) sameReaders(item store.Scheduled) error {
	if gone, err := s.withdrawn(item.Sale); err != nil || gone {
		return orElse(err, operator.Errorf(operator.Conflict, "the sale %s was withdrawn", item.Sale).Reason("sale_withdrawn"))
	}
	if item.Kind != planMessage {
		return nil // an answer goes to who is in its conversation
	}
	req, err := requestOf[operator.SendMessageRequest](item)
	if err != nil || req.Internal {
		return err
	}
	h, err := s.home(item.Property)
	if err != nil || h.Sale == item.Sale {
		return err
	}
	if item.Sale.IsZero() && operator.Fold(string(req.To[0])) != groupHome {
		return nil // to people who were named, or to the team
	}
	return operator.Errorf(operator.Conflict, "%s was sold since it was planned, and others would read it", h.Code).Reason("sale_changed")
}

// sameBuyers fails for an update that was written for the buyers of one home, where
// that was sold, or its sale withdrawn, since somebody last looked at what it says: the
// next buyer would read a letter to those before.
func (s *session) sameBuyers(p posted, h home) error {
	personal, err := writtenForOne(p)
	if err != nil || !personal || p.Removed != nil {
		return err
	}
	looked := p.lastWritten()
	sales, err := s.r.Sales(h.ID)
	if err != nil {
		return err
	}
	for _, sale := range sales {
		switch {
		case sale.ID == h.Sale && sale.Created.After(looked):
			return operator.Errorf(operator.Conflict, "%s was sold since it was planned, and others would read it", h.Code).Reason("sale_changed")
		case h.Sale.IsZero() && sale.Status == operator.SaleWithdrawn && sale.Updated.After(looked):
			return operator.Errorf(operator.Conflict, "the sale %s was withdrawn", sale.ID).Reason("sale_withdrawn")
		}
	}
	return nil
}

// lastWritten is when somebody last wrote what an update says.
func (p posted) lastWritten() time.Time {
	return later(later(p.post.Created, p.post.Edited), p.Edited)
}

// writtenForOne says whether what an update says is of one home: that of a post to
// one, or a text of its own among many, unless it was filled in without a word of the
// sale or its buyers. What is for whoever buys the home is for all of them.
func writtenForOne(p posted) (bool, error) {
	if p.post.ForHome || p.post.Homes > 1 && p.Own == nil {
		return false, nil
	}
	if p.post.Homes <= 1 || !p.post.Filled || p.Versions > 0 {
		return true, nil
	}
	title, body, err := parseTemplate(p.post.Content.Title, p.post.Content.Body)
	return slices.ContainsFunc(letter.Names(title, body), func(name string) bool {
		return strings.HasPrefix(name, "buyers.") || strings.HasPrefix(name, "sale.")
	}), err
}

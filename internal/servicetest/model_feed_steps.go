package servicetest

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// step does one thing at random, in the service and in the model.
func (m *feeds) step() {
	steps := []struct {
		name  string
		often int
		do    func()
	}{
		{"post", 4, m.post},
		{"publish", 2, m.publish},
		{"see", 2, m.see},
		{"see all", 1, m.seeAll},
		{"edit", 1, m.edit},
		{"delete", 1, m.remove},
		{"delete all", 1, m.removeAll},
		{"team", 2, m.team},
		{"sell", 2, m.sell},
		{"end", 2, m.end},
		{"buyers", 1, m.buyers},
		{"contract", 1, m.contract},
		{"leave", 1, m.leave},
	}
	var names []string
	for _, s := range steps {
		names = append(names, slices.Repeat([]string{s.name}, s.often)...)
	}
	name := rapid.SampledFrom(names).Draw(m.t, "step")
	for _, s := range steps {
		if s.name == name {
			s.do()
		}
	}
}

func (m *feeds) someHome() *feedHome {
	return m.homes[rapid.IntRange(0, len(m.homes)-1).Draw(m.t, "home")]
}

// author is somebody who may post on homes.
func (m *feeds) author(homes []*feedHome) (int, operator.Ref) {
	who := rapid.IntRange(-1, both).Draw(m.t, "author")
	if who < 0 || m.gone[who] {
		return -1, "P1"
	}
	for _, h := range homes {
		if _, works := m.works(who, h); !works {
			return -1, "P1"
		}
	}
	return who, m.refs[who]
}

func (m *feeds) post() {
	homes := [][]*feedHome{m.homes[:1], m.homes[1:], m.homes}[rapid.IntRange(0, 2).Draw(m.t, "homes")]
	author, as := m.author(homes)
	p := &feedPost{author: author, at: m.Clock.Now(), forHome: rapid.Bool().Draw(m.t, "for home")}
	req := operator.PostUpdateRequest{Body: fmt.Sprint("text ", len(m.posts)), ForHome: p.forHome, Draft: rapid.Bool().Draw(m.t, "draft")}
	for _, h := range homes {
		req.Properties = append(req.Properties, h.code)
		p.updates = append(p.updates, &feedUpdate{on: h, told: map[int]bool{}, seen: map[int]bool{}})
	}
	res, err := m.PostUpdate(m.As(as), req)
	if !req.Draft && m.nobody(p) {
		m.want(err, "no_audience")
		return
	}
	m.ok(err)
	page, err := m.ListUpdates(m.boss(), operator.ListUpdatesRequest{Group: ref(res.Update.Ref)})
	m.ok(err)
	for i, u := range p.updates { // listed from the last home to the first
		u.ref = page.Items[len(p.updates)-1-i].Ref
	}
	m.posts = append(m.posts, p)
	if !req.Draft {
		m.published(p)
	}
}

// nobody says whether a post, published now, would be seen by its author alone.
func (m *feeds) nobody(p *feedPost) bool {
	for _, u := range p.updates {
		for who := range readers {
			if u.removed || who == p.author || m.gone[who] {
				continue
			}
			_, works := m.works(who, u.on)
			if sale := u.on.current(); sale != nil {
				_, buys := sale.buyers[who]
				works = works || buys
			}
			if works {
				return false
			}
		}
	}
	return !p.forHome
}

// published is what publishing does in the model.
func (m *feeds) published(p *feedPost) {
	p.published, p.at = true, m.Clock.Now()
	for _, u := range p.updates {
		u.sale = u.on.current()
		for who := range readers {
			_, sees := m.reaches(who, p, u)
			u.told[who] = sees && !u.removed && !m.gone[who]
		}
	}
}

// some picks an update; nil where there is none.
func (m *feeds) some() (*feedPost, *feedUpdate) {
	if len(m.posts) == 0 {
		return nil, nil
	}
	p := m.posts[rapid.IntRange(0, len(m.posts)-1).Draw(m.t, "post")]
	return p, p.updates[rapid.IntRange(0, len(p.updates)-1).Draw(m.t, "update")]
}

func (m *feeds) publish() {
	p, u := m.some()
	if p == nil || u.removed {
		return
	}
	_, err := m.PublishUpdate(m.boss(), operator.UpdateRequest{Update: ref(u.ref)})
	switch {
	case p.published, p.removed:
		m.want(err, "not_draft")
	case m.nobody(p):
		m.want(err, "no_audience")
	default:
		m.ok(err)
		m.published(p)
	}
}

func (m *feeds) see() {
	p, u := m.some()
	who := rapid.IntRange(0, readers-1).Draw(m.t, "who")
	if p == nil || m.gone[who] {
		return
	}
	_, err := m.ShowUpdate(m.As(m.refs[who]), operator.ShowUpdateRequest{Update: ref(u.ref)})
	_, sees := m.reaches(who, p, u)
	if _, works := m.works(who, u.on); !works && (!p.published || !sees) {
		if operator.CodeOf(err) != operator.NotFound {
			m.t.Fatalf("%s sees %s: %v", m.refs[who], u.ref, err)
		}
		return
	}
	m.ok(err)
	m.saw(who, p, u)
}

// saw notes that somebody saw an update which they had not.
func (m *feeds) saw(who int, p *feedPost, u *feedUpdate) {
	if p.published && !p.removed && !u.removed && u.told[who] {
		u.seen[who] = true
	}
}

func (m *feeds) seeAll() {
	who := rapid.IntRange(0, readers-1).Draw(m.t, "who")
	if m.gone[who] {
		return
	}
	m.ok(second(m.MarkSeen(m.As(m.refs[who]), operator.MarkSeenRequest{All: true})))
	for _, p := range m.posts {
		for _, u := range p.updates {
			if _, sees := m.reaches(who, p, u); sees {
				m.saw(who, p, u)
			}
		}
	}
}

// permanent says whether an update was published before its sale closed.
func permanent(p *feedPost, u *feedUpdate) bool {
	return p.published && !p.removed && !u.removed && u.sale != nil && u.sale.status == operator.SaleClosed && !p.at.After(u.sale.closed)
}

func (m *feeds) edit() {
	p, u := m.some()
	if p == nil {
		return
	}
	text := fmt.Sprint("another text ", m.Clock.Now())
	_, err := m.EditUpdate(m.boss(), operator.EditUpdateRequest{Update: ref(u.ref), Body: &text})
	switch {
	case p.removed || u.removed:
		m.want(err, "deleted")
	case permanent(p, u):
		m.want(err, "permanent")
	default:
		m.ok(err)
	}
}

func (m *feeds) remove() {
	p, u := m.some()
	if p == nil || len(p.updates) == 1 {
		return
	}
	_, err := m.DeleteUpdate(m.boss(), operator.DeleteUpdateRequest{Update: ref(u.ref), Confirmed: true})
	if permanent(p, u) {
		m.want(err, "permanent")
		return
	}
	m.ok(err)
	u.removed = u.removed || !p.removed
	m.follow()
}

func (m *feeds) removeAll() {
	p, u := m.some()
	if p == nil {
		return
	}
	_, err := m.DeleteUpdate(m.boss(), operator.DeleteUpdateRequest{Update: ref(u.ref), AllHomes: true, Confirmed: true})
	if !p.removed && slices.ContainsFunc(p.updates, func(u *feedUpdate) bool { return permanent(p, u) }) {
		m.want(err, "permanent")
		return
	}
	m.ok(err)
	p.removed = true
	m.follow()
}

func (m *feeds) assign(h *feedHome, who int) {
	m.ok(second(m.AssignProperty(m.boss(), operator.AssignRequest{Property: h.code, People: []operator.Ref{m.refs[who]}})))
	h.team[who] = m.Clock.Now()
}

// team puts somebody on a home or on the community, or takes them off.
func (m *feeds) team() {
	who := rapid.IntRange(0, both).Draw(m.t, "who")
	h := m.someHome()
	if rapid.Bool().Draw(m.t, "community") {
		req := operator.AssignCommunityRequest{Community: m.community, People: []operator.Ref{m.refs[who]}}
		if _, on := m.wide[who]; on {
			m.ok(second(m.UnassignCommunity(m.boss(), req)))
			delete(m.wide, who)
		} else if !m.gone[who] {
			m.ok(second(m.AssignCommunity(m.boss(), req)))
			m.wide[who] = m.Clock.Now()
		}
		m.follow()
		return
	}
	if _, on := h.team[who]; on {
		m.ok(second(m.UnassignProperty(m.boss(), operator.AssignRequest{Property: h.code, People: []operator.Ref{m.refs[who]}})))
		delete(h.team, who)
	} else if !m.gone[who] {
		m.assign(h, who)
	}
	m.follow()
}

// sell opens a sale to somebody, with a contract of a few days before at times.
func (m *feeds) sell() {
	if who := rapid.IntRange(both, cid).Draw(m.t, "buyer"); !m.gone[who] {
		m.open(m.someHome(), who)
	}
}

func (m *feeds) open(h *feedHome, who int) {
	sale := &feedSale{status: operator.SaleOpen, created: m.Clock.Now(), buyers: map[int]time.Time{who: m.Clock.Now()}, contract: m.someDay()}
	res, err := m.OpenTransaction(m.boss(), operator.OpenTransactionRequest{
		Property: h.code, Buyers: []operator.Ref{m.refs[who]}, ContractDate: sale.contract,
	})
	if now := h.current(); now != nil && now.status == operator.SaleOpen {
		m.want(err, "sale_open")
		return
	}
	m.ok(err)
	sale.ref = ref(res.Ref)
	h.sales = append(h.sales, sale)
	m.follow()
}

func (m *feeds) someDay() string {
	back := rapid.IntRange(0, 3).Draw(m.t, "days")
	return m.Clock.Now().In(denver()).AddDate(0, 0, -back).Format(time.DateOnly)
}

// end withdraws or closes an open sale, or takes the last withdrawal back.
func (m *feeds) end() {
	h := m.someHome()
	if len(h.sales) == 0 {
		return
	}
	last := h.sales[len(h.sales)-1]
	before := h.current()
	end := operator.EndTransactionRequest{Transaction: last.ref, Confirmed: true}
	switch {
	case last.status == operator.SaleWithdrawn:
		m.ok(second(m.ReopenTransaction(m.boss(), operator.TransactionRequest{Transaction: last.ref})))
		last.status = operator.SaleOpen
	case last.status == operator.SaleClosed:
		return
	case rapid.Bool().Draw(m.t, "close"):
		m.ok(second(m.CloseTransaction(m.boss(), end)))
		last.status, last.closed = operator.SaleClosed, m.Clock.Now()
	default:
		m.ok(second(m.WithdrawTransaction(m.boss(), end)))
		last.status = operator.SaleWithdrawn
	}
	var back []int
	if now := h.current(); now != nil && now != before {
		for who := range now.buyers {
			back = append(back, who)
		}
	}
	m.followHome(h, back)
}

// followHome is follow where people come back to one home.
func (m *feeds) followHome(h *feedHome, back []int) {
	m.follow()
	for _, p := range m.posts {
		for _, u := range p.updates {
			for _, who := range back {
				if since, sees := m.reaches(who, p, u); u.on == h && sees && p.published && !p.removed && !u.removed && !m.gone[who] && !since.After(p.at) {
					u.told[who] = true
				}
			}
		}
	}
}

// openSale is the open sale of some home; nil for none.
func (m *feeds) openSale() *feedSale {
	sale := m.someHome().current()
	if sale == nil || sale.status != operator.SaleOpen {
		return nil
	}
	return sale
}

// buyers adds a buyer to an open sale, or takes one off.
func (m *feeds) buyers() {
	sale, who := m.openSale(), rapid.IntRange(both, cid).Draw(m.t, "who")
	if sale == nil || m.gone[who] {
		return
	}
	people := []operator.Ref{m.refs[who]}
	if _, buys := sale.buyers[who]; !buys {
		m.ok(second(m.EditTransaction(m.boss(), operator.EditTransactionRequest{Transaction: sale.ref, AddBuyers: people})))
		sale.buyers[who] = m.Clock.Now()
	} else if len(sale.buyers) > 1 {
		m.ok(second(m.EditTransaction(m.boss(), operator.EditTransactionRequest{Transaction: sale.ref, RemoveBuyers: people})))
		delete(sale.buyers, who)
	}
	m.follow()
}

// contract gives an open sale another date of its contract.
func (m *feeds) contract() {
	if sale := m.openSale(); sale != nil {
		day := m.someDay()
		m.ok(second(m.EditTransaction(m.boss(), operator.EditTransactionRequest{Transaction: sale.ref, ContractDate: &day})))
		sale.contract = day
		m.follow()
	}
}

// leave deactivates somebody, or has them come back.
func (m *feeds) leave() {
	who := rapid.IntRange(0, cid).Draw(m.t, "who")
	req := operator.PersonRequest{Person: m.refs[who]}
	if m.gone[who] = !m.gone[who]; m.gone[who] {
		m.ok(second(m.DeactivatePerson(m.boss(), req)))
		return
	}
	m.ok(second(m.ActivatePerson(m.boss(), req)))
	m.follow(who)
}

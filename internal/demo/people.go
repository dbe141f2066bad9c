package demo

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The titles of the team.
const (
	titleSales    = "Sales Counselor"
	titleManager  = "Construction Manager"
	titleSuper    = "Site Superintendent"
	titleClosing  = "Closing Coordinator"
	titleWarranty = "Warranty Manager"
)

// How many communities one person of the office has.
const (
	closingAreas  = 3
	warrantyAreas = 4
)

// team makes those whom a company of any size has; communities bring the others.
func (p *plan) team() {
	p.admin = p.add(p.founded, store.Person{
		Kind: team, Name: adminName, Email: adminEmail, Title: "Operations Manager", Role: operator.Admin,
		Phones: []store.Phone{p.phone("work")},
	})
	p.people[p.admin].ID = 1 // who founds the company, before they are in its directory
	at := p.founded + 2*hour
	p.hire(at, "Daniel Whitfield", "Purchasing Manager", operator.Admin)
	p.hire(at+minute, "Ruth Abernathy", "Controller", operator.Auditor)
	p.hire(at+2*minute, "", "Design Consultant", operator.Member)
	p.leaver = p.hire(at+3*minute, "", titleSuper, operator.Member)
	p.fresh = p.hire(p.now-30*day, "", "Assistant Superintendent", operator.Member)
	p.people[p.leaver].gone = p.now - 24*day
	p.will(p.people[p.leaver].gone, deactivate, p.leaver, 0)
}

// hire adds a team member; an empty name makes one up.
func (p *plan) hire(at int64, name, title string, role operator.Role) int32 {
	if name == "" {
		name = pick(&p.random, firstNames) + " " + pick(&p.random, lastNames)
	}
	return p.add(at, store.Person{
		Kind: team, Name: name, Email: p.address(name, "acme.example"), Title: title, Role: role,
		Phones: []store.Phone{p.phone("mobile")}, External: store.External{"hr": fmt.Sprintf("E%05d", 1000+len(p.people)*7)},
	})
}

// address makes an e-mail address that nobody has yet.
func (p *plan) address(name, host string) string {
	plain := strings.Map(func(r rune) rune {
		if r == ' ' {
			return '.'
		}
		if r == '\'' {
			return -1
		}
		return r
	}, strings.ToLower(name))
	address := plain + "@" + host
	p.addresses[address]++
	if n := p.addresses[address]; n > 1 {
		return fmt.Sprintf("%s%d@%s", plain, n, host)
	}
	return address
}

// phone makes up a number of those that are kept for stories.
func (p *plan) phone(name string) store.Phone {
	code, last := pick(&p.random, areaCodes), 100+p.below(100)
	raw := fmt.Sprintf("(%s) 555-%04d", code, last)
	if p.chance(20) {
		raw = fmt.Sprintf("%s.555.%04d", code, last)
	}
	return store.Phone{Raw: raw, E164: fmt.Sprintf("+1%s555%04d", code, last), Label: name}
}

// buyers makes the people of one sale, who come to the builder at a time.
func (p *plan) buyersFor(at int64, as household) []int32 {
	last := pick(&p.random, lastNames)
	first := p.buyer(at, pick(&p.random, firstNames)+" "+last, "")
	if as == single {
		return []int32{first}
	}
	if p.chance(25) {
		last = pick(&p.random, lastNames)
	}
	shared := ""
	if as == sharing {
		shared = p.people[first].Email
	}
	list := []int32{first, p.buyer(at+minute, pick(&p.random, firstNames)+" "+last, shared)}
	if as == threesome {
		list = append(list, p.buyer(at+2*minute, pick(&p.random, firstNames)+" "+last, ""))
	}
	return list
}

// household is who buys a home together.
type household uint8

const (
	single household = iota
	couple
	sharing // a couple with one e-mail address
	threesome
)

func (p *plan) buyer(at int64, name, email string) int32 {
	if email == "" && !p.chance(4) {
		email = p.address(name, pick(&p.random, mailHosts))
	}
	who := store.Person{Kind: buyer, Name: name, Email: email}
	if !p.chance(10) {
		who.Phones = append(who.Phones, p.phone("mobile"))
	}
	if p.chance(60) {
		who.External = store.External{"crm": fmt.Sprintf("%08d", 40_000_000+int(p.next()%10_000_000))}
	}
	switch n := p.below(100); {
	case email == "":
	case n < 70:
		who.Invitation, who.InvitedAt = operator.Accepted, timeOf(min(at+2*hour, p.now))
	case n < 88:
		who.Invitation, who.InvitedAt = operator.Invited, timeOf(min(at+2*hour, p.now))
	}
	return p.add(at, who)
}

// contacts makes those who lend, broker and notarise: the more, the more sales.
func (p *plan) contacts() {
	many := 1 + len(p.sales)/40
	for i := range many {
		at := p.founded + day/2 + int64(i%200)*minute
		p.banks = append(p.banks, p.contact(at, "Loan Officer", pick(&p.random, lenders)))
		p.agents = append(p.agents, p.contact(at, "Real Estate Agent", pick(&p.random, agencies)))
		if i%2 == 0 {
			p.attorneys = append(p.attorneys, p.contact(at, "Attorney", pick(&p.random, lawyers)))
		}
	}
	for i := range p.sales {
		s := &p.sales[i]
		s.bank, s.agent, s.attorney = pick(&p.random, p.banks), pick(&p.random, p.agents), pick(&p.random, p.attorneys)
	}
}

func (p *plan) contact(at int64, title, firm string) int32 {
	name := pick(&p.random, firstNames) + " " + pick(&p.random, lastNames)
	host := strings.ReplaceAll(strings.ToLower(firm), " ", "-") + ".example"
	return p.add(at, store.Person{
		Kind: contact, Name: name, Email: p.address(name, host), Title: title + ", " + firm,
		Phones: []store.Phone{p.phone("office")},
	})
}

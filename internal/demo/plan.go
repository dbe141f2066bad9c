package demo

import (
	"cmp"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// plan is what there is to be, and who does what when. People, communities and
// so on stand in lists and are named by their place there: their numbers are
// given when they are added, in the order of time.
type plan struct {
	Options
	random
	founded, now int64

	people  []person
	areas   []area
	build   []building
	houses  []home
	sales   []sale
	threads []talk
	acts    []act

	agents, banks, attorneys []int32
	admin, leaver, fresh     int32
	addresses                map[string]int // how often an address was made up

	// What even a small demo has to show at least once: contacts who join late,
	// conversations that are reopened, those of sales that come to nothing, and
	// deleted messages.
	outsiders, reopened, lost, deleted int
}

// nobody is the place of a person where there is none.
const nobody = int32(-1)

type person struct {
	store.Person
	added int64
	gone  int64 // when they were deactivated; 0 if never
}

// area is a community with those who work in all of it.
type area struct {
	store.Community
	town
	town2                           bool // homes stand in rows, and in buildings
	sales, manager, closing, repair int32
	supers                          []int32 // superintendents, who have some of the homes each
	homes                           int
}

type building struct {
	store.Building
	area int32
}

type home struct {
	store.Property
	area   int32
	block  int32 // building; nobody for none
	super  int32
	helper int32 // another who has the home; nobody for none
	price  int
	added  int64
	sales  []int32
	talks  []int32
}

type sale struct {
	store.Sale
	home           int32
	buyers         []int32
	begin, end     int64 // of the contract; end is 0 while it is open
	agent, bank    int32
	attorney, next int32 // next is the sale after it
}

// act is something that somebody does at a time. What its numbers mean depends
// on what it is.
type act struct {
	at   int64
	turn uint32 // of those at the same time, the order
	a, b int32
	what deed
}

type deed uint8

const (
	found deed = iota
	addPerson
	addArea
	staffArea
	addBuilding
	addHome
	staffHome
	makePrimary
	openSale
	closeSale
	withdrawSale
	say
	amend
	take
	join
	leave
	label
	assign
	shut
	reopen
	deactivate
	audit
	complete
	tellArea
	look
)

// will adds an act to the plan.
func (p *plan) will(at int64, what deed, a, b int32) {
	p.acts = append(p.acts, act{at: at, turn: uint32(len(p.acts)), a: a, b: b, what: what})
}

func newPlan(o Options) *plan {
	p := &plan{Options: o, random: random{o.Seed}, now: o.Now.UnixMicro(), founded: founding(o.Now), addresses: map[string]int{}}
	p.acts = make([]act, 0, o.Messages*5/4+o.Properties*12)
	p.will(p.founded, found, 0, 0)
	return p
}

// inOrder is the acts as they happen.
func (p *plan) inOrder() []act {
	slices.SortFunc(p.acts, func(a, b act) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.turn, b.turn))
	})
	return p.acts
}

// add adds a person to the directory at a time.
func (p *plan) add(at int64, who store.Person) int32 {
	i := int32(len(p.people))
	p.people = append(p.people, person{Person: who, added: at})
	p.will(at, addPerson, i, 0)
	return i
}

// Kinds, for short.
const (
	team    = operator.Team
	buyer   = operator.Buyer
	contact = operator.Contact
)

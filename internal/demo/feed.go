package demo

import (
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// feedSeed sets the dice of the feeds apart from the others, so that what people
// say to each other does not depend on what is posted.
const feedSeed = 0xfeed

// nothing is the place of a file where there is none.
const nothing = -1

// stage is a milestone of the workspace's template, and what the superintendent
// posts when it is complete, if anything, with a photo.
type stage struct {
	name, title string
	says        []string
	photo       int
}

// stages are the milestones that a workspace has when it is made.
var stages = []stage{
	{name: "Permit"},
	{"Foundation", "The foundation is in", []string{
		"The foundation of {code} was poured today and cures over the next week. Please stay off it until we say so.",
		"Concrete day at {code}: the slab is in, and the anchor bolts stand where the walls will be.",
	}, fileFoundation},
	{name: "Framing"},
	{"Roof", "The roof is on", []string{
		"The last shingles went up this morning. From now on {code} stays dry inside, whatever the weather does.",
		"{code} has its roof. The windows follow next week.",
	}, fileRoof},
	{name: "Rough-in"},
	{name: "Insulation"},
	{name: "Drywall"},
	{name: "Trim"},
	{"Cabinets", "The kitchen is in", []string{
		"Cabinets and counters are in. Have a look at the photo, and tell us if a handle is not the one you chose.",
		"The kitchen of {code} is in place. The appliances come once the floors are done.",
	}, fileKitchen},
	{name: "Flooring"},
	{name: "Final inspection"},
	{"Walkthrough", "Your walkthrough is complete", []string{
		"Thank you for walking through {code} with us. What is on the list will be done before the closing. Please acknowledge that you have it.",
	}, fileFront},
}

// buildingTime is how long a home takes from its contract, where no closing says.
const buildingTime = 175 * day

// feeds says which homes come how far when, and what is posted about that: of each
// home for the first sale that does not come to nothing, and of each community once.
func (p *plan) feeds() {
	dice := random{p.Seed ^ feedSeed}
	for h := range p.houses {
		for _, i := range p.houses[h].sales {
			if s := &p.sales[i]; s.Status != operator.SaleWithdrawn {
				p.construct(&dice, int32(h), s)
				break
			}
		}
	}
	for i := range p.areas {
		p.will(p.now-dice.between(2*day, 20*day), tellArea, int32(i), 0)
	}
}

// construct plans the milestones of a home, and who looks at what is posted.
func (p *plan) construct(dice *random, h int32, s *sale) {
	whole := buildingTime
	if s.end != 0 {
		whole = s.end - s.begin - day
	}
	for n, one := range stages {
		at := s.begin + whole*int64(n+1)/int64(len(stages)+1) + dice.between(0, 6*hour)
		at = dice.atWork(at, s.begin+hour, p.now)
		if at >= p.now {
			return
		}
		p.will(at, complete, h, int32(n))
		if one.title == "" {
			continue
		}
		for b := range s.buyers {
			looks := dice.awake(at+dice.between(20*minute, 3*day), at, p.now)
			if looks < p.now && looks > at && dice.chance(85) {
				p.will(looks, look, h, int32(n*maxBuyers+b))
			}
		}
	}
}

// maxBuyers is more than any sale of a demo has.
const maxBuyers = 8

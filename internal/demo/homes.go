package demo

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// homesOfSuper is how many homes a superintendent has.
const homesOfSuper = 14

// communities makes the neighbourhoods, the more the more homes there are, with
// the people who work in them.
func (p *plan) communities() {
	n := max(1, min(p.Properties/8, 3+p.Properties/100))
	codes := map[string]bool{}
	var closing, warranty int32
	for i := range n {
		at := p.founded + 3*hour + 18*hour*int64(i)/int64(n) // all on the first day
		a := area{town: towns[i%len(towns)], town2: i%3 == 2}
		a.Name = placeName(i)
		a.Code = codeFor(a.Name, codes)
		a.homes = p.Properties*(i+1)/n - p.Properties*i/n
		a.External = store.External{"erp": fmt.Sprintf("COM-%04d", i+1)}
		if i%closingAreas == 0 {
			closing = p.hire(at, "", titleClosing, operator.Member)
		}
		if i%warrantyAreas == 0 {
			warranty = p.hire(at, "", titleWarranty, operator.Member)
		}
		a.closing, a.repair = closing, warranty
		a.sales, a.manager = p.hire(at, "", titleSales, operator.Member), p.hire(at, "", titleManager, operator.Member)
		for range 1 + a.homes/homesOfSuper {
			a.supers = append(a.supers, p.hire(at, "", titleSuper, operator.Member))
		}
		p.areas = append(p.areas, a)
		p.will(at+minute, addArea, int32(i), 0)
		for _, who := range []int32{a.sales, a.manager, a.closing, a.repair} {
			p.will(at+minute, staffArea, int32(i), who)
		}
		if i == 0 { // whoever looks around in the demo has updates of their own
			p.will(at+minute, staffArea, int32(i), p.admin)
		}
	}
}

// placeName is the name of the nth community.
func placeName(n int) string {
	pairs := len(placeFirst) * len(placeLast)
	if n >= pairs*len(placeMore) {
		return fmt.Sprintf("%s %d", placeName(n%pairs), n)
	}
	first, round := n%len(placeFirst), n/len(placeFirst)
	last := (first + round) % len(placeLast)
	return strings.TrimSpace(placeFirst[first] + " " + placeLast[last] + " " + placeMore[n/pairs])
}

// codeFor makes a short code of a name that no other has: MR for Maple Ridge,
// then MAR, MAPR and so on.
func codeFor(name string, taken map[string]bool) string {
	words := strings.Fields(strings.ToUpper(name))
	for length := 1; ; length++ {
		code := ""
		for i, word := range words {
			if i > 0 {
				code += word[:1]
				continue
			}
			code += word[:min(length, len(word))]
		}
		if length > len(words[0]) {
			code += fmt.Sprint(length)
		}
		if !taken[code] {
			taken[code] = true
			return code
		}
	}
}

// What becomes of homes, in turn: so every stage and every turn of fate is there
// once there are twenty.
var fates = []fate{
	{now: operator.UnderContract, buyers: couple},
	{now: operator.Closed, buyers: single},
	{now: operator.PreContract},
	{now: operator.UnderContract, buyers: single},
	{now: operator.Closed, buyers: couple},
	{withdrawn: true, now: operator.UnderContract, buyers: couple},
	{now: operator.PreContract},
	{now: operator.UnderContract, buyers: sharing},
	{resold: true, now: operator.UnderContract, buyers: single},
	{withdrawn: true, now: operator.PreContract},
	{now: operator.UnderContract, buyers: threesome},
	{now: operator.Closed, buyers: couple},
	{now: operator.PreContract},
	{now: operator.Closed, buyers: single},
	{now: operator.UnderContract, buyers: couple},
	{resold: true, now: operator.Closed, buyers: couple},
	{now: operator.UnderContract, buyers: single},
	{now: operator.PreContract},
	{now: operator.Closed, buyers: sharing},
	{now: operator.UnderContract, buyers: couple},
}

// fate is the history of a home's sales.
type fate struct {
	withdrawn bool // somebody wanted it, and did not in the end
	resold    bool // it was sold and closed before
	now       operator.Stage
	buyers    household
}

func (p *plan) homes() {
	n := 0
	for i := range p.areas {
		a := &p.areas[i]
		block, perBlock := nobody, 4+i%3
		for lot := range a.homes {
			if a.town2 && lot%perBlock == 0 {
				block = p.newBuilding(int32(i), lot/perBlock+1)
			}
			p.home(int32(i), block, lot+1, fates[n%len(fates)])
			n++
		}
	}
}

func (p *plan) newBuilding(of int32, number int) int32 {
	i := int32(len(p.build))
	b := building{area: of}
	b.Number, b.Name = fmt.Sprint(number), fmt.Sprintf("Building %d", number)
	p.build = append(p.build, b)
	p.will(p.founded+day, addBuilding, i, 0)
	return i
}

// home makes a home with its sales.
func (p *plan) home(of, block int32, lot int, f fate) {
	a := &p.areas[of]
	i := int32(len(p.houses))
	h := home{area: of, block: block, super: a.supers[lot%len(a.supers)], helper: nobody}
	which := pick(&p.random, plans)
	if block != nobody {
		which = pick(&p.random, attached)
	}
	h.Plan, h.price = which.name, which.price+100*p.below(400)
	h.Code, h.Lot = fmt.Sprintf("%s-%03d", a.Code, lot), fmt.Sprint(lot)
	h.Address = store.Address{
		Line1: fmt.Sprintf("%d %s", 1000+lot*12+p.below(6)*2, streets[(int(of)*3+lot/9)%len(streets)]),
		City:  a.city, Region: region, Postcode: a.postcode, Country: "US",
	}
	if block != nobody {
		h.Address.Line2 = fmt.Sprintf("Unit %d", lot)
	}
	h.External = store.External{"erp": fmt.Sprintf("LOT-%04d-%04d", of+1, lot)}
	p.houses = append(p.houses, h)
	first := p.salesOf(i, f)
	at := max(p.founded+day+2*hour+int64(i%500)*second, first-p.between(10*day, 60*day))
	p.houses[i].added = at
	p.will(at, addHome, i, 0)
	p.will(at, staffHome, i, h.super)
	p.will(at, makePrimary, i, h.super)
	if (i%9 == 4 || p.Properties < 5) && at < p.people[p.leaver].gone-90*day {
		p.houses[i].helper = p.leaver
		p.will(at+hour, staffHome, i, p.leaver)
	}
}

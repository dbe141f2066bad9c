package demo

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// talk is a conversation: first as it is planned, then as it stands.
type talk struct {
	home, sale int32 // sale is nobody before one
	topic      uint8
	offset     uint8 // of the pair that it begins with
	scene      [4]uint8
	admin      bool // the administrator is in it
	history    bool // who joins late may read what came before
	guest      int32
	edited     int32 // the message that is edited, 0 for none
	taken      int32 // the message that is deleted, 0 for none

	id           operator.ConversationID
	saleID       operator.TransactionID
	subject      string
	people       []part
	suspended    []store.Participant
	labels       []string
	assignee     operator.PersonID
	turn         store.Turn
	closed       bool
	closedBySale bool
	length       int32
	lastAt       int64
	lastMessage  operator.MessageID
	lastAuthor   operator.PersonID
	excerpt      string
	begun        int64
	updated      int64
}

func (t *talk) about() *topic { return &topics[t.topic] }

// whole says that it is the conversation of everyone on the home.
func (t *talk) whole() bool { return t.about().subject == "" }

// span is a time in the life of a home when people talk about certain things.
type span struct {
	season   season
	sale     int32
	from, to int64
}

// How much is said of each time.
var loudness = [seasons]int{before: 1, fresh: 2, rising: 4, handing: 2, living: 3}

// latest is when the last things happen: a moment ago.
func (p *plan) latest() int64 { return p.now - 2*minute }

// spans are the times of a home.
func (p *plan) spans(h *home) []span {
	var list []span
	add := func(s span) {
		s.to = min(s.to, p.latest())
		if s.from < s.to {
			list = append(list, s)
		}
	}
	free := h.added + 2*hour // since when nobody has had it
	for _, i := range h.sales {
		s := &p.sales[i]
		if free != 0 {
			add(span{before, nobody, free, s.begin})
		}
		free = 0
		end, until := s.end, p.now
		if s.next != nobody {
			until = p.sales[s.next].begin - minute
		}
		if end == 0 {
			end = p.now
		}
		last := end - hour
		add(span{fresh, i, s.begin + hour, min(s.begin+45*day, last)})
		add(span{rising, i, s.begin + 10*day, end - 15*day})
		switch {
		case s.Status == operator.SaleWithdrawn:
			free = end + hour
		case s.Status == operator.SaleClosed:
			add(span{handing, i, max(s.begin, end-25*day), last})
			add(span{living, i, end + hour, until})
		case s.begin < p.now-80*day:
			add(span{handing, i, p.now - 20*day, p.now})
		}
		if s.end == 0 {
			add(span{rising, i, max(s.begin+hour, p.now-12*day), p.now})
		}
	}
	if free != 0 {
		add(span{before, nobody, free, p.now})
	}
	return list
}

// talks plans exactly as many messages as are wanted.
func (p *plan) talks() {
	weight := func(h *home) int {
		w := 3
		for _, i := range h.sales {
			w += 8
			if p.sales[i].Status == operator.SaleClosed {
				w += 4
			}
		}
		return w
	}
	all := 0
	for i := range p.houses {
		all += weight(&p.houses[i])
	}
	sum, given := 0, 0
	for i := range p.houses {
		sum += weight(&p.houses[i])
		upTo := int(int64(p.Messages) * int64(sum) / int64(all))
		if upTo > given {
			p.talksOf(int32(i), upTo-given)
		}
		given = upTo
	}
}

// talksOf plans the conversations of a home, with so many messages.
func (p *plan) talksOf(h int32, messages int) {
	spans := p.spans(&p.houses[h])
	total := 0
	for _, s := range spans {
		total += loudness[s.season]
	}
	average := min(max(messages/10, 5), 40)
	lively := 0
	wholes := map[int32]bool{}
	for messages > 0 {
		n, s := p.below(total), spans[0]
		for _, s = range spans {
			if n -= loudness[s.season]; n < 0 {
				break
			}
		}
		if i := slices.IndexFunc(spans, p.withdrawn); i >= 0 && p.lost == 0 {
			s = spans[i]
			p.lost++
		}
		length := min(messages, 1+p.below(2*average-1))
		messages -= length
		t := talk{home: h, sale: s.sale, guest: nobody, topic: p.topicFor(s, wholes)}
		t.offset = uint8(p.below(len(t.about().pairs)))
		t.scene = [4]uint8{uint8(p.below(len(colours))), uint8(p.below(len(items))), uint8(p.below(len(rooms))), uint8(p.below(len(trades)))}
		late := s.to == p.latest() && lively < 2 && p.chance(70)
		if late {
			lively++
		}
		p.schedule(t, s, length, late)
	}
}

// withdrawn says whether a span belongs to a sale that comes to nothing.
func (p *plan) withdrawn(s span) bool { return p.lostSale(s.sale) }

func (p *plan) lostSale(i int32) bool {
	return i != nobody && p.sales[i].Status == operator.SaleWithdrawn
}

// topicFor is something to talk about in a span. Everyone on a home has one
// conversation for each sale, and one before.
func (p *plan) topicFor(s span, wholes map[int32]bool) uint8 {
	for {
		i := p.below(len(topics))
		switch t := &topics[i]; {
		case t.when != s.season, t.subject == "" && wholes[s.sale]:
		default:
			wholes[s.sale] = wholes[s.sale] || t.subject == ""
			return uint8(i)
		}
	}
}

// schedule says when each message is written, and what else happens around it.
func (p *plan) schedule(t talk, s span, length int, late bool) {
	i := int32(len(p.threads))
	last := p.between(s.from, s.to)
	if late {
		back := p.part()
		last = max(s.from, s.to-int64(back*back*back*float64(9*day)))
	}
	first := max(s.from, last-int64(length)*p.between(2*hour, 20*hour))
	times := make([]int64, length)
	for n := range times {
		at := p.between(first, last)
		if n == length-1 {
			at = last
		}
		if p.ours(&t, n) {
			times[n] = p.atWork(at, s.from, last)
		} else {
			times[n] = p.awake(at, s.from, last)
		}
	}
	slices.Sort(times)
	for n, at := range times {
		p.will(at, say, i, int32(n))
	}
	until := s.to
	if s.season == living || s.sale == nobody {
		until = p.latest()
	}
	p.around(&t, i, times, until)
	p.threads = append(p.threads, t)
	p.houses[t.home].talks = append(p.houses[t.home].talks, i)
}

// pairAt is what the nth message is part of, and which half of it.
func (t *talk) pairAt(n int) (pair, bool) {
	pairs, k := t.about().pairs, n/2
	if k < len(pairs) {
		return pairs[(k+int(t.offset))%len(pairs)], n%2 == 1
	}
	more := smallTalk
	if t.about().internal {
		more = shopTalk
	}
	return more[(k+int(t.offset)+int(t.scene[1]))%len(more)], n%2 == 1
}

// ours says whether the nth message is written by the team.
func (p *plan) ours(t *talk, n int) bool {
	pair, answer := t.pairAt(n)
	return t.about().internal || pair.ours != answer
}

// around plans what happens to a conversation beside its messages.
func (p *plan) around(t *talk, i int32, times []int64, until int64) {
	length, about := len(times), t.about()
	first, last := times[0], times[length-1]
	// Enough for the administrator's inbox to be worth a look, and not more than
	// a person could have.
	t.admin = p.chance(min(45, 2+60*700/float64(p.Messages+1)))
	if about.labels != "" && p.chance(55) {
		p.will(min(first+p.between(minute, 2*hour), until), label, i, 0)
	}
	if !about.internal && p.chance(50) {
		p.will(min(first+p.between(minute, 3*hour), until), assign, i, 0)
	}
	if length >= 4 && p.chance(14) {
		p.guestFor(t, i, times, until)
	}
	if p.chance(1.5 * float64(length)) {
		n := p.below(length)
		t.edited = int32(n + 1)
		p.will(min(times[n]+p.between(minute, 20*minute), until), amend, i, 0)
	}
	if n := p.below(length); (p.chance(float64(length)) || p.deleted == 0) && n < length-2 && int32(n+1) != t.edited {
		p.deleted++
		t.taken = int32(n + 1)
		p.will(min(times[n+1]+p.between(minute, 20*minute), until), take, i, 0)
	}
	if k := length / 2; length >= 4 && (p.chance(4) || p.reopened == 0) && times[k]-times[k-1] > hour {
		p.reopened++
		p.will(times[k-1]+p.between(minute, 10*minute), shut, i, 0)
		p.will(times[k]-p.between(minute, 10*minute), reopen, i, 0)
	}
	switch old := last < p.now-10*day; {
	case p.lostSale(t.sale): // the withdrawal closes it
	case old && p.chance(65), !old && p.chance(8):
		p.will(min(last+p.between(30*minute, 4*day), until), shut, i, 0)
	}
	if p.chance(0.4) || i == 3 {
		p.will(min(last+p.between(hour, 9*day), p.latest()), audit, i, 0)
	}
}

// guestFor plans that somebody joins in the middle, who may leave again.
func (p *plan) guestFor(t *talk, i int32, times []int64, until int64) {
	a := &p.areas[p.houses[t.home].area]
	k := 1 + p.below(len(times)-2)
	at := p.between(times[k], times[k+1])
	outside := !t.about().internal && t.about().with != roleAttorney && t.sale != nobody
	switch n := p.below(10); {
	case outside && (n < 4 || p.outsiders < 2) && p.people[p.sales[t.sale].attorney].added < at:
		t.guest, t.history = p.sales[t.sale].attorney, p.outsiders == 1 || p.outsiders > 1 && p.chance(40)
		p.outsiders++
	case n < 6 && p.people[p.fresh].added < at:
		t.guest = p.fresh
	case n < 8:
		t.guest = a.repair
	default:
		t.guest = a.closing
	}
	p.will(at, join, i, 0)
	if p.outsiders > 2 && p.chance(25) {
		p.will(min(times[len(times)-1]+p.between(minute, hour), until), leave, i, 0)
	}
}

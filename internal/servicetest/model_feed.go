package servicetest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Feeds posts updates at random on two homes, while sales and teams change, and
// compares what everybody sees of them, and has not seen, with a model made of
// plain lists after every step.
func Feeds(t *testing.T, newWorld func(*testing.T) *World) {
	w := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		m := newFeeds(rt, w)
		for range rapid.IntRange(12, 40).Draw(rt, "steps") {
			w.Clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 60, 30 * 60}).Draw(rt, "minutes")) * time.Minute)
			m.step()
			m.compare()
		}
	})
	if err := w.Check(); err != nil {
		t.Errorf("after all: %v", err)
	}
}

// The people of the feeds, by their place in the list. Any of the first three can
// come to work on a home, and any of the last four to buy one.
const (
	foreman = iota
	agent
	both // of the team, and a buyer at times
	ann
	bea
	cid
	readers
)

// feedSale is a sale of the model: when it began, and since when each buys.
type feedSale struct {
	ref             operator.Ref
	status          operator.TransactionStatus
	created, closed time.Time
	contract        string
	buyers          map[int]time.Time
}

// feedHome is a home with its sales in order, and who works on it.
type feedHome struct {
	code  operator.Ref
	sales []*feedSale
	team  map[int]time.Time
}

// current is the sale that a home is sold by: the open one, else the last closed.
func (h *feedHome) current() *feedSale {
	var now *feedSale
	for _, s := range h.sales {
		switch {
		case s.status == operator.SaleOpen:
			return s
		case s.status == operator.SaleClosed:
			now = s
		}
	}
	return now
}

// feedUpdate is the update of a post on one home.
type feedUpdate struct {
	ref     operator.UpdateID
	on      *feedHome
	sale    *feedSale // current when it was published
	removed bool
	told    map[int]bool // who had it come to them, and has not lost it
	seen    map[int]bool
}

// feedPost is a post of the model. Its place in the list is its number.
type feedPost struct {
	author    int // -1 for the administrator
	at        time.Time
	published bool
	removed   bool
	forHome   bool
	updates   []*feedUpdate
}

type feeds struct {
	*World
	t         *rapid.T
	community operator.Ref
	wide      map[int]time.Time
	homes     []*feedHome
	gone      map[int]bool
	refs      [readers]operator.Ref
	posts     []*feedPost
}

func newFeeds(t *rapid.T, w *World) *feeds {
	m := &feeds{World: w, t: t, wide: map[int]time.Time{}, gone: map[int]bool{}}
	n := w.Events() // makes names that no other run has
	m.community = operator.Ref(fmt.Sprintf("F-%d", n))
	m.ok(second(w.AddCommunity(w.boss(), operator.AddCommunityRequest{Code: string(m.community), Name: "Maple Ridge"})))
	for i := range 2 {
		h := &feedHome{code: operator.Ref(fmt.Sprintf("FH-%d-%d", n, i)), team: map[int]time.Time{}}
		m.ok(second(w.AddProperty(w.boss(), operator.AddPropertyRequest{Code: string(h.code), Community: m.community})))
		m.homes = append(m.homes, h)
	}
	for i := range readers {
		kind := operator.Buyer
		if i <= both {
			kind = operator.Team
		}
		p, err := w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: kind, Name: fmt.Sprint("Reader ", i)})
		m.ok(err)
		m.refs[i] = ref(p.Ref)
	}
	m.assign(m.homes[0], foreman)
	w.Clock.Advance(24 * time.Hour)
	m.open(m.homes[0], ann)
	return m
}

func (m *feeds) ok(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatalf("%v (%s, %s)", err, operator.CodeOf(err), reasonOf(err))
	}
}

// want checks that something was done, or failed for a reason.
func (m *feeds) want(err error, reason string) {
	m.t.Helper()
	if (err == nil) != (reason == "") || reasonOf(err) != reason {
		m.t.Fatalf("%v (%s); want %q", err, reasonOf(err), reason)
	}
}

// works says since when somebody works on a home.
func (m *feeds) works(who int, h *feedHome) (since time.Time, does bool) {
	own, on := h.team[who]
	wide, also := m.wide[who]
	switch {
	case on && also && wide.Before(own):
		return wide, true
	case on:
		return own, true
	}
	return wide, also
}

// reaches says whether somebody on a home sees what was published there, and since
// when they are there to see it. It is the rule for buyers, said once more.
func (m *feeds) reaches(who int, p *feedPost, u *feedUpdate) (since time.Time, sees bool) {
	works, team := m.works(who, u.on)
	sale := u.on.current()
	if sale == nil {
		return works, team
	}
	joined, buys := sale.buyers[who]
	switch {
	case !buys:
	case p.forHome:
	case joined.After(sale.created) && p.at.Before(joined):
		buys = false
	case u.sale != nil:
		buys = u.sale == sale
	default:
		buys = p.at.In(denver()).Format(time.DateOnly) >= sale.contract
	}
	if buys && (!team || joined.Before(works)) {
		return joined, true
	}
	return works, team || buys
}

func denver() *time.Location {
	zone, err := time.LoadLocation("America/Denver")
	if err != nil {
		panic(err)
	}
	return zone
}

// follow is what every change of sales and teams does to who has what unseen.
func (m *feeds) follow(back ...int) {
	for _, p := range m.posts {
		for _, u := range p.updates {
			for who := range readers {
				since, sees := m.reaches(who, p, u)
				switch {
				case !p.published || p.removed || u.removed || !sees:
					delete(u.told, who)
				case slices.Contains(back, who) && !m.gone[who] && !since.After(p.at):
					u.told[who] = true
				}
			}
		}
	}
}

// feedLine is an update as a person has it.
type feedLine struct {
	Ref    string
	State  operator.UpdateState
	Unseen bool
}

// compare compares everybody's feed, and what they have not seen.
func (m *feeds) compare() {
	m.t.Helper()
	for who := range readers {
		if m.gone[who] {
			continue
		}
		want := m.feedOf(who)
		ctx := m.As(m.refs[who])
		page, err := m.ListUpdates(ctx, operator.ListUpdatesRequest{})
		m.ok(err)
		news, err := m.ListUpdates(ctx, operator.ListUpdatesRequest{Unseen: true})
		m.ok(err)
		got := []feedLine{}
		for _, u := range page.Items {
			unseen := slices.ContainsFunc(news.Items, func(n operator.Update) bool { return n.Ref == u.Ref })
			got = append(got, feedLine{u.Ref.String(), u.State, unseen})
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			m.t.Fatalf("the feed of %s (-model +service):\n%s", m.refs[who], diff)
		}
		n := 0
		for _, line := range want {
			if line.Unseen {
				n++
			}
		}
		badge, err := m.InboxTotals(ctx, operator.TotalsRequest{})
		m.ok(err)
		if len(news.Items) != n || badge.Updates != n {
			m.t.Fatalf("%s has %d unseen in the list, %d on the badge; want %d", m.refs[who], len(news.Items), badge.Updates, n)
		}
	}
}

// feedOf is the feed of a person in the model, the newest first.
func (m *feeds) feedOf(who int) []feedLine {
	order := make([]int, len(m.posts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(m.posts[b].at.Compare(m.posts[a].at), b-a) })
	lines := []feedLine{}
	for _, i := range order {
		p := m.posts[i]
		for _, u := range slices.Backward(p.updates) {
			if p.removed || u.removed {
				continue
			}
			_, sees := m.reaches(who, p, u)
			_, works := m.works(who, u.on)
			switch {
			case p.published && sees:
				lines = append(lines, feedLine{u.ref.String(), operator.UpdatePublished, u.told[who] && !u.seen[who] && who != p.author})
			case !p.published && works:
				lines = append(lines, feedLine{u.ref.String(), operator.UpdateDraft, false})
			}
		}
	}
	return lines
}

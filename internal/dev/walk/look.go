package walk

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// reading is one person who looks at everything there is.
type reading struct {
	*Walk
	who      operator.Ref
	me       operator.Identity
	rng      *rand.Rand
	all      bool // an administrator or auditor, who may read everything, which is recorded
	shows    bool // things are shown one by one; else what was shown is all that may be given
	readable map[string]bool
	can      map[operator.Ref]bool // references that are shown, those of what was merged too
	mails    map[string]bool       // addresses that are shown

	talks    map[operator.Ref]operator.Conversation
	messages map[operator.Ref]operator.Message
	updates  map[operator.Ref]operator.Update
	homes    map[operator.Ref]operator.Property
	known    map[operator.Ref]operator.Person
	sales    map[operator.Ref]operator.Transaction
	planned  map[operator.Ref]operator.Scheduled

	buildings   map[operator.Ref]operator.Building
	communities map[operator.Ref]operator.Community
}

// look has everybody look, and the whole looked through.
func (w *Walk) look() {
	last := w.last
	defer func() { w.last = last }()
	w.survey()
	for n, who := range w.people {
		w.reads(who, n)
		if len(w.findings) >= enough || w.ctx.Err() != nil {
			return
		}
	}
	w.sound()
}

// survey finds out what there is by now: a post to many homes and an import tell of the
// first things that they make.
func (w *Walk) survey() {
	r := &reading{Walk: w, who: boss, rng: rand.New(rand.NewPCG(1, 1))} //nolint:gosec // a walk, and no secret
	everything(r, operator.Service.ListUpdates, operator.ListUpdatesRequest{})
	everything(r, operator.Service.ListUpdates, operator.ListUpdatesRequest{State: operator.UpdateDeleted})
	w.seats = map[operator.Ref][]operator.Ref{}
	all := operator.ListConversationsRequest{All: true, Paging: operator.Paging{Limit: operator.MaxPage}}
	if page, err := ask(w, boss, operator.Service.ListConversations, all); err == nil {
		for _, c := range page.Items {
			w.seats[ref(c.Ref)] = refsOf(c.Participants, summaryOf)
		}
	}
	for _, h := range everything(r, operator.Service.ListProperties, operator.ListPropertiesRequest{}) {
		if !slices.Contains(w.cast.homes, operator.Ref(h.Code)) {
			w.cast.homes = append(w.cast.homes, operator.Ref(h.Code))
		}
	}
}

// reads has one person look.
func (w *Walk) reads(who operator.Ref, n int) {
	me, err := ask(w, who, operator.Service.Whoami, operator.WhoamiRequest{})
	if err != nil {
		return // they left, were merged or erased
	}
	r := &reading{
		Walk: w, who: who, me: me, readable: map[string]bool{}, can: map[operator.Ref]bool{}, mails: map[string]bool{}, shows: true,
		rng: rand.New(rand.NewPCG(w.Seed, uint64(1000*w.step+n))), //nolint:gosec // a walk, and no secret
		all: me.Role != nil && *me.Role != operator.Member,
	}
	w.reading = r
	defer func() { w.reading = nil }()
	r.showAll()
	r.shows = false
	r.lists()
}

// sound has the store and its log looked through.
func (w *Walk) sound() {
	_, _ = ask(w, boss, operator.Service.ListEvents, operator.ListEventsRequest{Paging: operator.Paging{Limit: 500}})
	report, err := ask(w, boss, operator.Service.Check, operator.CheckRequest{ReadData: true})
	if err != nil || len(report.Findings) > 0 {
		w.find(boss, "check", "a sound store", fmt.Sprint(report.Findings, err), "nothing found")
	}
	audit, err := ask(w, boss, operator.Service.VerifyAudit, operator.VerifyAuditRequest{})
	if err != nil || len(audit.Findings) > 0 {
		w.find(boss, "audit verify", "a sound log", fmt.Sprint(audit.Findings, err), "nothing found")
	}
}

// note looks whether an answer has words that the person cannot read where they stand.
func (r *reading) note(what string, raw []byte, found []string) {
	if r.all {
		return
	}
	r.noteMail(what, raw)
	if slices.Contains([]string{"ListEvents", "History", "Transcript"}, strings.Fields(what)[0]) {
		return // what names and titles were stands in the log of what can be shown
	}
	r.notePhone(what, raw)
	for _, word := range found {
		if !strings.HasPrefix(word, "say") {
			continue // for all of the team, and for nobody else wherever it stands
		}
		if r.shows {
			r.readable[word] = true
		} else if !r.readable[word] {
			r.find(r.who, what, "what can be shown", around(raw, word), "nothing of it")
		}
	}
}

// noteMail looks whether an answer has an address that is not shown with its person.
func (r *reading) noteMail(what string, raw []byte) {
	for _, mail := range mailPattern.FindAll(raw, -1) {
		switch {
		case r.shows && strings.HasPrefix(what, "ShowPerson "):
			r.mails[string(mail)] = true
		case !r.shows && !r.mails[string(mail)]:
			r.find(r.who, what, "the addresses that are shown", around(raw, string(mail)), "without it")
		}
	}
}

// notePhone looks whether a buyer or contact is given a phone that is not their own.
func (r *reading) notePhone(what string, raw []byte) {
	for _, phone := range phonePattern.FindAll(raw, -1) {
		switch own := r.me.Person.Ref.String(); {
		case r.team(r.who):
		case r.shows && what == nameOf(operator.ShowPersonRequest{Person: operator.Ref(own)}):
			r.mails[string(phone)] = true
		case !r.mails[string(phone)] && !r.shows:
			r.find(r.who, what, "their own phone", around(raw, string(phone)), "no other")
		}
	}
}

var phonePattern = regexp.MustCompile(`303-555-01[0-9]{2}`)

var mailPattern = regexp.MustCompile(`[a-z0-9]+@(?:example\.com|acme\.example)`)

// everything is all rows of a list: as one page, and joined from small ones, which have to
// be the same and to say how many follow.
func everything[Req, T any](r *reading, do method[Req, operator.Page[T]], req Req) []T {
	large, err := joined(r, do, req, operator.MaxPage)
	if err != nil {
		return nil
	}
	small, err := joined(r, do, req, 1+r.rng.IntN(4))
	if err != nil {
		r.find(r.who, nameOf(req), "small pages of it", "a list", err.Error())
	}
	agree(r.Walk, r.who, nameOf(req)+" as one page", "joined from small ones", large, small)
	return large
}

func joined[Req, T any](r *reading, do method[Req, operator.Page[T]], req Req, limit int) ([]T, error) {
	paging := reflect.ValueOf(&req).Elem().FieldByName("Paging").Addr().Interface().(*operator.Paging)
	*paging = operator.Paging{Limit: limit, Count: true}
	rows, left := []T{}, []int{}
	for {
		page, err := ask(r.Walk, r.who, do, req)
		if err != nil {
			return rows, err
		}
		rows = append(rows, page.Items...)
		left = append(left, len(rows)+page.Remaining)
		if page.Next == "" || r.ctx.Err() != nil {
			break
		}
		if len(page.Items) == 0 {
			r.find(r.who, nameOf(req), "its next page", "no rows", "and a cursor")
			break
		}
		paging.Cursor = page.Next
	}
	for _, n := range left {
		if n != len(rows) {
			r.find(r.who, nameOf(req), "how many rows follow each page", fmt.Sprint(left), fmt.Sprint(len(rows)))
			break
		}
	}
	return rows, nil
}

// numbers are the references of a kind that there ever were, and one that there never was.
func (w *Walk) numbers(letter byte) []operator.Ref {
	var all []operator.Ref
	for n := 1; n <= w.most[letter]; n++ {
		all = append(all, operator.Ref(fmt.Sprintf("%c%d", letter, n)))
	}
	return all
}

// shown asks for every thing of a kind, and gives those that are there by the reference
// that they have now. What is hidden must be answered as what never was.
func shown[Req, T any](r *reading, do method[Req, T], letter byte, request func(operator.Ref) Req, of func(T) operator.Ref) map[operator.Ref]T {
	found := map[operator.Ref]T{}
	never := operator.Ref(string(letter) + "999999")
	call := operator.Call{Actor: r.who, DryRun: true}
	_, missing := askAs(r.Walk, call, do, request(never))
	for _, typed := range r.numbers(letter) {
		v, err := askAs(r.Walk, call, do, request(typed))
		if err == nil {
			found[of(v)], r.can[typed] = v, true
			if p, is := any(v).(operator.Person); is && p.Email != nil {
				r.mails[r.mail[typed]] = true // of who was merged, in the log of what they became
			}
			continue
		}
		hidden := strings.ReplaceAll(string(given(nil, err)), string(typed), string(never))
		if told := string(given(nil, missing)); hidden != told {
			r.find(r.who, nameOf(request(typed)), "what never was", hidden, told)
		}
	}
	return found
}

// same wants two sets of references to be the same.
func (r *reading) same(a, b string, inA, inB []operator.Ref) {
	slices.Sort(inA)
	slices.Sort(inB)
	inA, inB = slices.Compact(inA), slices.Compact(inB)
	if !slices.Equal(inA, inB) {
		only := func(in, other []operator.Ref) string {
			return fmt.Sprint(slices.DeleteFunc(slices.Clone(in), func(x operator.Ref) bool { return slices.Contains(other, x) }), " alone")
		}
		r.find(r.who, a, b, only(inA, inB), only(inB, inA))
	}
}

func refsOf[T any](of []T, ref func(T) operator.Ref) []operator.Ref {
	all := []operator.Ref{}
	for _, v := range of {
		all = append(all, ref(v))
	}
	return all
}

func keys[T any](of map[operator.Ref]T) []operator.Ref {
	all := []operator.Ref{}
	for k := range of {
		all = append(all, k)
	}
	return all
}

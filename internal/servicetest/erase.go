package servicetest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func eraseTests() []test {
	return []test{
		{"WhoIsErasedIsANumber", testErased},
		{"AnErasedPersonIsFoundByNothingAndCanBeNothing", testErasedIsGone},
		{"WhoIsNeededOrEvidenceIsNotErased", testNotErased},
		{"WhatTheyWroteIsClearedWhereThatIsAskedFor", testErasedMessages},
		{"ADryRunOfAnErasureSaysTheSame", testErasureDryRun},
		{"AnErasureTakesTheMergedAlong", testErasedMerge},
	}
}

// erase erases somebody as the administrator.
func (c *cast) erase(who operator.Ref, messages bool) operator.Erasure {
	c.t.Helper()
	req := operator.ErasePersonRequest{Person: who, Reason: "they asked", Messages: messages, Confirmed: true}
	return get(c.ErasePerson(c.as(c.admin), req))(c.t)
}

// subject is a buyer of a home that was withdrawn from them, with all that a person
// can leave behind.
type subject struct {
	*cast
	who  operator.Ref
	talk operator.Message // theirs
	sale operator.Ref
}

const (
	subjectName  = "Zelda Quartermaine"
	subjectMail  = "zelda.q@example.com"
	subjectPhone = "+13035550199"
	subjectBody  = "The xylophone is out of tune"
)

func newSubject(t *testing.T, w *World) *subject {
	c := newCast(t, w)
	s := &subject{cast: c}
	p := get(w.AddPerson(w.keyed(c.admin, "added"), operator.AddPersonRequest{
		Kind: operator.Buyer, Name: "Zelda Maiden", Email: subjectMail, Phones: []string{subjectPhone}, Title: "Dr", ExternalID: "crm=Z-99",
	}))(t)
	s.who = ref(p.Ref)
	must(t)(w.EditPerson(w.boss(), operator.EditPersonRequest{Person: s.who, Name: ptr(subjectName)}))
	must(t)(w.AddProperty(w.boss(), operator.AddPropertyRequest{Code: "MR-016", Community: "MR"}))
	s.sale = c.sell("MR-016", s.who)
	s.talk = c.sendAs(c.assignedTo("MR-016"), operator.SendMessageRequest{Property: "MR-016", To: []operator.Ref{s.who}, Body: "Dear " + subjectName + ", welcome"})
	file := get(w.PutFile(c.as(s.who), operator.PutFileRequest{Name: "zelda.txt", Content: strings.NewReader("her scan")}))(t)
	s.talk = get(w.ReplyMessage(c.as(s.who), operator.ReplyMessageRequest{
		Conversation: ref(s.talk.Conversation), Body: subjectBody, Attachments: []operator.NewAttachment{{Name: "zelda.txt", Upload: file}},
	}))(t)
	s.talk = get(w.EditMessage(c.as(s.who), operator.EditMessageRequest{Message: ref(s.talk.Ref), Body: subjectBody + " again"}))(t)
	must(t)(w.AddToken(w.boss(), operator.AddTokenRequest{Person: s.who, Note: "Zelda's telephone"}))
	must(t)(w.Search(w.boss(), operator.SearchRequest{Query: "quartermaine", All: true}))
	return s
}

// assignedTo puts the team member on a home.
func (c *cast) assignedTo(home operator.Ref) operator.Ref {
	c.t.Helper()
	must(c.t)(c.AssignProperty(c.as(c.admin), operator.AssignRequest{Property: home, People: []operator.Ref{c.assigned}}))
	return c.assigned
}

// part ends what they have going on, so that they can be erased.
func (s *subject) part() {
	s.t.Helper()
	must(s.t)(s.WithdrawTransaction(s.as(s.admin), operator.EndTransactionRequest{Transaction: s.sale, Confirmed: true}))
	s.Clock.Advance(time.Minute)
}

// filesAreOld moves the clock on until files that nothing names can be removed: they have
// the time of the machine.
func (w *World) filesAreOld() {
	w.Clock.Advance(time.Since(w.Clock.Now()) + operator.BlobGrace + time.Hour)
}

// everything is all that the administrator can be told: what is left of somebody would
// be in it.
func (s *subject) everything() string {
	s.t.Helper()
	var all []any
	t := s.t
	for _, kind := range []string{"people", "details", "merges", "tokens", "requests", "import_parts", "messages", "versions", "conversations", "schedule", "posts"} {
		page := get(s.Dump(s.as(s.admin), operator.DumpRequest{Kind: kind, Paging: operator.Paging{Limit: operator.MaxPage}}))(t)
		all = append(all, page)
	}
	all = append(all, get(s.ListPeople(s.as(s.admin), operator.ListPeopleRequest{}))(t))
	all = append(all, get(s.ListEvents(s.as(s.admin), operator.ListEventsRequest{Paging: operator.Paging{Limit: operator.MaxPage}}))(t))
	all = append(all, get(s.PropertyHistory(s.as(s.admin), operator.HistoryRequest{Property: "MR-016"}))(t))
	raw, err := json.Marshal(all)
	must(t)(nil, err)
	return string(raw)
}

// gone wants none of the words to be anywhere.
func (s *subject) gone(words ...string) {
	s.t.Helper()
	all := s.everything()
	for _, word := range words {
		if at := strings.Index(strings.ToLower(all), strings.ToLower(word)); at >= 0 {
			s.t.Errorf("%q is left: …%s…", word, all[max(0, at-300):min(len(all), at+100)])
		}
	}
	must(s.t)(nil, s.Check())
	report := get(s.VerifyAudit(s.as(s.admin), operator.VerifyAuditRequest{}))(s.t)
	equal(s.t, "findings of the audit", report.Findings, []string{})
}

// counts is what an erasure cleared, but for tokens and answers: over the network there are
// some of each that nobody asked for.
func (s *subject) counts(e operator.Erasure) operator.ErasureCounts {
	s.t.Helper()
	if e.Erased.SignIns == 0 || e.Erased.Answers == 0 {
		s.t.Errorf("no token or no answer was cleared: %+v", e.Erased)
	}
	e.Erased.SignIns, e.Erased.Answers = 0, 0
	return e.Erased
}

func testErased(t *testing.T, w *World) {
	s := newSubject(t, w)
	s.part()
	// What others wrote is theirs.
	must(t)(w.DeleteMessage(w.boss(), operator.DeleteMessageRequest{Message: "M1", Reason: "a test", Confirmed: true}))
	anchor := get(w.AuditAnchor(w.boss(), operator.AnchorRequest{}))(t)
	before := w.Events()
	got := s.erase(s.who, false)
	equal(t, "what was cleared", s.counts(got), operator.ErasureCounts{Events: 4})
	equal(t, "fields", got.Fields, []string{"name", "email", "phones", "title", "external_ids"})
	equal(t, "mentions", got.Mentions, []operator.MessageID{1})
	equal(t, "events", w.Events(), before+1)
	last := w.lastEvent(t)
	equal(t, "the event", []string{last.Action, last.Object}, []string{"person.erased", string(s.who)})
	equal(t, "its data", string(last.Data), `{"events":4,"files":0,"kind":"buyer","messages":0,"reason":"they asked"}`)
	p := s.person(s.who)
	equal(t, "the entry", p, operator.Person{
		Ref: p.Ref, Kind: operator.Buyer, Name: "Erased person " + string(s.who), Phones: []operator.Phone{}, Status: operator.Erased,
		ExternalIDs: map[string]string{}, Invitation: operator.Invitation{State: operator.NotInvitable}, Aliases: []operator.PersonID{},
		CreatedAt: p.CreatedAt, UpdatedAt: w.Clock.Now(),
	})
	equal(t, "their message", get(w.ShowMessage(w.boss(), operator.ShowMessageRequest{Message: ref(s.talk.Ref)}))(t).Body, subjectBody+" again")
	report := get(w.VerifyAudit(w.boss(), operator.VerifyAuditRequest{ExpectHeads: []string{anchor.Head}}))(t)
	equal(t, "findings with a head from before", report.Findings, []string{})
	s.gone("zelda maiden", subjectMail, subjectPhone, "Z-99", "telephone")

	w.Clock.Advance(time.Minute)
	before = w.Events()
	again := s.erase(s.who, false)
	equal(t, "again", []any{again.Fields, again.Erased, w.Events()}, []any{[]string{}, operator.ErasureCounts{}, before})
}

func testErasedIsGone(t *testing.T, w *World) {
	s := newSubject(t, w)
	s.part()
	token := w.token(t, s.who, operator.ScopeRead)
	code := get(w.AddLoginCode(w.boss(), operator.LoginCodeRequest{Person: s.who}))(t)
	s.erase(s.who, false)
	_, err := w.Whoami(w.by(token), operator.WhoamiRequest{})
	refused(t, err, operator.Denied, "bad_token")
	_, err = w.Login(w.by(""), operator.LoginRequest{Code: code.Code})
	refused(t, err, operator.Denied, "bad_code")
	for _, typed := range []operator.Ref{subjectMail, "ext:Z-99"} {
		_, err := w.ShowPerson(w.boss(), operator.ShowPersonRequest{Person: typed})
		refused(t, err, operator.NotFound, "")
	}
	for _, p := range get(w.ListPeople(w.boss(), operator.ListPeopleRequest{}))(t).Items {
		if ref(p.Ref) == s.who {
			t.Errorf("%s is listed", s.who)
		}
	}
	equal(t, "suggestions", len(get(w.Suggest(w.boss(), operator.SuggestRequest{Kind: "person", Prefix: string(s.who)}))(t)), 0)

	person := operator.PersonRequest{Person: s.who}
	for method, req := range map[string]any{
		"EditPerson": operator.EditPersonRequest{Person: s.who, Name: ptr("Zelda")}, "ActivatePerson": person, "DeactivatePerson": person,
		"DeletePerson": person, "UndoMerge": person,
		"InvitePeople": operator.InviteRequest{People: []operator.Ref{s.who}}, "AddToken": operator.AddTokenRequest{Person: s.who},
		"MergePeople":     operator.MergePeopleRequest{Into: s.buyer, From: s.who, Confirmed: true},
		"OpenTransaction": operator.OpenTransactionRequest{Property: "MR-016", Buyers: []operator.Ref{s.who}},
		"SendMessage":     operator.SendMessageRequest{Property: s.home, To: []operator.Ref{s.who}, Body: "Hello"},
	} {
		err := w.call(w.boss(), method, req)
		if operator.CodeOf(err) != operator.Conflict || reasonOf(err) != "erased" {
			t.Errorf("%s: %v (%s)", method, err, reasonOf(err))
		}
	}
	_, err = w.AddPerson(w.keyed(s.admin, "added"), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Zelda Maiden"})
	refused(t, err, operator.Conflict, "erased")

	file := "name,email,phone\n" + subjectName + "," + subjectMail + "," + subjectPhone + "\n"
	made := w.importing(t, operator.ImportRequest{Kind: operator.ImportBuyers}, file)
	equal(t, "imported", []int{made.Created, made.Updated}, []int{1, 0})
	equal(t, "the erased one", s.person(s.who).Status, operator.Erased)
}

func testNotErased(t *testing.T, w *World) {
	s := newSubject(t, w)
	try := func(who operator.Ref) error {
		return second(w.ErasePerson(w.boss(), operator.ErasePersonRequest{Person: who, Reason: "x", Confirmed: true}))
	}
	refused(t, try("P1"), operator.Conflict, "last_admin")
	refused(t, try(s.assigned), operator.Conflict, "still_active")
	refused(t, try(s.who), operator.Conflict, "open_sale")
	if err := try(s.who); !strings.Contains(err.Error(), string(s.sale)) || !strings.Contains(err.Error(), "MR-016") {
		t.Errorf("%v: it names nothing", err)
	}
	s.part()
	// They took part in a conversation of a home that they never bought.
	must(t)(w.SendMessage(s.as(s.assigned), operator.SendMessageRequest{Property: s.home, To: []operator.Ref{s.who}, Body: "Do you still look for a home?"}))
	s.hold("a dispute")
	err := try(s.who)
	refused(t, err, operator.Conflict, "on_hold")
	if !strings.Contains(err.Error(), "MR-014 is on hold") || !strings.Contains(err.Error(), "a dispute") {
		t.Errorf("%v: it does not name the hold", err)
	}
	s.release()
	_, err = w.ErasePerson(w.boss(), operator.ErasePersonRequest{Person: s.who, Reason: "x"})
	refused(t, err, operator.Usage, "needs_confirmation")
	_, err = w.ErasePerson(w.boss(), operator.ErasePersonRequest{Person: s.who, Confirmed: true})
	refused(t, err, operator.Invalid, "reason_missing")
	_, err = w.ErasePerson(s.as(s.auditor), operator.ErasePersonRequest{Person: s.who, Reason: "x", Confirmed: true})
	refused(t, err, operator.Denied, "not_allowed")
	must(t)(nil, try(s.leaver))
	must(t)(nil, try(s.who))
}

func testErasedMessages(t *testing.T, w *World) {
	s := newSubject(t, w)
	planned := s.laterAs(s.who, "MR-016")
	s.part()
	s.filesAreOld()
	got := s.erase(s.who, true)
	equal(t, "what was cleared", s.counts(got), operator.ErasureCounts{Planned: 1, Messages: 1, Versions: 1, Files: 1, Events: 6})
	m := get(w.ShowMessage(w.boss(), operator.ShowMessageRequest{Message: ref(s.talk.Ref), History: true}))(t)
	equal(t, "the message", []any{m.Body, m.Deleted, m.ErasedAt != nil, len(m.Attachments), m.Versions[0].Body}, []any{"", true, true, 0, ""})
	equal(t, "found", s.found(s.assigned, "xylophone"), "")
	equal(t, "what was planned", get(w.ShowScheduled(w.boss(), operator.ScheduleRequest{Item: planned}))(t).State, operator.ScheduleCancelled)
	_, err := w.OpenFile(w.boss(), operator.OpenFileRequest{Message: ref(s.talk.Ref), Index: 1})
	refused(t, err, operator.NotFound, "")
	equal(t, "files left", get(w.Sweep(w.boss(), operator.SweepRequest{}))(t), operator.SweepReport{})
	s.gone("zelda maiden", subjectMail, subjectPhone, "Z-99", "telephone", "xylophone", "zelda.txt", "trombone")
}

// laterAs plans a message of somebody on a home.
func (s *subject) laterAs(who, home operator.Ref) operator.Ref {
	s.t.Helper()
	item := get(s.ScheduleMessage(s.as(who), operator.ScheduleMessageRequest{
		At: "+90d", Send: &operator.SendMessageRequest{Property: home, To: []operator.Ref{"team"}, Body: "The trombone too"},
	}))(s.t)
	return ref(item.Ref)
}

func testErasureDryRun(t *testing.T, w *World) {
	s := newSubject(t, w)
	s.part()
	before := w.Events()
	req := operator.ErasePersonRequest{Person: s.who, Reason: "they asked", Messages: true}
	planned := get(w.ErasePerson(w.dry(s.admin), req))(t)
	equal(t, "events", w.Events(), before)
	equal(t, "the name", s.person(s.who).Name, subjectName)
	f := get(w.OpenFile(s.as(s.assigned), operator.OpenFileRequest{Message: ref(s.talk.Ref), Index: 1}))(t)
	must(t)(nil, f.Content.Close())
	equal(t, "the same as done", s.erase(s.who, true), planned)
}

func testErasedMerge(t *testing.T, w *World) {
	s := newSubject(t, w)
	other := s.add(operator.Buyer, "Quincy Quirk", "", "")
	s.merge(s.who, other)
	s.part()
	got := s.erase(other, false) // whose number leads to them
	equal(t, "who", []any{ref(got.Person), len(got.Aliases)}, []any{s.who, 1})
	_, err := w.UndoMerge(w.boss(), operator.PersonRequest{Person: s.who})
	refused(t, err, operator.Conflict, "erased")
	s.gone("quincy", "quirk")
}

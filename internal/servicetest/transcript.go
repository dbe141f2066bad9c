package servicetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// transcriptTests is about the complete history of a home or of one sale.
func transcriptTests() []test {
	return []test{
		{"ATranscriptTellsAllThatItsReaderMaySee", testTranscriptIsWhole},
		{"ATranscriptTellsNothingElse", testTranscriptHides},
		{"ATranscriptOfASaleIsOfThatSaleAlone", testTranscriptOfASale},
		{"ATranscriptIsRecordedWithItsDigest", testTranscriptIsRecorded},
		{"ATranscriptMarksNothingReadOrSeen", testTranscriptChangesNothing},
	}
}

func (c *cast) transcript(who, of operator.Ref) operator.Transcript {
	c.t.Helper()
	return get(c.Transcript(c.as(who), operator.TranscriptRequest{Of: of}))(c.t)
}

// spoken is a home on which much was said, edited and taken back.
type spoken struct {
	*cast
	shared, internal, private operator.ConversationID // private is of the co-buyer and the team
	edited, gone              operator.Message
	update, taken             operator.Update
}

func newSpoken(t *testing.T, w *World) spoken {
	t.Helper()
	s := spoken{cast: newCast(t, w)}
	m := s.sendAs(s.assigned, operator.SendMessageRequest{Property: s.home, To: []operator.Ref{s.buyer, s.lender}, Subject: "Closing", Body: "first-body"})
	s.shared = m.Conversation
	s.edited = s.reply(s.buyer, s.shared, "draft-body")
	must(t)(w.EditMessage(s.as(s.buyer), operator.EditMessageRequest{Message: ref(s.edited.Ref), Body: "final-body"}))
	s.gone = s.reply(s.assigned, s.shared, "gone-body")
	must(t)(w.DeleteMessage(s.as(s.assigned), operator.DeleteMessageRequest{Message: ref(s.gone.Ref), Reason: "gone-reason", Confirmed: true}))
	s.internal = s.sendAs(s.assigned, operator.SendMessageRequest{Property: s.home, To: []operator.Ref{s.wide}, Internal: true, Body: "internal-body"}).Conversation
	s.private = s.send(s.assigned, "cobuyer-body", s.cobuyer).Conversation
	s.update = s.postUpdate(s.assigned, operator.PostUpdateRequest{Title: "Roof", Body: "roof-body"})
	must(t)(w.EditUpdate(s.as(s.assigned), operator.EditUpdateRequest{Update: ref(s.update.Ref), Body: ptr("roof-final")}))
	must(t)(w.EditTransaction(s.as(s.assigned), operator.EditTransactionRequest{Transaction: s.sale, Price: ptr("480000")}))
	must(t)(w.AcknowledgeUpdate(s.as(s.buyer), operator.UpdateRequest{Update: ref(s.update.Ref)}))
	s.taken = s.postUpdate(s.assigned, operator.PostUpdateRequest{Body: "taken-body"})
	must(t)(w.DeleteUpdate(s.as(s.assigned), operator.DeleteUpdateRequest{Update: ref(s.taken.Ref), Confirmed: true}))
	must(t)(w.PostUpdate(s.as(s.assigned), operator.PostUpdateRequest{Properties: []operator.Ref{s.home}, Body: "unposted-body", Draft: true}))
	return s
}

// spokenIn is the bodies of all messages, with those before in brackets.
func spokenIn(t operator.Transcript) []string {
	all := []string{}
	for _, c := range t.Conversations {
		for _, m := range c.Messages {
			text := c.Ref.String() + " " + m.Body
			for _, v := range m.Versions {
				text += " [" + v.Body + "]"
			}
			all = append(all, text)
		}
	}
	return all
}

func testTranscriptIsWhole(t *testing.T, w *World) {
	s := newSpoken(t, w)
	told := s.transcript(s.admin, s.home)
	alike(t, spokenIn(told), []string{"C1 first-body", "C1 final-body [draft-body]", "C1  [gone-body]", "C2 internal-body", "C3 cobuyer-body"})
	if v := told.Conversations[0].Messages[2].Versions[0]; v.Reason == nil || *v.Reason != "gone-reason" {
		t.Errorf("why the message was deleted is %v", v.Reason)
	}
	if len(told.Updates) != 2 || told.Updates[0].Body != "roof-final" || len(told.Updates[0].Versions) != 1 || told.Updates[1].State != operator.UpdateDeleted {
		t.Errorf("the updates are %+v", told.Updates)
	}
	proof := map[string]bool{}
	for _, r := range told.Updates[0].Proof {
		proof[r.Person.Name] = r.AcknowledgedAt != nil
	}
	alike(t, proof, map[string]bool{"Ben Buyer": true, "Cora Cobuyer": false, "Will Wide": false})
	if len(told.Sales) != 2 || told.Sale != nil || len(told.Milestones) == 0 || told.Workspace == "" || told.By.Ref.String() != "P1" {
		t.Errorf("got %d sales, %v, %d milestones, %q, %v", len(told.Sales), told.Sale, len(told.Milestones), told.Workspace, told.By)
	}
	alike(t, texts(told.History), texts(s.story(s.admin))[:len(told.History)])
	home := get(w.AuditAnchor(s.as(s.auditor), operator.AnchorRequest{Property: s.home}))(t)
	if told.Anchor == nil || told.Anchor.Head == home.Head {
		t.Errorf("the head %v is not from before the transcript", told.Anchor)
	}
	report := get(w.VerifyAudit(s.as(s.auditor), operator.VerifyAuditRequest{Property: s.home, ExpectHeads: []string{told.Anchor.Head}}))(t)
	alike(t, report.Findings, []string{})
	mine := s.transcript(s.assigned, s.home)
	alike(t, spokenIn(mine), spokenIn(told))
	alike(t, spokenIn(s.transcript(s.wide, s.home)), []string{"C2 internal-body"})
}

func testTranscriptHides(t *testing.T, w *World) {
	s := newSpoken(t, w)
	told := s.transcript(s.buyer, s.home)
	alike(t, spokenIn(told), []string{"C1 first-body", "C1 final-body [draft-body]", "C1 "})
	if len(told.Sales) != 1 || told.Anchor != nil || len(told.Updates) != 2 {
		t.Errorf("a buyer has %d sales, the head %v and %d updates", len(told.Sales), told.Anchor, len(told.Updates))
	}
	for _, u := range told.Updates {
		for _, r := range u.Proof {
			if r.Person.Ref.String() != string(s.buyer) {
				t.Errorf("a buyer is told of the receipt of %s", r.Person.Name)
			}
		}
	}
	raw := string(get(told.Encode())(t))
	for _, secret := range []string{
		"gone-body", "gone-reason", "internal-body", "cobuyer-body", "roof-body", "taken-body", "unposted-body", `"C2"`, `"C3"`,
		"Finn", "finn@", "tess@", "cora@", "lou@", `"erp"`, "480000", "operator-anchor",
	} {
		if strings.Contains(raw, secret) {
			t.Errorf("a buyer is told %q", secret)
		}
	}
	c := s.cast
	for _, who := range []operator.Ref{c.former, c.stranger, c.outside, c.lender} {
		for _, of := range []operator.Ref{c.home, c.sale, c.oldSale} {
			_, err := w.Transcript(c.as(who), operator.TranscriptRequest{Of: of})
			fails(t, err, operator.NotFound)
		}
	}
	_, err := w.Transcript(c.as(c.buyer), operator.TranscriptRequest{Of: c.oldSale})
	fails(t, err, operator.NotFound)
	_, hidden := w.Transcript(c.as(c.buyer), operator.TranscriptRequest{Of: "T1"})
	_, missing := w.Transcript(c.as(c.buyer), operator.TranscriptRequest{Of: "T99"})
	sameAsMissing(t, hidden, missing, "T1", "T99")
	_, hidden = w.Transcript(c.as(c.stranger), operator.TranscriptRequest{Of: c.home})
	_, missing = w.Transcript(c.as(c.stranger), operator.TranscriptRequest{Of: "MR-016"})
	sameAsMissing(t, hidden, missing, string(c.home), "MR-016")
}

func testTranscriptOfASale(t *testing.T, w *World) {
	s := newSpoken(t, w)
	s.Clock.Advance(time.Hour)
	must(t)(w.WithdrawTransaction(s.as(s.admin), operator.EndTransactionRequest{Transaction: s.sale, Confirmed: true}))
	s.Clock.Advance(time.Hour)
	next := s.sell(s.home, s.former)
	s.send(s.assigned, "later-body", s.former)
	s.reply(s.assigned, s.internal, "later-internal")
	s.postUpdate(s.assigned, operator.PostUpdateRequest{Body: "later-update"})

	told := s.transcript(s.admin, s.sale)
	alike(t, spokenIn(told), []string{"C1 first-body", "C1 final-body [draft-body]", "C1  [gone-body]", "C2 internal-body", "C3 cobuyer-body"})
	if told.Sale == nil || told.Sale.Ref.String() != string(s.sale) || len(told.Sales) != 1 || told.Name() != string(s.sale) {
		t.Errorf("the sale is %+v", told.Sale)
	}
	raw := string(get(told.Encode())(t))
	for _, other := range []string{"later-body", "later-internal", "later-update", "Finn", `"` + string(next) + `"`, `"` + string(s.oldSale) + `"`} {
		if strings.Contains(raw, other) {
			t.Errorf("the transcript of %s tells of %s", s.sale, other)
		}
	}
	if raw := string(get(s.transcript(s.admin, next).Encode())(t)); strings.Contains(raw, `"`+string(s.sale)+`"`) {
		t.Errorf("the transcript of %s tells of one of %s", next, s.sale)
	}
	alike(t, spokenIn(s.transcript(s.admin, next)), []string{"C2 later-internal", "C4 later-body"})
	alike(t, spokenIn(s.transcript(s.former, next)), []string{"C4 later-body"})
}

func testTranscriptIsRecorded(t *testing.T, w *World) {
	s := newSpoken(t, w)
	actions := func(since uint64) []string {
		made := []string{}
		for _, e := range get(w.ListEvents(s.as(s.admin), operator.ListEventsRequest{Since: since, Paging: operator.Paging{Limit: 500}}))(t).Items {
			if e.Action != "events.listed" {
				made = append(made, e.Action+" "+e.Object)
			}
		}
		return made
	}
	home := s.transcript(s.buyer, s.home).Property.Ref.String()
	from := uint64(w.Events())
	s.transcript(s.assigned, s.home)
	alike(t, actions(from), []string{"transcript.made " + home})
	from = uint64(w.Events())
	told := s.transcript(s.auditor, s.sale)
	alike(t, actions(from), []string{
		"property.history_read " + home, "conversation.read C1", "conversation.read C2", "conversation.read C3", "transcript.made " + home,
	})
	made := get(w.ListEvents(s.as(s.admin), operator.ListEventsRequest{Action: "transcript.made", Paging: operator.Paging{Limit: 500}}))(t).Items
	var data struct{ SHA256, Transaction string }
	if err := json.Unmarshal(made[len(made)-1].Data, &data); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(get(told.Encode())(t))
	alike(t, data, struct{ SHA256, Transaction string }{hex.EncodeToString(sum[:]), string(s.sale)})
	for _, who := range []operator.Ref{s.buyer, s.assigned} {
		if slices.ContainsFunc(s.story(who), func(e operator.HistoryEntry) bool { return e.Action == "transcript.made" }) {
			t.Errorf("%s is told who made a transcript", who)
		}
	}
	from = uint64(w.Events())
	must(t)(w.Transcript(w.dry(s.buyer), operator.TranscriptRequest{Of: s.home}))
	must(t)(w.Transcript(w.dry(s.admin), operator.TranscriptRequest{Of: s.home}))
	if got := actions(from); slices.Contains(got, "transcript.made "+home) || !slices.Contains(got, "conversation.read C1") {
		t.Errorf("a dry run records %q", got)
	}
}

func testTranscriptChangesNothing(t *testing.T, w *World) {
	s := newSpoken(t, w)
	before := s.badge(s.cobuyer)
	s.transcript(s.cobuyer, s.home)
	alike(t, s.badge(s.cobuyer), before)
	if mine := get(w.ListUpdates(s.as(s.cobuyer), operator.ListUpdatesRequest{}))(t).Items[0].Mine; mine == nil || mine.SeenAt != nil {
		t.Errorf("the update is seen: %+v", mine)
	}
	got := s.transcript(s.cobuyer, s.sale)
	raw := get(got.Encode())(t)
	var back operator.Transcript
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	alike(t, string(get(back.Encode())(t)), string(raw))
}

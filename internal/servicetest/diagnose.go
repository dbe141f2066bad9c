package servicetest

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func diagnoseTests() []test {
	return []test{
		{"ADiagnosisOfAWorkspaceInOrderHasNoWarning", testHealthy},
		{"ADiagnosisNamesLeaversWhoAreStillResponsible", testLeavers},
		{"ADiagnosisNamesHomesWithoutATeamOrAPrimaryContact", testHomesAlone},
		{"ADiagnosisTellsOfAClockThatWentBack", testClockBack},
		{"ASweepRemovesOnlyOldFilesThatNothingNames", testSweep},
		{"ADiagnosisRecordsNothing", testDiagnosisRecordsNothing},
	}
}

// diagnosed is what a diagnosis says of a subject: its state and text.
func (w *World) diagnosed(t *testing.T, subject string) operator.Diagnosis {
	t.Helper()
	for _, d := range get(w.Diagnose(w.boss(), operator.DiagnoseRequest{}))(t) {
		if d.Subject == subject {
			return d
		}
	}
	t.Fatalf("nothing is said of %s", subject)
	return operator.Diagnosis{}
}

// says checks the state of a subject, and that its text holds what it should.
func (w *World) says(t *testing.T, subject string, status operator.Health, parts ...string) {
	t.Helper()
	d := w.diagnosed(t, subject)
	if d.Status != status || (d.Advice == nil) != (status == operator.HealthOK) {
		t.Errorf("%s is %+v, want %s", subject, d, status)
	}
	for _, part := range parts {
		if !strings.Contains(d.Text, part) {
			t.Errorf("%s: %q is not in %q", subject, part, d.Text)
		}
	}
}

func testHealthy(t *testing.T, w *World) {
	c := newCast(t, w)
	must(t)(c.AssignProperty(w.boss(), operator.AssignRequest{Property: c.other, People: []operator.Ref{c.assigned}, Primary: true}))
	subjects := []string{}
	for _, d := range get(w.Diagnose(w.boss(), operator.DiagnoseRequest{}))(t) {
		subjects = append(subjects, d.Subject)
		if d.Status != operator.HealthOK || d.Advice != nil || d.Text == "" {
			t.Errorf("%+v", d)
		}
	}
	equal(t, "what is looked at", subjects, []string{"person", "workspace", "key", "clock", "leavers", "homes", "posts", "files"})
}

func testLeavers(t *testing.T, w *World) {
	c := newCast(t, w)
	m := c.send(c.assigned, "Hello", c.buyer)
	must(t)(c.EditConversation(c.as(c.assigned), operator.EditConversationRequest{Conversation: ref(m.Conversation), Assignee: &c.assigned}))
	must(t)(c.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.assigned}))
	w.says(t, "leavers", operator.HealthWarning, "Tess Assigned ("+string(c.assigned)+"): primary contact of 1 home, assignee of 1 conversation")
	must(t)(c.CloseConversation(w.boss(), operator.ConversationRequest{Conversation: ref(m.Conversation)}))
	must(t)(c.AssignProperty(w.boss(), operator.AssignRequest{Property: c.home, People: []operator.Ref{c.wide}, Primary: true}))
	w.says(t, "leavers", operator.HealthOK)
}

func testHomesAlone(t *testing.T, w *World) {
	c := newCast(t, w)
	w.says(t, "homes", operator.HealthWarning, "without a primary contact: MR-015")
	must(t)(c.DeactivatePerson(w.boss(), operator.PersonRequest{Person: c.wide}))
	w.says(t, "homes", operator.HealthWarning, "without a team: MR-015")
	must(t)(c.AssignProperty(w.boss(), operator.AssignRequest{Property: c.other, People: []operator.Ref{c.outside}, Primary: true}))
	w.says(t, "homes", operator.HealthOK, "2 homes")
}

func testClockBack(t *testing.T, w *World) {
	newCast(t, w)
	w.Clock.Advance(-time.Minute)
	w.says(t, "clock", operator.HealthOK)
	w.Clock.Advance(-2 * time.Hour)
	w.says(t, "clock", operator.HealthProblem, "2h1m0s behind")
	w.Clock.Advance(3 * time.Hour)
}

func testSweep(t *testing.T, w *World) {
	c := newCast(t, w)
	put := func(content string) operator.Upload {
		return get(w.PutFile(w.boss(), operator.PutFileRequest{Name: "a.txt", Content: strings.NewReader(content)}))(t)
	}
	named, unused := put("named"), put("unused")
	send := func(up operator.Upload) error {
		return second(c.SendMessage(w.boss(), operator.SendMessageRequest{
			Property: c.home, To: []operator.Ref{c.buyer}, Body: "See", Attachments: []operator.NewAttachment{{Name: "a.txt", Upload: up}},
		}))
	}
	must(t)(nil, send(named))
	events := w.Events()
	equal(t, "swept at once", get(w.Sweep(w.boss(), operator.SweepRequest{}))(t), operator.SweepReport{Kept: 2})
	equal(t, "events of a sweep of nothing", w.Events(), events)
	w.Clock.Advance(time.Since(w.Clock.Now()) + operator.BlobGrace + time.Hour) // files have the time of the machine
	w.says(t, "files", operator.HealthWarning, "1 of 2 files")
	want := operator.SweepReport{Files: 1, Bytes: 6, Kept: 1}
	equal(t, "a dry run", get(w.Sweep(w.dry("P1"), operator.SweepRequest{}))(t), want)
	equal(t, "swept", get(w.Sweep(w.boss(), operator.SweepRequest{}))(t), want)
	equal(t, "events of a sweep", w.Events(), events+1)
	w.says(t, "files", operator.HealthOK, "1 file")
	refused(t, send(unused), operator.Invalid, "upload_gone")
	for _, who := range []operator.Ref{c.wide, c.auditor, c.buyer} {
		_, err := w.Sweep(w.As(who), operator.SweepRequest{})
		refused(t, err, operator.Denied, "not_allowed")
	}
}

func testDiagnosisRecordsNothing(t *testing.T, w *World) {
	c := newCast(t, w)
	events := w.Events()
	for _, who := range []operator.Ref{c.admin, c.auditor} {
		must(t)(w.Diagnose(w.As(who), operator.DiagnoseRequest{}))
	}
	equal(t, "events", w.Events(), events)
}

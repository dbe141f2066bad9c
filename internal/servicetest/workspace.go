package servicetest

import (
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func workspaceTests() []test {
	return []test{
		{"TheWorkspaceIsEditedByAdministrators", testWorkspace},
		{"TheWorkspacesZoneIsAPlace", testZones},
		{"BusinessHoursAreDaysAndTimes", testHours},
		{"ACheckCountsWhatItLooksAt", testCheck},
	}
}

func testWorkspace(t *testing.T, w *World) {
	c := newCast(t, w)
	ws := get(w.ShowWorkspace(w.As(c.buyer), operator.WorkspaceRequest{}))(t)
	ws.Name, ws.TimeZone, ws.Currency, ws.UpdatedAt = "Acme", "Europe/Berlin", "EUR", w.Clock.Now()
	req := operator.EditWorkspaceRequest{Name: ptr("Acme"), TimeZone: ptr("Europe/Berlin"), Currency: ptr("eur")}
	equal(t, "edited", get(w.EditWorkspace(w.boss(), req))(t), ws)
	events := w.Events()
	equal(t, "edited to the same", get(w.EditWorkspace(w.boss(), req))(t), ws)
	equal(t, "events of an edit to the same", w.Events(), events)
	_, err := w.EditWorkspace(w.As(c.wide), operator.EditWorkspaceRequest{TimeZone: ptr("nonsense")})
	refused(t, err, operator.Denied, "not_allowed")
	_, err = w.EditWorkspace(w.boss(), operator.EditWorkspaceRequest{Name: ptr(" ")})
	refused(t, err, operator.Invalid, "empty")
	for _, bad := range []string{"EURO", "e1r", "€"} {
		_, err = w.EditWorkspace(w.boss(), operator.EditWorkspaceRequest{Currency: &bad})
		refused(t, err, operator.Invalid, "bad_currency")
	}
}

func testZones(t *testing.T, w *World) {
	for _, good := range []string{"UTC", "America/Denver", "America/Argentina/Buenos_Aires"} {
		must(t)(w.EditWorkspace(w.boss(), operator.EditWorkspaceRequest{TimeZone: &good}))
	}
	for _, bad := range []string{"", "Local", "EST", "MST7MDT", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "America", "+01:00"} {
		_, err := w.EditWorkspace(w.boss(), operator.EditWorkspaceRequest{TimeZone: &bad})
		refused(t, err, operator.Invalid, "bad_time_zone")
	}
}

func testHours(t *testing.T, w *World) {
	for text, want := range map[string]operator.BusinessHours{
		"mon-fri 09:00-17:00":        {Days: []string{"mon", "tue", "wed", "thu", "fri"}, Open: "09:00", Close: "17:00"},
		"Sat,MON-tue  08:30-12:00":   {Days: []string{"mon", "tue", "sat"}, Open: "08:30", Close: "12:00"},
		"sat-mon 00:00-23:59":        {Days: []string{"mon", "sat", "sun"}, Open: "00:00", Close: "23:59"},
		"wed 10:00-10:01":            {Days: []string{"wed"}, Open: "10:00", Close: "10:01"},
		"mon-sun,mon-sun 1:00-02:00": {},
	} {
		ws, err := w.EditWorkspace(w.boss(), operator.EditWorkspaceRequest{BusinessHours: &text})
		if want.Days == nil {
			refused(t, err, operator.Invalid, "bad_hours")
			continue
		}
		equal(t, text, get(ws, err)(t).BusinessHours, want)
	}
	for _, bad := range []string{"", "mon-fri", "09:00-17:00", "mon-fri 17:00-09:00", "mon-fri 9-5", "mon-fri 09:00-24:00", "mo-fr 09:00-17:00", "mon- 09:00-17:00", "mon 09:00-17:00 x", "mon 09:00"} {
		_, err := w.EditWorkspace(w.boss(), operator.EditWorkspaceRequest{BusinessHours: &bad})
		refused(t, err, operator.Invalid, "bad_hours")
	}
}

func testCheck(t *testing.T, w *World) {
	c := newCast(t, w)
	c.talkWith(c.lender)
	r := get(w.Service.Check(w.boss(), operator.CheckRequest{ReadData: true}))(t)
	equal(t, "what was found", r.Findings, []string{})
	equal(t, "events and files", []int{r.Events, r.Files}, []int{w.Events(), 1})
	if r.Rows < 20 || r.Entries < 20 {
		t.Errorf("%d rows and %d index entries are too few", r.Rows, r.Entries)
	}
	for _, who := range []operator.Ref{c.wide, c.auditor, c.buyer} {
		_, err := w.Service.Check(w.As(who), operator.CheckRequest{})
		refused(t, err, operator.Denied, "not_allowed")
	}
}

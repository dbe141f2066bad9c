package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/storetest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestAServerSweepsByItself has files of each kind: named, held, new, and of no use.
func TestAServerSweepsByItself(t *testing.T) {
	t.Parallel()
	for name, wrap := range map[string]func(store.Store) store.Store{"once": asItIs, "replayed": storetest.Replay} {
		t.Run(name, func(t *testing.T) { sweptByItself(t, wrap) })
	}
}

func sweptByItself(t *testing.T, wrap func(store.Store) store.Store) {
	w := world(hold, wrap)(t)
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	boss := w.As("P1")
	put := func(content string) operator.Upload {
		up, err := w.PutFile(boss, operator.PutFileRequest{Name: "a.txt", Content: strings.NewReader(content)})
		must(t, err)
		return up
	}
	community, err := w.AddCommunity(boss, operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"})
	must(t, err)
	_, err = w.AddProperty(boss, operator.AddPropertyRequest{Code: "MR-014", Community: operator.Ref(community.Code)})
	must(t, err)
	_, err = w.AddPerson(boss, operator.AddPersonRequest{Kind: operator.Team, Name: "Tess"})
	must(t, err)
	named, unused := put("named"), put("unused")
	_, err = w.SendMessage(boss, operator.SendMessageRequest{
		Property: "MR-014", To: []operator.Ref{"P2"}, Internal: true, Body: "See", Attachments: []operator.NewAttachment{{Name: "a.txt", Upload: named}},
	})
	must(t, err)
	served := w.Service.(*app.App)
	sweep := func() operator.SweepReport {
		report, err := served.SweepServed(t.Context())
		must(t, err)
		return report
	}
	if got, want := sweep(), (operator.SweepReport{Kept: 2}); got != want {
		t.Errorf("at once: %+v, want %+v", got, want)
	}
	events := w.Events()
	w.Clock.Advance(time.Since(w.Clock.Now()) + operator.BlobGrace + time.Hour) // files have the time of the machine
	if got, want := sweep(), (operator.SweepReport{Files: 1, Bytes: 6, Kept: 1}); got != want {
		t.Errorf("after a day: %+v, want %+v", got, want)
	}
	if got, want := sweep(), (operator.SweepReport{Kept: 1}); got != want {
		t.Errorf("again: %+v, want %+v", got, want)
	}
	if w.Events() != events {
		t.Errorf("%d events tell of it", w.Events()-events)
	}
	_, err = w.SendMessage(boss, operator.SendMessageRequest{
		Property: "MR-014", To: []operator.Ref{"P2"}, Internal: true, Body: "See", Attachments: []operator.NewAttachment{{Name: "a.txt", Upload: unused}},
	})
	if operator.CodeOf(err) != operator.Invalid {
		t.Errorf("what was swept can be named: %v", err)
	}
	must(t, w.Check())
}

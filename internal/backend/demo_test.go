package backend

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var demoNow = time.Date(2026, 3, 18, 16, 20, 0, 0, time.UTC)

func demoConfig(t testing.TB) config.Config {
	return config.Config{Store: filepath.Join(t.TempDir(), "demo"), Timeout: time.Minute, Now: func() time.Time { return demoNow }}
}

// asAdmin opens the store for the administrator that it was made with.
func asAdmin(t testing.TB, c config.Config) (context.Context, operator.Service) {
	t.Helper()
	s, release, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := release(); err != nil {
			t.Error(err)
		}
	})
	return operator.WithCall(t.Context(), operator.Call{Trusted: true, Source: operator.SourceCLI}), s
}

func TestADemoOfAnySizeIsSound(t *testing.T) {
	t.Parallel()
	for _, size := range []struct {
		properties, messages int
		seed                 uint64
	}{{1, 0, 1}, {1, 1, 1}, {1, 300, 2}, {2, 5, 3}, {40, 0, 4}, {40, 600, 1}, {40, 600, 7}, {300, 9000, 5}, {1200, 100, 6}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			c := demoConfig(t)
			made, err := Demo(t.Context(), c, demo.Options{Properties: size.properties, Messages: size.messages, Seed: size.seed, Now: demoNow})
			if err != nil {
				t.Fatal(err)
			}
			if made.Properties != size.properties || made.Messages != size.messages {
				t.Errorf("it has %+v", made)
			}
			ctx, s := asAdmin(t, c)
			report, err := s.(*embedded).App.Check(ctx, operator.CheckRequest{ReadData: true})
			if err != nil {
				t.Fatal(err)
			}
			if report.Events != made.Events || report.Events < size.messages {
				t.Errorf("it has %d events, not %d", report.Events, made.Events)
			}
			for _, finding := range report.Findings {
				t.Error(finding)
			}
		})
	}
}

func TestADemoHasALivelyInboxForItsAdministrator(t *testing.T) {
	c := demoConfig(t)
	if _, err := Demo(t.Context(), c, demo.Options{Properties: 40, Messages: 600, Seed: 1, Now: demoNow}); err != nil {
		t.Fatal(err)
	}
	ctx, s := asAdmin(t, c)
	for _, req := range []operator.ListInboxRequest{
		{},
		{Unread: true},
		{Starred: true},
		{State: operator.InboxSnoozed},
		{State: operator.InboxArchived},
		{State: operator.InboxClosed},
		{ConversationFilter: operator.ConversationFilter{WaitingOn: operator.WaitingOnUs}},
	} {
		page, err := s.ListInbox(ctx, req)
		if err != nil || len(page.Items) == 0 {
			t.Errorf("%+v gives %d conversations, %v", req, len(page.Items), err)
		}
	}
	home, err := s.ShowProperty(ctx, operator.PropertyRequest{Property: "MR-001"})
	if err != nil || home.PrimaryContact == nil || len(home.Team) < 5 || len(home.Buyers) != 2 {
		t.Errorf("MR-001 is %+v, %v", home, err)
	}
	m, err := s.SendMessage(ctx, operator.SendMessageRequest{Property: "MR-001", To: []operator.Ref{"home"}, Body: "Good morning"})
	if err != nil || m.Ref != 601 {
		t.Errorf("the next message is %v, %v", m.Ref, err)
	}
}

func TestProgressOfADemoGoesFromNothingToEverything(t *testing.T) {
	t.Parallel()
	first, last, all := -1, 0, 0
	o := demo.Options{Properties: 100, Messages: 20_000, Seed: 1, Now: demoNow, Progress: func(done, total int) {
		if first < 0 {
			first, all = done, total
		}
		if done < last || total != all || done > total {
			t.Errorf("progress goes from %d of %d to %d of %d", last, all, done, total)
		}
		last = done
	}}
	if _, err := Demo(t.Context(), demoConfig(t), o); err != nil || first != 0 || last != all {
		t.Errorf("progress went from %d to %d of %d, %v", first, last, all, err)
	}
}

func TestADemoReplacesNothing(t *testing.T) {
	c := demoConfig(t)
	o := demo.Options{Properties: 1, Messages: 1, Seed: 1, Now: demoNow}
	if _, err := Demo(t.Context(), c, o); err != nil {
		t.Fatal(err)
	}
	_, err := Demo(t.Context(), c, o)
	if operator.CodeOf(err) != operator.Conflict {
		t.Errorf("a second demo gives %v", err)
	}
	ctx, s := asAdmin(t, c)
	if report, err := s.(*embedded).App.Check(ctx, operator.CheckRequest{ReadData: true}); err != nil || len(report.Findings) > 0 {
		t.Errorf("the first is %+v, %v", report, err)
	}
}

func TestADemoThatFailsLeavesNothingBehind(t *testing.T) {
	parent := t.TempDir()
	c := demoConfig(t)
	c.Store = filepath.Join(parent, "share", "demo")
	ctx, cancel := context.WithCancel(t.Context())
	for name, o := range map[string]demo.Options{
		"of no size": {Now: demoNow},
		"cancelled":  {Properties: 400, Messages: 50_000, Now: demoNow, Progress: func(int, int) { cancel() }},
	} {
		_, err := Demo(ctx, c, o)
		if operator.CodeOf(err) != operator.Invalid && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		left, err := os.ReadDir(parent)
		if err != nil || len(left) > 0 {
			t.Errorf("%s: %v was left behind, %v", name, left, err)
		}
	}
}

// One operation is one message, a hundred of them to a home:
// go test -bench Demo -benchtime 1000000x
func BenchmarkDemo(b *testing.B) {
	c := demoConfig(b)
	made, err := Demo(b.Context(), c, demo.Options{Properties: max(1, b.N/100), Messages: b.N, Seed: 1, Now: demoNow})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(made.Events), "events")
	b.ReportMetric(float64(made.Conversations), "conversations")
}

// TestAnErasureInADemoCountsWhatTheLogTells compares two ways of finding the events that
// name somebody. The log of a demo writes several people in a way of its own.
func TestAnErasureInADemoCountsWhatTheLogTells(t *testing.T) {
	t.Parallel()
	c := demoConfig(t)
	if _, err := Demo(t.Context(), c, demo.Options{Properties: 12, Messages: 60, Seed: 1, Now: demoNow}); err != nil {
		t.Fatal(err)
	}
	ctx, s := asAdmin(t, c)
	dry := operator.WithCall(ctx, operator.Call{Trusted: true, DryRun: true})
	buyers, err := s.ListPeople(ctx, operator.ListPeopleRequest{Kind: operator.Buyer, Paging: operator.Paging{Limit: operator.MaxPage}})
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, buyer := range buyers.Items {
		who := operator.Ref(buyer.Ref.String())
		erasure, err := s.ErasePerson(dry, operator.ErasePersonRequest{Person: who, Reason: "asked"})
		if err != nil {
			continue // who has an open sale cannot be erased
		}
		tried++
		events := map[uint64]bool{}
		for _, req := range []operator.ListEventsRequest{{Actor: who}, {Object: who}} {
			req.Limit = operator.MaxPage
			page, err := s.ListEvents(ctx, req)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range page.Items {
				events[e.Seq] = true
			}
		}
		for _, r := range erasure.Remains {
			if r.What == "events" && r.Count != len(events) {
				t.Errorf("of %s the erasure counts %d events, the list %d", who, r.Count, len(events))
			}
		}
	}
	if tried == 0 {
		t.Error("nobody could be erased")
	}
}

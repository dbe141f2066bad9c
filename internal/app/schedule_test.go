package app_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// dying is a store that keeps so many changes and no more, as one whose process is
// killed.
type dying struct {
	store.Store
	left *int
}

func (d dying) Update(ctx context.Context, fn func(store.Tx) error) error {
	if *d.left == 0 {
		return context.Canceled
	}
	*d.left--
	return d.Store.Update(ctx, fn)
}

// TestARunOfTheScheduleThatIsKilledAnywhereGoesOn kills runs after every number of
// transactions, and looks that the next run does the rest, and nothing twice.
func TestARunOfTheScheduleThatIsKilledAnywhereGoesOn(t *testing.T) {
	t.Parallel()
	const homes = 600 // three transactions
	clock := servicetest.NewClock()
	o := boltstore.Options{Dir: filepath.Join(t.TempDir(), "store"), Wait: 20 * time.Second, Now: clock.Now, NoSync: true}
	f, err := app.Found(operator.InitRequest{Name: "Acme", Admin: "Maya <maya@acme.example>", TimeZone: "UTC"}, clock.Now(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := boltstore.Init(t.Context(), o, f.Workspace, f.Fill); err != nil {
		t.Fatal(err)
	}
	s := hold(t, o)
	t.Cleanup(func() { s.Close() })
	left := -1
	service := app.New(app.Parts{Store: dying{s, &left}, Files: fsblob.Open(filepath.Join(o.Dir, "blobs")), Now: clock.Now, Random: rand.Reader})
	ctx := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Source: operator.SourceCLI})
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(service.AddCommunity(ctx, operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}))
	for n := range homes {
		must(service.AddProperty(ctx, operator.AddPropertyRequest{Community: "MR", Lot: fmt.Sprint(n + 1)}))
	}
	must(service.AddPerson(ctx, operator.AddPersonRequest{Kind: operator.Team, Name: "Tess", Email: "tess@acme.example"}))
	must(service.AssignCommunity(ctx, operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{"P2"}}))
	for range 3 {
		must(service.ScheduleMessage(ctx, operator.ScheduleMessageRequest{At: "+60m", Send: &operator.SendMessageRequest{Property: "MR-001", To: []operator.Ref{"P2"}, Body: "Hello"}}))
		must(service.PostUpdate(ctx, operator.PostUpdateRequest{Community: "MR", Body: "News.", At: "+60m"}))
	}
	clock.Advance(2 * time.Hour)
	var done []string
	for killed := range 20 {
		left = killed
		res, err := service.RunSchedule(ctx, operator.RunScheduleRequest{})
		for _, item := range res {
			done = append(done, item.Ref.String())
		}
		if err == nil {
			break
		}
	}
	left = -1
	// A run that is killed cannot tell what it did; but nobody does it again.
	slices.Sort(done)
	if twice := len(done) - len(slices.Compact(done)); twice != 0 || len(done) != 6 {
		t.Errorf("done %q", done)
	}
	page, err := service.ListMessages(ctx, operator.ListMessagesRequest{Conversation: "C1"})
	if err != nil || len(page.Items) != 3 {
		t.Errorf("%d messages, %v", len(page.Items), err)
	}
	tess := operator.WithCall(t.Context(), operator.Call{Actor: "P2", Source: operator.SourceCLI})
	totals, err := service.InboxTotals(tess, operator.TotalsRequest{})
	if err != nil || totals.Updates != 3*homes {
		t.Errorf("%d updates unseen, %v", totals.Updates, err)
	}
	must(nil, check(service, ctx))
}

func TestAPersonPlansSoMany(t *testing.T) {
	t.Parallel()
	b, w := watched(t)
	put := func(author operator.PersonID, kind string, n int) {
		err := b.Update(t.Context(), func(tx store.Tx) error {
			for range n {
				item := store.Scheduled{Kind: kind, Author: author, Property: 1, At: w.Clock.Now(), State: operator.SchedulePending}
				if err := tx.PutScheduled(&item); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	plan := func() error {
		return second(w.ScheduleMessage(w.As("P1"), operator.ScheduleMessageRequest{
			At: "+1d", Send: &operator.SendMessageRequest{Property: "MR-001", To: []operator.Ref{"P2"}, Body: "Hello"},
		}))
	}
	put(1, "message", operator.MaxPlanned-1)
	put(2, "message", 1) // that of somebody else
	put(1, "update", 1)  // nor what is posted counts
	if err := plan(); err != nil {
		t.Fatal(err)
	}
	if err := plan(); operator.CodeOf(err) != operator.Conflict {
		t.Errorf("got %v", err)
	}
}

package app_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// office is a service with its store in reach, to look behind the service.
type office struct {
	*app.App
	store store.Store
	dir   string
	ctx   context.Context // as the administrator
}

func newOffice(t *testing.T) *office {
	t.Helper()
	f, err := app.Found(operator.InitRequest{Name: "Acme Homes", Admin: "Maya Ortiz", TimeZone: "America/Denver"}, officeTime(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return openOffice(t, f.Workspace, f.Fill)
}

// officeTime is when everything happens in an office.
func officeTime() time.Time { return time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC) }

// openOffice makes an office of a workspace and what fill writes.
func openOffice(t *testing.T, ws store.Workspace, fill func(store.Tx) error) *office {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	o := boltstore.Options{Dir: dir, Now: officeTime, NoSync: true}
	if err := boltstore.Init(t.Context(), o, ws, fill); err != nil {
		t.Fatal(err)
	}
	s, err := boltstore.Hold(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	service := app.New(app.Parts{
		Store: s, Files: fsblob.Open(filepath.Join(dir, "blobs")), Now: officeTime, Random: rand.Reader,
		Pause: func(ctx context.Context) error { return ctx.Err() },
	})
	ctx := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Source: operator.SourceCLI})
	return &office{App: service, store: s, dir: dir, ctx: ctx}
}

func done[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// sell makes a home with a buyer and a message with a file.
func (o *office) sell(t *testing.T) {
	t.Helper()
	done[operator.Community](t)(o.AddCommunity(o.ctx, operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}))
	done[operator.Property](t)(o.AddProperty(o.ctx, operator.AddPropertyRequest{Community: "MR", Lot: "14"}))
	done[operator.Person](t)(o.AddPerson(o.ctx, operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ben"}))
	done[operator.Transaction](t)(o.OpenTransaction(o.ctx, operator.OpenTransactionRequest{Property: "MR-014", Buyers: []operator.Ref{"P2"}}))
	up := done[operator.Upload](t)(o.PutFile(o.ctx, operator.PutFileRequest{Name: "plan.txt", Content: strings.NewReader("a plan")}))
	done[operator.Message](t)(o.SendMessage(o.ctx, operator.SendMessageRequest{
		Property: "MR-014", To: []operator.Ref{"P2"}, Body: "See the plan.", Attachments: []operator.NewAttachment{{Name: "plan.txt", Upload: up}},
	}))
}

// blobFile is the path of the only file of a store.
func (o *office) blobFile(t *testing.T) string {
	t.Helper()
	found := done[[]string](t)(filepath.Glob(filepath.Join(o.dir, "blobs", "[0-9a-f][0-9a-f]", "*")))
	if len(found) != 1 {
		t.Fatalf("files: %v", found)
	}
	return found[0]
}

// onEvent changes the third event.
func onEvent(change func(*store.Event)) func(*testing.T, *office, store.Tx) error {
	return func(_ *testing.T, _ *office, tx store.Tx) error {
		e, _, err := tx.Event(3)
		if err != nil {
			return err
		}
		change(&e)
		return tx.PutEvent(e)
	}
}

// TestACheckFindsWhatWasTamperedWith changes one thing behind the service's back
// at a time.
func TestACheckFindsWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	for name, tamper := range map[string]struct {
		do   func(*testing.T, *office, store.Tx) error
		want string
	}{
		"nothing": {func(*testing.T, *office, store.Tx) error { return nil }, ""},
		"who did it": {
			onEvent(func(e *store.Event) { e.Actor = 2 }),
			"event 3 was changed after it was written",
		},
		"when it was done": {
			onEvent(func(e *store.Event) { e.At = e.At.Add(time.Hour) }),
			"event 3 was changed after it was written",
		},
		"which sale it was": {
			onEvent(func(e *store.Event) { e.Object = "T9" }),
			"event 3 was changed after it was written",
		},
		"what it was": {func(t *testing.T, _ *office, tx store.Tx) error {
			d, ok, err := tx.Details(3)
			if err != nil || !ok {
				return fmt.Errorf("no details: %w", err)
			}
			d.Content = []byte(`{"code":"XX"}`)
			return tx.PutDetails(d)
		}, "the details of event 3 changed after it was written"},
		"what a message said": {func(_ *testing.T, _ *office, tx store.Tx) error {
			m, _, err := tx.Message(1)
			if err != nil {
				return err
			}
			m.Body = "See you in court."
			return tx.PutMessage(&m)
		}, "changed after it was written"},
		"the end of a chain": {func(t *testing.T, _ *office, tx store.Tx) error {
			c, _, err := tx.Chain(1)
			if err != nil {
				return err
			}
			c.N--
			return tx.PutChain(c)
		}, "the events of H1 end at number"},
		"a file gone": {func(t *testing.T, o *office, _ store.Tx) error {
			return os.Remove(o.blobFile(t))
		}, "is missing from the store"},
		"a file changed": {func(t *testing.T, o *office, _ store.Tx) error {
			if err := os.Chmod(o.blobFile(t), 0o600); err != nil {
				return err
			}
			return os.WriteFile(o.blobFile(t), []byte("a PLAN"), 0o600)
		}, "in the store is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.sell(t)
			if err := o.store.Update(t.Context(), func(tx store.Tx) error { return tamper.do(t, o, tx) }); err != nil {
				t.Fatal(err)
			}
			r := done[operator.CheckReport](t)(o.Check(o.ctx, operator.CheckRequest{ReadData: true}))
			got := strings.Join(r.Findings, "\n")
			if tamper.want == "" && got != "" || !strings.Contains(got, tamper.want) {
				t.Errorf("found %q, want %q", got, tamper.want)
			}
		})
	}
}

// TestEveryChangeIsRecordedWhereItBelongs looks at the log: what belongs to a
// home is in its history, the rest in the workspace's.
func TestEveryChangeIsRecordedWhereItBelongs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	word := func(s string) *string { return &s }
	done[operator.Community](t)(o.AddCommunity(o.ctx, operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"}))
	done[operator.Property](t)(o.AddProperty(o.ctx, operator.AddPropertyRequest{Community: "MR", Lot: "14"}))
	done[operator.Building](t)(o.AddBuilding(o.ctx, operator.AddBuildingRequest{Community: "MR", Number: "1", Properties: []operator.Ref{"MR-014"}}))
	done[operator.Person](t)(o.AddPerson(o.ctx, operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ben"}))
	done[operator.Person](t)(o.EditPerson(o.ctx, operator.EditPersonRequest{Person: "P2", Name: word("Benjamin")}))
	done[operator.Person](t)(o.AddPerson(o.ctx, operator.AddPersonRequest{Kind: operator.Team, Name: "Tess"}))
	done[operator.Property](t)(o.AssignProperty(o.ctx, operator.AssignRequest{Property: "MR-014", People: []operator.Ref{"P3"}, Primary: true}))
	done[operator.Community](t)(o.AssignCommunity(o.ctx, operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{"P3"}}))
	done[operator.Transaction](t)(o.OpenTransaction(o.ctx, operator.OpenTransactionRequest{Property: "MR-014", Buyers: []operator.Ref{"P2"}}))
	done[operator.Transaction](t)(o.EditTransaction(o.ctx, operator.EditTransactionRequest{Transaction: "T1", Price: word("1")}))
	done[operator.Transaction](t)(o.WithdrawTransaction(o.ctx, operator.EndTransactionRequest{Transaction: "T1", Confirmed: true}))
	done[operator.Transaction](t)(o.ReopenTransaction(o.ctx, operator.TransactionRequest{Transaction: "T1"}))
	done[operator.Transaction](t)(o.CloseTransaction(o.ctx, operator.EndTransactionRequest{Transaction: "T1", Confirmed: true}))
	done[operator.Person](t)(o.DeactivatePerson(o.ctx, operator.PersonRequest{Person: "P3"}))
	done[operator.Workspace](t)(o.EditWorkspace(o.ctx, operator.EditWorkspaceRequest{Name: word("Acme")}))

	var got []string
	content := map[string]string{}
	err := o.store.View(t.Context(), func(r store.Reader) error {
		for e, err := range r.Events(0, 2) {
			if err != nil {
				return err
			}
			d, _, err := r.Details(e.Seq)
			if err != nil {
				return err
			}
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Action, e.Object, e.Property)))
			content[e.Action] = string(d.Content)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"community.added N1", "property.added H1 H1", "building.added B1", "property.edited H1 H1",
		"person.added P2", "person.edited P2", "person.added P3",
		"property.assigned H1 H1", "property.primary_changed H1 H1", "community.assigned N1",
		"transaction.opened T1 H1", "transaction.edited T1 H1", "transaction.withdrawn T1 H1", "transaction.reopened T1 H1", "transaction.closed T1 H1",
		"person.deactivated P3", "workspace.edited",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the log (-want +got):\n%s", diff)
	}
	for action, want := range map[string]string{
		"person.edited":      `{"name":{"before":"Ben","after":"Benjamin"}}`,
		"property.edited":    `{"building":{"before":null,"after":"B1"}}`,
		"transaction.edited": `{"currency":{"before":"","after":"USD"},"price":{"before":"","after":"1.00"}}`,
	} {
		if content[action] != want {
			t.Errorf("%s keeps %s, want %s", action, content[action], want)
		}
	}
}

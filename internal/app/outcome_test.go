package app_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// flaky is a store whose commits say that they failed when told to, whether the
// change was kept or not.
type flaky struct {
	store.Store
	fails, keeps bool
}

var errNotKept = errors.New("not kept")

func (f *flaky) Update(ctx context.Context, fn func(store.Tx) error) error {
	if !f.fails {
		return f.Store.Update(ctx, fn)
	}
	err := f.Store.Update(ctx, func(tx store.Tx) error {
		if err := fn(tx); err != nil || f.keeps {
			return err
		}
		return errNotKept
	})
	if err == nil || errors.Is(err, errNotKept) {
		return fmt.Errorf("%w: the disk is full", store.ErrCommit)
	}
	return err
}

// TestACommitThatFailsIsToldAsItIs: kept, not kept, or not to be found out.
func TestACommitThatFailsIsToldAsItIs(t *testing.T) {
	t.Parallel()
	f := &flaky{}
	w := world(hold, func(s store.Store) store.Store { f.Store = s; return f })(t)
	for _, err := range []error{
		second(w.AddCommunity(w.As("P1"), operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"})),
		second(w.AddProperty(w.As("P1"), operator.AddPropertyRequest{Community: "MR", Lot: "1"})),
		second(w.AddPerson(w.As("P1"), operator.AddPersonRequest{Kind: operator.Team, Name: "Tess"})),
		second(w.SendMessage(w.As("P1"), operator.SendMessageRequest{Property: "MR-001", To: []operator.Ref{"P2"}, Body: "Hello"})),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	add := func() error {
		return second(w.AddPerson(w.As("P1"), operator.AddPersonRequest{Kind: operator.Contact, Name: "Lou"}))
	}
	mark := func() error { return star(w) }
	for _, tt := range []struct {
		what  string
		act   func() error
		keeps bool
		want  operator.Code
	}{
		{"a change that was kept", add, true, ""},
		{"a change that was not", add, false, operator.IO},
		{"a mark, which leaves no event", mark, true, operator.Unknown},
		{"a mark that was not kept", mark, false, operator.Unknown},
	} {
		f.fails, f.keeps = true, tt.keeps
		if err := tt.act(); operator.CodeOf(err) != tt.want {
			t.Errorf("%s: %v; want %q", tt.what, err, tt.want)
		}
		f.fails = false
	}
}

// blind is a store that cannot be read any more once something was written.
type blind struct {
	store.Store
	armed, written bool
}

func (b *blind) Update(ctx context.Context, fn func(store.Tx) error) error {
	err := b.Store.Update(ctx, fn)
	b.written = b.armed && err == nil
	return err
}

func (b *blind) View(ctx context.Context, fn func(store.Reader) error) error {
	if b.written {
		return operator.Errorf(operator.IO, "nothing can be read")
	}
	return b.Store.View(ctx, fn)
}

// TestAPostThatIsMadeIsNotSaidToBeUndone: the disk fails behind its only transaction.
func TestAPostThatIsMadeIsNotSaidToBeUndone(t *testing.T) {
	t.Parallel()
	b := &blind{}
	w := world(hold, func(s store.Store) store.Store { b.Store = s; return b })(t)
	for _, err := range []error{
		second(w.AddCommunity(w.As("P1"), operator.AddCommunityRequest{Code: "MR", Name: "Maple Ridge"})),
		second(w.AddProperty(w.As("P1"), operator.AddPropertyRequest{Community: "MR", Lot: "1"})),
		second(w.AddProperty(w.As("P1"), operator.AddPropertyRequest{Community: "MR", Lot: "2"})),
		second(w.AddPerson(w.As("P1"), operator.AddPersonRequest{Kind: operator.Team, Name: "Tess"})),
		second(w.AssignCommunity(w.As("P1"), operator.AssignCommunityRequest{Community: "MR", People: []operator.Ref{"P2"}})),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, homes := range [][]operator.Ref{{"MR-001"}, {"MR-001", "MR-002"}} {
		b.armed = true
		res, err := w.PostUpdate(w.As("P1"), operator.PostUpdateRequest{Properties: homes, Body: "The roof is on.", Confirmed: true})
		if err != nil || res.Homes != len(homes) || res.Update.PublishedAt == nil {
			t.Errorf("to %d homes: %+v, %v", len(homes), res, err)
		}
		b.armed, b.written = false, false
	}
}

// star stars the conversation, or takes the star away again.
func star(w *servicetest.World) error {
	page, err := w.ListInbox(w.As("P1"), operator.ListInboxRequest{})
	if err != nil {
		return err
	}
	to := !page.Items[0].Starred
	return second(w.EditInbox(w.As("P1"), operator.EditInboxRequest{Conversations: []operator.Ref{"C1"}, Starred: &to}))
}

func second[T any](_ T, err error) error { return err }

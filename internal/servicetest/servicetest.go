// Package servicetest is what every operator.Service must do, as tests. Each
// test is a sentence about what can be seen from outside.
package servicetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// World is a fresh service, with a workspace whose only person is its
// administrator, P1, and what the tests need around it.
type World struct {
	operator.Service
	// As is a context for acting as a person.
	As func(operator.Ref) context.Context
	// Events is how many events the log has.
	Events func() int
	// Check fails if what is kept does not agree with itself.
	Check func() error
	// Break lets some more writes succeed, and none after them until Mend.
	Break func(after int)
	Mend  func()
	Clock *Clock
}

// Clock is a time that only moves when told to.
type Clock struct{ at time.Time }

// NewClock begins on a Wednesday morning.
func NewClock() *Clock { return &Clock{time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)} }

// Now is the time.
func (c *Clock) Now() time.Time { return c.at }

// Advance moves the time on.
func (c *Clock) Advance(d time.Duration) { c.at = c.at.Add(d) }

// test is one sentence, and how it is found true.
type test struct {
	name string
	run  func(*testing.T, *World)
}

// Run runs the suite. Each test gets a world of its own.
func Run(t *testing.T, newWorld func(*testing.T) *World) {
	for _, test := range slices.Concat(
		callTests(), peopleTests(), directoryTests(), propertyTests(), assignmentTests(),
		transactionTests(), workspaceTests(), diagnoseTests(), explainTests(), updateTests(), mediaTests(), uploadTests(), talkTests(), unseenTests(), groupTests(), eventTests(), exportTests(), importTests(), importSightTests(), rearrangeTests(),
		mergeTests(), bulkTests(), lookTests(), nextTests(), searchTests(), templateTests(), scheduleTests(), milestoneTests(), dueTests(), statsTests(), checkTests(), transcriptTests(), accessTests(), webhookTests(), holdTests(), eraseTests(), resaleTests(), reopenTests(), repeatTests(), sinceTests(), mergedFileTests(), goneTests(), undoSaleTests(), clockTests(), listTests(), limitTests(), agreeTests(),
		[]test{{"WhoMayDoWhatIsTheTable", testSight}},
	) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			test.run(t, w)
			if err := w.Check(); err != nil {
				t.Errorf("after the test: %v", err)
			}
		})
	}
}

// must ends the test at an error.
func must(t *testing.T) func(any, error) any {
	return func(v any, err error) any {
		t.Helper()
		if err != nil {
			var e *operator.Error
			if errors.As(err, &e) {
				t.Fatalf("%v (%s, %v, hint: %s)", err, e.Code, e.Details, e.Hint)
			}
			t.Fatal(err)
		}
		return v
	}
}

// get is must for a result that is used.
func get[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		must(t)(v, err)
		return v
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// refused checks that an error has a code and a reason, and ends the test if not:
// what follows would be about another world.
func refused(t *testing.T, err error, code operator.Code, reason string) {
	t.Helper()
	if got := operator.CodeOf(err); got != code || reasonOf(err) != reason {
		t.Fatalf("%v: code %q, reason %q; want %q, %q", err, got, reasonOf(err), code, reason)
	}
}

func reasonOf(err error) string {
	var e *operator.Error
	if !errors.As(err, &e) {
		return ""
	}
	word, _ := e.Details["reason"].(string)
	return word
}

// sameAsMissing checks that an error is the one for a thing that is not there:
// what was typed apart, nothing may differ.
func sameAsMissing(t *testing.T, hidden, missing error, typed, other string) {
	t.Helper()
	var h, m *operator.Error
	if !errors.As(hidden, &h) || !errors.As(missing, &m) {
		t.Fatalf("%v and %v: want an error each", hidden, missing)
	}
	if h.Code != operator.NotFound || h.Message != replace(m.Message, other, typed) || h.Hint != replace(m.Hint, other, typed) || !cmp.Equal(h.Details, m.Details) {
		t.Errorf("hidden: %+v; missing: %+v", h, m)
	}
}

func ptr[T any](v T) *T { return &v }

// with is a context with another call.
func (w *World) with(who operator.Ref, edit func(*operator.Call)) context.Context {
	ctx := w.As(who)
	call := operator.CallFrom(ctx)
	edit(&call)
	return operator.WithCall(ctx, call)
}

// dry is a context for asking what would happen.
func (w *World) dry(who operator.Ref) context.Context {
	return w.with(who, func(c *operator.Call) { c.DryRun = true })
}

// keyed is a context for doing something once.
func (w *World) keyed(who operator.Ref, key string) context.Context {
	return w.with(who, func(c *operator.Call) { c.Key = key })
}

// boss acts as the administrator.
func (w *World) boss() context.Context { return w.As("P1") }

func hintOf(err error) string {
	var e *operator.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Hint
}

package app

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// fill has somebody upload so many bytes as a file of their own.
func fill(t *testing.T, u *unnamed, who operator.PersonID, sum string, bytes int64, at time.Time) error {
	t.Helper()
	a, err := u.begin(who, at)
	if err != nil {
		return err
	}
	err = a.grow(bytes)
	if err != nil {
		sum = ""
	}
	a.end(sum)
	return err
}

// TestUploadsOfAPersonMayHaveSoManyBytesAndNotOneMore counts bytes that nobody has: that
// many would take longer to read than all other tests.
func TestUploadsOfAPersonMayHaveSoManyBytesAndNotOneMore(t *testing.T) {
	t.Parallel()
	u, now := newUnnamed(), time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)
	if err := fill(t, u, 1, "a", operator.MaxUploadBytes-1, now); err != nil {
		t.Fatal(err)
	}
	for _, more := range []int64{2, 3} {
		err := fill(t, u, 1, "b", more, now.Add(time.Hour))
		e, ok := err.(*operator.Error)
		if !ok || e.Code != operator.Busy || e.Details["reason"] != "too_many_uploads" || e.Hint == "" {
			t.Fatalf("%d past the limit: %v", more-1, err)
		}
		if got, want := e.Details[operator.RetryAfter], int((operator.BlobGrace-time.Hour)/time.Second); got != want {
			t.Errorf("it says to come back after %v s, and the first goes after %d", got, want)
		}
	}
	for who, sum := range map[operator.PersonID]string{1: "b", 2: "a"} { // what was refused is not counted, nor are others
		if err := fill(t, u, who, sum, 1, now); err != nil {
			t.Errorf("%v up to the limit: %v", who, err)
		}
	}
	if err := fill(t, u, 1, "a", operator.MaxUploadBytes-1, now); err == nil {
		t.Error("a file that is sent again is not counted while it is read")
	}
	u.named(1, []operator.NewAttachment{{Upload: operator.Upload{SHA256: "a"}}, {Upload: operator.Upload{SHA256: "of another"}}})
	if err := fill(t, u, 1, "c", operator.MaxUploadBytes-1, now); err != nil {
		t.Errorf("after what was there was named: %v", err)
	}
}

func TestWhatIsSweptIsNoLongerCounted(t *testing.T) {
	t.Parallel()
	u, now := newUnnamed(), time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)
	if err := fill(t, u, 1, "a", operator.MaxUploadBytes, now); err != nil {
		t.Fatal(err)
	}
	if err := fill(t, u, 1, "b", 1, now.Add(operator.BlobGrace)); err == nil {
		t.Error("a file of today is not counted")
	}
	if err := fill(t, u, 1, "b", 1, now.Add(operator.BlobGrace+time.Second)); err != nil {
		t.Errorf("a file of yesterday is counted: %v", err)
	}
	u.expire(now.Add(2*operator.BlobGrace + 2*time.Second))
	if len(u.of) != 0 {
		t.Errorf("%d people are remembered who have nothing", len(u.of))
	}
}

// TestFilesThatArriveAtOnceAreCounted has files come that are not whole yet.
func TestFilesThatArriveAtOnceAreCounted(t *testing.T) {
	t.Parallel()
	u, now := newUnnamed(), time.Now()
	var open []*arrival
	for range operator.MaxUploads {
		a, err := u.begin(1, now)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, a)
	}
	if _, err := u.begin(1, now); operator.CodeOf(err) != operator.Busy {
		t.Errorf("one too many: %v", err)
	}
	open[0].end("")
	if _, err := u.begin(1, now); err != nil {
		t.Errorf("after one has failed: %v", err)
	}
	full := arrives{strings.NewReader("x"), open[1]}
	if err := open[2].grow(operator.MaxUploadBytes); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(full); operator.CodeOf(err) != operator.Busy {
		t.Errorf("a byte too many is read: %v", err)
	}
}

// TestADryRunCountsWhileItIsRead has a file that is written aside to be looked at.
func TestADryRunCountsWhileItIsRead(t *testing.T) {
	t.Parallel()
	a, now := New(Parts{}), time.Now()
	if err := fill(t, a.unnamed, 1, "a", operator.MaxUploadBytes-4, now); err != nil {
		t.Fatal(err)
	}
	for content, fits := range map[string]bool{"four": true, "fives": false} {
		arriving, err := a.unnamed.begin(1, now)
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.lookAtFile(t.Context(), operator.PutFileRequest{Name: "a.txt", Content: io.MultiReader(strings.NewReader(content))}, arriving)
		arriving.end("")
		if e, _ := err.(*operator.Error); fits != (err == nil) || !fits && e.Details["reason"] != "too_many_uploads" {
			t.Errorf("%q: %v", content, err)
		}
	}
}

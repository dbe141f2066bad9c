package ahead_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/ahead"
)

var errMade = errors.New("made")

// count sends the numbers below n, and then fails.
func count(n int, ended *bool) func(func(int) error) error {
	return func(send func(int) error) error {
		defer func() { *ended = true }()
		for i := range n {
			if err := send(i); err != nil {
				return err
			}
		}
		return errMade
	}
}

func TestThingsComeInTheirOrderAndTheErrorLast(t *testing.T) {
	var got []int
	var last error
	ended := false
	for n, err := range ahead.Of(3, count(100, &ended)) {
		if last = err; err == nil {
			got = append(got, n)
		}
	}
	if len(got) != 100 || !slices.IsSorted(got) || !errors.Is(last, errMade) || !ended {
		t.Errorf("got %v, then %v", got, last)
	}
}

func TestWhoStopsWaitsForTheEnd(t *testing.T) {
	ended := false
	for n, err := range ahead.Of(3, count(100, &ended)) {
		if err != nil {
			t.Fatal(err)
		}
		if n == 10 {
			break
		}
	}
	if !ended {
		t.Error("it goes on")
	}
}

func TestAPanicIsForWhoRanges(t *testing.T) {
	defer func() {
		if p := recover(); p != "a bug" {
			t.Errorf("recovered %v", p)
		}
	}()
	for range ahead.Of(1, func(func(int) error) error { panic("a bug") }) {
		t.Error("something was made")
	}
}

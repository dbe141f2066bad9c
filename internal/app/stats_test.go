package app

import (
	"slices"
	"testing"
)

func TestNumbersOfPeopleStandByTheirNumbers(t *testing.T) {
	got := sortedKeys(map[string]int{"P10": 0, "MR-2": 0, "P2": 0, "mr-10": 0, "P1": 0})
	if want := []string{"P1", "P2", "P10", "mr-10", "MR-2"}; !slices.Equal(got, want) {
		t.Errorf("the keys are %q, want %q", got, want)
	}
}

package app

import (
	"maps"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestLotsAreFoundWhereAStepHasPutThem has homes added, moved and forgotten.
func TestLotsAreFoundWhereAStepHasPutThem(t *testing.T) {
	x := lotIndex{1: {}, 2: {}}
	at := func(in operator.CommunityID, text string) []operator.PropertyID { return x[in][lotHashes(text)[0]] }
	x.add(1, "9", 11)
	x.add(1, "Lot 009", 12)
	x.add(1, "Phase 2, Lot 9", 13)
	x.add(3, "9", 14) // a community that nobody has asked for
	x.add(1, "", 15)
	if got := at(1, "9"); !slices.Equal(got, []operator.PropertyID{11, 12}) || len(x[3]) > 0 {
		t.Errorf("on lot 9 are %v; of another community %v", got, x[3])
	}
	x.settle(&placeMemo{moved: []lotMove{{home: 11, from: 1, to: 2, was: "9", is: "Phase 1, Lot 9"}, {home: 12, from: 1, to: 1, was: "9", is: "9"}}})
	if got := at(1, "9"); !slices.Equal(got, []operator.PropertyID{12}) {
		t.Errorf("on lot 9 are %v", got)
	}
	if got := x[2][anyPhase(lotPlaceOf("9"))]; !slices.Equal(got, []operator.PropertyID{11}) {
		t.Errorf("on lot 9 of a phase of the other community are %v", got)
	}
	x.forget(nil)
	x.forget(&placeMemo{touched: map[operator.CommunityID]bool{1: true, 7: true}})
	if got := slices.Sorted(maps.Keys(x)); !slices.Equal(got, []operator.CommunityID{2}) {
		t.Errorf("known are %v", got)
	}
}

package app

import (
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lotIndex is the homes of communities by the hashes of where they are. Reading it takes
// a walk over all homes of a community, so that an import keeps it from step to step:
// nobody else writes meanwhile.
type lotIndex map[operator.CommunityID]map[uint64][]operator.PropertyID

// lotHashes are the keys that a home is found by.
func lotHashes(text string) []uint64 {
	l := lotPlaceOf(text)
	switch {
	case l.lot == "":
		return nil
	case l.plain():
		return []uint64{lotHash(l.key())}
	}
	return []uint64{lotHash(l.key()), anyPhase(l)}
}

// add remembers where a home is, if its community is one whose homes are known.
func (x lotIndex) add(in operator.CommunityID, text string, id operator.PropertyID) {
	if x[in] == nil {
		return
	}
	for _, key := range lotHashes(text) {
		if !slices.Contains(x[in][key], id) { // read since it was put there
			x[in][key] = append(x[in][key], id)
		}
	}
}

// remove forgets that a home was there.
func (x lotIndex) remove(in operator.CommunityID, text string, id operator.PropertyID) {
	for _, key := range lotHashes(text) {
		if at := slices.Index(x[in][key], id); at >= 0 {
			x[in][key] = slices.Delete(x[in][key], at, at+1)
		}
	}
}

// lotMove is a home that an edit has put on another lot, or into another community.
type lotMove struct {
	home     operator.PropertyID
	from, to operator.CommunityID
	was, is  string // the texts of the lots
}

// settle takes over what a step that is kept has moved. Within the step its rows are found
// where they were, as when they were looked at.
func (x lotIndex) settle(m *placeMemo) {
	for _, move := range m.moved {
		x.remove(move.from, move.was, move.home)
		x.add(move.to, move.is, move.home)
	}
}

// forget gives up what a step that is not kept has read or added.
func (x lotIndex) forget(m *placeMemo) {
	if m != nil {
		maps.DeleteFunc(x, func(in operator.CommunityID, _ map[uint64][]operator.PropertyID) bool { return m.touched[in] })
	}
}

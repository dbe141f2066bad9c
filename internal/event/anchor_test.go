package event_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func heads() []store.Chain {
	return []store.Chain{
		{Property: 0, N: 3, Seq: 7, Head: []byte("workspace")},
		{Property: 2, N: 2, Seq: 9, Head: []byte("a home")},
	}
}

func TestAnAnchorStandsForTheHeadsOfAllChains(t *testing.T) {
	a := event.NewAnchor(instance, 0, heads())
	if a.Last != 9 || a.Events != 5 || a.Chains != 2 || !a.IsOf(instance) || a.IsOf([]byte("another one")) {
		t.Errorf("the anchor is %+v", a)
	}
	other := heads()
	slices.Reverse(other)
	if !a.Equal(event.NewAnchor(instance, 0, append(other, store.Chain{Property: 5}))) {
		t.Error("the order of chains, or one without events, makes another anchor")
	}
	for name, change := range map[string]func([]store.Chain) []store.Chain{
		"another head":   func(c []store.Chain) []store.Chain { c[1].Head = []byte("A home"); return c },
		"another home":   func(c []store.Chain) []store.Chain { c[1].Property = 3; return c },
		"another length": func(c []store.Chain) []store.Chain { c[0].N--; c[1].N++; return c },
		"a chain less":   func(c []store.Chain) []store.Chain { return c[1:] },
	} {
		if a.Equal(event.NewAnchor(instance, 0, change(heads()))) {
			t.Errorf("%s makes the same anchor", name)
		}
	}
}

// TestTheFormatOfAnAnchorIsForEver: anchors are kept elsewhere for years.
func TestTheFormatOfAnAnchorIsForEver(t *testing.T) {
	for of, want := range map[operator.PropertyID]string{
		0: "operator-anchor-1:4a0ce5fd32186237:log:9:5:2:8fd5ceb3b80919871f08b443b68244753b5f6d74843118002f7c49924a05bf14:1edae117",
		2: "operator-anchor-1:4a0ce5fd32186237:H2:9:2:1:3ad3b11292e5337a836041a4bd26cbe791898de09ac298c5d38988a7158bd1c8:61099896",
	} {
		chains := heads()
		if of != 0 {
			chains = chains[1:]
		}
		a := event.NewAnchor(instance, of, chains)
		if a.String() != want {
			t.Errorf("the anchor is %s, want %s", a, want)
		}
		back, err := event.ParseAnchor(" " + a.String() + "\n")
		if err != nil || back != a {
			t.Errorf("read back: %+v, %v", back, err)
		}
	}
}

func TestAnAnchorThatWasMistypedIsRefused(t *testing.T) {
	line := event.NewAnchor(instance, 0, heads()).String()
	for _, bad := range []string{
		"", "log", line[1:], line[:len(line)-1], line + "0", strings.Replace(line, ":9:", ":8:", 1),
		strings.Replace(line, "-1:", "-2:", 1), strings.Replace(line, ":log:", ":P2:", 1),
	} {
		if _, err := event.ParseAnchor(bad); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

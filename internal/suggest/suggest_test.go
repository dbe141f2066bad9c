package suggest_test

import (
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
)

func TestNearestFindsWhatWasMeant(t *testing.T) {
	known := []string{"send", "reply", "list", "show", "edit", "delete", "download"}
	for typed, want := range map[string][]string{
		"sned":   {"send"},
		"repyl":  {"reply"},
		"LIST":   {"list"},
		"lst":    {"list"},
		"down":   {"download"},
		"edits":  {"edit"},
		"xyzzy":  {},
		"l":      {},
		"":       {},
		"deelte": {"delete"},
	} {
		got := suggest.Nearest(typed, known)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestTheClosestWordComesFirst(t *testing.T) {
	got := suggest.Nearest("show", []string{"shop", "shot", "slow", "show"})
	if len(got) != 3 || got[0] != "show" {
		t.Errorf("got %q", got)
	}
}

func TestDidYouMeanSaysNothingForNothing(t *testing.T) {
	if got := suggest.DidYouMean(nil); got != "" {
		t.Errorf("got %q", got)
	}
	if got := suggest.DidYouMean([]string{"a", "b"}); got != "did you mean a or b?" {
		t.Errorf("got %q", got)
	}
}

func TestAWordThatIsKnownTwiceIsSuggestedOnce(t *testing.T) {
	got := suggest.Nearest("mesage", []string{"message.sent", "message", "message.edited", "message"})
	if !slices.Equal(got, []string{"message"}) {
		t.Errorf("got %q", got)
	}
}

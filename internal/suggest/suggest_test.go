package suggest_test

import (
	"slices"
	"strings"
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

// Who sends a reference of a megabyte keeps nobody waiting with it.
func TestAWordThatIsFarTooLongIsNotComparedLetterByLetter(t *testing.T) {
	long := strings.Repeat("s", 1<<20)
	if got := testing.AllocsPerRun(1, func() { suggest.Nearest(long, []string{"send", "show"}) }); got > 100 {
		t.Errorf("%v allocations for a word that is like none", got)
	}
}

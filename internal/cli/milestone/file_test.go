package milestone

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAFileOfStepsIsReadAsItIsWritten(t *testing.T) {
	text := "\ufeff# Our homes\n\nPermit\r\nSlab : The slab is poured.\n  It dries\n\n  for a week.\n# later\nRoof :\n\tThe roof is on.\nTime: 9\n"
	want := []step{
		{Name: "Permit"},
		{Name: "Slab", Text: operator.Optional("The slab is poured.\nIt dries\n\nfor a week.")},
		{Name: "Roof", Text: operator.Optional("The roof is on.")},
		{Name: "Time: 9"},
	}
	got, err := parse(text)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	again, err := parse(format(got))
	if diff := cmp.Diff(want, again); err != nil || diff != "" {
		t.Error("as format writes them:", err, diff)
	}
}

func TestANameThatLooksLikeATextIsDoubted(t *testing.T) {
	list, err := parse("Slab: It is poured.\nPhase 1: Framing : It stands.\nRoof\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`all of "Slab: It is poured." is the name of a step: a text stands behind " : ", as in "Slab : TEXT"`}
	if diff := cmp.Diff(want, doubtful(list)); diff != "" {
		t.Error(diff)
	}
}

func TestAMistakeInAFileOfStepsNamesItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"Roof\n\n# x\nROOF\n":                    "line 4: the milestone ROOF is there twice",
		"  The slab is poured.\n":                "line 1: a text stands below its step, and there is none",
		"Roof\n : text\n":                        "",
		"Roof\n" + strings.Repeat("x", 500):      "line 2: ",
		"Permit\n\x00\n":                         "line 2: ",
		"# only a comment\n\n":                   "",
		"Slab : The slab: poured : as it was.\n": "",
	} {
		_, err := parse(text)
		switch {
		case want == "" && err != nil, want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)):
			t.Errorf("%q: %v", text, err)
		}
	}
}

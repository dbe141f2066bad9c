package render_test

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
)

func TestWhatGoesOverANetworkIsToldInBytes(t *testing.T) {
	t.Parallel()
	stream, _, errOut := terminal(80)
	stream.Env = func(name string) string { return map[string]string{"ACCESSIBLE": "1"}[name] }
	at := noon
	p := render.NewProgress(stream, render.Output{}, "importing", true, func() time.Time { return at })
	for _, total := range []int64{3 << 20, 0} {
		at = at.Add(10 * time.Second)
		p.Moved(2<<20, total)
	}
	if want := "importing: 2.0 MiB of 3.0 MiB\nimporting: 2.0 MiB\n"; errOut.String() != want {
		t.Errorf("got %q, want %q", errOut, want)
	}
}

// TestStepsFollowBytes tells of an import that is sent first.
func TestStepsFollowBytes(t *testing.T) {
	t.Parallel()
	stream, _, errOut := terminal(80)
	stream.Env = func(name string) string { return map[string]string{"ACCESSIBLE": "1"}[name] }
	at := noon
	p := render.NewProgress(stream, render.Output{}, "importing", true, func() time.Time { return at })
	at = at.Add(10 * time.Second)
	p.Moved(2<<20, 3<<20)
	at = at.Add(10 * time.Second)
	p.Update(500, 2000)
	p.Stop()
	if want := "importing: 2.0 MiB of 3.0 MiB\nimporting: 500 of 2000\n"; errOut.String() != want {
		t.Errorf("got %q, want %q", errOut, want)
	}
}

// TestProgressIsToldToWhoListens: lines that follow each other, and none of them
// drawn again.
func TestProgressIsToldToWhoListens(t *testing.T) {
	t.Parallel()
	for env, want := range map[string]string{
		"OPERATOR_ACCESSIBLE": "reading rows: 310 of 900\nreading rows: 610 of 900\n",
		"ACCESSIBLE":          "reading rows: 310 of 900\nreading rows: 610 of 900\n",
	} {
		stream, out, errOut := terminal(80)
		stream.Env = func(name string) string { return map[string]string{env: "1"}[name] }
		at := noon
		p := render.NewProgress(stream, render.Output{}, "reading rows", false, func() time.Time { return at })
		for done := 10; done <= 900; done += 100 {
			p.Update(done, 900)
			at = at.Add(10 * time.Second)
		}
		p.Stop()
		if errOut.String() != want || out.Len() > 0 {
			t.Errorf("%s: got %q and %q, want %q", env, errOut, out, want)
		}
	}
}

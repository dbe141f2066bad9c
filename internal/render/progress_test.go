package render_test

import (
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
)

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

package walk

import "testing"

// TestAShortWalkFindsNothing keeps the walk from rotting: the long ones are run by
// go run ./internal/dev walk.
func TestAShortWalkFindsNothing(t *testing.T) {
	t.Parallel()
	r, err := Run(t.Context(), Options{Seed: 1, Steps: 30, Look: 30, Over: []string{"app", "http"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		t.Errorf("step %d (%s), %s: %s and %s:\n%s\n%s", f.Step, f.During, f.Who, f.A, f.B, f.SaidA, f.SaidB)
	}
}

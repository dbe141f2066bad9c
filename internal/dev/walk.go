package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	randomly "github.com/seed-34ad0ce1/operator/internal/dev/walk"
)

// walk walks at random through an office, and looks whether all ways of reading agree.
func walk(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("walk", flag.ContinueOnError)
	seed := f.Uint64("seed", 1, "the first `seed`; the next walk takes the next")
	steps := f.Int("steps", 120, "how many `steps` a walk has")
	every := f.Int("look", 6, "after how many `steps` everybody looks")
	long := f.Duration("for", 0, "how `long` to begin other walks; 0 is one walk")
	over := f.String("over", "both", "app, http, or `both`, which have to say the same")
	if err := f.Parse(args); err != nil {
		return err
	}
	ways := map[string][]string{"app": {"app"}, "http": {"http"}, "both": {"app", "http"}}[*over]
	if ways == nil || *every < 1 {
		return errors.New("-over is app, http or both, and -look at least 1")
	}
	begun, asked, walks, found := time.Now(), 0, 0, 0
	done := map[string]int{}
	for n := *seed; n == *seed || time.Since(begun) < *long && ctx.Err() == nil; n++ {
		o := randomly.Options{Seed: n, Steps: *steps, Look: *every, Over: ways}
		r, err := randomly.Run(ctx, o)
		if err != nil {
			return fmt.Errorf("seed %d: %w", n, err)
		}
		walks, asked = walks+1, asked+r.Asked
		for name, times := range r.Done {
			done[name] += times
		}
		if len(r.Findings) > 0 {
			found++
			tellFindings(o, r.Findings, *over)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(done)) {
		fmt.Printf("%7d %s\n", done[name], name)
	}
	fmt.Printf("%d walks from seed %d, %d questions, %d walks in which readings did not agree\n", walks, *seed, asked, found)
	if found > 0 {
		return errors.New("readings do not agree")
	}
	return nil
}

// tellFindings prints what did not agree, and how to walk there again.
func tellFindings(o randomly.Options, all []randomly.Finding, over string) {
	for _, f := range all {
		a, b := apart(f.SaidA, f.SaidB)
		fmt.Printf("seed %d, step %d (%s), %s: %s and %s do not agree\n  %s\n  %s\n", o.Seed, f.Step, f.During, f.Who, f.A, f.B, a, b)
	}
	fmt.Printf("again: go run ./internal/dev walk -seed %d -steps %d -look %d -over %s\n", o.Seed, all[0].Step, o.Look, over)
}

// apart is two readings without most of what they have in common.
func apart(a, b string) (string, string) {
	const about, most = 80, 400
	begin := 0
	for begin < min(len(a), len(b)) && a[begin] == b[begin] {
		begin++
	}
	cut := func(s string) string {
		from, to := max(0, begin-about), min(len(s), begin+most)
		part := strings.ToValidUTF8(s[from:to], "")
		if from > 0 {
			part = "…" + part
		}
		if to < len(s) {
			part += "…"
		}
		return part
	}
	return cut(a), cut(b)
}

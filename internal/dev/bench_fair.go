package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"
)

// How many write and read at the same time, for how long, and how long a call of one of
// them may take.
const (
	fairWriters = 4
	fairReaders = 4
	fairFor     = 5 * time.Second
	fairLongest = 100 * time.Millisecond
)

// fairSuite has writers and readers run commands one after the other, all at the same time:
// nobody is to wait for long, and nobody to get more turns than others that do the same.
func fairSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	t, err := b.sendTarget(ctx)
	if err != nil {
		return nil, err
	}
	var last fairRun
	once := func(ctx context.Context) (time.Duration, error) {
		last, err = b.inTurns(ctx, t)
		return last.longest, err
	}
	count := func(n func() int) func(context.Context) (time.Duration, error) {
		return func(context.Context) (time.Duration, error) { return time.Duration(n()), nil }
	}
	return []measurement{
		{
			name: "fair-longest", what: "4 that send and 4 that list for 5 s: the longest call", beside: "100 ms", target: 1, rounds: 1,
			ours: once, theirs: func(context.Context) (time.Duration, error) { return fairLongest, nil },
		},
		{
			name: "fair-writers", what: "calls of who sent the most of them", beside: "of who sent the fewest", target: 1.2, rounds: 1, as: counted,
			ours: count(func() int { return slices.Max(last.writers) }), theirs: count(func() int { return slices.Min(last.writers) }),
		},
		{
			name: "fair-readers", what: "calls of who listed the most of them", beside: "of who listed the fewest", target: 1.2, rounds: 1, as: counted,
			ours: count(func() int { return slices.Max(last.readers) }), theirs: count(func() int { return slices.Min(last.readers) }),
		},
	}, nil
}

func counted(n time.Duration) string { return fmt.Sprint(int64(n)) }

// fairRun is how many calls each had, and how long the longest of all took.
type fairRun struct {
	writers, readers []int
	longest          time.Duration
}

// inTurns runs what writers and readers do until the time is up.
func (b *workbench) inTurns(ctx context.Context, t sendTarget) (fairRun, error) {
	had, errs := make([]turnsHad, fairWriters+fairReaders), make([]error, fairWriters+fairReaders)
	until := time.Now().Add(fairFor)
	var all sync.WaitGroup
	for i := range had {
		args := []string{b.operator, "msg", "reply", t.conversation, "--store", t.store, "-q", "-b", "The electrician comes on Thursday at nine."}
		if i >= fairWriters {
			args = []string{b.operator, "inbox", "list", "--store", t.store, "-q"}
		}
		all.Go(func() { had[i], errs[i] = b.takeTurns(ctx, turnsSpec{until, args}) })
	}
	all.Wait()
	var run fairRun
	for i, h := range had {
		if errs[i] != nil {
			return run, errs[i]
		}
		run.longest = max(run.longest, h.Longest)
		if i < fairWriters {
			run.writers = append(run.writers, h.Calls)
		} else {
			run.readers = append(run.readers, h.Calls)
		}
	}
	return run, nil
}

// turnsTask is the argument that makes this program run a command again and again. It is
// in no list. Each who takes turns is a process of its own, as a script is: in one process
// Go's scheduler lets some that have ended wait for half a second.
const turnsTask = "turns"

// turnsSpec is what such a process reads from its standard input.
type turnsSpec struct {
	Until time.Time
	Args  []string
}

// turnsHad is what it writes in the end.
type turnsHad struct {
	Calls   int
	Longest time.Duration
}

func (b *workbench) takeTurns(ctx context.Context, spec turnsSpec) (had turnsHad, err error) {
	program, err := os.Executable()
	if err != nil {
		return had, err
	}
	raw, err := json.Marshal(spec)
	if err != nil {
		return had, err
	}
	cmd := exec.CommandContext(ctx, program, turnsTask)
	cmd.Env, cmd.Stdin, cmd.Stderr = b.env(), bytes.NewReader(raw), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return had, err
	}
	return had, json.Unmarshal(out, &had)
}

func turns(ctx context.Context) error {
	var spec turnsSpec
	if err := json.NewDecoder(os.Stdin).Decode(&spec); err != nil {
		return err
	}
	var had turnsHad
	for time.Now().Before(spec.Until) {
		from := time.Now()
		if err := exec.CommandContext(ctx, spec.Args[0], spec.Args[1:]...).Run(); err != nil {
			return fmt.Errorf("%v: %w", spec.Args, err)
		}
		had.Calls, had.Longest = had.Calls+1, max(had.Longest, time.Since(from))
	}
	return json.NewEncoder(os.Stdout).Encode(had)
}

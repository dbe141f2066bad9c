package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// What a server may come to have more of while it is used: memory that no file is behind,
// by the middle of the first half beside the last quarter, and open files.
const (
	soakMemory = 24 << 20
	soakFiles  = 8
)

// soakLoad is how much is asked of the server: messages a second, readers who ask again
// when they have looked at what they got, and streams that are told what is new.
const (
	soakMessages = 200
	soakReaders  = 50
	soakReading  = 500 * time.Millisecond
	soakWatchers = 5
	soakBackups  = time.Minute
)

// soak uses a server for a while, and looks whether it stays as it was: whether it comes
// to need more memory or more open files, and whether all that it acknowledged is there
// in the end. How quick it was is told, and decides nothing.
func soak(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("soak", flag.ContinueOnError)
	long := f.Duration("for", 10*time.Minute, "how `long` the server is used")
	part := f.Duration("part", time.Minute, "of how long a `part` a line tells")
	if err := f.Parse(args); err != nil {
		return err
	}
	b, err := newWorkbench(ctx, "")
	if err != nil {
		return err
	}
	defer b.close()
	at, err := b.soakStore(ctx)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx, at.store)
	if err != nil {
		return err
	}
	load, err := newSoakLoad(ctx, s)
	if err == nil {
		err = load.run(ctx, *long, *part)
	}
	if err := errors.Join(err, s.stop()); err != nil {
		return err
	}
	load.tell()
	return errors.Join(load.steady(), b.soaked(ctx, at, load))
}

func (b *workbench) soakStore(ctx context.Context) (sendTarget, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("soak-%d", rand.Uint64()))
	_, err := b.run(ctx, "demo", dir, "-q", "--messages", "5000", "--properties", "100")
	return sendTarget{store: dir}, err
}

// tell prints a line for each part.
func (l *soakLoad) tell() {
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "part\tmessages\tp50\tp99\treads\tp50\tp99\tmemory\topen files\t")
	for i, p := range l.parts {
		fmt.Fprintf(w, "%d\t%d\t%s\t%s\t%d\t%s\t%s\t%d MiB\t%d\t\n", i+1,
			len(p.writes), short(quantile(p.writes, 0.5)), short(quantile(p.writes, 0.99)),
			len(p.reads), short(quantile(p.reads, 0.5)), short(quantile(p.reads, 0.99)), p.memory>>20, p.files)
	}
	_ = w.Flush()
	fmt.Printf("%d backups, %d changes told to %d streams\n", l.backups.Load(), l.told.Load(), soakWatchers)
}

// quantile is what a share of all is not above; 0 of none.
func quantile(all []time.Duration, share float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, int(float64(len(sorted))*share))]
}

// steady compares the last quarter with the middle of the first half: until then a server
// fills what it keeps.
func (l *soakLoad) steady() error {
	n := len(l.parts)
	if n < 4 {
		fmt.Println("too few parts to tell whether it stays as it was")
		return nil
	}
	most := func(of []soakPart, what func(soakPart) int64) int64 {
		var m int64
		for _, p := range of {
			m = max(m, what(p))
		}
		return m
	}
	early, late := l.parts[n/4:n/2], l.parts[n-n/4:]
	var grown []error
	for _, look := range []struct {
		name string
		what func(soakPart) int64
		room int64
	}{
		{"bytes of memory", func(p soakPart) int64 { return p.memory }, soakMemory},
		{"open files", func(p soakPart) int64 { return int64(p.files) }, soakFiles},
	} {
		before, after := most(early, look.what), most(late, look.what)
		fmt.Printf("%s: %d early, %d late\n", look.name, before, after)
		if after > before+look.room {
			grown = append(grown, fmt.Errorf("the server came to have %d %s, from %d", after, look.name, before))
		}
	}
	return errors.Join(grown...)
}

// soaked looks whether what was acknowledged is there once, how large the store has become
// beside what it would be if it were written anew, and whether it is sound.
func (b *workbench) soaked(ctx context.Context, at sendTarget, l *soakLoad) error {
	out, err := b.run(ctx, "export", "messages", "--store", at.store, "--format", "jsonl")
	if err != nil {
		return err
	}
	there := map[string]int{}
	for line := range strings.Lines(string(out)) {
		var m struct{ Body string }
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			return err
		}
		there[m.Body]++
	}
	lost, twice := 0, 0
	for _, body := range l.acknowledged {
		switch n := there[body]; {
		case n == 0:
			lost++
		case n > 1:
			twice++
		}
	}
	before, err := os.Stat(filepath.Join(at.store, "operator.db"))
	if err != nil {
		return err
	}
	for _, args := range [][]string{{"check", "--read-data"}, {"audit", "verify", "-q"}, {"compact", "-q"}} {
		if _, err := b.run(ctx, append(args, "--store", at.store)...); err != nil {
			return err
		}
	}
	after, err := os.Stat(filepath.Join(at.store, "operator.db"))
	if err != nil {
		return err
	}
	fmt.Printf("acknowledged %d, lost %d, twice %d; the store is sound, and %.1f times as large as when it is compact\n",
		len(l.acknowledged), lost, twice, float64(before.Size())/float64(after.Size()))
	if lost+twice > 0 {
		return errors.New("something was lost or doubled")
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"
)

// A measurement times our program beside a peer. Each round times one run of
// both, so that both meet the same moods of the machine; the ratio is the median
// of the rounds' ratios. Absolute times tell of the machine, ratios of us.
type measurement struct {
	name, what, beside string
	target             float64 // the most that ours may take, in the peer's time; 0 for none
	ours, theirs       func(ctx context.Context) (time.Duration, error)
	rounds             int
	as                 func(time.Duration) string // how what is measured is shown; nil for time
}

// result is what a measurement gave: medians.
type result struct {
	measurement
	us, them time.Duration
	ratio    float64
}

// suite is measurements that share a preparation.
type suite struct {
	name  string
	does  string
	build func(ctx context.Context, b *workbench) ([]measurement, error)
}

func suites() []suite {
	return []suite{
		{"start", "start-up, beside a program that does nothing", startSuite},
		{"list", "inbox list with ten thousand and with a million messages", listSuite},
		{"homes", "lists of an office with a hundred thousand homes", homesSuite},
		{"send", "one durable message, beside sqlite3 writing the same rows", sendSuite},
		{"burst", "fifty senders at once", burstSuite},
		{"fair", "writers and readers at the same time", fairSuite},
		{"search", "the newest of a million messages with a word, beside SQLite FTS5", searchSuite},
		{"import", "buyers from a file, beside sqlite3 with the same rows", importSuite},
		{"http", "the server, beside one without a store", httpSuite},
		{"postgres", "the server, beside handlers over PostgreSQL", postgresSuite},
		{"pocketbase", "the server, beside PocketBase", pocketbaseSuite},
		{"photo", "keeping a photo, beside writing a file", photoSuite},
		{"abuse", "the server while others hold on to it", abuseSuite},
		{"revoke", "how soon a revoked token is worth nothing on an open stream", revokeSuite},
		{"demo", "a workspace with a million messages, beside loading the same rows", demoSuite},
	}
}

// errSkip says why a measurement cannot be made here.
type errSkip struct{ why string }

func (e errSkip) Error() string { return e.why }

func bench(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	rounds := f.Int("rounds", 40, "rounds of each measurement")
	dir := f.String("dir", "", "where stores and programs are put, and kept for the next time (default: a temporary folder)")
	if err := f.Parse(args); err != nil {
		return err
	}
	for _, name := range f.Args() {
		if !slices.ContainsFunc(suites(), func(s suite) bool { return s.name == name }) {
			return fmt.Errorf("no benchmark %q", name)
		}
	}
	b, err := newWorkbench(ctx, *dir)
	if err != nil {
		return err
	}
	defer b.close()
	var results []result
	for _, s := range suites() {
		if len(f.Args()) > 0 && !slices.Contains(f.Args(), s.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", s.name, s.does)
		ms, err := s.build(ctx, b)
		if skip, ok := errors.AsType[errSkip](err); ok {
			fmt.Fprintf(os.Stderr, "  left out: %s\n", skip.why)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		settle(ctx)
		for _, m := range ms {
			r, err := measure(ctx, m, *rounds)
			if err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
			results = append(results, r)
		}
		b.end()
	}
	return report(results)
}

// settle has what was written before go to the disk. The first commits that are measured
// would wait for it, some for half a second.
func settle(ctx context.Context) { _ = exec.CommandContext(ctx, "sync").Run() } // where there is one

func measure(ctx context.Context, m measurement, rounds int) (result, error) {
	if m.rounds > 0 {
		rounds = min(rounds, m.rounds)
	}
	var us, them []time.Duration
	var ratios []float64
	warm := 0
	if rounds > 1 {
		warm = 1 // the first round warms up
	}
	for i := range warm + rounds {
		u, err := m.ours(ctx)
		if err != nil {
			return result{}, err
		}
		t := time.Duration(0)
		if m.theirs != nil {
			if t, err = m.theirs(ctx); err != nil {
				return result{}, err
			}
		}
		if i < warm {
			continue
		}
		us, them = append(us, u), append(them, t)
		if t > 0 {
			ratios = append(ratios, float64(u)/float64(t))
		}
	}
	return result{measurement: m, us: median(us), them: median(them), ratio: median(ratios)}, nil
}

func median[T int64 | float64 | time.Duration](all []T) T {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

func report(results []result) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "WHAT\tOURS\tBESIDE\tTHEIRS\tRATIO\tTARGET\t")
	for _, r := range results {
		ratio, target, verdict := "", "", ""
		if r.ratio > 0 {
			ratio = fmt.Sprintf("%.2f", r.ratio)
		}
		if r.target > 0 {
			target = fmt.Sprintf("≤ %.2f", r.target)
			if r.ratio > r.target {
				verdict = "missed"
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.what, r.short(r.us), r.beside, r.short(r.them), ratio, target, verdict)
	}
	return w.Flush()
}

func (m measurement) short(d time.Duration) string {
	if m.as != nil {
		return m.as(d)
	}
	return short(d)
}

// megabytes shows what is measured in bytes.
func megabytes(n time.Duration) string { return fmt.Sprintf("%.0f MB", float64(n)/(1<<20)) }

func short(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d < 10*time.Second:
		return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// workbench is a folder with the programs and stores that are measured.
type workbench struct {
	dir      string
	own      bool // made for this run, and removed after it
	operator string
	hello    string
	atEnd    []func() error
}

// later has something ended when the measurements of a suite are done.
func (b *workbench) later(end func() error) { b.atEnd = append(b.atEnd, end) }

func newWorkbench(ctx context.Context, dir string) (*workbench, error) {
	b := &workbench{dir: dir}
	if dir == "" {
		tmp, err := os.MkdirTemp("", "operator-bench-")
		if err != nil {
			return nil, err
		}
		b.dir, b.own = tmp, true
	}
	abs, err := filepath.Abs(b.dir)
	if err != nil {
		return nil, err
	}
	b.dir = abs
	b.operator, b.hello = filepath.Join(b.dir, "operator"), filepath.Join(b.dir, "hello")
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return nil, err
	}
	return b, b.buildPrograms(ctx)
}

// end ends what was begun.
func (b *workbench) end() {
	for _, end := range slices.Backward(b.atEnd) {
		if err := end(); err != nil {
			fmt.Fprintf(os.Stderr, "  at the end: %v\n", err)
		}
	}
	b.atEnd = nil
}

func (b *workbench) close() {
	b.end()
	if b.own {
		os.RemoveAll(b.dir)
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// How many buyers the files have that are imported.
const (
	someBuyers = 100_000
	manyBuyers = 1_000_000
)

// importMemory is what an import may take of memory that no file is behind.
const importMemory = 300 << 20

// importBench imports files of buyers: ours writes a row, five indexes, an event and its
// details for each, all or nothing. What it found out last is kept, as other rows of the
// table are about the same run.
type importBench struct {
	b       *workbench
	program string // sqlite3
	last    map[int]importRun
	peer    map[int]importRun
}

// importRun is one import.
type importRun struct {
	took   time.Duration
	memory int64 // the most at a time
	file   int64
}

// importSuite measures imports beside sqlite3, which reads the same file into the same
// rows with an event each, and neither looks for whom it has already nor chains events.
func importSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		return nil, errSkip{"there is no sqlite3"}
	}
	i := &importBench{b: b, program: program, last: map[int]importRun{}, peer: map[int]importRun{}}
	for name, n := range map[string][2]int{"some": {0, someBuyers}, "many": {0, manyBuyers}, "more": {manyBuyers, someBuyers}} {
		if err := writeBuyersFrom(i.csv(name), n[0], n[1]); err != nil {
			return nil, err
		}
	}
	after, before := "sqlite3 .import, indexes after", "sqlite3 .import, with indexes and 500 MB cache"
	some := func(ctx context.Context) (time.Duration, error) { return i.fresh(ctx, "some", someBuyers) }
	many := func(ctx context.Context) (time.Duration, error) { return i.fresh(ctx, "many", manyBuyers) }
	known := func(d func() time.Duration) func(context.Context) (time.Duration, error) {
		return func(context.Context) (time.Duration, error) { return d(), nil }
	}
	ms := []measurement{
		{
			name: "import-some", what: "import of 100,000 buyers", beside: after, target: 1.2, rounds: 3,
			ours: some, theirs: i.sqlite("some", someBuyers, false),
		},
		{
			name: "import-many", what: "import of 1,000,000 buyers", beside: after, target: 1.2, rounds: 1,
			ours: many, theirs: i.sqlite("many", manyBuyers, false),
		},
		{
			name: "import-many-indexed", what: "the same import", beside: before, target: 0.6, rounds: 1,
			ours: known(func() time.Duration { return i.last[manyBuyers].took }), theirs: i.sqlite("many", manyBuyers, true),
		},
		{
			name: "import-growth", what: "1,000,000 buyers", beside: "100,000 buyers", target: 12, rounds: 1,
			ours:   known(func() time.Duration { return i.last[manyBuyers].took }),
			theirs: known(func() time.Duration { return i.last[someBuyers].took }),
		},
		{
			name: "import-memory", what: "memory of that import, anonymous", beside: "300 MB", target: 1, rounds: 1, as: megabytes,
			ours:   known(func() time.Duration { return time.Duration(i.last[manyBuyers].memory) }),
			theirs: known(func() time.Duration { return importMemory }),
		},
		{
			name: "import-file", what: "the file after it", beside: "that of sqlite3", target: 1.3, rounds: 1, as: megabytes,
			ours:   known(func() time.Duration { return time.Duration(i.last[manyBuyers].file) }),
			theirs: known(func() time.Duration { return time.Duration(i.peer[manyBuyers].file) }),
		},
		{
			name: "import-more", what: "100,000 buyers more, into that store", beside: "sqlite3 .import into its million", rounds: 1,
			ours: i.more, theirs: i.moreSQLite,
		},
	}
	p, err := b.postgres(ctx)
	if _, skip := errors.AsType[errSkip](err); skip {
		return ms, nil
	}
	return append(ms, measurement{
		name: "import-more-postgres", what: "the same import", beside: "PostgreSQL, \\copy into its million, with indexes", target: 1.2, rounds: 1,
		ours: known(func() time.Duration { return i.last[someBuyers+manyBuyers].took }), theirs: i.morePostgres(p),
	}), err
}

func (i *importBench) csv(name string) string {
	return filepath.Join(i.b.dir, "buyers-"+name+".csv")
}

func (i *importBench) store(n int) string { return filepath.Join(i.b.dir, fmt.Sprint("imported-", n)) }

// fresh imports a file into a new workspace.
func (i *importBench) fresh(ctx context.Context, name string, n int) (time.Duration, error) {
	store := i.store(n)
	if err := os.RemoveAll(store); err != nil {
		return 0, err
	}
	if _, err := i.b.run(ctx, "init", "--store", store, "--name", "Acme Homes", "--admin", "Maya Ortiz"); err != nil {
		return 0, err
	}
	run, err := i.run(ctx, store, name)
	i.last[n] = run
	return run.took, err
}

func (i *importBench) more(ctx context.Context) (time.Duration, error) {
	run, err := i.run(ctx, i.store(manyBuyers), "more")
	i.last[manyBuyers+someBuyers] = run
	return run.took, err
}

// run imports a file, and watches how much memory that takes.
func (i *importBench) run(ctx context.Context, store, name string) (importRun, error) {
	cmd := exec.CommandContext(ctx, i.b.operator, "import", "buyers", i.csv(name), "--store", store, "-q")
	cmd.Env = i.b.env()
	var said bytes.Buffer
	cmd.Stderr = &said
	from := time.Now()
	if err := cmd.Start(); err != nil {
		return importRun{}, err
	}
	ended, watched := make(chan struct{}), make(chan int64)
	go watchMemory(cmd.Process.Pid, ended, watched)
	err := cmd.Wait()
	run := importRun{took: time.Since(from)}
	close(ended)
	run.memory = <-watched
	if err != nil {
		return run, fmt.Errorf("operator import: %w\n%s", err, said.Bytes())
	}
	about, err := os.Stat(filepath.Join(store, "operator.db"))
	if err == nil {
		run.file = about.Size()
	}
	return run, err
}

// watchMemory sends the most memory that a process had while it ran.
func watchMemory(pid int, ended <-chan struct{}, most chan<- int64) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var memory int64
	for {
		select {
		case <-ended:
			most <- memory
			return
		case <-tick.C:
			memory = max(memory, anonymous(pid))
		}
	}
}

// anonymous is how much memory a process has that no file is behind; 0 where that cannot
// be told.
func anonymous(pid int) int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		var kib int64
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kib); n == 1 {
			return kib << 10
		}
	}
	return 0
}

// writeBuyersFrom writes a file of n buyers, who come behind the first of all.
func writeBuyersFrom(path string, first, n int) error {
	var rows bytes.Buffer
	rows.WriteString("Buyer ID,First Name,Last Name,Email,Phone\n")
	for i := first; i < first+n; i++ {
		fmt.Fprintf(&rows, "%d,First%d,Last%d,buyer%d@mail.example,303-%03d-%04d\n", i+1, i%997, i%7919, i, 200+i/10_000%700, i%10_000)
	}
	return os.WriteFile(path, rows.Bytes(), 0o600)
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// importBuyers is how many buyers the import of the ordeal brings.
const importBuyers = 4_000

// importOnce imports buyers into two workspaces: into one at once, into the other with
// a program that is killed at random moments and run again until it succeeds. Both
// must have the same people then.
func importOnce(ctx context.Context, b *workbench, t *tally) error {
	dir := filepath.Join(b.dir, fmt.Sprintf("import-%d", rand.Uint64()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "buyers.csv")
	if err := writeBuyers(file, importBuyers); err != nil {
		return err
	}
	whole, torn := filepath.Join(dir, "whole"), filepath.Join(dir, "torn")
	for _, store := range []string{whole, torn} {
		if _, err := b.run(ctx, "init", "--store", store, "--name", "Acme Homes", "--admin", "Maya Ortiz"); err != nil {
			return err
		}
	}
	began := time.Now()
	if _, err := b.run(ctx, "import", "buyers", file, "--store", whole, "-q"); err != nil {
		return err
	}
	took := time.Since(began)
	for run := 0; ; run++ {
		began := time.Now()
		if b.importAndKill(torn, file, time.Duration(rand.Int64N(int64(took)*int64(run+2)/2))) {
			t.longest = max(t.longest, time.Since(began))
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		t.killed++
		list, err := b.people(ctx, torn)
		if err != nil {
			return err
		}
		if n := buyersIn(list); n != 0 && n != importBuyers {
			fmt.Printf("import: somebody saw %d of %d people\n", n, importBuyers)
			t.failed++
			return nil
		}
	}
	return b.accountImport(ctx, whole, torn, t)
}

// writeBuyers writes a file of buyers.
func writeBuyers(path string, n int) error {
	var rows bytes.Buffer
	rows.WriteString("Buyer ID,First Name,Last Name,Email,Phone\n")
	for i := range n {
		fmt.Fprintf(&rows, "%d,First%d,Last%d,buyer%d@mail.example,303-%03d-%04d\n", i+1, i%997, i%7919, i, 200+i/10_000%700, i%10_000)
	}
	return os.WriteFile(path, rows.Bytes(), 0o600)
}

// importAndKill says whether the import was done before its time was over.
func (b *workbench) importAndKill(store, file string, after time.Duration) bool {
	cmd := exec.Command(b.operator, "import", "buyers", file, "-q", "--store", store)
	cmd.Env = b.env()
	if cmd.Start() != nil {
		return false
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	return cmd.Wait() == nil
}

// people is every buyer of a workspace, without what says when.
func (b *workbench) people(ctx context.Context, store string) ([]byte, error) {
	return b.run(ctx, "buyer", "list", "--store", store, "-o", "csv", "--columns", "name,email,phone")
}

// buyersIn counts the lines of a list of people below its header.
func buyersIn(list []byte) int { return max(0, bytes.Count(list, []byte{'\n'})-1) }

// accountImport compares the people of two workspaces, and checks the one that was torn.
func (b *workbench) accountImport(ctx context.Context, whole, torn string, t *tally) error {
	want, err := b.people(ctx, whole)
	got, err2 := b.people(ctx, torn)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	t.acknowledged += importBuyers
	t.kept += buyersIn(got)
	if !bytes.Equal(want, got) {
		fmt.Println("import: the people are not those of the import that nobody killed")
		t.lost++
	}
	if _, err := b.run(ctx, "check", "--store", torn); err != nil {
		t.unclean++
		fmt.Println(err)
	}
	return nil
}

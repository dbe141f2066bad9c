package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A scene is commands that the power is cut below, or that calls of the system fail in.
// They work in a folder of their own, which {} stands for in their arguments: there is a
// workspace in its folder "store", but for a scene that makes one.
type scene struct {
	name  string
	bare  bool // without a workspace
	setup [][]string
	steps []step
}

// step is a command with one effect.
type step struct {
	args []string
	// again is the status of the same command when its effect is there.
	again int
	// always says that the effect is there before.
	always bool
	// seen is how often the effect is there. What is half there is an error.
	seen func(ctx context.Context, b *workbench, root string) (int, error)
}

// sceneBuyers is how many buyers the import of a scene brings.
const sceneBuyers = 200

// scenes are what reliability is promised of. stage writes what they read.
func (b *workbench) scenes() []scene {
	keyed := func(key string, args ...string) []string {
		return append(args, "--store", "{}/store", "--idempotency-key", key)
	}
	tar, again := "{}/kept.tar", "{}/again"
	return []scene{
		{name: "init", bare: true, steps: []step{{
			args:  []string{"init", "--store", "{}/store", "--name", "Acme Homes", "--admin", "Maya Ortiz <maya@acme.example>"},
			again: 68, seen: hasStore("store"),
		}}},
		{name: "send", steps: []step{
			{args: keyed("one", "msg", "reply", "C1", "-b", "ordeal one"), seen: hasMessage("ordeal one")},
			{args: keyed("two", "msg", "reply", "C1", "-b", "ordeal two", "--attach", b.photo(0)), seen: hasMessage("ordeal two")},
			{args: keyed("three", "msg", "send", "-p", "MR-014", "--to", "team", "-b", "ordeal three"), seen: hasMessage("ordeal three")},
		}},
		{name: "post", steps: []step{{
			args: keyed("post", "update", "post", "-p", "MR-014", "--title", postTitle, "-b", "Everybody reads this.",
				"--attach", b.photo(0), "--attach", b.photo(1), "--attach", b.photo(2)),
			seen: hasUpdate,
		}}},
		{name: "import", steps: []step{{args: keyed("import", "import", "buyers", b.buyers()), seen: hasBuyers}}},
		{name: "compact", steps: []step{{args: []string{"compact", "--store", "{}/store"}, always: true, seen: hasMessage("Hello")}}},
		{name: "backup", steps: []step{{args: []string{"backup", "--store", "{}/store", "--out", tar}, again: 73, seen: hasBackup}}},
		{name: "restore", setup: [][]string{{"backup", "--store", "{}/store", "--out", tar}}, steps: []step{{
			args: []string{"restore", tar, "--store", again}, again: 68, seen: hasStore("again"),
		}}},
	}
}

func (b *workbench) photo(n int) string { return filepath.Join(b.dir, fmt.Sprintf("photo-%d.jpg", n)) }
func (b *workbench) buyers() string     { return filepath.Join(b.dir, "buyers.csv") }

// stage writes the files that scenes read, and gives the folder of a small workspace.
func (b *workbench) stage(ctx context.Context) (string, error) {
	for n := range 3 {
		if err := writePhoto(b.photo(n)); err != nil {
			return "", err
		}
	}
	if err := writeBuyers(b.buyers(), sceneBuyers); err != nil {
		return "", err
	}
	root := filepath.Join(b.dir, fmt.Sprintf("stage-%d", rand.Uint64()))
	for _, args := range [][]string{
		{"init", "--name", "Acme Homes", "--admin", "Maya Ortiz <maya@acme.example>"},
		{"community", "add", "--code", "MR", "--name", "Maple Ridge"},
		{"property", "add", "--code", "MR-014", "--community", "MR"},
		{"team", "add", "--name", "Ben Ode", "--email", "ben@acme.example"},
		{"property", "assign", "MR-014", "ben@acme.example"},
		{"buyer", "add", "--name", "Ana Torres", "--email", "ana@example.com"},
		{"transaction", "open", "MR-014", "--buyer", "ana@example.com", "--contract-date", "2026-04-01"},
		{"msg", "send", "-p", "MR-014", "--to", "team", "-b", "Hello", "--attach", b.photo(0)},
	} {
		if _, err := b.run(ctx, append(args, "-q", "--store", filepath.Join(root, "store"))...); err != nil {
			return "", err
		}
	}
	return root, nil
}

// writePhoto writes a photo of noise, which no other is like.
func writePhoto(path string) error {
	m := image.NewGray(image.Rect(0, 0, 320, 240))
	for i := range m.Pix {
		m.Pix[i] = byte(rand.Uint32())
	}
	var out bytes.Buffer
	return errors.Join(jpeg.Encode(&out, m, nil), os.WriteFile(path, out.Bytes(), 0o600))
}

// set gives a folder in which the commands of a scene can begin.
func (b *workbench) set(ctx context.Context, s scene, stage string) (string, error) {
	root := filepath.Join(b.dir, fmt.Sprintf("%s-%d", s.name, rand.Uint64()))
	if s.bare {
		return root, os.Mkdir(root, 0o700)
	}
	if err := os.CopyFS(root, os.DirFS(stage)); err != nil {
		return "", err
	}
	for _, args := range s.setup {
		if _, err := b.run(ctx, placed(root, args)...); err != nil {
			return "", err
		}
	}
	return root, nil
}

// placed puts the folder of a scene into arguments.
func placed(root string, args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = strings.ReplaceAll(a, "{}", root)
	}
	return out
}

// sceneLongest is how long a command of a scene may take: one that hangs is a failure.
const sceneLongest = 5 * time.Minute

// ended runs our program and gives its status and what it said.
func (b *workbench) ended(ctx context.Context, args ...string) (int, string, error) {
	within, stop := context.WithTimeout(ctx, sceneLongest)
	defer stop()
	cmd := exec.CommandContext(within, b.operator, args...)
	cmd.Env = b.env()
	var said bytes.Buffer
	cmd.Stderr = &said
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.Exited() {
		return exit.ExitCode(), said.String(), nil
	}
	return 0, said.String(), err
}

func hasMessage(body string) func(context.Context, *workbench, string) (int, error) {
	return func(ctx context.Context, b *workbench, root string) (int, error) {
		there, err := b.bodies(ctx, sendTarget{filepath.Join(root, "store"), "C1"})
		return there[body], err
	}
}

func hasUpdate(ctx context.Context, b *workbench, root string) (int, error) {
	out, err := b.run(ctx, "update", "list", "--store", filepath.Join(root, "store"), "-o", "json")
	if err != nil {
		return 0, err
	}
	var updates []struct {
		Title, State string
		Attachments  []struct{}
	}
	if err := json.Unmarshal(out, &updates); err != nil {
		return 0, err
	}
	n := 0
	for _, u := range updates {
		if u.Title != postTitle {
			continue
		}
		if u.State != "published" {
			return 0, fmt.Errorf("the update is %s", u.State)
		}
		n++
	}
	return n, nil
}

func hasBuyers(ctx context.Context, b *workbench, root string) (int, error) {
	list, err := b.people(ctx, filepath.Join(root, "store"))
	if n := buyersIn(list) - 1; err == nil && n%sceneBuyers != 0 {
		return 0, fmt.Errorf("%d of %d buyers are there", n, sceneBuyers)
	}
	return (buyersIn(list) - 1) / sceneBuyers, err
}

func hasStore(name string) func(context.Context, *workbench, string) (int, error) {
	return func(ctx context.Context, b *workbench, root string) (int, error) {
		store := filepath.Join(root, name)
		if _, err := os.Lstat(filepath.Join(store, "operator.db")); errors.Is(err, fs.ErrNotExist) {
			return 0, nil
		}
		_, err := b.run(ctx, "workspace", "show", "--store", store)
		return 1, err
	}
}

func hasBackup(ctx context.Context, b *workbench, root string) (int, error) {
	tar := filepath.Join(root, "kept.tar")
	if _, err := os.Lstat(tar); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	_, err := b.run(ctx, "backup", "verify", tar)
	return 1, err
}

// stores are those of a scene that are there.
func stores(root string) []string {
	var list []string
	for _, name := range []string{"store", "again"} {
		if _, err := os.Lstat(filepath.Join(root, name, "operator.db")); err == nil {
			list = append(list, filepath.Join(root, name))
		}
	}
	return list
}

// sound looks at every store of a scene as closely as the program can.
func (b *workbench) sound(ctx context.Context, root string) error {
	for _, store := range stores(root) {
		for _, args := range [][]string{{"check", "--read-data"}, {"audit", "verify"}} {
			status, said, err := b.ended(ctx, append(args, "--store", store)...)
			if err != nil || status != 0 {
				return fmt.Errorf("%v: status %d, %v\n%s", args, status, err, said)
			}
		}
	}
	return nil
}

// writeOn changes something in every store of a scene.
func (b *workbench) writeOn(ctx context.Context, root string) error {
	for _, store := range stores(root) {
		if _, err := b.run(ctx, "community", "add", "--code", "NEXT", "--name", "The next", "--store", store); err != nil {
			return err
		}
	}
	return nil
}

// litter is what lies about in a store that has been written to, beside what belongs there.
func litter(root string) error {
	known := map[string]bool{"operator.db": true, "operator.gate": true, "operator.lock": true, "operator.writer": true, "blobs": true}
	for _, store := range stores(root) {
		entries, err := os.ReadDir(store)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !known[e.Name()] {
				return fmt.Errorf("%s is left in %s", e.Name(), store)
			}
		}
	}
	return nil
}

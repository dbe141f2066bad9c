package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// check says whether the tree is as we keep it. It changes nothing.
func check(ctx context.Context, _ []string) error {
	steps := []struct {
		name string
		run  func(context.Context) error
	}{
		{"gofumpt", formatted},
		{"go vet", command("go", "vet", "./...")},
		{"types for Windows", typesFor("windows")},
		{"types for macOS", typesFor("darwin")},
		{"staticcheck", command("go", "tool", "staticcheck", "./...")},
		{"go.mod tidy", command("go", "mod", "tidy", "-diff")},
		{"generated files", fresh},
	}
	var failed []error
	for _, s := range steps {
		err := s.run(ctx)
		state := "ok"
		if err != nil {
			state = "FAILED"
			failed = append(failed, fmt.Errorf("%s: %w", s.name, err))
		}
		fmt.Printf("%-20s %s\n", s.name, state)
	}
	return errors.Join(failed...)
}

// command runs a program and fails with what it printed.
func command(name string, args ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return nil
	}
}

// formatted fails with the files that gofumpt would change.
func formatted(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "go", "tool", "gofumpt", "-l", "cmd", "pkg", "internal").CombinedOutput()
	if err == nil && len(bytes.TrimSpace(out)) > 0 {
		err = errors.New("go tool gofumpt -w these files")
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// generated is the files that gen writes, by path, with what belongs in them.
type generated map[string][]byte

// fresh fails with the generated files that are not what gen would write.
func fresh(ctx context.Context) error {
	want, err := generate(ctx)
	if err != nil {
		return err
	}
	var stale []string
	for path, content := range want {
		have, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if !bytes.Equal(have, content) {
			stale = append(stale, path)
		}
	}
	if len(stale) > 0 {
		return fmt.Errorf("not fresh: %s; write them: go run ./internal/dev gen", strings.Join(stale, ", "))
	}
	return nil
}

// gen writes the generated files.
func gen(ctx context.Context, _ []string) error {
	files, err := generate(ctx)
	if err != nil {
		return err
	}
	for path, content := range files {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate makes the generated files: the code of rows, the completions, by asking the
// program, the table of who may do what, and the licences of what is linked.
func generate(ctx context.Context) (generated, error) {
	files := generated{filepath.Join("docs", "rules.md"): rulesPage(), filepath.Join("docs", "events.md"): eventsPage()}
	rows, err := exec.CommandContext(ctx, "go", "run", "./internal/dev/rows").Output()
	if err != nil {
		return nil, fmt.Errorf("make the code of rows: %w", err)
	}
	files[filepath.Join("internal", "store", "boltstore", "rows_gen.go")] = rows
	for shell, name := range map[string]string{"bash": "operator.bash", "zsh": "_operator", "fish": "operator.fish", "powershell": "operator.ps1"} {
		out, err := exec.CommandContext(ctx, "go", "run", "./cmd/operator", "completion", shell).Output()
		if err != nil {
			return nil, fmt.Errorf("make the completions for %s: %w", shell, err)
		}
		files[filepath.Join("completions", name)] = out
	}
	licences, err := notices(ctx)
	if err != nil {
		return nil, err
	}
	files[noticesFile] = licences
	return files, nil
}

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
	"strconv"
	"time"
)

// helloSource is the least that a Go program can do.
const helloSource = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n"

// buildPrograms builds what is measured as it is shipped: static and stripped.
func (b *workbench) buildPrograms(ctx context.Context) error {
	source := filepath.Join(b.dir, "hello.go")
	if err := os.WriteFile(source, []byte(helloSource), 0o600); err != nil {
		return err
	}
	for out, from := range map[string]string{b.operator: "./cmd/operator", b.hello: source} {
		if err := build(ctx, out, from); err != nil {
			return err
		}
	}
	return nil
}

// shipped is how releases are linked (.goreleaser.yaml): which version a program is, it
// does not have to look for.
const shipped = "-ldflags=-s -w -X github.com/seed-34ad0ce1/operator/internal/process.version=1.0.0"

// build makes a program and copies it, as who unpacks an archive or a package does. What
// the linker leaves behind is in the system's cache in pieces of one page each, and takes
// a third longer to start than a file that was written from its beginning to its end.
func build(ctx context.Context, out, from string) error {
	linked := out + ".linked"
	defer func() { _ = os.Remove(linked) }()
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", shipped, "-o", linked, from)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", from, err, said)
	}
	program, err := os.ReadFile(linked)
	if err != nil {
		return err
	}
	if err := os.Remove(out); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(out, program, 0o755)
}

// timed gives how long a program runs from its start to its end.
func (b *workbench) timed(name string, args ...string) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (time.Duration, error) {
		cmd := exec.CommandContext(ctx, name, args...)
		cmd.Env = b.env()
		var said bytes.Buffer
		cmd.Stderr = &said
		from := time.Now()
		err := cmd.Run()
		took := time.Since(from)
		if err != nil {
			return 0, fmt.Errorf("%s %v: %w\n%s", name, args, err, said.Bytes())
		}
		return took, nil
	}
}

// env is a small, steady environment, without a configuration of anybody's.
func (b *workbench) env() []string {
	return []string{"HOME=" + b.dir, "PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
}

// run runs our program and gives what it printed.
func (b *workbench) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, b.operator, args...)
	cmd.Env = b.env()
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("operator %v: %w\n%s", args, err, said.Bytes())
	}
	return out, nil
}

// demoStore makes a demo workspace with so many messages, unless it is there from an
// earlier run, and gives its folder.
func (b *workbench) demoStore(ctx context.Context, messages int) (string, error) {
	return b.demoIn(ctx, "demo-"+strconv.Itoa(messages), max(40, messages/100), messages)
}

func (b *workbench) demoIn(ctx context.Context, name string, homes, messages int) (string, error) {
	dir := filepath.Join(b.dir, name)
	if _, err := os.Stat(filepath.Join(dir, "operator.db")); err == nil {
		return dir, nil
	}
	_, err := b.run(ctx, "demo", dir, "-q", "--messages", strconv.Itoa(messages), "--properties", strconv.Itoa(homes))
	return dir, err
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// sandbox is a system with nothing in it but what is installed there.
type sandbox struct {
	root   string
	before []string // what runs a command as root, of this folder at least
	chroot string   // the program, which few have in their PATH
}

// deb installs the package for this machine in an empty folder as if that were the
// whole system, runs the program with nothing else there and an empty environment,
// and takes the package away again.
func (r *releaser) deb(ctx context.Context) error {
	a, err := r.first.one("Linux Package", target{runtime.GOOS, runtime.GOARCH}, "deb")
	if err != nil {
		return err
	}
	box, err := newSandbox(filepath.Join(r.dir, "system"))
	if err != nil {
		return err
	}
	if err := box.dpkg(ctx, "--install", filepath.Join(r.first.tree, a.Path)); err != nil {
		return err
	}
	if err := r.tryOut(ctx, box); err != nil {
		return err
	}
	if err := box.dpkg(ctx, "--purge", "operator"); err != nil {
		return err
	}
	return box.bare()
}

func newSandbox(root string) (sandbox, error) {
	box := sandbox{root: root, chroot: "/usr/sbin/chroot"}
	if found, err := exec.LookPath("chroot"); err == nil {
		box.chroot = found
	}
	if os.Geteuid() != 0 {
		box.before = []string{"unshare", "--map-root-user"}
	}
	for _, folder := range []string{"info", "updates", "triggers"} {
		if err := os.MkdirAll(filepath.Join(root, "var/lib/dpkg", folder), 0o755); err != nil {
			return box, err
		}
	}
	return box, os.WriteFile(filepath.Join(root, "var/lib/dpkg/status"), nil, 0o644)
}

func (b sandbox) dpkg(ctx context.Context, args ...string) error {
	all := slices.Concat(b.before, []string{"dpkg", "--root=" + b.root, "--force-bad-path", "--log=/dev/null"}, args)
	return in("", nil).run(ctx, all[0], all[1:]...)
}

// run runs the installed program where nothing else is, without a single variable,
// and gives what it prints.
func (b sandbox) run(ctx context.Context, args ...string) ([]byte, error) {
	all := slices.Concat(b.before, []string{b.chroot, b.root, "/usr/bin/operator"}, args)
	cmd := exec.CommandContext(ctx, all[0], all[1:]...)
	cmd.Env = []string{}
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("operator %s: %w\n%s", strings.Join(args, " "), err, said.Bytes())
	}
	return out, nil
}

// tryOut does with the installed program what its users do first.
func (r *releaser) tryOut(ctx context.Context, box sandbox) error {
	said, err := box.run(ctx, "version", "-o", "json")
	if err != nil {
		return err
	}
	var version struct{ Version, Commit string }
	if err := json.Unmarshal(said, &version); err != nil {
		return err
	}
	if version.Commit != r.commit || r.tag != "" && !r.one && "v"+version.Version != r.tag {
		return fmt.Errorf("operator version says %s", said)
	}
	said, err = box.run(ctx, "--version")
	if err != nil {
		return err
	}
	if !strings.HasPrefix(string(said), "operator "+version.Version+" ") {
		return fmt.Errorf("operator --version says %s", said)
	}
	for _, line := range []string{"demo /srv/demo --properties 4 --messages 40", "check --store /srv/demo", "inbox list --store /srv/demo -o id"} {
		if said, err = box.run(ctx, strings.Fields(line)...); err != nil {
			return err
		}
	}
	if !bytes.HasPrefix(said, []byte("C")) {
		return fmt.Errorf("the inbox of the demo is %q", said)
	}
	return box.completes(ctx)
}

// completes wants the completions where shells look, as the program prints them,
// and the manual page where man looks.
func (b sandbox) completes(ctx context.Context) error {
	for shell, file := range map[string]string{
		"bash": "bash-completion/completions/operator", "zsh": "zsh/vendor-completions/_operator", "fish": "fish/vendor_completions.d/operator.fish",
	} {
		said, err := b.run(ctx, "completion", shell)
		if err != nil {
			return err
		}
		installed, err := os.ReadFile(filepath.Join(b.root, "usr/share", file))
		if err != nil {
			return err
		}
		if !bytes.Equal(said, installed) {
			return fmt.Errorf("%s is not what operator completion %s prints", file, shell)
		}
	}
	page, err := os.ReadFile(filepath.Join(b.root, "usr/share/man/man1/operator.1"))
	if err != nil {
		return err
	}
	if !bytes.Contains(page, []byte("\n.SH ")) {
		return errors.New("operator.1 is no manual page")
	}
	return nil
}

// bare wants nothing to be left but dpkg's own files and the store that was made.
func (b sandbox) bare() error {
	return filepath.WalkDir(b.root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(b.root, path)
		if err != nil {
			return err
		}
		if rel == "var" || rel == "srv" {
			return filepath.SkipDir
		}
		if !entry.IsDir() {
			return fmt.Errorf("%s is left behind", rel)
		}
		return nil
	})
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// goreleaserModule is the goreleaser that releases are made with. It is not in
// go.mod, where it would bring hundreds of modules.
const goreleaserModule = "github.com/goreleaser/goreleaser/v2@v2.16.0"

const goreleaserConfig = ".goreleaser.yaml"

// dist is what goreleaser made in a clone.
type dist struct {
	tree      string // the clone
	artifacts []artifact
}

// artifact is one line of goreleaser's own list.
type artifact struct {
	Name string
	Path string // below the clone
	OS   string `json:"goos"`
	Arch string `json:"goarch"`
	Type string

	Extra struct{ Format string }
}

func (a artifact) target() target { return target{a.OS, a.Arch} }

// one gives the artifact of a type, a target and, unless it is empty, a format.
func (d dist) one(kind string, t target, format string) (artifact, error) {
	i := slices.IndexFunc(d.artifacts, func(a artifact) bool {
		return a.Type == kind && a.target() == t && (format == "" || a.Extra.Format == format)
	})
	if i < 0 {
		return artifact{}, fmt.Errorf("goreleaser made no %s %s for %s", kind, format, t)
	}
	return d.artifacts[i], nil
}

// install builds goreleaser, once for all releases.
func (r *releaser) install(ctx context.Context) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	_, version, _ := strings.Cut(goreleaserModule, "@")
	folder := filepath.Join(cache, "operator-dev", "goreleaser-"+version)
	r.goreleaser = filepath.Join(folder, "goreleaser")
	if _, err := os.Stat(r.goreleaser); err == nil {
		return nil
	}
	return in("", []string{"GOBIN=" + folder}).run(ctx, "go", "install", goreleaserModule)
}

func (r *releaser) configuration(ctx context.Context) error {
	return in("", nil).run(ctx, r.goreleaser, "check")
}

func (r *releaser) buildFirst(ctx context.Context) error {
	var err error
	r.first, err = r.build(ctx, filepath.Join(r.dir, "first"), "022", nil)
	return err
}

// build clones the commit to a folder and has goreleaser build it there.
func (r *releaser) build(ctx context.Context, tree, umask string, env []string) (dist, error) {
	d := dist{tree: tree}
	from, err := output(ctx, "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return d, err
	}
	// The umask is what decides the modes of files in a clone.
	masked := func(dir string, args ...string) error {
		return in(dir, env).run(ctx, "sh", append([]string{"-c", "umask " + umask + ` && exec "$@"`, "sh"}, args...)...)
	}
	if err := masked("", "git", "clone", "--quiet", "--no-checkout", from, tree); err != nil {
		return d, err
	}
	if err := masked(tree, "git", "checkout", "--quiet", "--detach", r.commit); err != nil {
		return d, err
	}
	args := []string{r.goreleaser, "release", "--clean", "--skip=announce,publish"}
	if r.tag == "" || r.one {
		args = append(args, "--snapshot")
	}
	if r.one {
		narrowed, err := r.narrow(tree)
		if err != nil {
			return d, err
		}
		args = append(args, "--config", narrowed)
	}
	if err := masked(tree, args...); err != nil {
		return d, err
	}
	raw, err := os.ReadFile(filepath.Join(tree, "dist", "artifacts.json"))
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(raw, &d.artifacts); err != nil {
		return d, err
	}
	d.artifacts = slices.DeleteFunc(d.artifacts, func(a artifact) bool { return a.Type == "Metadata" })
	return d, nil
}

// narrow writes a configuration for this machine alone beside a clone, and gives its path.
func (r *releaser) narrow(tree string) (string, error) {
	raw, err := os.ReadFile(filepath.Join(tree, goreleaserConfig))
	if err != nil {
		return "", err
	}
	own := r.targets[0]
	for all, one := range map[string]string{
		"goos: [linux, darwin, windows]": "goos: [" + own.os + "]",
		"goarch: [amd64, arm64]":         "goarch: [" + own.arch + "]",
	} {
		if bytes.Count(raw, []byte(all)) != programs {
			return "", fmt.Errorf("%s has the line %q not once for each of the %d programs", goreleaserConfig, all, programs)
		}
		raw = bytes.ReplaceAll(raw, []byte(all), []byte(one))
	}
	path := tree + ".yaml"
	return path, os.WriteFile(path, raw, 0o644)
}

// place is where commands run, and what is added to their environment.
type place struct {
	dir string
	env []string
}

func in(dir string, env []string) place { return place{dir, append(os.Environ(), env...)} }

// run runs a program and fails with what it printed.
func (p place) run(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = p.dir, p.env
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(append([]string{filepath.Base(name)}, args...), " "), err, said)
	}
	return nil
}

// output is what a program prints.
func output(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}

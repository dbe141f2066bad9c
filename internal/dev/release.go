package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// target is a system that a release is made for.
type target struct{ os, arch string }

func (t target) String() string { return t.os + "/" + t.arch }

// targets are all of them.
func targets() []target {
	var all []target
	for _, system := range []string{"linux", "darwin", "windows"} {
		for _, arch := range []string{"amd64", "arm64"} {
			all = append(all, target{system, arch})
		}
	}
	return all
}

// releaser makes a release of the commit that is checked out, and checks it.
type releaser struct {
	dir        string // for everything that is made on the way
	goreleaser string // the program
	commit     string
	tag        string // as in v1.4.0; empty makes a snapshot
	targets    []target
	one        bool // whether those are only the machine's own
	first      dist
}

// release builds a release twice, as its users get it and where nothing is as it
// was the first time, and checks it. With a tag on the commit, it is that version.
func release(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	one := flags.Bool("one", false, "only for this system, and the second time with Go's cache: some minutes less")
	only := flags.Bool("install", false, "only install goreleaser, where it is missing")
	keep := flags.String("keep", "", "copy what was built into this new `folder`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *only {
		return (&releaser{}).install(ctx)
	}
	if _, err := os.Stat(*keep); *keep != "" && err == nil {
		return fmt.Errorf("%s is there already", *keep)
	}
	dir, err := os.MkdirTemp("", "operator-release-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	r := &releaser{dir: dir, targets: targets(), one: *one}
	if *one {
		r.targets = []target{{runtime.GOOS, runtime.GOARCH}}
	}
	if err := r.find(ctx); err != nil {
		return err
	}
	if err := r.steps(ctx); err != nil {
		return err
	}
	if *keep == "" {
		return nil
	}
	return r.keep(*keep)
}

// find looks what there is to release.
func (r *releaser) find(ctx context.Context) error {
	commit, err := output(ctx, "git", "rev-parse", "HEAD")
	if err != nil {
		return err
	}
	r.commit = commit
	if tag, err := output(ctx, "git", "describe", "--tags", "--exact-match", "--match", "v*", "HEAD"); err == nil {
		r.tag = tag
	}
	changed, err := output(ctx, "git", "status", "--porcelain")
	if err != nil {
		return err
	}
	what := "a snapshot"
	if r.tag != "" {
		what = r.tag
	}
	fmt.Printf("%s of commit %s\n", what, r.commit)
	if changed != "" {
		fmt.Println("what is not committed is not in it")
	}
	return nil
}

func (r *releaser) steps(ctx context.Context) error {
	steps := []struct {
		name string
		run  func(context.Context) error
	}{
		{"install " + goreleaserModule, r.install},
		{"goreleaser check", r.configuration},
		{"build", r.buildFirst},
		{"there is a file for every system", r.complete},
		{"archives hold what they should", r.archives},
		{"packages hold what they should", r.packages},
		{"the deb installs, runs and goes", r.deb},
		{"built elsewhere, byte for byte the same", r.reproducible},
	}
	for _, s := range steps {
		if runtime.GOOS != "linux" && s.name == "the deb installs, runs and goes" {
			fmt.Printf("%-62s left out: this is not Linux\n", s.name)
			continue
		}
		from := time.Now()
		if err := s.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Printf("%-62s ok %6.1f s\n", s.name, time.Since(from).Seconds())
	}
	return nil
}

// complete wants the programs and an archive for every target, packages of three kinds for Linux,
// and the checksums.
func (r *releaser) complete(context.Context) error {
	var want, have []string
	for _, t := range r.targets {
		want = append(want, "Archive "+t.String())
		want = append(want, slices.Repeat([]string{"Binary " + t.String()}, programs)...)
		if t.os == "linux" {
			for _, format := range packageFormats() {
				want = append(want, "Linux Package "+t.String()+" "+format)
			}
		}
	}
	want = append(want, "Checksum")
	for _, a := range r.first.artifacts {
		name := a.Type
		if a.OS != "" {
			name += " " + a.target().String()
		}
		if a.Type == "Linux Package" {
			name += " " + a.Extra.Format
		}
		have = append(have, name)
	}
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(want, have) {
		return fmt.Errorf("there is\n  %s\nand not\n  %s", strings.Join(have, "\n  "), strings.Join(want, "\n  "))
	}
	return nil
}

// reproducible builds again in another folder, with another umask, time zone and,
// unless there is little time, without anything compiled, and compares.
func (r *releaser) reproducible(ctx context.Context) error {
	env := []string{"TZ=Pacific/Chatham", "LC_ALL=C", "USER=somebody", "GOFLAGS=-buildvcs=true"}
	if !r.one {
		env = append(env, "GOCACHE="+filepath.Join(r.dir, "cache"))
	}
	second, err := r.build(ctx, filepath.Join(r.dir, "another", "place"), "077", env)
	if err != nil {
		return err
	}
	var failed []error
	for _, a := range r.first.artifacts {
		was, err := sumOf(filepath.Join(r.first.tree, a.Path))
		if err != nil {
			return err
		}
		is, err := sumOf(filepath.Join(second.tree, a.Path))
		if err != nil {
			return err
		}
		if was != is {
			failed = append(failed, fmt.Errorf("%s differs", a.Path))
		}
	}
	return errors.Join(failed...)
}

// keep copies the files that people download.
func (r *releaser) keep(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, a := range r.first.artifacts {
		if a.Type == "Binary" {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(r.first.tree, a.Path))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, a.Name), raw, 0o644); err != nil {
			return err
		}
	}
	fmt.Println("kept in " + folder)
	return nil
}

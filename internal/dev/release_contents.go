package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// packed is a file in an archive or a package.
type packed struct {
	mode  fs.FileMode
	owner string // "user:group"; empty where that is not kept
	sum   string // SHA-256 of what is in it; empty for a folder
}

func (p packed) String() string {
	return strings.TrimSpace(fmt.Sprintf("%v %s %.12s", p.mode, p.owner, p.sum))
}

// listing is what an archive or a package holds, by name.
type listing map[string]packed

// rootOwned is who owns what a package brings.
const rootOwned = "root:root"

// differences fails with how what there is differs from what is wanted. A folder
// on the way to a file is as any folder of the system.
func (have listing) differences(want listing) error {
	var failed []error
	for _, name := range slices.Sorted(maps.Keys(have)) {
		is, ok := want[name]
		if have[name].mode.IsDir() {
			is, ok = packed{fs.ModeDir | 0o755, rootOwned, ""}, true
		}
		switch {
		case !ok:
			failed = append(failed, fmt.Errorf("nobody asked for %s", name))
		case have[name] != is:
			failed = append(failed, fmt.Errorf("%s is %v, and not %v", name, have[name], is))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := have[name]; !ok {
			failed = append(failed, fmt.Errorf("there is no %s", name))
		}
	}
	return errors.Join(failed...)
}

// add has a file of a clone under another name.
func (l listing) add(tree, source, name string, mode fs.FileMode, owner string) error {
	sum, err := sumOf(filepath.Join(tree, source))
	if err != nil {
		return err
	}
	l[name] = packed{mode, owner, sum}
	return nil
}

// programs is how many there are: operator and operatord.
const programs = 2

// documents are the files at the top of the tree that everybody gets.
func documents() []string {
	return []string{"README.md", "LICENSE", "THIRD_PARTY_NOTICES", "CHANGELOG.md"}
}

func packageFormats() []string { return []string{"deb", "rpm", "apk"} }

// archives looks into every archive.
func (r *releaser) archives(context.Context) error {
	for _, t := range r.targets {
		want, err := r.wantedArchive(t)
		if err != nil {
			return err
		}
		a, err := r.first.one("Archive", t, "")
		if err != nil {
			return err
		}
		read, owner := readTarGz, rootOwned
		if a.Extra.Format == "zip" {
			read, owner = readZip, ""
		}
		for name, p := range want {
			p.owner = owner
			want[name] = p
		}
		have, err := read(filepath.Join(r.first.tree, a.Path))
		if err != nil {
			return fmt.Errorf("%s: %w", a.Name, err)
		}
		if err := have.differences(want); err != nil {
			return fmt.Errorf("%s:\n%w", a.Name, err)
		}
	}
	return nil
}

// wantedArchive is what the archive for a target holds, in a folder of its name.
func (r *releaser) wantedArchive(t target) (listing, error) {
	want := listing{}
	binaries := 0
	for _, a := range r.first.artifacts {
		if a.Type != "Binary" || a.target() != t {
			continue
		}
		binaries++
		if err := want.add(r.first.tree, a.Path, a.Name, 0o755, ""); err != nil {
			return nil, err
		}
	}
	if binaries != programs {
		return nil, fmt.Errorf("goreleaser made %d programs for %s, and not %d", binaries, t, programs)
	}
	sources := documents()
	for _, pattern := range []string{"completions/*", "man/*"} {
		found, err := filepath.Glob(filepath.Join(r.first.tree, pattern))
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("there is no %s: %w", pattern, err)
		}
		for _, file := range found {
			sources = append(sources, path.Join(path.Dir(pattern), filepath.Base(file)))
		}
	}
	for _, source := range sources {
		if err := want.add(r.first.tree, source, source, 0o644, ""); err != nil {
			return nil, err
		}
	}
	return want, nil
}

// packages looks into every package for Linux.
func (r *releaser) packages(context.Context) error {
	for _, t := range r.targets {
		if t.os != "linux" {
			continue
		}
		for _, format := range packageFormats() {
			want, err := r.wantedPackage(t, format)
			if err != nil {
				return err
			}
			a, err := r.first.one("Linux Package", t, format)
			if err != nil {
				return err
			}
			have, err := readPackage(format, filepath.Join(r.first.tree, a.Path))
			if err != nil {
				return fmt.Errorf("%s: %w", a.Name, err)
			}
			if err := have.differences(want); err != nil {
				return fmt.Errorf("%s:\n%w", a.Name, err)
			}
		}
	}
	return nil
}

// wantedPackage is what a package holds, by names from the root without a slash
// before them: what the archive holds, where the system looks for it.
func (r *releaser) wantedPackage(t target, format string) (listing, error) {
	archive, err := r.wantedArchive(t)
	if err != nil {
		return nil, err
	}
	zsh, licence := "usr/share/zsh/site-functions/_operator", "usr/share/licenses/operator/LICENSE"
	if format == "deb" {
		zsh, licence = "usr/share/zsh/vendor-completions/_operator", "usr/share/doc/operator/copyright"
	}
	at := map[string]string{
		"operator":                  "usr/bin/operator",
		"operatord":                 "usr/bin/operatord",
		"LICENSE":                   licence,
		"completions/_operator":     zsh,
		"completions/operator.bash": "usr/share/bash-completion/completions/operator",
		"completions/operator.fish": "usr/share/fish/vendor_completions.d/operator.fish",
		"completions/operator.ps1":  "", // PowerShell has no folder for them
	}
	want := listing{}
	for source, p := range archive {
		name, placed := at[source]
		switch {
		case placed && name == "":
			continue
		case placed:
		case path.Dir(source) == "man":
			name = "usr/share/man/man" + path.Ext(source)[1:] + "/" + path.Base(source)
		default:
			name = "usr/share/doc/operator/" + source
		}
		p.owner = rootOwned
		want[name] = p
	}
	return want, nil
}

func sumOf(file string) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	return sumOfBytes(raw), nil
}

func sumOfBytes(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

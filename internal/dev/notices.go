package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const noticesFile = "THIRD_PARTY_NOTICES"

// fontsFile has the licences of the fonts that are in the program.
const fontsFile = "internal/transcript/fonts/LICENSES"

const noticesHead = `The programs of operator contain the software of others that is listed here, each
under its own licence, whose text follows. Written by "go run ./internal/dev gen".

`

// component is software of others that is linked into the program.
type component struct {
	name, version string // version is empty for what comes with Go
	dir           string
	packages      map[string]bool // the folders of what is linked
}

// noticeText is what a file says, and whose it is.
type noticeText struct {
	names []string
	text  string
}

// notices is the file with the licences of all that is linked into the program, on
// any system that it is released for. It fails for a licence that nobody has
// looked at yet.
func notices(ctx context.Context) ([]byte, error) {
	linked, err := components(ctx)
	if err != nil {
		return nil, err
	}
	var list bytes.Buffer
	var texts []*noticeText
	byText := map[string]*noticeText{}
	for _, c := range linked {
		name := strings.TrimSpace(c.name + " " + c.version)
		files, err := c.licences()
		if err != nil {
			return nil, err
		}
		kinds := map[string]bool{}
		for _, raw := range files {
			text := strings.ReplaceAll(string(raw), "\r\n", "\n")
			found, err := licenceKinds(text)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			for _, kind := range found {
				kinds[kind] = true
			}
			if byText[text] == nil {
				byText[text] = &noticeText{text: text}
				texts = append(texts, byText[text])
			}
			byText[text].names = append(byText[text].names, name)
		}
		if len(kinds) == 0 {
			return nil, fmt.Errorf("%s has no licence", name)
		}
		fmt.Fprintf(&list, "  %s: %s\n", name, strings.Join(slices.Sorted(maps.Keys(kinds)), ", "))
	}
	out := bytes.NewBufferString(noticesHead)
	out.Write(list.Bytes())
	for _, t := range texts {
		fmt.Fprintf(out, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 78), strings.Join(slices.Compact(t.names), "\n"), strings.Trim(t.text, "\n"))
	}
	fonts, err := os.ReadFile(fontsFile)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "\n%s\nFonts\n\n%s\n", strings.Repeat("=", 78), strings.Trim(string(fonts), "\n"))
	return out.Bytes(), nil
}

// components asks Go what is linked, for every system.
func components(ctx context.Context) ([]component, error) {
	const format = `{{.Dir}}{{"\t"}}{{.Standard}}{{with .Module}}{{if not .Main}}{{"\t"}}{{.Path}}{{"\t"}}{{.Version}}{{"\t"}}{{.Dir}}{{end}}{{end}}`
	goroot, err := output(ctx, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	byName := map[string]component{}
	for _, t := range targets() {
		cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-f", format, "./cmd/operator")
		cmd.Env = append(os.Environ(), "GOOS="+t.os, "GOARCH="+t.arch, "CGO_ENABLED=0", "GOFLAGS=-mod=readonly")
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w\n%s", t, err, said.Bytes())
		}
		for line := range strings.Lines(string(out)) {
			f := strings.Split(strings.TrimSpace(line), "\t")
			var c component
			switch {
			case f[1] == "true":
				f[0] = goroot
				c = component{name: "The Go standard library", dir: goroot}
			case len(f) == 5:
				c = component{name: f[2], version: f[3], dir: f[4]}
			default:
				continue // our own
			}
			if byName[c.name].packages == nil {
				c.packages = map[string]bool{}
				byName[c.name] = c
			}
			byName[c.name].packages[f[0]] = true
		}
	}
	return slices.SortedFunc(maps.Values(byName), func(a, b component) int { return cmp.Compare(a.name, b.name) }), nil
}

// licences are the files about rights in the folders of a component, from the
// packages that are linked up to its top: the top's first.
func (c component) licences() ([][]byte, error) {
	folders := map[string]bool{c.dir: true}
	for folder := range c.packages {
		for ; len(folder) > len(c.dir); folder = filepath.Dir(folder) {
			folders[folder] = true
		}
	}
	var all [][]byte
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			stem, _, _ := strings.Cut(strings.ToUpper(e.Name()), ".")
			stem, _, _ = strings.Cut(stem, "-")
			if !e.Type().IsRegular() || !slices.Contains([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"}, stem) || strings.HasSuffix(e.Name(), ".go") {
				continue
			}
			raw, err := os.ReadFile(filepath.Join(folder, e.Name()))
			if err != nil {
				return nil, err
			}
			all = append(all, raw)
		}
	}
	return all, nil
}

// licenceKinds names the licences of a text, as SPDX does: none for a text that adds
// to one. All of these may be linked into a program under the Apache licence.
func licenceKinds(text string) ([]string, error) {
	words := strings.Join(strings.Fields(text), " ")
	has := func(s string) bool { return strings.Contains(words, s) }
	var kinds []string
	for kind, found := range map[string]bool{
		"Apache-2.0":   has("Apache License Version 2.0") || has("Apache License, Version 2.0"),
		"MIT":          has("Permission is hereby granted, free of charge, to any person obtaining a copy"),
		"ISC":          has("Permission to use, copy, modify, and/or distribute this software for any purpose"),
		"BSD-3-Clause": has("Redistribution and use in source and binary forms") && has("Neither the name"),
		"BSD-2-Clause": has("Redistribution and use in source and binary forms") && !has("Neither the name"),
	} {
		if found {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) > 0 || has("Additional IP Rights Grant") {
		return kinds, nil
	}
	return nil, errors.New("a licence that is not known: look whether we may link it, and add it to licenceKinds")
}

package main

import (
	"context"
	"fmt"
	"strings"
)

// How many homes a small office and the largest have, with the same messages.
const (
	fewHomes        = 1_000
	manyHomes       = 100_000
	messagesOfHomes = 100_000
)

// homesSuite asks an office with a hundred times the homes what a small one is asked
// all day: an answer of one page must not take longer for what there is besides.
func homesSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	few, err := b.demoIn(ctx, fmt.Sprintf("homes-%d", fewHomes), fewHomes, messagesOfHomes)
	if err != nil {
		return nil, err
	}
	many, err := b.demoIn(ctx, fmt.Sprintf("homes-%d", manyHomes), manyHomes, messagesOfHomes)
	if err != nil {
		return nil, err
	}
	buyers := map[string]string{}
	for _, dir := range []string{few, many} {
		out, err := b.run(ctx, "buyer", "list", "--store", dir, "-o", "id", "--limit", "1")
		if err != nil {
			return nil, err
		}
		buyers[dir] = strings.TrimSpace(string(out))
	}
	var ms []measurement
	for _, asked := range []string{
		"inbox list --updates",
		"update list --state draft",
		"conversation list --all --with BUYER",
		"property list",
		"search foundation --all",
	} {
		in := func(dir string) []string {
			args := strings.Fields(strings.ReplaceAll(asked, "BUYER", buyers[dir]))
			return append(args, "--store", dir, "-o", "table")
		}
		ms = append(ms, measurement{
			name: "homes " + asked, what: asked + ", 100,000 homes", beside: "with 1,000", target: 2, rounds: 20,
			ours: b.timed(b.operator, in(many)...), theirs: b.timed(b.operator, in(few)...),
		})
	}
	return ms, nil
}

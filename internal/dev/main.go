// Command dev is what the people who work on operator run:
//
//	go run ./internal/dev check            format, vet, lint, generated files fresh
//	go run ./internal/dev gen              write the generated files
//	go run ./internal/dev man DIR          write the manual's pages into a folder
//	go run ./internal/dev bench [NAME…]    measure, and print the table of docs/performance.md
//	go run ./internal/dev release          build a release twice, and check it (-one: quicker)
//	go run ./internal/dev torture [-runs N] kill and race real processes, and count what is lost
//	go run ./internal/dev soak [-for 10m]  use a server, and look whether it stays as it was
//	go run ./internal/dev walk [-for 10m]  walk at random, and look whether all readings agree
//	go run ./internal/dev race             the tests in which goroutines meet, with the race detector
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
)

// task is one thing that dev does.
type task struct {
	name, does string
	run        func(ctx context.Context, args []string) error
}

func tasks() []task {
	return []task{
		{"check", "format, vet, lint, generated files fresh", check},
		{"gen", "write the generated files", gen},
		{"man", "write the manual's pages into a folder", man},
		{"bench", "measure, beside a peer in the same run", bench},
		{"release", "build a release twice, and check it", release},
		{"torture", "kill and race real processes, and count what is lost", torture},
		{"soak", "use a server for ten minutes, and look whether it stays as it was", soak},
		{"walk", "walk at random, and look whether all ways of reading agree", walk},
		{"race", "run the tests in which goroutines meet with the race detector", race},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case peerTask:
			return peer(ctx)
		case turnsTask:
			return turns(ctx)
		}
		for _, t := range tasks() {
			if t.name == args[0] {
				return t.run(ctx, args[1:])
			}
		}
	}
	for _, t := range tasks() {
		fmt.Fprintf(os.Stderr, "  go run ./internal/dev %-8s %s\n", t.name, t.does)
	}
	if len(args) > 0 {
		return fmt.Errorf("no task %q", args[0])
	}
	return nil
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// How many send at once in the ordeal of the server, how often each, how often one
// message is tried, and how long any try may take.
const (
	serveSenders = 20
	serveEach    = 25
	serveTries   = 20
	serveLongest = 30 * time.Second
)

// serveOnce has 20 processes at a time send to one conversation, while the server that
// answers for the store is killed at random moments and started again. Each message has
// a key, and is sent again with it where the sender could not tell what came of it. Half
// of the senders have no key of their own, and try once.
func serveOnce(ctx context.Context, b *workbench, t *tally) error {
	program := filepath.Join(filepath.Dir(b.operator), "operatord")
	if err := build(ctx, program, "./cmd/operatord"); err != nil {
		return err
	}
	at, err := b.arena(ctx)
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	killed := make(chan error, 1)
	go func() { killed <- b.killServers(serving, program, at.store) }()
	var acknowledged []string
	var all sync.WaitGroup
	for sender := range serveSenders {
		all.Go(func() {
			for n := range serveEach {
				body := fmt.Sprintf("ordeal %d-%d", sender, n)
				done, took := b.sendUntilDone(ctx, at, body, sender%2 == 0)
				t.mu.Lock()
				t.longest = max(t.longest, took)
				if done {
					acknowledged = append(acknowledged, body)
				} else if sender%2 == 0 || took >= serveLongest {
					t.failed++
				}
				t.mu.Unlock()
			}
		})
	}
	all.Wait()
	stop()
	if err := <-killed; err != nil {
		return err
	}
	return b.account(ctx, at, acknowledged, t) // by commands that open the file
}

// sendUntilDone says whether a sender was told that the message was sent, and how long
// the longest try took. Without a key it is tried once.
func (b *workbench) sendUntilDone(ctx context.Context, at sendTarget, body string, keyed bool) (done bool, longest time.Duration) {
	args, tries := []string{"msg", "reply", at.conversation, "--store", at.store, "-o", "id", "-b", body}, 1
	if keyed {
		args, tries = append(args, "--idempotency-key", body), serveTries
	}
	for range tries {
		within, stop := context.WithTimeout(ctx, serveLongest)
		began := time.Now()
		_, err := b.run(within, args...)
		longest = max(longest, time.Since(began))
		stop()
		if err == nil {
			return true, longest
		}
		fmt.Println("serve:", strings.TrimSpace(err.Error()))
	}
	return false, longest
}

// killServers starts a server, kills it within a third of a second, and starts the next,
// until ctx is done.
func (b *workbench) killServers(ctx context.Context, program, store string) error {
	for n := 1; ; n++ {
		cmd := exec.Command(program, "serve", "--store", store, "--listen", "127.0.0.1:0", "-q")
		cmd.Env = b.env()
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			return err
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			return fmt.Errorf("server %d ended: %w\n%s", n, cmd.Wait(), said.Bytes())
		}
		life := time.NewTimer(time.Duration(20+rand.IntN(300)) * time.Millisecond)
		select {
		case <-life.C:
		case <-ctx.Done():
			life.Stop()
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // which says that it was killed
		if ctx.Err() != nil {
			fmt.Printf("serve: %d servers were killed\n", n)
			return nil
		}
	}
}

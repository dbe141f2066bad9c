package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
)

const (
	pocketbaseModule  = "internal/dev/testdata/pocketbase"
	pocketbaseRecords = "/api/collections/messages/records"
)

// pocketbaseSuite measures the server beside PocketBase, which is built from its module:
// one table, a row and no more for a message, and nobody has to sign in.
func pocketbaseSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	ours, t, err := b.serveDemo(ctx)
	if err != nil {
		return nil, err
	}
	theirs, err := b.startPocketBase(ctx, ours.client)
	if err != nil {
		return nil, err
	}
	message := []byte(`{"conversation":"C1","author":"P1","body":"The electrician comes on Thursday at nine."}`)
	return []measurement{
		{
			name: "pocketbase-post", what: "640 durable messages by 64 clients", beside: "PocketBase, synchronous FULL", target: 1.0 / 3, rounds: 10,
			ours:   together64(asking(ours, http.MethodPost, api.ReplyMessage.Path, replyTo(t.conversation))),
			theirs: together64(asking(theirs, http.MethodPost, pocketbaseRecords, message)),
		},
		{
			name: "pocketbase-list", what: "640 lists of 20 by 64 clients", beside: "PocketBase, of messages", rounds: 10,
			ours:   together64(asking(ours, http.MethodGet, api.ListInbox.Path+"?limit=20", nil)),
			theirs: together64(asking(theirs, http.MethodGet, pocketbaseRecords+"?perPage=20", nil)),
		},
	}, nil
}

// startPocketBase builds PocketBase, and has it answer until the suite ends.
func (b *workbench) startPocketBase(ctx context.Context, client *http.Client) (*served, error) {
	program, folder := filepath.Join(b.dir, "pocketbase"), filepath.Join(b.dir, "pocketbase-data")
	build := exec.CommandContext(ctx, "go", "build", "-C", pocketbaseModule, "-trimpath", "-ldflags=-s -w", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return nil, errSkip{fmt.Sprintf("PocketBase cannot be built: %v\n%s", err, said)}
	}
	if err := os.RemoveAll(folder); err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, folder, address)
	cmd.Env, cmd.Stdout, cmd.Stderr = b.env(), io.Discard, io.Discard
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	b.later(func() error {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // says that it was ended
		return os.RemoveAll(folder)
	})
	s := &served{URL: "http://" + address, client: client}
	for range 100 {
		if _, err = s.ask(ctx, http.MethodGet, pocketbaseRecords, nil); err == nil {
			return s, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("PocketBase does not answer"), err)
}

// freeAddress is where nobody listens just now.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

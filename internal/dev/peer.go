package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// peerTask is the argument that makes this program a peer. It is in no list: only a
// benchmark starts one.
const peerTask = "peer"

// peerKind is what answers in a peer.
type peerKind string

const (
	staticPeer   peerKind = "static"   // the bytes of a list, and of a message encoded anew
	unkeptPeer   peerKind = "unkept"   // our server, over a service that keeps nothing
	postgresPeer peerKind = "postgres" // handlers over PostgreSQL
)

// peerSpec is what a peer reads from its standard input. It ends with that input.
type peerSpec struct {
	Kind     peerKind
	Listed   []byte // what a list is answered with
	Posted   []byte // what a message is answered with
	Database string // how PostgreSQL is reached
}

// startPeer has a server that ours is measured beside answer until the suite ends. Like
// ours it is a process of its own: one that shared the clients' would be spared the
// kernel's changes from one process to the other.
func (b *workbench) startPeer(ctx context.Context, spec peerSpec, client *http.Client) (*served, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, peerTask)
	cmd.Env, cmd.Stderr = b.env(), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	b.later(func() error { return errors.Join(in.Close(), cmd.Wait()) })
	if err := json.NewEncoder(in).Encode(spec); err != nil {
		return nil, err
	}
	is := served{client: client}
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&is); err != nil {
		return nil, fmt.Errorf("the peer %s: %w", spec.Kind, err)
	}
	return &is, nil
}

// peer is such a server.
func peer(ctx context.Context) error {
	in := json.NewDecoder(os.Stdin)
	var spec peerSpec
	if err := in.Decode(&spec); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, io.MultiReader(in.Buffered(), os.Stdin))
		stop()
	}()
	ready := func(url string) error { return json.NewEncoder(os.Stdout).Encode(served{URL: url}) }
	switch spec.Kind {
	case staticPeer:
		h, err := static(spec)
		if err != nil {
			return err
		}
		return answerBare(ctx, h, ready)
	case postgresPeer:
		h, end, err := overPostgres(ctx, spec.Database)
		if err != nil {
			return err
		}
		defer end()
		return answerBare(ctx, h, ready)
	case unkeptPeer:
		return answerUnkept(ctx, spec, ready)
	}
	return fmt.Errorf("no peer %q", spec.Kind)
}

// answerBare has a handler answer with nothing around it until ctx is done.
func answerBare(ctx context.Context, h http.Handler, ready func(url string) error) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := ready("http://" + l.Addr().String()); err != nil {
		return err
	}
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// respond answers as a peer.
func respond(w http.ResponseWriter, with any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	var out bytes.Buffer
	_ = json.NewEncoder(&out).Encode(with)
	_, _ = w.Write(out.Bytes())
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// served is a server of ours over a store, in a process of its own.
type served struct {
	URL, token string
	cmd        *exec.Cmd
	said       *bytes.Buffer
	client     *http.Client
}

// serve starts a server over a store. stop ends it.
func (b *workbench) serve(ctx context.Context, store string) (*served, error) {
	program := filepath.Join(filepath.Dir(b.operator), "operatord")
	if err := build(ctx, program, "./cmd/operatord"); err != nil {
		return nil, err
	}
	raw, err := b.run(ctx, "token", "add", "P1", "--store", store, "--scope", "all", "-o", "json")
	if err != nil {
		return nil, err
	}
	var token struct{ Token string }
	if err := json.Unmarshal(raw, &token); err != nil {
		return nil, err
	}
	s := &served{token: token.Token, said: &bytes.Buffer{}, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}}
	s.cmd = exec.CommandContext(ctx, program, "serve", "--store", store, "--listen", "127.0.0.1:0", "--rate-limit", "0", "-o", "json")
	s.cmd.Env, s.cmd.Stderr = b.env(), io.Discard
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	var is struct{ URL string }
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&is); err != nil {
		return nil, errors.Join(fmt.Errorf("operatord serve: %w", err), s.stop())
	}
	s.URL = is.URL
	return s, nil
}

// serveDemo starts a server over the demo workspace, until the suite ends.
func (b *workbench) serveDemo(ctx context.Context) (*served, sendTarget, error) {
	t, err := b.sendTarget(ctx)
	if err != nil {
		return nil, t, err
	}
	s, err := b.serve(ctx, t.store)
	if err == nil {
		b.later(s.stop)
	}
	return s, t, err
}

// stop ends the server, and fails where it did not end well.
func (s *served) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	return s.cmd.Wait()
}

// ask makes a request and reads the answer. It fails where that is no success.
func (s *served) ask(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s\n%s", method, path, res.Status, raw)
	}
	return raw, err
}

// many times n requests made by several clients at once, and gives how long each took
// as well.
func many(ctx context.Context, clients, n int, ask func(context.Context) error) (time.Duration, []time.Duration, error) {
	type one struct {
		took time.Duration
		err  error
	}
	work, done := make(chan struct{}, n), make(chan one, n)
	for range n {
		work <- struct{}{}
	}
	close(work)
	from := time.Now()
	for range clients {
		go func() {
			for range work {
				began := time.Now()
				err := ask(ctx)
				done <- one{time.Since(began), err}
			}
		}()
	}
	var each []time.Duration
	for range n {
		o := <-done
		if o.err != nil {
			return 0, nil, o.err
		}
		each = append(each, o.took)
	}
	return time.Since(from), each, nil
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
)

// revokeSuite measures how long a stream goes on after its token was deleted.
func revokeSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	s, _, err := b.serveDemo(ctx)
	if err != nil {
		return nil, err
	}
	second := func(context.Context) (time.Duration, error) { return time.Second, nil }
	return []measurement{{
		name: "revoke", what: "a stream ends after its token was deleted", beside: "a second", target: 1, rounds: 20,
		ours: s.revoke, theirs: second,
	}}, nil
}

// revoke opens a stream with a token of its own, deletes the token, and waits for the
// stream to end.
func (s *served) revoke(ctx context.Context) (time.Duration, error) {
	raw, err := s.ask(ctx, http.MethodPost, api.AddToken.Path, []byte(`{"scopes":["read"]}`))
	if err != nil {
		return 0, err
	}
	var token struct{ Ref, Token string }
	if err := json.Unmarshal(raw, &token); err != nil {
		return 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+api.WatchInbox.Path, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+token.Token)
	req.Header.Set("Accept", "text/event-stream")
	res, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("the stream is answered with %s", res.Status)
	}
	if _, err := s.ask(ctx, http.MethodPost, api.DeleteToken.Path, fmt.Appendf(nil, `{"token":%q}`, token.Ref)); err != nil {
		return 0, err
	}
	from := time.Now()
	if _, err := io.Copy(io.Discard, res.Body); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, err
	}
	return time.Since(from), nil
}

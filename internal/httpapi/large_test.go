package httpapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// scribe makes transcripts of some megabytes, each when it is told to go on.
type scribe struct {
	operator.Service
	begun, goOn chan struct{}
}

func (s scribe) Transcript(ctx context.Context, _ operator.TranscriptRequest) (operator.Transcript, error) {
	s.begun <- struct{}{}
	select {
	case <-s.goOn:
	case <-ctx.Done():
	}
	return operator.Transcript{Workspace: strings.Repeat("w", 2<<20)}, ctx.Err()
}

// slow is somebody who takes what they asked for when they are told to.
type slow struct {
	*httptest.ResponseRecorder
	began sync.Once
	first chan struct{}
	take  chan struct{}
}

func (s *slow) Write(p []byte) (int, error) {
	s.began.Do(func() { close(s.first) })
	<-s.take
	return s.ResponseRecorder.Write(p)
}

func TestLargeAnswersAreMadeAFewAtATimeForAll(t *testing.T) {
	t.Parallel()
	of := scribe{begun: make(chan struct{}), goOn: make(chan struct{})}
	h := httpapi.New(of, httpapi.Options{Version: "1.2.3", Trusted: true})
	take := make(chan struct{})
	ask := func(ctx context.Context) (*slow, chan struct{}) {
		w, over := &slow{ResponseRecorder: httptest.NewRecorder(), first: make(chan struct{}), take: take}, make(chan struct{})
		go func() {
			defer close(over)
			h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/v1/transcript?of=MR-014", nil))
		}()
		return w, over
	}
	first, _ := ask(t.Context())
	<-of.begun
	ask(t.Context())
	<-of.begun
	last, over := ask(t.Context())
	select {
	case <-of.begun:
		t.Fatal("a third is made at the same time")
	case <-time.After(50 * time.Millisecond):
	}

	of.goOn <- struct{}{} // the first is made, which is taken slowly
	<-first.first
	select {
	case <-of.begun:
	case <-time.After(10 * time.Second):
		t.Fatal("who takes theirs slowly keeps others waiting")
	}

	ctx, leave := context.WithCancelCause(t.Context())
	gone, overToo := ask(ctx)
	leave(errors.New("gone"))
	<-gone.first
	close(take)
	<-overToo
	if gone.Code != http.StatusServiceUnavailable || reasonIn(gone.ResponseRecorder) != "ended" || gone.Header().Get("Retry-After") == "" {
		t.Errorf("who waits no longer: %d %s", gone.Code, gone.Body)
	}
	of.goOn <- struct{}{}
	of.goOn <- struct{}{}
	<-over
	if last.Code != http.StatusOK || last.Body.Len() < 2<<20 || last.Header().Get("Content-Type") != "application/json" {
		t.Errorf("the last: %d, %d bytes, %v", last.Code, last.Body.Len(), last.Header())
	}
}

func TestALargeAnswerIsGivenThoughThereIsNoRoomAside(t *testing.T) {
	t.Parallel()
	of := scribe{begun: make(chan struct{}, 1), goOn: make(chan struct{}, 1)}
	h := httpapi.New(of, httpapi.Options{Version: "1.2.3", Trusted: true, Large: httpapi.NewLarge(func() (httpapi.Aside, error) {
		return nil, errors.New("the disk is full")
	})})
	of.goOn <- struct{}{}
	if w := (asked{method: "GET", path: "/v1/transcript?of=MR-014"}).of(h); w.Code != http.StatusOK || w.Body.Len() < 2<<20 {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
}

// narrow has room for so many writes, of a megabyte or more each, and keeps a part of the one
// that is too much.
type narrow struct {
	all   []byte
	takes int
}

func (n *narrow) Write(p []byte) (int, error) {
	if n.takes--; n.takes < 0 {
		n.all = append(n.all, p[:len(p)/2]...)
		return len(p) / 2, errors.New("the disk is full")
	}
	n.all = append(n.all, p...)
	return len(p), nil
}

func (n *narrow) ReadAt(p []byte, at int64) (int, error) { return copy(p, n.all[at:]), nil }
func (n *narrow) Close() error                           { return nil }

func TestALargeAnswerIsWholeWhereverTheRoomAsideEnds(t *testing.T) {
	t.Parallel()
	of := scribe{begun: make(chan struct{}, 1), goOn: make(chan struct{}, 1)}
	lengths := map[int]bool{}
	for takes := range 4 {
		h := httpapi.New(of, httpapi.Options{Version: "1.2.3", Trusted: true, Large: httpapi.NewLarge(func() (httpapi.Aside, error) {
			return &narrow{takes: takes}, nil
		})})
		of.goOn <- struct{}{}
		w := (asked{method: "GET", path: "/v1/transcript?of=MR-014"}).of(h)
		<-of.begun
		var got operator.Transcript
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK || len(got.Workspace) != 2<<20 {
			t.Errorf("with room for %d: %d, %d bytes, %v", takes, w.Code, w.Body.Len(), err)
		}
		lengths[w.Body.Len()] = true
	}
	if len(lengths) != 1 {
		t.Errorf("the answers are of different lengths: %v", lengths)
	}
}

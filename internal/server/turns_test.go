package server

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// busy is a server whose requests to /v1/work and /v1/watch go on until release is called,
// with how many of them are under way.
func busy(t *testing.T, wait time.Duration) (ask func(ctx context.Context, path, who string) chan int, under *atomic.Int32, release func()) {
	t.Helper()
	under = &atomic.Int32{}
	done := make(chan struct{})
	work := func(w http.ResponseWriter, _ *http.Request) {
		under.Add(1)
		defer under.Add(-1)
		<-done
		w.WriteHeader(http.StatusOK)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/work", work)
	mux.HandleFunc("/v1/watch", work)
	mux.HandleFunc("/v1/whole", work)
	s, _, _ := running(t, Options{
		API: mux, RateLimit: 1000, TurnWait: wait, Endless: []string{"/v1/watch"}, Large: []string{"/v1/whole"},
		Whose: func(_ context.Context, token operator.Secret) string { return string(token) },
	})
	ask = func(ctx context.Context, path, who string) chan int {
		code := make(chan int, 1)
		go func() {
			req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.Addr("network")+path, nil)
			req.Header.Set("Authorization", "Bearer "+who)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				code <- 0
				return
			}
			res.Body.Close()
			if res.StatusCode == http.StatusTooManyRequests && res.Header.Get("Retry-After") != "1" {
				t.Errorf("it is refused with %v", res.Header)
			}
			code <- res.StatusCode
		}()
		return code
	}
	return ask, under, func() { close(done) }
}

func until(t *testing.T, under *atomic.Int32, want int32) {
	t.Helper()
	for began := time.Now(); under.Load() != want; time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatalf("%d are under way, not %d", under.Load(), want)
		}
	}
}

func TestWhoAsksForMuchAtOnceGetsItByAndByAndKeepsNobodyWaiting(t *testing.T) {
	ask, under, release := busy(t, time.Minute)
	var codes []chan int
	for range 2 * mostAtOnce {
		codes = append(codes, ask(t.Context(), "/v1/work", "ann"))
	}
	until(t, under, mostAtOnce)
	time.Sleep(20 * time.Millisecond)
	until(t, under, mostAtOnce)

	codes = append(codes, ask(t.Context(), "/v1/work", "ben"))
	until(t, under, mostAtOnce+1)
	codes = append(codes, ask(t.Context(), "/v1/watch", "ann")) // which counts on its own
	until(t, under, mostAtOnce+2)
	release()
	for _, code := range codes {
		if got := <-code; got != http.StatusOK {
			t.Errorf("one gives %d", got)
		}
	}
}

func TestWhoseTurnDoesNotComeIsToldToComeBack(t *testing.T) {
	ask, under, release := busy(t, 50*time.Millisecond)
	for range mostAtOnce {
		ask(t.Context(), "/v1/work", "ann")
	}
	for range mostStreams {
		ask(t.Context(), "/v1/watch", "ann")
	}
	until(t, under, mostAtOnce+mostStreams)
	for _, path := range []string{"/v1/work", "/v1/watch"} {
		if got := <-ask(t.Context(), path, "ann"); got != http.StatusTooManyRequests {
			t.Errorf("one more of %s gives %d", path, got)
		}
	}
	release()
	until(t, under, 0)
	if got := <-ask(t.Context(), "/v1/work", "ann"); got != http.StatusOK {
		t.Errorf("afterwards it gives %d", got)
	}
}

func TestNothingIsKeptOfWhoeverHasLeft(t *testing.T) {
	of := newTurns(1, time.Minute)
	leave, ok := of.take(t.Context(), "ann")
	if !ok {
		t.Fatal("the first has no turn")
	}
	ctx, gone := context.WithCancel(t.Context())
	gone()
	if _, ok := of.take(ctx, "ann"); ok {
		t.Error("who has gone has a turn")
	}
	leave()
	if len(of.of) != 0 {
		t.Errorf("%d people are kept", len(of.of))
	}
}

func TestLargeAnswersOfOnePersonAreGivenOneAfterTheOther(t *testing.T) {
	ask, under, release := busy(t, time.Minute)
	codes := []chan int{ask(t.Context(), "/v1/whole", "ann"), ask(t.Context(), "/v1/whole", "ann")}
	until(t, under, 1)
	time.Sleep(20 * time.Millisecond)
	until(t, under, 1)
	codes = append(codes, ask(t.Context(), "/v1/whole", "ben"), ask(t.Context(), "/v1/work", "ann"))
	until(t, under, 3)
	release()
	for _, code := range codes {
		if got := <-code; got != http.StatusOK {
			t.Errorf("one gives %d", got)
		}
	}
}

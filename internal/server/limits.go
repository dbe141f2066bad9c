package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/httprate"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// limits are how many requests one person and one address may make, a minute and at the
// same time. Whoever tries many tokens is held by the address.
type limits struct {
	person, address, login *httprate.RateLimiter
	atOnce, streams, large *turns
	endless                []string // the paths of streams
	whole                  []string // the paths of large answers
	whose                  func(context.Context, operator.Secret) string
	addressOf              func(*http.Request) string
	tell                   func(http.ResponseWriter, *operator.Error)
}

// A sign-in may be tried this often a minute from one address.
const loginsAMinute = 20

func newLimits(o Options, addressOf func(*http.Request) string) *limits {
	l := &limits{whose: o.Whose, addressOf: addressOf, tell: o.Tell, endless: o.Endless, whole: o.Large, login: httprate.NewRateLimiter(loginsAMinute, time.Minute, quiet())}
	if o.RateLimit > 0 {
		l.person = httprate.NewRateLimiter(o.RateLimit, time.Minute, quiet())
		l.address = httprate.NewRateLimiter(2*o.RateLimit, time.Minute, quiet())
		l.atOnce, l.streams, l.large = newTurns(mostAtOnce, o.TurnWait), newTurns(mostStreams, 0), newTurns(mostLarge, o.TurnWait)
	}
	return l
}

// quiet gives the one header that says when to come back.
func quiet() httprate.Option {
	return httprate.WithResponseHeaders(httprate.ResponseHeaders{RetryAfter: "Retry-After"})
}

// guard refuses who asks too often, before anything is read.
func (l *limits) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, address := r.Header.Get("Authorization"), l.addressOf(r)
		tries := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/login")
		switch {
		case tries && l.login.OnLimit(w, r, address),
			l.address != nil && l.address.OnLimit(w, r, address):
			l.refuse(w, "too many requests", "rate_limited")
		case l.person != nil && token != "":
			l.ofPerson(w, r, next, l.personOf(r.Context(), token))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// ofPerson answers a request of somebody when it is their turn.
func (l *limits) ofPerson(w http.ResponseWriter, r *http.Request, next http.Handler, who string) {
	if l.person.OnLimit(w, r, who) {
		l.refuse(w, "too many requests", "rate_limited")
		return
	}
	of := l.atOnce
	switch path := r.URL.Path; {
	case slices.Contains(l.endless, path):
		of = l.streams
	case slices.Contains(l.whole, path):
		of = l.large
	}
	leave, ok := of.take(r.Context(), who)
	if !ok {
		w.Header().Set("Retry-After", "1")
		l.refuse(w, "too many requests at the same time", "too_many_at_once")
		return
	}
	defer leave()
	next.ServeHTTP(w, r)
}

// personOf is what a token is counted by: the person whose it is, or a digest of one
// that is nobody's.
func (l *limits) personOf(ctx context.Context, header string) string {
	if _, token, ok := strings.Cut(header, " "); ok && l.whose != nil {
		if who := l.whose(ctx, operator.Secret(strings.TrimSpace(token))); who != "" {
			return who
		}
	}
	sum := sha256.Sum256([]byte(header))
	return hex.EncodeToString(sum[:16])
}

// refuse answers whoever asks too often, in the words that all errors of the API have.
func (l *limits) refuse(w http.ResponseWriter, what, reason string) {
	w.Header().Set("Cache-Control", "no-store")
	l.tell(w, operator.Errorf(operator.Busy, "%s", what).WithHint("try again in %s s", w.Header().Get("Retry-After")).Reason(reason))
}

// plainly answers with an error where nobody says how.
func plainly(w http.ResponseWriter, e *operator.Error) {
	http.Error(w, e.Message, http.StatusTooManyRequests)
}

package httpapi_test

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestStrangersAreNotToldWhereTheStoreIs has the store fail with all that tells where it
// is. The user of the machine hears it whole, and the log has it.
func TestStrangersAreNotToldWhereTheStoreIs(t *testing.T) {
	t.Parallel()
	const where = "/srv/secret-place"
	for _, c := range []struct {
		err    *operator.Error
		status int
	}{
		{operator.Errorf(operator.Busy, "something large is being written to the store %s", where).WithHint("look at %s", where).Reason("lock_timeout"), 503},
		{operator.Errorf(operator.Busy, "an import has been writing for 3 s to %s", where).Reason("lock_timeout").With(operator.Writing, "an import has been writing for 3 s"), 503},
		{operator.Errorf(operator.Busy, "the store %s is held", where).Reason("lock_timeout").With("holder", where), 503},
		{operator.Errorf(operator.Busy, "a server answers for the store %s", where).Reason("served"), 503},
		{operator.Errorf(operator.Busy, "a server answers for the store %s", where).Reason("server_running"), 503},
		{operator.Wrap(operator.Denied, fs.ErrPermission, "the database %s cannot be written", where).Reason("permission"), 403},
		{operator.Errorf(operator.IO, "the database %s cannot be read", where).Reason("io_error").With("path", where), 500},
	} {
		reason := c.err.Details["reason"].(string)
		var log strings.Builder
		ask := func(trusted bool) string {
			h := httpapi.New(failing{err: c.err}, httpapi.Options{Version: "1.2.3", Trusted: trusted, Log: slog.New(slog.NewJSONHandler(&log, nil))})
			w := asked{method: http.MethodGet, path: api.ShowWorkspace.Path}.of(h)
			if w.Code != c.status || reasonIn(w) != reason {
				t.Errorf("%v gives %d %s", c.err, w.Code, w.Body)
			}
			return w.Body.String()
		}
		if body := ask(false); strings.Contains(body, where) {
			t.Errorf("a stranger is told %s", body)
		} else if what, ok := c.err.Details[operator.Writing].(string); ok && !strings.Contains(body, what+", and the server's store takes nothing else meanwhile") {
			t.Errorf("a stranger who waits is told %s", body)
		}
		if !strings.Contains(log.String(), where) {
			t.Errorf("of %v the log has %q", c.err, log.String())
		}
		if body := ask(true); !strings.Contains(body, where) {
			t.Errorf("the user is told %s", body)
		}
	}
	// What is refused to them is theirs to know.
	refused := operator.Errorf(operator.Denied, "only an administrator may").Reason("not_admin")
	h := httpapi.New(failing{err: refused}, httpapi.Options{Version: "1.2.3"})
	if w := (asked{method: http.MethodGet, path: api.ShowWorkspace.Path}).of(h); !strings.Contains(w.Body.String(), refused.Message) {
		t.Errorf("who may not is told %s", w.Body)
	}
}

func TestWhoAsksTooOftenIsToldAsOfAllErrors(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"rate_limited", "too_many_at_once"} {
		w := httptest.NewRecorder()
		httpapi.Tell(w, operator.Errorf(operator.Busy, "too many requests").WithHint("try again in 3 s").Reason(reason))
		e, ok := api.ReadProblem(w.Body.Bytes())
		if !ok || w.Code != http.StatusTooManyRequests || w.Header().Get("Content-Type") != api.TypeProblem || reasonIn(w) != reason || e.Hint == "" {
			t.Errorf("%s: %d %v %s", reason, w.Code, w.Header(), w.Body)
		}
	}
}

package cli

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/api"
)

// TestAnInstanceOfAnotherVersionIsFoundOut asks an instance that speaks another
// protocol, and one that speaks ours and says no.
func TestAnInstanceOfAnotherVersionIsFoundOut(t *testing.T) {
	for protocol, want := range map[string]int{"99": 76, "1": 77} {
		instance := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(api.HeaderProtocol, protocol)
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"code":"denied","message":"no"}`))
		}))
		defer instance.Close()
		env := map[string]string{"HOME": t.TempDir(), "OPERATOR_TOKEN": "optk_none"}
		if got := runRemote(env, []string{"version", "--check", "--remote", instance.URL}); got.status != want {
			t.Errorf("protocol %s: %+v, want status %d", protocol, got, want)
		}
		if got := runRemote(env, []string{"version", "--remote", instance.URL}); got.status != 0 {
			t.Errorf("without asking: %+v", got)
		}
	}
}

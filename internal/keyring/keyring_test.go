package keyring

import (
	"errors"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func env(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestASecretIsKeptUntilItIsDeleted(t *testing.T) {
	keyring.MockInit()
	r := Open(env(map[string]string{"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}))
	get := func() (operator.Secret, bool) {
		t.Helper()
		secret, ok, err := r.Get("office")
		if err != nil {
			t.Fatal(err)
		}
		return secret, ok
	}
	if _, ok := get(); ok {
		t.Error("there is a secret before one was kept")
	}
	if err := errors.Join(r.Set("office", "first"), r.Set("office", "second"), r.Set("other", "else")); err != nil {
		t.Fatal(err)
	}
	if secret, _ := get(); secret != "second" {
		t.Errorf("it gave %q", string(secret))
	}
	if err := errors.Join(r.Delete("office"), r.Delete("office")); err != nil {
		t.Fatal(err)
	}
	if _, ok := get(); ok {
		t.Error("the secret is there after it was deleted")
	}
}

func TestAKeyringThatFailsIsUnavailable(t *testing.T) {
	keyring.MockInitWithError(errors.New("locked"))
	r := Open(env(map[string]string{"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}))
	_, _, err := r.Get("office")
	for what, err := range map[string]error{"get": err, "set": r.Set("office", "x"), "delete": r.Delete("office")} {
		if operator.CodeOf(err) != operator.Unavailable {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAKeyringThatDoesNotAnswerIsLeftBehind(t *testing.T) {
	r := Ring{env(map[string]string{"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}), time.Millisecond}
	answer := make(chan struct{})
	defer close(answer)
	if err := r.ask(func() error { <-answer; return nil }); !errors.Is(err, errSlow) {
		t.Errorf("got %v", err)
	}
}

func TestWithoutASessionBusNothingIsAsked(t *testing.T) {
	if Open(env(nil)).there() && !Open(env(map[string]string{"XDG_RUNTIME_DIR": t.TempDir()})).there() {
		t.Error("a folder without a bus is taken for less than no folder")
	}
}

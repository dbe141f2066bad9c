package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ring is a keyring in memory.
type ring struct {
	kept map[string]config.Secret
	err  error
}

func (r ring) Get(name string) (config.Secret, bool, error) {
	secret, ok := r.kept[name]
	return secret, ok, r.err
}

func (r ring) Set(name string, secret config.Secret) error {
	r.kept[name] = secret
	return r.err
}

func (r ring) Delete(name string) error {
	delete(r.kept, name)
	return r.err
}

var _ config.Keyring = ring{}

const offices = "current-context: office\ncontexts:\n  office: {remote: \"https://a.example\"}\n  other: {remote: \"https://a.example\"}\n"

// texts is what is kept, in the open.
func (r ring) texts() map[string]string {
	all := map[string]string{}
	for name, secret := range r.kept {
		all[name] = string(secret)
	}
	return all
}

func TestATokenInTheKeyringIsForItsContextAndItsAddress(t *testing.T) {
	dir, file := home(t, offices)
	keys := ring{kept: map[string]config.Secret{}}
	with := func(vars ...string) config.Config {
		t.Helper()
		s := from(dir, vars...)
		s.Keyring = keys
		return load(t, s)
	}
	token := func(c config.Config) string {
		t.Helper()
		secret, err := c.ReadToken()
		if err != nil {
			t.Fatal(err)
		}
		return string(secret)
	}
	outright := with("OPERATOR_REMOTE=https://a.example")
	if err := errors.Join(with().CanKeepToken(), with().KeepToken("of office"), outright.KeepToken("of the address")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"office https://a.example": "of office", "https://a.example": "of the address"}, keys.texts()); diff != "" {
		t.Error(diff)
	}
	for _, tt := range []struct {
		c    config.Config
		want string
	}{
		{with(), "of office"},
		{with("OPERATOR_CONTEXT=other"), "of the address"},
		{outright, "of the address"},
		{with("OPERATOR_TOKEN=sesame"), "sesame"},
		{with("OPERATOR_REMOTE=https://b.example"), ""},
		{with("OPERATOR_REMOTE=https://a.example:8443"), ""},
	} {
		if got := token(tt.c); got != tt.want {
			t.Errorf("%s%s: got %q, want %q", tt.c.Context, tt.c.Remote, got, tt.want)
		}
	}
	if err := os.WriteFile(file, []byte(strings.Replace(offices, "https://a.example", "https://evil.example", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := token(with()); got != "" {
		t.Errorf("a context that leads elsewhere now gives %q", got)
	}
	if forgotten, err := outright.ForgetToken(); !forgotten || err != nil || len(keys.kept) != 1 {
		t.Errorf("forgotten: %v, %v; kept: %v", forgotten, err, keys.texts())
	}
	if forgotten, err := outright.ForgetToken(); forgotten || err != nil {
		t.Errorf("forgotten twice: %v, %v", forgotten, err)
	}
}

func TestWithoutAKeyringThereIsNoTokenAndNoneIsKept(t *testing.T) {
	dir, _ := home(t, offices)
	s := from(dir)
	for _, s.Keyring = range []config.Keyring{nil, ring{err: operator.Errorf(operator.Unavailable, "locked")}} {
		c := load(t, s)
		if token, err := c.ReadToken(); token != "" || err != nil {
			t.Errorf("got %q, %v", string(token), err)
		}
		if err := c.CanKeepToken(); operator.CodeOf(err) != operator.Unavailable {
			t.Errorf("a token could be kept: %v", err)
		}
	}
}

func TestATokenInAFileIsNamedByItsContextUntilItIsForgotten(t *testing.T) {
	dir, file := home(t, "")
	book := config.Book{Path: file}
	name, err := book.ContextFor("https://inbox.acme.example:8443")
	if err != nil || name != "inbox.acme.example_8443" {
		t.Fatalf("the context is %q, %v", name, err)
	}
	if again, err := book.ContextFor("https://inbox.acme.example:8443"); again != name || err != nil {
		t.Errorf("again it is %q, %v", again, err)
	}
	path, err := book.KeepTokenFile(name, "sesame")
	if err != nil || path != filepath.Join(filepath.Dir(file), name+".token") {
		t.Fatalf("the file is %s, %v", path, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info, err)
	}
	c := load(t, from(dir))
	if token, err := c.ReadToken(); token != "sesame" || err != nil {
		t.Errorf("read: %v", err)
	}
	if raw, err := os.ReadFile(file); err != nil || strings.Contains(string(raw), "sesame") {
		t.Errorf("the configuration holds the token, or cannot be read: %v", err)
	}
	forgotten, err := c.ForgetToken()
	if err := errors.Join(err, book.ForgetTokenFile(name)); !forgotten || err != nil {
		t.Fatalf("forgotten: %v, %v", forgotten, err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is there: %v", err)
	}
	if c := load(t, from(dir)); c.Remote == "" || c.TokenFile != "" {
		t.Errorf("the context leads to %q with %q", c.Remote, c.TokenFile)
	}
}

func TestATokenFileThatLoginDidNotMakeIsLeftAlone(t *testing.T) {
	dir, _ := home(t, "current-context: office\ncontexts:\n  office: {remote: \"https://a.example\", token-file: mine}\n")
	c := load(t, from(dir))
	if err := os.WriteFile(c.TokenFile, []byte("sesame"), 0o600); err != nil {
		t.Fatal(err)
	}
	if forgotten, err := c.ForgetToken(); forgotten || err != nil {
		t.Errorf("forgotten: %v, %v", forgotten, err)
	}
	if _, err := os.Stat(c.TokenFile); err != nil {
		t.Error(err)
	}
}

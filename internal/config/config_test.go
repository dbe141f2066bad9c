package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const twoContexts = `# where the office is
current-context: local
contexts:
  local:  {store: ~/store, as: maya@acme.example}
  office: {remote: "https://inbox.acme.example/", token-file: office.token, as: leo@acme.example, output: json, timeout: 2m}
`

// home makes a home folder with that configuration file; none if it is empty.
func home(t *testing.T, file string) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	path = filepath.Join(dir, ".config", "operator", "config.yaml")
	if file == "" {
		return dir, path
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, path
}

// from makes sources of a home folder and NAME=value variables.
func from(home string, vars ...string) config.Sources {
	env := map[string]string{"HOME": home}
	for _, v := range vars {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	return config.Sources{Env: func(name string) string { return env[name] }}
}

func load(t *testing.T, s config.Sources) config.Config {
	t.Helper()
	c, err := config.Load(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func equal(t *testing.T, got, want config.Config) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(config.Config{}, "Now")); diff != "" {
		t.Error(diff)
	}
}

// origins are those given, and the default for the others that always have one.
func origins(o config.Origins) config.Origins {
	for _, origin := range []*config.Origin{&o.As, &o.Output, &o.Timeout, &o.NoColour, &o.Pager, &o.Editor, &o.Accessible} {
		if *origin == "" {
			*origin = config.FromDefault
		}
	}
	return o
}

func fails(t *testing.T, err error, code operator.Code, says ...string) {
	t.Helper()
	if operator.CodeOf(err) != code {
		t.Fatalf("got %q: %v; want %q", operator.CodeOf(err), err, code)
	}
	whole := err.Error()
	if e, ok := err.(*operator.Error); ok {
		whole += "\n" + e.Hint
	}
	for _, s := range says {
		if !strings.Contains(whole, s) {
			t.Errorf("the error does not say %q:\n%s", s, whole)
		}
	}
}

func TestWithoutAnythingItIsTheStoreInTheDataFolder(t *testing.T) {
	dir, path := home(t, "")
	equal(t, load(t, from(dir)), config.Config{
		Store: filepath.Join(dir, ".local/share/operator"), File: path, Timeout: time.Minute,
		From: origins(config.Origins{Target: "default"}),
	})
	x := t.TempDir()
	c := load(t, from(dir, "XDG_DATA_HOME="+x, "XDG_CONFIG_HOME="+x))
	if c.Store != filepath.Join(x, "operator") || c.File != filepath.Join(x, "operator", "config.yaml") {
		t.Errorf("XDG folders are not used: %+v", c)
	}
	if c := load(t, from(dir, "XDG_DATA_HOME=relative")); c.Store != filepath.Join(dir, ".local/share/operator") {
		t.Errorf("a relative XDG folder is used: %s", c.Store)
	}
}

func TestTheCurrentContextCountsAsAWhole(t *testing.T) {
	dir, path := home(t, twoContexts)
	equal(t, load(t, from(dir)), config.Config{
		Store: filepath.Join(dir, "store"), Context: "local", As: "maya@acme.example", File: path, Timeout: time.Minute,
		From: origins(config.Origins{Target: "context", Context: "file", As: "context"}),
	})
	equal(t, load(t, from(dir, "OPERATOR_CONTEXT=OFFICE")), config.Config{
		Remote: "https://inbox.acme.example", Context: "office", As: "leo@acme.example", Output: "json", File: path,
		Timeout: 2 * time.Minute, TokenFile: filepath.Join(filepath.Dir(path), "office.token"),
		From: origins(config.Origins{Target: "context", Context: "environment", As: "context", Output: "context", Timeout: "context", TokenFile: "context"}),
	})
}

func TestAStoreNamedOutrightLeavesTheContextAside(t *testing.T) {
	dir, path := home(t, twoContexts)
	equal(t, load(t, from(dir, "OPERATOR_STORE=~/other", "OPERATOR_CONTEXT=office")), config.Config{
		Store: filepath.Join(dir, "other"), File: path, Timeout: time.Minute,
		From: origins(config.Origins{Target: "environment"}),
	})
	s := from(dir, "OPERATOR_STORE=ignored")
	s.Flags.Context = new("office")
	if c := load(t, s); c.Remote == "" || c.From.Context != config.FromFlag {
		t.Errorf("--context does not win over OPERATOR_STORE: %+v", c)
	}
	s.Flags.Remote = new("http://localhost:8080")
	if c := load(t, s); c.Remote != "http://localhost:8080" || c.Context != "" || c.As != "" || c.TokenFile != "" {
		t.Errorf("--remote takes something of the context: %+v", c)
	}
}

func TestFlagsWinOverVariablesOverTheContext(t *testing.T) {
	dir, _ := home(t, twoContexts)
	s := from(dir, "OPERATOR_CONTEXT=office", "OPERATOR_AS=env@acme.example", "OPERATOR_OUTPUT=csv", "OPERATOR_TIMEOUT=3s")
	c := load(t, s)
	if c.As != "env@acme.example" || c.Output != "csv" || c.Timeout != 3*time.Second {
		t.Errorf("variables do not win over the context: %+v", c)
	}
	s.Flags.As, s.Flags.Output, s.Flags.Timeout = new("flag@acme.example"), new("yaml"), new("0s")
	c = load(t, s)
	if c.As != "flag@acme.example" || c.Output != "yaml" || c.Timeout != 0 || c.From.Timeout != config.FromFlag {
		t.Errorf("flags do not win over variables: %+v", c)
	}
}

func TestAPersonAtTheTerminalWaitsLess(t *testing.T) {
	dir, _ := home(t, "")
	s := from(dir)
	s.Terminal = true
	if c := load(t, s); c.Timeout != 10*time.Second {
		t.Errorf("got %s", c.Timeout)
	}
}

func TestWithoutAHomeFolderAStoreMustBeNamed(t *testing.T) {
	if c := load(t, from("", "OPERATOR_STORE=/srv/operator")); c.Store != "/srv/operator" || c.File != "" {
		t.Errorf("got %+v", c)
	}
	_, err := config.Load(from(""))
	fails(t, err, operator.Config, "HOME is not set", "OPERATOR_STORE")
	_, err = config.Load(from("", "OPERATOR_STORE=~/operator"))
	fails(t, err, operator.Config, "~/operator")
	_, err = config.Load(from("", "OPERATOR_CONTEXT=office"))
	fails(t, err, operator.Config, "office", "HOME is not set")
}

func TestContradictionsAreUsageErrors(t *testing.T) {
	dir, _ := home(t, "")
	s := from(dir)
	s.Flags.Store, s.Flags.Remote = new("a"), new("http://b")
	_, err := config.Load(s)
	fails(t, err, operator.Usage, "--store and --remote")
	_, err = config.Load(from(dir, "OPERATOR_STORE=a", "OPERATOR_REMOTE=http://b"))
	fails(t, err, operator.Usage, "OPERATOR_STORE and OPERATOR_REMOTE")
	_, err = config.Load(from(dir, "OPERATOR_TOKEN=a", "OPERATOR_TOKEN_FILE=b"))
	fails(t, err, operator.Usage, "OPERATOR_TOKEN and OPERATOR_TOKEN_FILE")
	s = from(dir)
	s.Flags.Store = new(" ")
	_, err = config.Load(s)
	fails(t, err, operator.Usage, "--store is empty")
}

func TestABadValueIsUsageInAFlagAndConfigElsewhere(t *testing.T) {
	dir, _ := home(t, "")
	for _, address := range []string{"inbox.acme.example", "ftp://a.example", "https://", "https://a.example/?token=x", "https://me:secret@a.example"} {
		s := from(dir)
		s.Flags.Remote = new(address)
		_, err := config.Load(s)
		fails(t, err, operator.Usage, "the remote address")
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows the password: %v", err)
		}
		_, err = config.Load(from(dir, "OPERATOR_REMOTE="+address))
		fails(t, err, operator.Config)
	}
	for _, timeout := range []string{"10", "-1s", "soon"} {
		s := from(dir)
		s.Flags.Timeout = &timeout
		_, err := config.Load(s)
		fails(t, err, operator.Usage, timeout)
		_, err = config.Load(from(dir, "OPERATOR_TIMEOUT="+timeout))
		fails(t, err, operator.Config, timeout)
	}
	_, err := config.Load(from(dir, "OPERATOR_NOW=noon"))
	fails(t, err, operator.Config, "noon")
}

func TestTheClockCanBeStopped(t *testing.T) {
	dir, _ := home(t, "")
	c := load(t, from(dir, "OPERATOR_NOW=2026-05-01T10:00:00+02:00"))
	if got := c.Now(); !got.Equal(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)) || got.Location() != time.UTC {
		t.Errorf("got %s", got)
	}
	if c := load(t, from(dir)); time.Since(c.Now()) > time.Minute {
		t.Errorf("got %s", c.Now())
	}
}

func TestTheTokenNeverShowsAndItsFileMustBePrivate(t *testing.T) {
	dir, _ := home(t, "")
	c := load(t, from(dir, "OPERATOR_TOKEN=sesame", "OPERATOR_REMOTE=https://a.example"))
	if token, err := c.ReadToken(); err != nil || token != "sesame" || strings.Contains(cmp.Diff(c.Token, ""), "sesame") {
		t.Errorf("got %v, %v", token, err)
	}
	file := filepath.Join(dir, "token")
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	write("open\n", 0o600)
	s := from(dir, "OPERATOR_TOKEN=sesame", "OPERATOR_REMOTE=https://a.example")
	s.Flags.TokenFile = &file
	c = load(t, s)
	if token, err := c.ReadToken(); err != nil || token != "open" {
		t.Errorf("--token-file does not win over OPERATOR_TOKEN: %v, %v", token, err)
	}
	write("open\nsesame\n", 0o600)
	_, err := c.ReadToken()
	fails(t, err, operator.Config, "a token alone")
	write("open", 0o640)
	_, err = c.ReadToken()
	fails(t, err, operator.Config, "read by others", "chmod 600")
}

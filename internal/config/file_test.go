package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestWhatIsWrongInTheFileIsSaidWithItsLine(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		file string
		at   string
		says string
	}{
		"an unknown key":            {"curent-context: a\n", "1:1", "did you mean current-context?"},
		"an unknown key below":      {"contexts:\n  a:\n    store: x\n    tokenfile: y\n", "4:5", "did you mean token-file?"},
		"bad YAML":                  {"contexts:\n  a: b: c\n", "2", "not valid YAML"},
		"a tab":                     {"contexts:\n\ta: b\n", "2", "not valid YAML"},
		"a list":                    {"- a\n", "1:1", "keys and values"},
		"contexts as a list":        {"contexts: [a]\n", "1:11", "keys and values"},
		"a context that is a word":  {"contexts:\n  a: b\n", "2:6", "keys and values"},
		"a value that is a list":    {"contexts:\n  a: {store: [x]}\n", "2:14", "store of context a"},
		"two targets":               {"contexts:\n  a:\n    store: x\n    remote: https://y\n", "4:13", "both a store and a remote"},
		"no target":                 {"contexts:\n  a: {}\n", "2:3", "neither a store nor a remote"},
		"a name in capitals":        {"contexts:\n  Office: {store: x}\n", "2:3", "small letters"},
		"a context twice":           {"contexts:\n  a: {store: x}\n  a: {store: y}\n", "3:3", "twice"},
		"a timeout without a unit":  {"contexts:\n  a: {store: x, timeout: 10}\n", "2:26", "timeout"},
		"a password in the address": {"contexts:\n  a: {remote: \"https://m:pw@b.example\"}\n", "2:15", "a name or a password"},
		"a format there is not":     {"output: jsn\n", "1:9", "did you mean json?"},
		"a format of a context":     {"contexts:\n  a: {store: x, output: jsn}\n", "2:25", "did you mean json?"},
		"a switch that is a number": {"no-color: 2\n", "1:11", "neither true nor false"},
		"a pager of two lines":      {"pager: \"less\\nmore\"\n", "1:8", "one line"},
		"a setting that is a list":  {"editor: [vi]\n", "1:9", "one value"},
		"a setting twice":           {"timeout: 3s\ntimeout: 4s\n", "2:1", "twice"},
		"a store for all contexts":  {"store: x\n", "1:1", "known here"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, path := home(t, row.file)
			s := from(dir, "OPERATOR_STORE=x")
			s.Formats = []string{"table", "json"}
			_, err := config.Load(s)
			fails(t, err, operator.Config, path+":"+row.at+": ")
			if e := err.(*operator.Error); !strings.Contains(e.Message+e.Hint, row.says) {
				t.Errorf("%q is not in %q, %q", row.says, e.Message, e.Hint)
			}
		})
	}
}

func TestAnEmptyFileSaysNothing(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"# only a comment\n", "\n", "---\n", "contexts:\n", "{}\n"} {
		dir, _ := home(t, file)
		if c := load(t, from(dir)); c.Context != "" {
			t.Errorf("%q: got %+v", file, c)
		}
	}
	dir, _ := home(t, "{}\n---\n{}\n")
	_, err := config.Load(from(dir))
	fails(t, err, operator.Config, "more than one document")
}

func TestAnUnknownContextHasASuggestion(t *testing.T) {
	t.Parallel()
	dir, path := home(t, twoContexts)
	_, err := config.Load(from(dir, "OPERATOR_CONTEXT=ofice"))
	fails(t, err, operator.Config, `"ofice"`, path, "did you mean office?")
	_, err = config.Load(from(dir, "OPERATOR_CONTEXT=elsewhere"))
	fails(t, err, operator.Config, `"elsewhere"`, path, "it has local, office")
}

func TestAFileThatOthersCanWriteIsRefused(t *testing.T) {
	t.Parallel()
	for _, mode := range []os.FileMode{0o620, 0o602, 0o666} {
		dir, path := home(t, twoContexts)
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load(from(dir))
		fails(t, err, operator.Config, path, "chmod go-w")
	}
	dir, path := home(t, twoContexts)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	load(t, from(dir))
}

func TestAFileOfSomebodyElseIsRefused(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("only root can give a file away")
		return
	}
	dir, path := home(t, twoContexts)
	if err := os.Chown(path, 12345, -1); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(from(dir))
	fails(t, err, operator.Config, "belongs to somebody else")
}

func TestAFolderInPlaceOfTheFileIsRefused(t *testing.T) {
	t.Parallel()
	dir, path := home(t, "")
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(from(dir))
	fails(t, err, operator.Config, "not a file")
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestAContextIsAddedWhereThereIsNoFile(t *testing.T) {
	t.Parallel()
	dir, path := home(t, "")
	if _, err := (config.Book{Path: path}).AddContext("demo", config.Context{Store: "/srv/demo", As: "maya@acme.example"}, false, config.IfNone); err != nil {
		t.Fatal(err)
	}
	want := "contexts:\n  demo:\n    store: /srv/demo\n    as: maya@acme.example\ncurrent-context: demo\n"
	if got := read(t, path); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for place, mode := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700 | os.ModeDir} {
		if stat, err := os.Stat(place); err != nil || stat.Mode() != mode {
			t.Errorf("%s: got mode %v, want %v (%v)", place, stat.Mode(), mode, err)
		}
	}
	if c := load(t, from(dir)); c.Context != "demo" || c.Store != "/srv/demo" || c.As != "maya@acme.example" {
		t.Errorf("got %+v", c)
	}
}

func TestAddingAContextKeepsCommentsAndTheCurrentOne(t *testing.T) {
	t.Parallel()
	_, path := home(t, "# ours\ncurrent-context: a # for now\ncontexts:\n  # the first\n  a: {store: x} # here\n")
	if _, err := (config.Book{Path: path}).AddContext("b", config.Context{Remote: "https://b.example", TokenFile: "~/b.token"}, false, config.IfNone); err != nil {
		t.Fatal(err)
	}
	if _, err := (config.Book{Path: path}).AddContext("a", config.Context{Store: "y", Output: "json"}, true, config.IfNone); err != nil {
		t.Fatal(err)
	}
	want := "# ours\ncurrent-context: a # for now\ncontexts:\n  # the first\n  a: {store: y, output: json} # here\n" +
		"  b:\n    remote: https://b.example\n    token-file: ~/b.token\n"
	if got := read(t, path); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".config-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestABadChangeLeavesTheFileAlone(t *testing.T) {
	t.Parallel()
	_, path := home(t, twoContexts)
	for name, c := range map[string]config.Context{"Bad Name": {Store: "x"}, "both": {Store: "x", Remote: "https://y"}, "none": {}} {
		_, err := (config.Book{Path: path}).AddContext(name, c, true, config.IfNone)
		fails(t, err, operator.Config)
	}
	_, err := config.Book{}.AddContext("a", config.Context{Store: "x"}, true, config.IfNone)
	fails(t, err, operator.Config, "HOME is not set")
	if got := read(t, path); got != twoContexts {
		t.Errorf("got\n%s", got)
	}
}

func TestAFileThatIsALinkStaysOne(t *testing.T) {
	t.Parallel()
	dir, path := home(t, twoContexts)
	kept := filepath.Join(dir, "kept.yaml")
	if err := os.Rename(path, kept); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(kept, path); err != nil {
		t.Fatal(err)
	}
	if _, err := (config.Book{Path: path}).UseContext("office"); err != nil {
		t.Fatal(err)
	}
	if got := read(t, kept); !strings.Contains(got, "current-context: office") {
		t.Errorf("got\n%s", got)
	}
}

func TestContextsAreUsedAndDeleted(t *testing.T) {
	t.Parallel()
	dir, path := home(t, twoContexts)
	if _, err := (config.Book{Path: path}).UseContext("office"); err != nil {
		t.Fatal(err)
	}
	if c := load(t, from(dir)); c.Context != "office" {
		t.Errorf("got %+v", c)
	}
	if err := (config.Book{Path: path}).DeleteContext("Office"); err != nil {
		t.Fatal(err)
	}
	if c := load(t, from(dir)); c.Context != "" || c.From.Target != config.FromDefault {
		t.Errorf("got %+v", c)
	}
	fails(t, config.Book{Path: path}.DeleteContext("ofice"), operator.NotFound)
	_, err := config.Book{Path: path}.UseContext("loca")
	fails(t, err, operator.NotFound, "did you mean local?")
}

func BenchmarkLoad(b *testing.B) {
	dir := b.TempDir()
	path := filepath.Join(dir, ".config", "operator", "config.yaml")
	for name, file := range map[string]string{"without a file": "", "with two contexts": twoContexts} {
		b.Run(name, func(b *testing.B) {
			if file != "" {
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					b.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
					b.Fatal(err)
				}
			} else {
				os.RemoveAll(filepath.Dir(path))
			}
			for b.Loop() {
				if _, err := config.Load(from(dir)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestAFileThatIsNamedMustBeThere(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "none.yaml")
	flags := config.Flags{Config: &missing}
	env := func(name string) string { return map[string]string{"HOME": t.TempDir()}[name] }
	if _, err := config.Load(config.Sources{Env: env, Flags: flags, Now: time.Now}); operator.CodeOf(err) != operator.Config {
		t.Errorf("--config with a file that is not there: %v", err)
	}
	if _, err := config.Load(config.Sources{Env: env, Flags: flags, Now: time.Now, MayMake: true}); err != nil {
		t.Errorf("a command that makes the file: %v", err)
	}
}

package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const commented = `# ours
output: json # for the robot

# where we are
current-context: local
contexts:
  # the first
  local: {store: ~/store} # here
  prod.example:
    remote: https://inbox.acme.example
    as: leo@acme.example # on call
`

func book(path string) config.Book {
	return config.Book{Path: path, Formats: []string{"table", "json"}}
}

func set(t *testing.T, path, key, value string) {
	t.Helper()
	if _, err := book(path).Set(key, value); err != nil {
		t.Fatalf("set %s: %v", key, err)
	}
}

func TestSettingAValueKeepsCommentsAndOrder(t *testing.T) {
	t.Parallel()
	dir, path := home(t, commented)
	set(t, path, "output", "table")
	set(t, path, "timeout", "5s")
	set(t, path, "contexts.prod.example.as", "maya@acme.example")
	set(t, path, "contexts.local.token-file", "~/t")
	set(t, path, "current-context", "Prod.Example")
	set(t, path, "no-color", "yes")
	want := strings.NewReplacer("json #", "table #", "leo@", "maya@", "{store: ~/store}", "{store: ~/store, token-file: ~/t}",
		"current-context: local", "current-context: prod.example").Replace(commented) + "timeout: 5s\nno-color: true\n"
	if diff := cmp.Diff(want, read(t, path)); diff != "" {
		t.Error(diff)
	}
	if c := load(t, from(dir)); !c.NoColour || c.Context != "prod.example" || c.As != "maya@acme.example" {
		t.Errorf("got %+v", c)
	}
	for _, key := range []string{"timeout", "no-color", "contexts.local.token-file", "current-context"} {
		if changed, err := book(path).Unset(key); !changed || err != nil {
			t.Errorf("unset %s: %v, %v", key, changed, err)
		}
	}
	if changed, err := book(path).Unset("timeout"); changed || err != nil {
		t.Errorf("unset what is not there: %v, %v", changed, err)
	}
	want = strings.NewReplacer("json #", "table #", "leo@", "maya@", "# where we are\ncurrent-context: local\n", "").Replace(commented)
	if diff := cmp.Diff(want, read(t, path)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatDidNotChangeStaysAsItWasWritten(t *testing.T) {
	t.Parallel()
	const wide = "contexts:\n\n    a:   {store:   x,as: 'me'}      # spaces\n\n\n    b:\n        store: y\noutput:    'json'\n"
	_, path := home(t, wide)
	set(t, path, "timeout", "5s")
	if diff := cmp.Diff(wide+"timeout: 5s\n", read(t, path)); diff != "" {
		t.Error(diff)
	}
	set(t, path, "contexts.b.as", "maya") // which the layout of the file cannot take
	if c := load(t, from(filepath.Join(path, "../../.."), "OPERATOR_CONTEXT=b")); c.As != "maya" || c.Timeout.String() != "5s" {
		t.Errorf("got %+v in\n%s", c, read(t, path))
	}
}

func TestWhatCannotBeSetIsRefusedAndWritesNothing(t *testing.T) {
	t.Parallel()
	_, path := home(t, commented)
	for _, row := range []struct {
		key, value string
		code       operator.Code
		says       string
	}{
		{"outptu", "json", operator.Usage, "did you mean output?"},
		{"contexts.local.stroe", "x", operator.Usage, "did you mean contexts.local.store?"},
		{"contexts.local", "x", operator.Usage, "no configuration key"},
		{"contexts", "x", operator.Usage, "no configuration key"},
		{"store", "x", operator.Usage, "operator config set contexts.local.store"},
		{"output", "jsn", operator.Usage, "did you mean json?"},
		{"output", " ", operator.Usage, "operator config unset output"},
		{"timeout", "soon", operator.Usage, "10s"},
		{"accessible", "maybe", operator.Usage, "neither true nor false"},
		{"pager", "a\nb", operator.Usage, "one line"},
		{"contexts.locla.as", "x", operator.NotFound, "did you mean local?"},
		{"contexts.local.remote", "https://x.example", operator.Usage, "both a store and a remote"},
		{"contexts.prod.example.remote", "https://me:pw@x.example", operator.Usage, "a name or a password"},
		{"current-context", "elsewhere", operator.NotFound, "it has local, prod.example"},
	} {
		changed, err := book(path).Set(row.key, row.value)
		if changed {
			t.Errorf("%s: changed", row.key)
		}
		fails(t, err, row.code, row.says)
	}
	_, err := book(path).Unset("contexts.local.store")
	fails(t, err, operator.Usage, "operator context delete local")
	if got := read(t, path); got != commented {
		t.Errorf("got\n%s", got)
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	t.Parallel()
	dir, path := home(t, "")
	dry := book(path)
	dry.DryRun = true
	if changed, err := dry.Set("output", "json"); !changed || err != nil {
		t.Errorf("got %v, %v", changed, err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".config")); err == nil {
		t.Error("it made the folder")
	}
}

func TestADamagedFileIsNotChanged(t *testing.T) {
	t.Parallel()
	_, path := home(t, "output: [\n")
	_, err := book(path).Set("output", "json")
	fails(t, err, operator.Config, path+":", "operator config edit")
	if got := read(t, path); got != "output: [\n" {
		t.Errorf("got %q", got)
	}
}

func TestOfManyChangesAtOnceNoneIsLost(t *testing.T) {
	t.Parallel()
	_, path := home(t, "")
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if _, err := book(path).AddContext(fmt.Sprintf("c%d", i), config.Context{Store: "x"}, false, config.Never); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if file, err := book(path).Read(); err != nil || len(file.Names()) != 20 {
		t.Errorf("%d of 20 are there, %v", len(file.Names()), err)
	}
}

func TestALinkToNothingYetIsWrittenThrough(t *testing.T) {
	t.Parallel()
	dir, path := home(t, "output: json\n")
	kept := filepath.Join(dir, "kept.yaml")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../../kept.yaml", path); err != nil {
		t.Fatal(err)
	}
	set(t, path, "output", "table")
	if got := read(t, kept); got != "output: table\n" {
		t.Errorf("got %q", got)
	}
	if stat, err := os.Lstat(path); err != nil || stat.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", stat, err)
	}
}

func TestAFolderThatOthersCanWriteIsRefused(t *testing.T) {
	t.Parallel()
	dir, path := home(t, twoContexts)
	folder := filepath.Dir(path)
	for _, mode := range []os.FileMode{0o720, 0o702, 0o777} {
		if err := os.Chmod(folder, mode); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load(from(dir))
		fails(t, err, operator.Config, "chmod go-w "+folder)
		_, err = book(path).Set("output", "json")
		fails(t, err, operator.Config, "chmod go-w "+folder)
	}
	if err := os.Chmod(folder, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	load(t, from(dir))
	if os.Geteuid() != 0 {
		t.Log("only root can give a folder away")
		return
	}
	if err := os.Chown(folder, 12345, -1); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(from(dir))
	fails(t, err, operator.Config, "belongs to somebody else")
}

func TestTheFolderOfALinkMustBeSafeToo(t *testing.T) {
	t.Parallel()
	dir, path := home(t, "output: json\n")
	open := filepath.Join(dir, "open")
	if err := os.Mkdir(open, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(path, filepath.Join(open, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	s := from(dir, "OPERATOR_CONFIG="+filepath.Join(open, "link.yaml"))
	load(t, s)
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	_, err := config.Load(s)
	fails(t, err, operator.Config, "chmod go-w "+open)
}

func TestAnEditedTextReplacesTheFileItBeganWith(t *testing.T) {
	t.Parallel()
	_, path := home(t, "output: [\n")
	broken, err := book(path).Text()
	if err != nil {
		t.Fatal(err)
	}
	fails(t, book(path).Rewrite(broken, []byte("output: jsn\n")), operator.Config, "did you mean json?")
	if err := book(path).Rewrite(broken, []byte("output: json # mended\n")); err != nil {
		t.Fatal(err)
	}
	fails(t, book(path).Rewrite(broken, []byte("output: table\n")), operator.Conflict)
	if got := read(t, path); got != "output: json # mended\n" {
		t.Errorf("got %q", got)
	}
}

func TestEachSettingSaysWhereItComesFrom(t *testing.T) {
	t.Parallel()
	dir, path := home(t, "output: json\npager: less\neditor: vi\naccessible: on\n"+
		"current-context: office\ncontexts:\n  office:\n    remote: https://a.example\n    as: leo@a.example\n")
	s := from(dir, "OPERATOR_TIMEOUT=3s", "OPERATOR_TOKEN=sesame", "OPERATOR_PAGER=more", "EDITOR=ed", "PAGER=most")
	s.Flags.NoColour = true
	list, err := config.Settings(s)
	if err != nil {
		t.Fatal(err)
	}
	want := []config.Setting{
		{Key: "context", Value: "office", Origin: "file", File: path, Line: 5},
		{Key: "store", Origin: "default"},
		{Key: "remote", Value: "https://a.example", Origin: "context", Source: "office", File: path, Line: 8},
		{Key: "as", Value: "leo@a.example", Origin: "context", Source: "office", File: path, Line: 9},
		{Key: "token-file", Origin: "default"},
		{Key: "token", Value: "(hidden)", Origin: "environment", Source: "OPERATOR_TOKEN"},
		{Key: "output", Value: "json", Origin: "file", File: path, Line: 1},
		{Key: "timeout", Value: "3s", Origin: "environment", Source: "OPERATOR_TIMEOUT"},
		{Key: "no-color", Value: "true", Origin: "flag", Source: "--no-color"},
		{Key: "pager", Value: "more", Origin: "environment", Source: "OPERATOR_PAGER"},
		{Key: "editor", Value: "vi", Origin: "file", File: path, Line: 3},
		{Key: "accessible", Value: "true", Origin: "file", File: path, Line: 4},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
	env := load(t, s).Env(s.Env)
	if env("VISUAL") != "vi" || env("OPERATOR_ACCESSIBLE") != "1" || env("OPERATOR_PAGER") != "more" || env("NO_COLOR") != "" || env("EDITOR") != "ed" {
		t.Error("what the file says does not stand in the environment, or stands before it")
	}
}

func TestVariablesForEveryProgramCountLessThanTheFile(t *testing.T) {
	t.Parallel()
	dir, path := home(t, "accessible: true\neditor: vi\nno-color: true\n")
	s := from(dir, "PAGER=most", "EDITOR=ed", "ACCESSIBLE=0", "FORCE_COLOR=1")
	got := map[string]config.Setting{}
	list, err := config.Settings(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range list[6:] {
		got[setting.Key] = setting
	}
	want := map[string]config.Setting{
		"timeout":    {Key: "timeout", Value: "1m0s", Origin: "default"},
		"no-color":   {Key: "no-color", Value: "false", Origin: "environment", Source: "FORCE_COLOR"},
		"pager":      {Key: "pager", Value: "most", Origin: "environment", Source: "PAGER"},
		"editor":     {Key: "editor", Value: "vi", Origin: "file", File: path, Line: 2},
		"accessible": {Key: "accessible", Value: "false", Origin: "environment", Source: "ACCESSIBLE"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAContextGoesBeforeTheFileAndTheFileBeforeTheDefault(t *testing.T) {
	t.Parallel()
	dir, _ := home(t, "output: json\ntimeout: 7s\ncurrent-context: a\ncontexts:\n  a: {store: x, output: table}\n  007: {store: y, as: 0123}\n")
	if c := load(t, from(dir)); c.Output != "table" || c.From.Output != config.FromContext || c.From.Timeout != config.FromFile {
		t.Errorf("got %+v", c)
	}
	if c := load(t, from(dir, "OPERATOR_CONTEXT=007")); c.Output != "json" || c.As != "0123" {
		t.Errorf("a value is not as it is written: %+v", c)
	}
}

func TestAKeyOfTheFileIsFoundWithItsLine(t *testing.T) {
	t.Parallel()
	dir, path := home(t, commented)
	for name, want := range map[string]config.Setting{
		"contexts.prod.example.as": {Key: "contexts.prod.example.as", Value: "leo@acme.example", Origin: "context", Source: "prod.example", File: path, Line: 11},
		"contexts.local.as":        {Key: "contexts.local.as", Origin: "default", Source: "local"},
		"current-context":          {Key: "current-context", Value: "local", Origin: "file", File: path, Line: 5},
		"output":                   {Key: "output", Value: "json", Origin: "file", File: path, Line: 2},
	} {
		got, err := config.FindSetting(from(dir), name)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
	_, err := config.FindSetting(from(dir), "contexts.gone.as")
	fails(t, err, operator.NotFound)
	_, err = config.FindSetting(from(dir), "otuput")
	fails(t, err, operator.Usage, "did you mean output?")
}

package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// aboutThisMachine are the commands that do the same whatever they run against.
var aboutThisMachine = map[string]string{
	"completion": "writes a script for a shell",
	"config":     "reads and writes the configuration of this machine",
	"context":    "reads and writes the configuration of this machine",
	"help":       "explains",
	"version":    "says which program this is",

	"backup verify":     "reads a file",
	"import template":   "writes what the program knows",
	"transcript verify": "reads files",
}

// beside is what an example needs where nobody sits at a terminal with a keyring.
var beside = map[string][]string{"login": {"--insecure-storage"}}

// TestEveryCommandAsksTheInstanceOrSaysThatItIsLocal runs the examples of every command
// against an instance that refuses everything: the command asks it, or says that what it
// does cannot be done there (64) and how it is meant. None goes to a store instead.
func TestEveryCommandAsksTheInstanceOrSaysThatItIsLocal(t *testing.T) {
	var asked atomic.Int64
	instance := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"code":"denied","message":"no"}`))
	}))
	defer instance.Close()
	t.Chdir(t.TempDir())
	env := map[string]string{"HOME": t.TempDir(), "OPERATOR_TOKEN": "optk_none"}
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		path := strings.Fields(cmd.CommandPath())[1:]
		if len(path) == 0 || isGroup(cmd) || aboutThisMachine[path[0]] != "" || aboutThisMachine[strings.Join(path, " ")] != "" {
			return
		}
		var tried []ran
		for _, args := range commandsIn(strings.ReplaceAll(strings.ReplaceAll(cmd.Example, "\\\n", ""), "\n", " ; ")) {
			if len(args) < len(path) || !slices.Equal(args[:len(path)], path) {
				continue
			}
			asked.Store(0)
			got := runRemote(env, slices.Concat(withoutTarget(args), beside[path[0]], []string{"--remote", instance.URL}))
			if got.reason == "local_only" && got.status == 64 && got.hint != "" || asked.Load() > 0 {
				return
			}
			tried = append(tried, got)
		}
		t.Errorf("no example of it asks the instance, or is refused as local: %+v", tried)
	})
	if left, err := filepath.Glob(filepath.Join(env["HOME"], "*", "*", "*", "operator.db")); err != nil || len(left) > 0 {
		t.Errorf("there is a store: %q, %v", left, err)
	}
}

// ran is what came of a command.
type ran struct {
	args         []string
	status       int
	said         string
	reason, hint string
}

// runRemote runs a command. Files that it is missing are made.
func runRemote(env map[string]string, args []string) ran {
	for range 4 {
		stream, _, said := term.Test("something\n")
		stream.Env = func(name string) string { return env[name] }
		got := ran{args: args, status: Main(context.Background(), stream, append(args, "-o", "json", "--yes"), Version{Number: "0.0.0-test"})}
		got.said = said.String()
		var told struct {
			Error struct {
				Hint    string
				Details struct{ Reason, Path string }
			}
		}
		lines := strings.Split(strings.TrimSpace(got.said), "\n")
		if json.Unmarshal([]byte(lines[len(lines)-1]), &told) == nil {
			got.reason, got.hint = told.Error.Details.Reason, told.Error.Hint
		}
		file := told.Error.Details.Path
		if got.status != 66 || file == "" || filepath.IsAbs(file) || os.MkdirAll(filepath.Dir(file), 0o700) != nil || os.WriteFile(file, []byte("name\nAnn\n"), 0o600) != nil {
			return got
		}
	}
	return ran{args: args}
}

// withoutTarget is a command line that does not say where it runs.
func withoutTarget(args []string) (left []string) {
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "--store", "--remote", "--context", "-o":
			i++
		default:
			left = append(left, args[i])
		}
	}
	return left
}

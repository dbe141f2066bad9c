package clitest

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/seed-34ad0ce1/operator/internal/clitest/through"
)

// Reasons of more than one.
const (
	serverOfItsOwn = "starts servers of its own"
	actsByToken    = "tells who acted, which for --as is the one whose token it is"
)

// notThroughSocket are the scripts that are about what a server changes.
var notThroughSocket = map[string]string{
	"chain_key":     serverOfItsOwn,
	"doctor":        "says that nobody has the store, where it is the server",
	"serve":         serverOfItsOwn,
	"sign_in":       serverOfItsOwn,
	"sign_in_typed": serverOfItsOwn,
}

// notThroughNetwork are the scripts that are about what the network changes.
var notThroughNetwork = map[string]string{
	"chain_key":      serverOfItsOwn,
	"doctor":         "looks at the files of the store",
	"history":        actsByToken,
	"milestone":      actsByToken,
	"people_refused": "deactivates the one whose token it is",
	"serve":          serverOfItsOwn,
	"sign_in":        serverOfItsOwn,
	"sign_in_typed":  serverOfItsOwn,
	"token":          "numbers the token that it comes with",
}

// TestScriptsThroughTheSocket runs every script with a server that answers for each of
// its stores, and wants the same of it.
func TestScriptsThroughTheSocket(t *testing.T) {
	t.Parallel()
	runServed(t, through.Socket, notThroughSocket)
}

// TestScriptsThroughTheNetwork runs them as somebody does who has a token.
func TestScriptsThroughTheNetwork(t *testing.T) {
	t.Parallel()
	runServed(t, through.Network, notThroughNetwork)
}

// runServed runs all scripts but some.
func runServed(t *testing.T, way string, but map[string]string) {
	if testing.Short() {
		t.Skip("the same again")
	}
	var asked, ran atomic.Int64
	t.Cleanup(func() {
		// Scripts that never met a server would be the same as without. Few of them, as
		// somebody runs who works on one, may need none.
		if n, of := asked.Load(), ran.Load(); n < 5*of && of > 20 {
			t.Errorf("in %d scripts the servers were asked %d times", of, n)
		}
	})
	var scripts []string
	all, err := filepath.Glob("testdata/*.txtar")
	must(t, err)
	for _, path := range all {
		if but[strings.TrimSuffix(filepath.Base(path), ".txtar")] == "" {
			scripts = append(scripts, path)
		}
	}
	if len(scripts)+len(but) != len(all) {
		t.Errorf("of %d scripts %d are run, and %d are not to be", len(all), len(scripts), len(but))
	}
	runScripts(t, testscript.Params{Files: scripts, Setup: func(env *testscript.Env) error {
		ran.Add(1)
		return setupServed(env, way, &asked)
	}})
}

func setupServed(env *testscript.Env, way string, asked *atomic.Int64) error {
	if err := setup(env); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "keeper")
	if err != nil {
		return err
	}
	k, err := newKeeper(dir, filepath.Join(programs(env), "operatord"+exe), append([]string{}, env.Vars...), asked)
	if err != nil {
		return err
	}
	env.Setenv(through.KeeperVariable, k.at.Addr().String())
	env.Setenv(through.WayVariable, way)
	if way == through.Network {
		env.Setenv("SOURCE", "api") // what strangers say of themselves is not believed
	}
	env.Defer(func() {
		k.close()
		_ = os.RemoveAll(dir)
		env.Setenv(through.KeeperVariable, "") // what checks the store afterwards opens it
	})
	return nil
}

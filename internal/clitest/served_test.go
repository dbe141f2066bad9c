package clitest

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	servers "github.com/seed-34ad0ce1/operator/internal/backend/serving"
	"github.com/seed-34ad0ce1/operator/internal/cli"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/process"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// needStore are the commands that need a store that is there for themselves. No server
// has it open when a script gives one of them. What makes a store is not among them.
var needStore = map[string]string{
	"audit rekey": "begins a key in a file beside the store",
	"compact":     "writes the database anew, in the place of the old one",
	"import all":  "puts an archive in the place of a store in which nothing was done yet",
}

// stayHere are the commands that over the network are not asked of the server, because
// they are about this machine. Of an instance they say that they are local (64).
var stayHere = map[string]string{
	"audit rekey": "is about a file beside the store",
	"demo":        "makes a store, of made-up things",
	"init":        "makes a store",
	"restore":     "makes a store, of a backup",
	"serve":       "is a server",
	"config":      "is about the configuration of this machine",
	"context":     "is about the configuration of this machine",
	"login":       "is refused for a store, and an instance is named where it is meant",
	"logout":      "is refused for a store, and an instance is named where it is meant",
}

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
	runServed(t, bySocket, notThroughSocket)
}

// TestScriptsThroughTheNetwork runs them as somebody does who has a token.
func TestScriptsThroughTheNetwork(t *testing.T) {
	t.Parallel()
	runServed(t, byNetwork, notThroughNetwork)
}

// runServed runs all scripts but some.
func runServed(t *testing.T, through string, but map[string]string) {
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
		return setupServed(env, through, &asked)
	}})
}

func setupServed(env *testscript.Env, through string, asked *atomic.Int64) error {
	if err := setup(env); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "keeper")
	if err != nil {
		return err
	}
	k, err := newKeeper(dir, filepath.Join(filepath.Dir(program(env)), "operatord"), append([]string{}, env.Vars...), asked)
	if err != nil {
		return err
	}
	env.Setenv(keeperVariable, k.at.Addr().String())
	env.Setenv(throughVariable, through)
	if through == byNetwork {
		env.Setenv("SOURCE", "api") // what strangers say of themselves is not believed
	}
	env.Defer(func() {
		k.close()
		_ = os.RemoveAll(dir)
		env.Setenv(keeperVariable, "") // what checks the store afterwards opens it
	})
	return nil
}

// serving is operatord.
func serving() int {
	ctx := process.Begin()
	return cli.Serving(ctx, term.System(), os.Args[1:], testVersion, servers.Serve(testVersion.Number))
}

// throughServer is what the operator of a script does before the command: it has a
// server answer for the store that the command means. Over the network it gives another
// command line, which names the server in the place of the store.
func throughServer(args []string) ([]string, error) {
	at, through := os.Getenv(keeperVariable), os.Getenv(throughVariable)
	if at == "" {
		return args, nil
	}
	c, err := config.Load(config.Sources{Env: os.Getenv, Flags: flagsIn(args), MayMake: true})
	if err != nil || c.Store == "" {
		return args, nil // which the command says, or it is about an instance
	}
	store, err := filepath.Abs(c.Store)
	if err != nil {
		return args, err
	}
	free := oneOf(needStore, args)
	is, err := askKeeper(at, wish{Store: store, Now: os.Getenv("OPERATOR_NOW"), Free: free, Token: through == byNetwork})
	if err != nil || through != byNetwork || is.URL == "" || free || oneOf(stayHere, args) || c.Context != "" {
		return args, err
	}
	for name, value := range map[string]string{"OPERATOR_STORE": "", "OPERATOR_REMOTE": is.URL, "OPERATOR_TOKEN": networkToken, "OPERATOR_TOKEN_FILE": ""} {
		if err := os.Setenv(name, value); err != nil {
			return args, err
		}
	}
	return withoutStore(args), nil
}

func askKeeper(at string, w wish) (is operator.Serving, err error) {
	asks, err := (&net.Dialer{}).DialContext(context.Background(), "unix", at)
	if err != nil {
		return is, err
	}
	defer asks.Close()
	if err := json.NewEncoder(asks).Encode(w); err != nil {
		return is, err
	}
	return is, json.NewDecoder(asks).Decode(&is)
}

// flagsIn finds what says where a command runs in its command line.
func flagsIn(args []string) (f config.Flags) {
	for name, into := range map[string]**string{"store": &f.Store, "remote": &f.Remote, "context": &f.Context, "config": &f.Config} {
		for i, arg := range args {
			if value, ok := strings.CutPrefix(arg, "--"+name+"="); ok {
				*into = &value
			} else if arg == "--"+name && i+1 < len(args) {
				*into = &args[i+1]
			}
		}
	}
	return f
}

// withoutStore is a command line that names no store.
func withoutStore(args []string) []string {
	var left []string
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "--store":
			i++
		case strings.HasPrefix(args[i], "--store="):
		default:
			left = append(left, args[i])
		}
	}
	return left
}

// oneOf says whether a command line is of one of the commands.
func oneOf(commands map[string]string, args []string) bool {
	line := strings.Join(args, " ") + " "
	for command := range commands {
		if strings.HasPrefix(line, command+" ") {
			return true
		}
	}
	return false
}

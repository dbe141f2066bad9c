// Package clitest runs the scripts in testdata with the program as it is built:
// one file for each thing that users do. README.md there says how to write one.
package clitest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/seed-34ad0ce1/operator/internal/cli"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

// testVersion is the version of the program that scripts run.
var testVersion = cli.Version{Number: "0.0.0-test"}

func TestMain(m *testing.M) {
	// Commands that run within a test start the program again for some of what they
	// do, and that is then this one, under its own name.
	if len(os.Args) > 1 && os.Args[1] == "check" && strings.Contains(filepath.Base(os.Args[0]), "clitest") {
		os.Exit(cli.Main(context.Background(), term.System(), os.Args[1:], testVersion))
	}
	testscript.Main(suite{m}, map[string]func(){
		"onpty": func() { os.Exit(onPTY(os.Args[1:])) },
	})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	runScripts(t, testscript.Params{Dir: "testdata", Setup: setup, UpdateScripts: os.Getenv("UPDATE") != ""})
}

// runScripts runs them with what all of them have in common.
func runScripts(t *testing.T, p testscript.Params) {
	p.Cmds, p.RequireExplicitExec, p.RequireUniqueNames = commands, true, true
	testscript.Run(t, p)
}

// setup makes a home for a script, in which nothing of this machine shows.
func setup(env *testscript.Env) error {
	home, store := filepath.Join(env.WorkDir, "home"), filepath.Join(env.WorkDir, "store")
	for name, value := range map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": filepath.Join(home, ".config"), "XDG_DATA_HOME": filepath.Join(home, ".local/share"),
		"TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "xterm-256color", "OPERATOR_STORE": store, "OPERATOR_PAGER": "cat",
	} {
		env.Setenv(name, value)
	}
	env.Setenv("PATH", programs(env)+string(filepath.ListSeparator)+env.Getenv("PATH"))
	env.Setenv(programVariable, program(env))
	env.Setenv("SOURCE", "cli")
	servers := &backgrounds{list: map[string]*background{}}
	env.Values[backgroundKey{}] = servers
	env.Defer(func() { checkStores(env) })
	env.Defer(servers.end)
	return os.Mkdir(home, 0o700)
}

// checkStores wants every store that a script leaves behind to be clean.
func checkStores(env *testscript.Env) {
	databases, err := filepath.Glob(filepath.Join(env.WorkDir, "*", "operator.db"))
	if err != nil {
		env.T().Fatal(err)
	}
	for _, database := range databases {
		cmd := exec.Command(program(env), "check", "--store", filepath.Dir(database))
		cmd.Env, cmd.Dir = env.Vars, env.WorkDir
		if out, err := cmd.CombinedOutput(); err != nil {
			env.T().Fatal("after the script, operator check says: ", err, "\n", string(out))
		}
	}
}

// programs is the folder with the operator of scripts, and its server.
func programs(env *testscript.Env) string {
	return scripted.with(env.T(), map[string]string{"operator": "./program", "operatord": "../../cmd/operatord"})
}

// program is where the script's operator is.
func program(env *testscript.Env) string { return filepath.Join(programs(env), "operator"+exe) }

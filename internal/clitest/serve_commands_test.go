package clitest

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// background is the server that a script has started.
type background struct {
	cmd *exec.Cmd
	log *os.File
}

// programVariable names the operator of a script.
const programVariable = "CLITEST_PROGRAM"

type backgroundKey struct{}

// backgrounds are the servers of a script, by the store.
type backgrounds struct {
	mu   sync.Mutex
	list map[string]*background
}

// end kills what a script left running.
func (b *backgrounds) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.list {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		_ = s.log.Close()
	}
	clear(b.list)
}

func backgroundsOf(ts *testscript.TestScript) *backgrounds {
	return ts.Value(backgroundKey{}).(*backgrounds)
}

// serve [ARGS…] starts a server for the store of the script, waits until it answers, and
// prints what it says of itself. Its log is in serve.log, and where it answers in $URL.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serve [ARGS…]")
	}
	log, err := os.OpenFile(ts.MkAbs("serve.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	ts.Check(err)
	s := &background{log: log, cmd: exec.Command(ts.Getenv(programVariable), append([]string{"serve", "--listen", "127.0.0.1:0", "-o", "json", "--timeout", "5s"}, args...)...)}
	s.cmd.Dir, s.cmd.Env, s.cmd.Stderr = ts.MkAbs("."), environment(ts), log
	out, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	said, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		_ = s.cmd.Wait()
		ts.Fatalf("the server ended: %v\n%s", err, ts.ReadFile("serve.log"))
	}
	all := backgroundsOf(ts)
	all.mu.Lock()
	all.list[ts.Getenv("OPERATOR_STORE")] = s
	all.mu.Unlock()
	var is operator.Serving
	ts.Check(json.Unmarshal(said, &is))
	ts.Setenv("URL", is.URL)
	_, err = ts.Stdout().Write(said)
	ts.Check(err)
}

// environment is what a server sees of the script's.
func environment(ts *testscript.TestScript) (env []string) {
	for _, name := range []string{
		"HOME", "PATH", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "TZ", "LC_ALL", "OPERATOR_STORE", "OPERATOR_NOW", "GOCOVERDIR",
	} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	return env
}

// stop [STATUS] asks the server of the script's store to end, and wants its status to be
// 0, or the one given.
func stop(ts *testscript.TestScript, neg bool, args []string) {
	want := 0
	if len(args) > 0 {
		var err error
		want, err = strconv.Atoi(args[0])
		ts.Check(err)
	}
	s := takeBackground(ts)
	ts.Check(s.cmd.Process.Signal(syscall.SIGTERM))
	if got := statusOf(ts, s.cmd.Wait()); got != want || neg {
		ts.Fatalf("exit status %d, want %d\n%s", got, want, ts.ReadFile("serve.log"))
	}
	ts.Check(s.log.Close())
}

// crash kills it as a machine does that runs out of memory.
func crash(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: crash")
	}
	s := takeBackground(ts)
	ts.Check(s.cmd.Process.Kill())
	_ = s.cmd.Wait() // which says that it was killed
	ts.Check(s.log.Close())
}

func takeBackground(ts *testscript.TestScript) *background {
	all, store := backgroundsOf(ts), ts.Getenv("OPERATOR_STORE")
	all.mu.Lock()
	defer all.mu.Unlock()
	s := all.list[store]
	if s == nil {
		ts.Fatalf("no server answers for %s", store)
	}
	delete(all.list, store)
	return s
}

// get STATUS URL asks as curl does, wants that status, and prints the answer.
func get(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: get STATUS URL")
	}
	answer, err := (&http.Client{Timeout: 10 * time.Second}).Get(args[1])
	ts.Check(err)
	defer answer.Body.Close()
	if strconv.Itoa(answer.StatusCode) != args[0] {
		ts.Fatalf("the status is %s, want %s", answer.Status, args[0])
	}
	_, err = io.Copy(ts.Stdout(), answer.Body)
	ts.Check(err)
}

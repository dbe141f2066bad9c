package clitest

import (
	"bufio"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// How much is done while servers are killed: so many at once, each so often, and a
// server is killed whenever so many are done.
const (
	killedWorkers = 20
	killedEach    = 10
	killedAfter   = 23
)

// killed is a message, and what came of the commands that sent it. Every other one has
// a key, and is sent until that succeeds; the others are sent once.
type killed struct {
	body, ref string
	keyed     bool
	statuses  []int
	longest   time.Duration
}

// rightly says whether it is there as often as it has to be: once where a command said
// so, and at most once where that is not known.
func (k killed) rightly(refs []string) bool {
	if k.ref == "" {
		return !k.keyed && len(refs) <= 1
	}
	return len(refs) == 1 && refs[0] == k.ref
}

// TestServersThatAreKilledUnderLoadLoseNothingAndDoubleNothing has commands run while
// the server that they are handed over to is killed again and again, and started again.
// What succeeded is there once, nobody hangs, and the file is opened when nobody serves.
func TestServersThatAreKilledUnderLoadLoseNothingAndDoubleNothing(t *testing.T) {
	t.Parallel()
	s := newOffice(t)
	program := filepath.Join(t.TempDir(), "operatord.exe")
	must(t, build(program, "../../cmd/operatord"))
	began := time.Now()
	done, stop := make(chan struct{}), make(chan struct{}) // done is waited for only while there is a server
	kills := make(chan int, 1)
	var asked atomic.Int64
	go func() { kills <- s.killServers(program, &asked, done, stop) }()
	all := s.replyUnderFire(done)
	close(stop)
	if n := <-kills; n < 4 {
		t.Errorf("only %d servers were killed", n)
	}
	if n := asked.Load(); n < killedWorkers*killedEach/10 {
		t.Errorf("the servers were asked %d times", n)
	}
	after := s.run("msg", "reply", "C1", "-b", "And on", "-o", "id")
	if after.status != 0 {
		t.Errorf("the next command says %+v", after)
	}
	there := map[string][]string{}
	for line := range strings.Lines(s.ok("msg", "list", "C1", "-L", "0", "-o", "tsv", "--columns", "ref,body")) {
		ref, body, _ := strings.Cut(strings.TrimSpace(line), "\t")
		there[body] = append(there[body], ref)
	}
	statuses, longest := map[int]int{}, time.Duration(0)
	for _, k := range all {
		if got := there[k.body]; !k.rightly(got) {
			t.Errorf("%q was acknowledged as %s, and is there as %q", k.body, k.ref, got)
		}
		for _, status := range k.statuses {
			statuses[status]++
		}
		longest = max(longest, k.longest)
	}
	t.Logf("statuses %v, longest %s, all %s; the servers were asked %d times", statuses, longest, time.Since(began), asked.Load())
	s.clean()
}

// killServers starts a server, kills it when enough was done, and starts the next, until
// it is stopped. Every other one is told to end, and ends what was begun. It gives how
// many there were.
func (s *site) killServers(program string, asked *atomic.Int64, done, stop <-chan struct{}) (kills int) {
	defer func() {
		for { // whoever is not done yet is let go on
			select {
			case <-done:
			case <-stop:
				return
			}
		}
	}()
	for {
		server := exec.Command(program, "serve", "--listen", "127.0.0.1:0", "--timeout", "60s")
		server.Dir, server.Env, server.Stderr = s.dir, s.env, lines{asked}
		out, err := server.StdoutPipe()
		if err != nil || server.Start() != nil {
			s.t.Errorf("the server does not start: %v", err)
			return kills
		}
		said, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			s.t.Errorf("the server ended: %q, %v", said, err)
		}
		last := false
		for n := 0; n < killedAfter && !last; n++ {
			select {
			case <-done:
			case <-stop:
				last = true
			}
		}
		s.end(server, kills%2 == 0)
		if kills++; last || err != nil {
			return kills
		}
	}
}

// end kills a server, or tells it to end where the system can, which it does in order.
func (s *site) end(server *exec.Cmd, kill bool) {
	if !kill && server.Process.Signal(syscall.SIGTERM) == nil {
		if err := server.Wait(); err != nil {
			s.t.Errorf("told to end, the server says %v", err)
		}
		return
	}
	_ = server.Process.Kill()
	_ = server.Wait() // which says that it was killed
}

// replyUnderFire has many reply at once.
func (s *site) replyUnderFire(done chan<- struct{}) (all []killed) {
	var mu sync.Mutex
	var working sync.WaitGroup
	for worker := range killedWorkers {
		working.Go(func() {
			for n := range killedEach {
				k := s.sendUnderFire(fmt.Sprintf("under-fire-%d-%d", worker, n), worker%2 == 0)
				done <- struct{}{}
				mu.Lock()
				all = append(all, k)
				mu.Unlock()
			}
		})
	}
	working.Wait()
	return all
}

func (s *site) sendUnderFire(body string, keyed bool) killed {
	k := killed{body: body, keyed: keyed}
	args := []string{"msg", "reply", "C1", "-b", body, "-o", "id"}
	if keyed {
		args = append(args, "--idempotency-key", body)
	}
	for range 20 {
		began := time.Now()
		got := s.run(args...)
		k.statuses, k.longest = append(k.statuses, got.status), max(k.longest, time.Since(began))
		switch got.status {
		case 0:
			k.ref = strings.TrimSpace(got.out)
			return k
		case 69, 75, 80: // it was not done, or that is not known
			s.t.Logf("%s: %d %s", body, got.status, got.err)
		default:
			s.t.Errorf("%s: %+v", body, got)
		}
		if !keyed {
			return k
		}
	}
	s.t.Errorf("%s was never done: %v", body, k.statuses)
	return k
}

package clitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// message is what a list of messages says of one, as far as these tests look.
type message struct {
	Ref  string
	Seq  int
	Body string
}

// messages are the messages of C1, which must be numbered without a hole.
func (s *site) messages() []message {
	s.t.Helper()
	var list []message
	must(s.t, json.Unmarshal([]byte(s.ok("msg", "list", "C1", "-o", "json")), &list))
	for i, m := range list {
		if m.Seq != i+1 {
			s.t.Fatalf("message %d of the list, %s, has the number %d", i+1, m.Ref, m.Seq)
		}
	}
	return list
}

func TestAHundredProcessesReplyAtOnce(t *testing.T) {
	s := newOffice(t)
	processes := 100
	if testing.Short() {
		processes = 20
	}
	cmds, outs, errs := make([]*exec.Cmd, processes), make([]bytes.Buffer, processes), make([]bytes.Buffer, processes)
	for i := range cmds {
		cmds[i] = s.command("msg", "reply", "C1", "-b", fmt.Sprintf("Reply %d", i), "-o", "id")
		cmds[i].Stdout, cmds[i].Stderr = &outs[i], &errs[i]
	}
	for _, cmd := range cmds {
		must(t, cmd.Start())
	}
	for i, cmd := range cmds {
		if status := statusOfRun(t, cmd.Wait()); status != 0 {
			t.Errorf("reply %d: status %d, %s", i, status, errs[i].String())
		}
	}
	bodies := map[string]string{} // by reference
	for _, m := range s.messages() {
		bodies[m.Ref] = m.Body
	}
	for i := range outs {
		ref := strings.TrimSuffix(outs[i].String(), "\n")
		if want := fmt.Sprintf("Reply %d", i); bodies[ref] != want {
			t.Errorf("%s says %q, want %q", ref, bodies[ref], want)
		}
	}
	if len(bodies) != processes+1 {
		t.Errorf("there are %d messages, want %d", len(bodies), processes+1)
	}
	s.clean()
}

// TestSendersThatAreKilledLoseNothingTheyAcknowledged kills processes while they
// start, wait, write and print. What one of them printed is there, and nothing is
// there twice.
func TestSendersThatAreKilledLoseNothingTheyAcknowledged(t *testing.T) {
	s := newOffice(t)
	senders, atOnce := 200, 4
	if testing.Short() {
		senders = 40
	}
	// At most as long as a few of them take here, so that about half get done.
	began := time.Now()
	s.ok("msg", "reply", "C1", "-b", "How long it takes")
	longest := max(25*time.Millisecond, time.Duration(atOnce)*time.Since(began))
	random := rand.New(rand.NewPCG(3, 4))
	printed := make([]string, senders) // what each of them did
	var wait sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for i := range senders {
		after := time.Duration(random.Int64N(int64(longest)))
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places }()
			cmd := s.command("msg", "reply", "C1", "-b", fmt.Sprintf("Sender %d", i), "-o", "id")
			var out bytes.Buffer
			cmd.Stdout = &out
			if err := cmd.Start(); err != nil {
				t.Error(err)
				return
			}
			kill := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
			_ = cmd.Wait()
			kill.Stop()
			printed[i] = out.String()
		})
	}
	wait.Wait()

	bodies, times := map[string]string{}, map[string]int{}
	for _, m := range s.messages() {
		bodies[m.Ref] = m.Body
		if times[m.Body]++; times[m.Body] > 1 {
			t.Errorf("%q is there %d times", m.Body, times[m.Body])
		}
	}
	acknowledged := 0
	for i, out := range printed {
		ref, whole := strings.CutSuffix(out, "\n")
		if !whole {
			continue
		}
		acknowledged++
		if want := fmt.Sprintf("Sender %d", i); bodies[ref] != want {
			t.Errorf("%s was acknowledged, and says %q, want %q", ref, bodies[ref], want)
		}
	}
	t.Logf("%d of %d were acknowledged, %d were made", acknowledged, senders, len(bodies)-2)
	s.clean()
	s.ok("msg", "reply", "C1", "-b", "Afterwards")
	if left, err := filepath.Glob(filepath.Join(s.store, "*.new")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

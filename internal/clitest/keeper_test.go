package clitest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/clitest/through"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// keeper starts the servers of one script, and ends them. Package through says who asks it.
type keeper struct {
	program string // operatord
	env     []string
	at      net.Listener

	mu      sync.Mutex
	servers map[string]*answering
	asked   *atomic.Int64 // how many requests there were
}

// answering is a server, which is a process of its own.
type answering struct {
	cmd  *exec.Cmd
	file os.FileInfo // the database that it has open
	now  string
	operator.Serving
}

// newKeeper has a keeper answer at a socket in the folder.
func newKeeper(dir, program string, env []string, asked *atomic.Int64) (*keeper, error) {
	at, err := net.Listen("unix", filepath.Join(dir, "keeper"))
	if err != nil {
		return nil, err
	}
	k := &keeper{program: program, env: env, at: at, asked: asked, servers: map[string]*answering{}}
	go k.run()
	return k, nil
}

func (k *keeper) run() {
	for {
		asked, err := k.at.Accept()
		if err != nil {
			return
		}
		go func() {
			defer asked.Close()
			var w through.Wish
			if json.NewDecoder(asked).Decode(&w) == nil {
				// Who asked may be gone, and then nobody wants to know.
				_ = json.NewEncoder(asked).Encode(k.grant(w))
			}
		}()
	}
}

// grant gives the server that answers for a store now; one of nothing if there is none,
// because there is no store, or none that can be opened.
func (k *keeper) grant(w through.Wish) operator.Serving {
	k.mu.Lock()
	defer k.mu.Unlock()
	file, err := os.Stat(filepath.Join(w.Store, "operator.db"))
	s := k.servers[w.Store]
	if s != nil && (w.Free || err != nil || s.now != w.Now || !os.SameFile(s.file, file)) {
		s.end()
		delete(k.servers, w.Store)
		s = nil
	}
	if s == nil && err == nil && !w.Free {
		if s, err = k.start(w); err != nil {
			return operator.Serving{}
		}
		s.file = file
		k.servers[w.Store] = s
	}
	if s == nil {
		return operator.Serving{}
	}
	return s.Serving
}

func (k *keeper) start(w through.Wish) (*answering, error) {
	if w.Token {
		if err := putToken(w); err != nil {
			return nil, err
		}
	}
	s := &answering{now: w.Now, cmd: exec.Command(k.program, "serve", "--store", w.Store, "--listen", "127.0.0.1:0", "-o", "json", "--timeout", "2s")}
	s.cmd.Env = append(append([]string{}, k.env...), "OPERATOR_NOW="+w.Now)
	s.cmd.Stderr = lines{k.asked}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	// It answers from when it says where.
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&s.Serving); err != nil {
		return nil, errors.Join(err, s.cmd.Wait())
	}
	return s, nil
}

// end ends the server as an administrator would, and waits for it.
func (s *answering) end() {
	if s.cmd.Process.Signal(syscall.SIGTERM) != nil { // it has ended, or the system knows no such thing
		_ = s.cmd.Process.Kill()
	}
	_ = s.cmd.Wait() // how it ends is tested elsewhere
}

// close ends all servers.
func (k *keeper) close() {
	_ = k.at.Close()
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range k.servers {
		s.end()
	}
	clear(k.servers)
}

// lines counts the lines that are written to it, which a log has one of for a request.
type lines struct{ n *atomic.Int64 }

func (l lines) Write(p []byte) (int, error) {
	l.n.Add(int64(bytes.Count(p, []byte("\n"))))
	return len(p), nil
}

// putToken has a store know through.Token, as one of the administrator's that it belongs
// to. Nothing is recorded of it: scripts see no events that they did not make.
func putToken(w through.Wish) error {
	now := func() time.Time { return time.Unix(0, 0) }
	db := boltstore.Open(boltstore.Options{Dir: w.Store, Now: now, Command: "clitest", Wait: time.Second})
	defer db.Close()
	hash := sha256.Sum256([]byte("operator token 1\n" + through.Token))
	return db.Update(context.Background(), func(tx store.Tx) error {
		if _, there, err := tx.TokenByHash(hash[:]); there || err != nil {
			return err
		}
		ws, err := tx.Workspace()
		if err != nil {
			return err
		}
		return tx.PutToken(&store.Token{
			Person: ws.Admin, Hash: hash[:], Scopes: []operator.Scope{operator.ScopeAll, operator.ScopeImpersonate}, Created: now(),
		})
	})
}

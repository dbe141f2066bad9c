package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/dev/powercut"
)

// ordeal is one thing that the store must live through.
type ordeal struct {
	name, does string
	runs       int
	once       func(ctx context.Context, b *workbench, o *tally) error
}

// tally counts what ordeals came to.
type tally struct {
	mu                           sync.Mutex
	runs, killed                 int
	acknowledged, kept           int
	lost, twice, failed, unclean int
	images, faults               int
	longest                      time.Duration
}

// bad is how much went wrong.
func (t *tally) bad() int { return t.lost + t.twice + t.failed + t.unclean }

// add counts what another came to.
func (t *tally) add(o *tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.images, t.faults = t.images+o.images, t.faults+o.faults
	t.acknowledged, t.kept = t.acknowledged+o.acknowledged, t.kept+o.kept
	t.lost, t.twice, t.failed, t.unclean = t.lost+o.lost, t.twice+o.twice, t.failed+o.failed, t.unclean+o.unclean
}

func ordeals() []ordeal {
	return []ordeal{
		{"race", "100 processes send to one conversation at once", 5, raceOnce},
		{"kill", "200 senders are killed at random moments", 1, killOnce},
		{"post", "a post to 10,000 homes is killed again and again", 1, postOnce},
		{"serve", "the server that 20 senders at once are handed over to is killed again and again", 3, serveOnce},
		{"import", "an import is killed again and again", 50, importOnce},
		{"power", "the power goes at any moment, and what was not synced may be lost", 1, powerOnce},
		{"fault", "the first, the second, every call of the system fails in turn", 1, faultOnce},
	}
}

func torture(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("torture", flag.ContinueOnError)
	only := f.String("only", "", "only the `ordeals` named, with commas between them")
	runs := f.Int("runs", 0, "how often each is run (default: as each says)")
	if err := f.Parse(args); err != nil {
		return err
	}
	b, err := newWorkbench(ctx, "")
	if err != nil {
		return err
	}
	defer b.close()
	var failed []error
	for _, o := range ordeals() {
		if *only != "" && !strings.Contains(","+*only+",", ","+o.name+",") {
			continue
		}
		n := o.runs
		if *runs > 0 {
			n = *runs
		}
		t, err := b.undergo(ctx, o, n)
		if errors.Is(err, powercut.ErrNoStrace) && *only == "" {
			fmt.Printf("%-5s left out: %v\n", o.name, err)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
		fmt.Printf("%-5s %s: %s\n", o.name, o.does, t)
		if t.bad() > 0 {
			failed = append(failed, fmt.Errorf("%s: something was lost, doubled, refused or damaged", o.name))
		}
	}
	return errors.Join(failed...)
}

// undergo runs an ordeal so many times.
func (b *workbench) undergo(ctx context.Context, o ordeal, runs int) (*tally, error) {
	t := &tally{}
	for range runs {
		t.runs++
		if err := o.once(ctx, b, t); err != nil {
			return t, err
		}
	}
	return t, nil
}

// String is what ordeals came to, on a line.
func (t *tally) String() string {
	text := fmt.Sprintf("runs %d,", t.runs)
	for _, count := range []struct {
		name string
		n    int
	}{{"killed", t.killed}, {"images", t.images}, {"faults", t.faults}} {
		if count.n > 0 {
			text += fmt.Sprintf(" %s %d,", count.name, count.n)
		}
	}
	text += fmt.Sprintf(" acknowledged %d, kept %d, lost %d, twice %d, failed %d, unclean checks %d", t.acknowledged, t.kept, t.lost, t.twice, t.failed, t.unclean)
	if t.longest > 0 {
		text += fmt.Sprintf(", longest %s", t.longest.Round(time.Millisecond))
	}
	return text
}

// arena makes a small workspace and gives a conversation to send to.
func (b *workbench) arena(ctx context.Context) (sendTarget, error) {
	dir := fmt.Sprintf("%s/arena-%d", b.dir, rand.Uint64())
	if _, err := b.run(ctx, "demo", dir, "-q", "--messages", "50", "--properties", "5"); err != nil {
		return sendTarget{}, err
	}
	out, err := b.run(ctx, "inbox", "list", "--store", dir, "-o", "id", "--limit", "1")
	return sendTarget{dir, strings.TrimSpace(string(out))}, err
}

// bodies is the bodies of a conversation's messages.
func (b *workbench) bodies(ctx context.Context, t sendTarget) (map[string]int, error) {
	out, err := b.run(ctx, "msg", "list", t.conversation, "--store", t.store, "-o", "json")
	if err != nil {
		return nil, err
	}
	var messages []struct{ Body string }
	if err := json.Unmarshal(out, &messages); err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, m := range messages {
		count[m.Body]++
	}
	return count, nil
}

// account compares what was acknowledged with what is there, and checks the store.
func (b *workbench) account(ctx context.Context, at sendTarget, acknowledged []string, t *tally) error {
	there, err := b.bodies(ctx, at)
	if err != nil {
		return err
	}
	for body, n := range there {
		if strings.HasPrefix(body, "ordeal ") {
			t.kept++
			t.twice += n - 1
		}
	}
	for _, body := range acknowledged {
		t.acknowledged++
		if there[body] == 0 {
			t.lost++
		}
	}
	if _, err := b.run(ctx, "check", "--store", at.store); err != nil {
		t.unclean++
		fmt.Println(err)
	}
	return nil
}

func raceOnce(ctx context.Context, b *workbench, t *tally) error {
	at, err := b.arena(ctx)
	if err != nil {
		return err
	}
	var acknowledged []string
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			body := fmt.Sprintf("ordeal %d", i)
			took, err := b.timed(b.operator, "msg", "reply", at.conversation, "--store", at.store, "-b", body)(ctx)
			t.mu.Lock()
			defer t.mu.Unlock()
			t.longest = max(t.longest, took)
			if err != nil {
				t.failed++
				fmt.Println(err)
				return
			}
			acknowledged = append(acknowledged, body)
		})
	}
	all.Wait()
	return b.account(ctx, at, acknowledged, t)
}

// killOnce starts 200 senders, four at a time, and kills each between nothing
// and a little more than a send takes. A sender that printed its message's
// reference has acknowledged it, killed or not.
func killOnce(ctx context.Context, b *workbench, t *tally) error {
	at, err := b.arena(ctx)
	if err != nil {
		return err
	}
	var acknowledged []string
	slots := make(chan struct{}, 4)
	var all sync.WaitGroup
	for i := range 200 {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			body := fmt.Sprintf("ordeal %d", i)
			if b.sendAndKill(at, body, time.Duration(rand.IntN(25_000))*time.Microsecond) {
				t.mu.Lock()
				acknowledged = append(acknowledged, body)
				t.mu.Unlock()
			}
		})
	}
	all.Wait()
	return b.account(ctx, at, acknowledged, t)
}

// sendAndKill says whether the sender acknowledged before it died.
func (b *workbench) sendAndKill(at sendTarget, body string, after time.Duration) bool {
	cmd := exec.Command(b.operator, "msg", "reply", at.conversation, "--store", at.store, "-o", "id", "-b", body)
	cmd.Env = b.env()
	var out bytes.Buffer
	cmd.Stdout = &out
	if cmd.Start() != nil {
		return false
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	err := cmd.Wait()
	timer.Stop()
	return err == nil || strings.HasSuffix(out.String(), "\n")
}

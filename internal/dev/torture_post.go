package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"time"
)

// The workspace of the post: with so many homes there are some 10,000 of them
// under contract.
const postHomes = 23_000

// postOnce posts to all homes under contract, and kills the program at random
// moments and runs it again with the same key until it succeeds. Each home must
// have the post once, and who reads beside it must never see a part of it.
func postOnce(ctx context.Context, b *workbench, t *tally) error {
	store := fmt.Sprintf("%s/post-%d", b.dir, rand.Uint64())
	if _, err := b.run(ctx, "demo", store, "-q", "--messages", "100", "--properties", fmt.Sprint(postHomes)); err != nil {
		return err
	}
	homes, err := b.run(ctx, "property", "list", "--store", store, "--stage", "under-contract", "-o", "id")
	if err != nil {
		return err
	}
	want := strings.Count(string(homes), "\n")
	reading, stop := context.WithCancel(ctx)
	looks := make(chan []string)
	for _, look := range postLooks {
		go b.readBeside(reading, append(look, "--store", store), looks)
	}
	for run := 0; ; run++ {
		began := time.Now()
		// A run gets longer and longer to live, and what is done stays done.
		if b.postAndKill(store, time.Duration(rand.IntN(500+100*run))*time.Millisecond) {
			t.longest = max(t.longest, time.Since(began))
			fmt.Printf("post: done in run %d\n", run+1)
			break
		}
		if err := ctx.Err(); err != nil {
			stop()
			return err
		}
	}
	stop()
	for range postLooks {
		t.failed += between(<-looks)
	}
	t.acknowledged += want
	return b.accountPost(ctx, store, want, t)
}

const postTitle = "An ordeal"

// postAndKill says whether the post was done before its time was over.
func (b *workbench) postAndKill(store string, after time.Duration) bool {
	cmd := exec.Command(b.operator, "update", "post", "--stage", "under-contract", "--title", postTitle, "-b", "Everybody reads this.",
		"--idempotency-key", "ordeal", "--yes", "-q", "--store", store)
	cmd.Env = b.env()
	if cmd.Start() != nil {
		return false
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	defer timer.Stop()
	return cmd.Wait() == nil
}

// postLooks are what people look at meanwhile: the number of new updates of somebody
// of the office, who has hundreds of the homes, and the latest updates.
var postLooks = [][]string{{"inbox", "count", "--as", "P7", "-o", "json"}, {"update", "list", "-L", "20", "-o", "id", "-q"}}

// readBeside looks again and again until it is stopped, and once more, and tells
// what it saw.
func (b *workbench) readBeside(ctx context.Context, look []string, looks chan<- []string) {
	var seen []string
	for {
		last := ctx.Err() != nil
		if out, err := b.run(context.WithoutCancel(ctx), look...); err == nil {
			seen = append(seen, string(out))
		}
		if last {
			looks <- seen
			return
		}
	}
}

// between is how often somebody saw neither what was there at first nor what was
// there in the end.
func between(seen []string) int {
	n := 0
	for _, s := range seen {
		if s != seen[0] && s != seen[len(seen)-1] {
			fmt.Printf("post: somebody saw a part: %.200s\n", s)
			n++
		}
	}
	if n == 0 && (len(seen) < 3 || seen[0] == seen[len(seen)-1]) {
		fmt.Println("post: nobody saw anything come")
		n++
	}
	return n
}

// accountPost compares what is there with one update for each home, and checks
// the store.
func (b *workbench) accountPost(ctx context.Context, store string, want int, t *tally) error {
	out, err := b.run(ctx, "update", "list", "--store", store, "--state", "published", "-o", "json", "--columns", "property,title")
	if err != nil {
		return err
	}
	var updates []struct{ Property, Title string }
	if err := json.Unmarshal(out, &updates); err != nil {
		return err
	}
	on := map[string]int{}
	for _, u := range updates {
		if u.Title == postTitle {
			on[u.Property]++
		}
	}
	for _, n := range on {
		t.kept++
		t.twice += n - 1
	}
	t.lost += want - len(on)
	if _, err := b.run(ctx, "check", "--store", store); err != nil {
		t.unclean++
		fmt.Println(err)
	}
	return nil
}

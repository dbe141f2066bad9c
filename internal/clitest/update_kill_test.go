package clitest

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// killedHomes makes a demo with some 600 homes under contract: three stages of a
// post, each a transaction.
const killedHomes = "1340"

// TestAPostThatIsKilledAndRunAgainIsOnEachHomeOnce kills a post to many homes later
// and later, and runs it again with the same key until it succeeds. Between the runs
// somebody sees nothing of it; in the end each home has it once.
func TestAPostThatIsKilledAndRunAgainIsOnEachHomeOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ok("demo", s.store, "-q", "--properties", killedHomes, "--messages", "20")
	homes := strings.Fields(s.ok("property", "list", "--stage", "under-contract", "-o", "id"))
	latest := func() string { return s.ok("update", "list", "-L", "3", "-o", "id", "-q") }
	unseen := func() string { return s.ok("inbox", "count", "--as", "P7", "-o", "json") }
	news, count := latest(), unseen()
	runs := 1
	for after := 5 * time.Millisecond; !s.postAndKill(after); after += 25 * time.Millisecond {
		if got := s.run("check"); got.status != 0 {
			t.Fatalf("after run %d: %+v", runs, got)
		}
		if n, c := latest(), unseen(); n != news || c != count {
			if n == news || c == count {
				t.Fatalf("after run %d a part is seen: %q and %q", runs, n, c)
			}
			break // it was done, and killed before it said so
		}
		if runs++; runs > 200 {
			t.Fatal("it does not come to an end")
		}
	}
	if !s.postAndKill(patience) {
		t.Fatal("run again, it fails")
	}
	group := strings.TrimSpace(strings.Split(latest(), "\n")[0])
	on := strings.Fields(s.ok("update", "list", "--group", group, "--columns", "property", "-o", "jsonl", "--jq", ".property"))
	for i := range on {
		on[i] = strings.Trim(on[i], `"`)
	}
	slices.Sort(on)
	slices.Sort(homes)
	if !slices.Equal(on, homes) || len(homes) < 500 {
		t.Errorf("it is on %d homes, and was for %d", len(on), len(homes))
	}
	s.ok("check")
}

// postAndKill says whether the post was done before its time was over.
func (s *site) postAndKill(after time.Duration) bool {
	s.t.Helper()
	cmd := s.command("update", "post", "--stage", "under-contract", "-b", "Everybody reads this.", "--idempotency-key", "one", "--yes", "-q")
	must(s.t, cmd.Start())
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	return cmd.Wait() == nil
}

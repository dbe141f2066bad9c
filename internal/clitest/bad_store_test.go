package clitest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
)

// badStores are folders that are no store, or none that this program can use, and
// what every command says of them.
var badStores = map[string]struct {
	spoil         func(t *testing.T, s *site, database string)
	status        int
	message, hint string
	code, reason  string
}{
	"no folder": {
		func(t *testing.T, s *site, _ string) { must(t, os.RemoveAll(s.store)) },
		66, "there is no database at STORE/operator.db", newHint, "no_input", "db_missing",
	},
	"no file": {
		func(t *testing.T, _ *site, db string) { must(t, os.Remove(db)) },
		66, "there is no database at STORE/operator.db", newHint, "no_input", "db_missing",
	},
	"an empty folder": {func(t *testing.T, s *site, _ string) {
		must(t, os.RemoveAll(s.store))
		must(t, os.Mkdir(s.store, 0o755))
	}, 66, "there is no database at STORE/operator.db", newHint, "no_input", "db_missing"},
	"a file for a folder": {func(t *testing.T, s *site, _ string) {
		must(t, os.RemoveAll(s.store))
		must(t, os.WriteFile(s.store, []byte("hello"), 0o600))
	}, 65, "STORE is not a folder", "give the folder of the database, not a file", "invalid", "not_a_folder"},
	"an empty file": {
		func(t *testing.T, _ *site, db string) { must(t, os.Truncate(db, 0)) },
		65, "the database STORE/operator.db is empty", restoreHint, "invalid", "db_empty",
	},
	"text": {
		func(t *testing.T, _ *site, db string) { must(t, os.WriteFile(db, []byte("Dear diary\n"), 0o600)) },
		65, "STORE/operator.db is not a database", otherHint, "invalid", "not_a_db",
	},
	"a picture": {func(t *testing.T, _ *site, db string) {
		must(t, os.WriteFile(db, append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), make([]byte, 20_000)...), 0o600))
	}, 65, "STORE/operator.db is not a database", otherHint, "invalid", "not_a_db"},
	"text in a folder of its own": {func(t *testing.T, s *site, db string) {
		must(t, os.RemoveAll(s.store))
		must(t, os.Mkdir(s.store, 0o700))
		must(t, os.WriteFile(db, []byte("Dear diary\n"), 0o600))
	}, 65, "STORE/operator.db is not a database", otherHint, "invalid", "not_a_db"},
	"a database of another program": {func(t *testing.T, _ *site, db string) {
		must(t, os.Remove(db))
		put(t, db, "things", "a", "1")
	}, 65, "STORE/operator.db is a database of another program", otherHint, "invalid", "foreign_db"},
	"a newer schema": {
		func(t *testing.T, s *site, db string) {
			put(t, db, "meta", "schema", "7")
			s.path(t.TempDir()) // where no other program of ours is
		},
		76, "the database STORE/operator.db has schema 7, this program has 6", "install a newer version of operator", "protocol", "schema_newer",
	},
	"cut off": {
		func(t *testing.T, _ *site, db string) { must(t, os.Truncate(db, 8192)) },
		65, "the database STORE/operator.db was cut off: 8192 of …", restoreHint, "invalid", "db_truncated",
	},
	"cut off in the first page": {
		func(t *testing.T, _ *site, db string) { must(t, os.Truncate(db, 100)) },
		65, "the database STORE/operator.db was cut off: 100 of …", restoreHint, "invalid", "db_truncated",
	},
	"a folder for a file": {func(t *testing.T, _ *site, db string) {
		must(t, os.Remove(db))
		must(t, os.Mkdir(db, 0o700))
	}, 65, "STORE/operator.db is a folder, not a database", moveHint, "invalid", "not_a_file"},
	"a link for a file": {func(t *testing.T, s *site, db string) {
		must(t, os.Rename(db, filepath.Join(s.dir, "elsewhere.db")))
		must(t, os.Symlink(filepath.Join(s.dir, "elsewhere.db"), db))
	}, 65, "STORE/operator.db is a symbolic link, not a database", moveHint, "invalid", "not_a_file"},
	"pages of nothing": {
		func(t *testing.T, _ *site, db string) { zeroFrom(t, db, 8192) },
		74, "the database STORE/operator.db is damaged: a page is not what it should be", restoreHint, "io", "db_damaged",
	},
}

const (
	newHint     = "operator init makes one, and operator demo one to try things on; another is named with --store DIR, an instance with operator login --remote URL"
	otherHint   = "choose the folder of an operator database with --store DIR"
	restoreHint = "make a store of your last backup: operator restore FILE --store DIR"
	moveHint    = "move it away, then put back the database, or make a new store: operator init"
)

// put writes a value into a bbolt file, which it makes if need be.
func put(t *testing.T, path, bucket, key, value string) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	must(t, err)
	must(t, db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists([]byte(bucket))
		if err != nil {
			return err
		}
		return b.Put([]byte(key), []byte(value))
	}))
	must(t, db.Close())
}

// zeroFrom leaves nothing of a file from a place on but its length.
func zeroFrom(t *testing.T, path string, at int64) {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	overwrite(t, path, at, make([]byte, info.Size()-at))
}

func overwrite(t *testing.T, path string, at int64, with []byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	must(t, err)
	_, err = file.WriteAt(with, at)
	must(t, err)
	must(t, file.Close())
}

func TestEveryCommandRefusesABadStoreAndChangesNothing(t *testing.T) {
	for name, bad := range badStores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newOffice(t)
			bad.spoil(t, s, filepath.Join(s.store, "operator.db"))
			before := whole(t, s.dir)
			for _, args := range [][]string{
				{"workspace", "show"},
				{"inbox", "list"},
				{"msg", "list", "C1"},
				{"explain", "P2", "C1"},
				{"check"},
				{"community", "add", "--code", "OK", "--name", "Oak"},
				{"msg", "reply", "C1", "-b", "Hello"},
				{"inbox", "read", "C1"},
			} {
				s.refused(bad.status, bad.message, bad.hint, args...)
			}
			f := s.refusedAsJSON(bad.status, bad.code, bad.reason, "workspace", "show")
			if path, ok := f.Error.Details["path"].(string); ok && !filepath.IsAbs(path) {
				t.Errorf("the path in the details is %s", path)
			}
			// From inside the folder above, the whole path is told all the same.
			s.refused(bad.status, bad.message, bad.hint, "workspace", "show", "--store", "store")
			if got := s.run("__complete", "conversation", "show", ""); got.status != 0 || strings.Contains(got.out+got.err, "operator:") {
				t.Errorf("completion answers %+v", got)
			}
			same(t, s.dir, before)
		})
	}
}

func TestInitMakesNothingWhereSomethingIs(t *testing.T) {
	for name, bad := range badStores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newOffice(t)
			bad.spoil(t, s, filepath.Join(s.store, "operator.db"))
			if bad.reason == "db_missing" {
				s.ok("init")
				s.clean()
				return
			}
			before := whole(t, s.dir)
			for _, dry := range []string{"--dry-run=false", "--dry-run"} {
				if bad.reason == "not_a_folder" {
					s.refused(bad.status, bad.message, bad.hint, "init", dry)
					continue
				}
				s.refused(68, "there is a database at STORE/operator.db already", "use it, or choose another folder with --store DIR", "init", dry)
			}
			same(t, s.dir, before)
		})
	}
}

func TestAPathThatCannotBe(t *testing.T) {
	s := newOffice(t)
	long := strings.Repeat("x", 300)
	s.store = filepath.Join(s.dir, long)
	for _, store := range []string{long, filepath.Join(s.dir, strings.Repeat("y/", 3000))} {
		for _, args := range [][]string{{"workspace", "show"}, {"init"}, {"check"}} {
			got := s.run(append(args, "--store", store)...)
			if got.status != 74 || got.out != "" || !strings.Contains(got.err, "file name too long") || len(got.err) > 20_000 {
				t.Errorf("%q: got %d, %s", args, got.status, got.err)
			}
		}
	}
}

// damagedSays are the statuses that a command may end with on a store that was
// damaged anywhere: it was not hit, it found something, or it was refused.
var damagedSays = map[int]bool{0: true, 1: true, 65: true, 67: true, 74: true}

// TestADamagedStoreNeverEndsTheProgram writes over places at random, and cuts.
func TestADamagedStoreNeverEndsTheProgram(t *testing.T) {
	s := newOffice(t)
	for range 12 {
		s.ok("msg", "reply", "C1", "-b", strings.Repeat("Some more words. ", 40))
	}
	database := filepath.Join(s.store, "operator.db")
	sound, err := os.ReadFile(database)
	must(t, err)
	rounds := 60
	if testing.Short() {
		rounds = 15
	}
	random := rand.New(rand.NewPCG(1, 2))
	statuses, refused := map[int]int{}, 0
	for round := range rounds {
		spoilt := damaged(random, sound)
		must(t, os.WriteFile(database, spoilt, 0o600))
		for i, args := range [][]string{
			{"msg", "list", "C1"}, {"inbox", "list", "-o", "json"}, {"conversation", "show", "C1"}, {"check"}, {"msg", "reply", "C1", "-b", "x"},
		} {
			began := time.Now()
			got := s.run(args...)
			statuses[got.status]++
			if got.status == 74 || got.status == 65 {
				refused++
			}
			said := strings.ToLower(got.err)
			if !damagedSays[got.status] || strings.Contains(said, "goroutine") || strings.Contains(said, "panic") || strings.Contains(said, "runtime error") {
				t.Errorf("round %d: operator %q: status %d, %s", round, args, got.status, got.err)
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("round %d: operator %q took %s", round, args, took)
			}
			if now, err := os.ReadFile(database); err != nil || i < 4 && string(now) != string(spoilt) {
				t.Fatalf("round %d: operator %q changed the file (%v)", round, args, err)
			}
		}
	}
	t.Log(statuses)
	if refused == 0 || statuses[1] == 0 {
		t.Errorf("no damage was ever noticed: %v", statuses)
	}
}

// damaged is a copy of a file with some of it written over, or cut off.
func damaged(random *rand.Rand, sound []byte) []byte {
	spoilt := append([]byte{}, sound...)
	for range 1 + random.IntN(6) {
		switch at := random.IntN(len(spoilt) - 4096); random.IntN(4) {
		case 0:
			spoilt[at] ^= 1 << random.IntN(8)
		case 1:
			for i := range 8 {
				spoilt[at+i] = byte(random.Uint32())
			}
		case 2:
			clear(spoilt[at&^4095:][:4096])
		case 3:
			copy(spoilt[at&^4095:][:4096], sound[random.IntN(len(sound)-4096)&^4095:])
		}
	}
	if random.IntN(8) == 0 {
		spoilt = spoilt[:random.IntN(len(spoilt))]
	}
	return spoilt
}

func TestDamageIsFoundInOneRow(t *testing.T) {
	s := newOffice(t)
	s.ok("msg", "reply", "C1", "-b", "So that the first one is not the last")
	database := filepath.Join(s.store, "operator.db")
	raw, err := os.ReadFile(database)
	must(t, err)
	hurt := 0
	for at := 0; ; hurt++ {
		next := strings.Index(string(raw[at:]), "The tiles are here")
		if next < 0 {
			break
		}
		at += next + 4
		overwrite(t, database, int64(at), []byte("m"))
	}
	if hurt == 0 {
		t.Fatal("the text is not to be found in the file")
	}
	before := whole(t, s.store)
	row := "the row messages/00000000000000010000000000000001 is damaged: its checksum is wrong"
	s.refused(74, row, "operator check --read-data", "msg", "show", "M1")
	s.refused(74, row, "operator check --read-data", "msg", "list", "C1")
	s.ok("msg", "show", "M2")
	got := s.run("check", "-q")
	if got.status != 1 || !strings.HasPrefix(got.out, row+"\n") || !strings.HasPrefix(got.err, "operator: the check found ") {
		t.Errorf("check: got %+v", got)
	}
	same(t, s.store, before)
}

func TestAMissingFileIsSaidAndFound(t *testing.T) {
	s := newOffice(t)
	must(t, os.WriteFile(filepath.Join(s.dir, "plan.txt"), []byte("a plan"), 0o600))
	s.ok("msg", "reply", "C1", "-b", "See the plan", "--attach", "plan.txt")
	must(t, os.RemoveAll(filepath.Join(s.store, "blobs")))
	got := s.run("msg", "download", "M2", "--out", "files")
	if got.status != 74 || got.out != "" {
		t.Errorf("download: got %+v", got)
	}
	if left := whole(t, filepath.Join(s.dir, "files")); strings.Contains(left, "plan") {
		t.Errorf("download left %s", left)
	}
	if got := s.run("check", "-q"); got.status != 1 || strings.Count(got.out, "\n") != 1 {
		t.Errorf("check: got %+v", got)
	}
	s.ok("msg", "show", "M2") // the text is there all the same
}

func TestAStoreThatIsHeldIsWaitedForAndThenNamesTheHolder(t *testing.T) {
	s := newOffice(t)
	holder, err := boltstore.Hold(t.Context(), boltstore.Options{Dir: s.store, Command: "operator import", Now: time.Now})
	must(t, err)
	before := whole(t, s.dir)
	host, err := os.Hostname()
	must(t, err)
	held := "the store STORE is held by \"operator import\" (process " + strconv.Itoa(os.Getpid()) + " on " + host + ", since …"
	for _, args := range [][]string{
		{"msg", "list", "C1"}, {"msg", "reply", "C1", "-b", "Hello"}, {"check"}, {"workspace", "show"}, {"msg", "reply", "C1", "-b", "x", "--dry-run"},
	} {
		for _, wait := range []time.Duration{0, 300 * time.Millisecond} {
			began := time.Now()
			s.refused(75, held, "try again when it is done, or wait longer with --timeout", append(args, "--timeout", wait.String())...)
			if took := time.Since(began); took < wait {
				t.Errorf("%q did not wait: it took %s", args, took)
			} else if took > 10*time.Second {
				t.Errorf("%q was told to wait %s, and took %s", args, wait, took)
			}
		}
	}
	f := s.refusedAsJSON(75, "busy", "lock_timeout", "inbox", "list", "--timeout", "1ms")
	if who, ok := f.Error.Details["holder"].(map[string]any); !ok || who["pid"] != float64(os.Getpid()) || who["command"] != "operator import" {
		t.Errorf("the holder is %v", f.Error.Details["holder"])
	}
	if got := s.run("__complete", "conversation", "show", ""); got.status != 0 || strings.Contains(got.out, "C1") {
		t.Errorf("completion answers %+v", got)
	}
	same(t, s.dir, before)

	// Who waits gets in as soon as the holder is done.
	waiting := s.command("msg", "reply", "C1", "-b", "At last", "-o", "id")
	out, err := waiting.StdoutPipe()
	must(t, err)
	must(t, waiting.Start())
	must(t, holder.Close())
	first := make([]byte, 8)
	n, _ := out.Read(first)
	if err := waiting.Wait(); err != nil || string(first[:n]) != "M2\n" {
		t.Errorf("got %q, %v", first[:n], err)
	}
	s.clean()
}

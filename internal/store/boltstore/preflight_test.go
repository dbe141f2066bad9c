package boltstore

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// damage is a way to spoil the file of a store, and what opening it answers then.
type damage struct {
	spoil  func(t *testing.T, path string)
	code   operator.Code
	reason string
	text   string
}

// damages are the rows of the table of bad inputs that concern the store.
var damages = map[string]damage{
	"missing": {
		func(t *testing.T, path string) { must(t, os.Remove(path)) },
		operator.NoInput, "db_missing", "there is no database at DIR/operator.db",
	},
	"no folder": {
		func(t *testing.T, path string) { must(t, os.RemoveAll(filepath.Dir(path))) },
		operator.NoInput, "db_missing", "there is no database at DIR/operator.db",
	},
	"a file for a folder": {func(t *testing.T, path string) {
		must(t, os.RemoveAll(filepath.Dir(path)))
		must(t, os.WriteFile(filepath.Dir(path), nil, 0o600))
	}, operator.Invalid, "not_a_folder", "DIR is not a folder"},
	"empty": {
		func(t *testing.T, path string) { must(t, os.Truncate(path, 0)) },
		operator.Invalid, "db_empty", "the database DIR/operator.db is empty",
	},
	"text": {
		func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte("Dear diary"), 0o600)) },
		operator.Invalid, "not_a_db", "DIR/operator.db is not a database",
	},
	"long text": {func(t *testing.T, path string) {
		must(t, os.WriteFile(path, []byte(strings.Repeat("Dear diary ", 1e5)), 0o600))
	}, operator.Invalid, "not_a_db", "DIR/operator.db is not a database"},
	"both heads spoilt": {
		func(t *testing.T, path string) { patch(t, path, 20, 1); patch(t, path, pageOf(t, path)+20, 1) },
		operator.Invalid, "not_a_db", "DIR/operator.db is not a database",
	},
	"another program's": {
		func(t *testing.T, path string) { foreign(t, path, "things", "") },
		operator.Invalid, "foreign_db", "DIR/operator.db is a database of another program",
	},
	"another program's with a meta bucket": {
		func(t *testing.T, path string) { foreign(t, path, "meta", "theirs") },
		operator.Invalid, "foreign_db", "DIR/operator.db is a database of another program",
	},
	"cut off": {
		func(t *testing.T, path string) { must(t, os.Truncate(path, 8192)) },
		operator.Invalid, "db_truncated", "the database DIR/operator.db was cut off: 8192 of ",
	},
	"a folder": {
		func(t *testing.T, path string) { must(t, os.Remove(path)); must(t, os.Mkdir(path, 0o700)) },
		operator.Invalid, "not_a_file", "DIR/operator.db is a folder, not a database",
	},
	"a pipe": {
		func(t *testing.T, path string) { must(t, os.Remove(path)); must(t, mkfifo(path)) },
		operator.Invalid, "not_a_file", "DIR/operator.db is a pipe, not a database",
	},
	"a device": {
		func(t *testing.T, path string) { must(t, os.Remove(path)); must(t, os.Symlink(os.DevNull, path)) },
		operator.Invalid, "not_a_file", "DIR/operator.db is a symbolic link, not a database",
	},
	"a link to itself": {
		func(t *testing.T, path string) { must(t, os.Remove(path)); must(t, os.Symlink(path, path)) },
		operator.Invalid, "not_a_file", "DIR/operator.db is a symbolic link, not a database",
	},
	"a folder that links to itself": {func(t *testing.T, path string) {
		dir := filepath.Dir(path)
		must(t, os.RemoveAll(dir))
		must(t, os.Symlink(dir, dir))
	}, operator.Invalid, "symlink_loop", "DIR is a symbolic link to itself"},
	"a newer schema": {
		func(t *testing.T, path string) { schema(t, path, "7") },
		operator.Protocol, "schema_newer", "the database DIR/operator.db has schema 7, this program has 6",
	},
	"an older schema": {
		func(t *testing.T, path string) { schema(t, path, "0") },
		operator.Protocol, "schema_older", "the database DIR/operator.db has schema 0, this program has 6",
	},
	"a schema that is no number": {
		func(t *testing.T, path string) { schema(t, path, "new") },
		operator.IO, "db_damaged", "the database DIR/operator.db is damaged: its schema is no number",
	},
	"a root beyond the end": {
		func(t *testing.T, path string) { rehead(t, path, 16, 1<<40) },
		operator.IO, "db_damaged", "the database DIR/operator.db is damaged: its head points behind its end",
	},
	"a free list beyond the end": {
		func(t *testing.T, path string) { rehead(t, path, 32, 1<<63) },
		operator.IO, "db_damaged", "the database DIR/operator.db is damaged: its head points behind its end",
	},
	"a mark beyond all measure": {
		func(t *testing.T, path string) { rehead(t, path, 40, 1<<60) },
		operator.Invalid, "db_truncated", "the database DIR/operator.db was cut off",
	},
	"a root that is the free list": {
		func(t *testing.T, path string) { rehead(t, path, 16, 2) },
		operator.IO, "db_damaged", "the database DIR/operator.db is damaged",
	},
}

func TestABadFileIsRefusedWithItsOwnError(t *testing.T) {
	for name, d := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" && strings.Contains(d.text, "pipe") {
				t.Skip("no named pipes in folders")
			}
			o := newStore(t)
			o.Dir = filepath.Join(o.Dir, "store") // so that the folder itself can be spoilt
			must(t, Create(t.Context(), o, [16]byte{}, nil, func(*bolt.Tx) error { return nil }))
			d.spoil(t, o.db())
			before := content(t, o.db())
			for _, how := range []sharing{reading, alone, bulking} {
				s, err := openSession(t.Context(), o, how)
				if err == nil {
					must(t, s.close())
				}
				e := wantError(t, err, d.code, d.reason)
				if want := strings.ReplaceAll(d.text, "DIR", o.Dir); !strings.HasPrefix(e.Message, want) {
					t.Errorf("it says %q, want %q", e.Message, want)
				}
			}
			if content(t, o.db()) != before {
				t.Error("the file was changed")
			}
		})
	}
}

func TestNothingIsMadeWhereThereIsNoStore(t *testing.T) {
	o := newStore(t)
	o.Dir = t.TempDir()
	_, err := openSession(t.Context(), o, alone)
	wantError(t, err, operator.NoInput, "db_missing")
	if got := files(t, o.Dir); got != "" {
		t.Errorf("the folder has %q", got)
	}
	must(t, os.WriteFile(o.db(), []byte("Dear diary"), 0o600))
	_, err = openSession(t.Context(), o, alone)
	wantError(t, err, operator.Invalid, "not_a_db")
	if got := files(t, o.Dir); got != dbName+"\n" {
		t.Errorf("the folder has %q", got)
	}
}

func TestOneSpoiltHeadIsNoHarm(t *testing.T) {
	for _, second := range []bool{false, true} {
		o := newStore(t)
		at := int64(20)
		if second {
			at += pageOf(t, o.db())
		}
		must(t, addOne(o)) // so that both heads have a store
		patch(t, o.db(), at, 1)
		if _, err := counted(o); err != nil {
			t.Errorf("second %v: %v", second, err)
		}
	}
}

func TestACutFileNamesBothSizes(t *testing.T) {
	o := newStore(t)
	must(t, os.Truncate(o.db(), 8192))
	_, err := counted(o)
	e := wantError(t, err, operator.Invalid, "db_truncated")
	if e.Details["size"] != int64(8192) || e.Details["want"].(uint64) <= 8192 {
		t.Errorf("details are %v", e.Details)
	}
}

// TestADamagedFileNeverEndsTheProgram overwrites places at random. Whatever comes
// of it, an error or a value, is an answer.
func TestADamagedFileNeverEndsTheProgram(t *testing.T) {
	o := newStore(t, pets().buckets()...)
	must(t, newEach(o).Update(t.Context(), func(tx *bolt.Tx) error {
		for id := range uint64(500) {
			must(t, pets().put(tx, pet{ID: id + 1, Name: strings.Repeat("x", int(id%90)), Tags: []string{"dog"}}))
		}
		return nil
	}))
	whole, err := os.ReadFile(o.db())
	must(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	answers := map[any]int{}
	for range 300 {
		spoilt := append([]byte{}, whole...)
		for range 1 + random.IntN(8) {
			at := random.IntN(len(spoilt) - 8)
			binary.NativeEndian.PutUint64(spoilt[at:], random.Uint64()>>random.IntN(64))
		}
		if random.IntN(4) == 0 {
			spoilt = spoilt[:random.IntN(len(spoilt))]
		}
		must(t, os.WriteFile(o.db(), spoilt, 0o600))
		err := newEach(o).Update(t.Context(), func(tx *bolt.Tx) error {
			for _, err := range pets().rows(tx, "by_tag", nil, nil, true) {
				if err != nil {
					return err
				}
			}
			return pets().put(tx, pet{ID: random.Uint64N(600), Name: "new"})
		})
		answers[reasonOf(err)]++
	}
	t.Log(answers)
	if answers["db_damaged"] == 0 || answers["db_truncated"] == 0 || answers["row_damaged"] == 0 || answers["lock_timeout"] > 0 {
		t.Errorf("answers were %v", answers)
	}
}

// content is what is in a file; empty if it is no file.
func content(t *testing.T, path string) string {
	t.Helper()
	if found, err := os.Lstat(path); err != nil || !found.Mode().IsRegular() {
		return ""
	}
	raw, err := os.ReadFile(path)
	must(t, err)
	return string(raw)
}

// patch adds to the byte at an offset.
func patch(t *testing.T, path string, at int64, add byte) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	var b [1]byte
	_, err = file.ReadAt(b[:], at)
	must(t, err)
	_, err = file.WriteAt([]byte{b[0] + add}, at)
	must(t, err)
	must(t, file.Close())
}

func pageOf(t *testing.T, path string) int64 {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	return int64(binary.NativeEndian.Uint32(raw[pageHeader+8:]))
}

// rehead sets a number in both heads and makes their checksums right again.
func rehead(t *testing.T, path string, field int, number uint64) {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	for _, page := range []int64{0, pageOf(t, path)} {
		meta := raw[page+pageHeader:][:metaSize]
		binary.NativeEndian.PutUint64(meta[field:], number)
		sum := fnv.New64a()
		_, _ = sum.Write(meta[:56])
		binary.NativeEndian.PutUint64(meta[56:], sum.Sum64())
	}
	must(t, os.WriteFile(path, raw, 0o600))
}

// foreign makes a bbolt file of another program.
func foreign(t *testing.T, path, bucket, magic string) {
	t.Helper()
	must(t, os.Remove(path))
	withBolt(t, path, func(tx *bolt.Tx) error {
		b, err := tx.CreateBucket([]byte(bucket))
		must(t, err)
		return b.Put([]byte(magicKey), []byte(magic))
	})
}

func schema(t *testing.T, path, text string) {
	t.Helper()
	withBolt(t, path, func(tx *bolt.Tx) error {
		return tx.Bucket([]byte(metaBucket)).Put([]byte(schemaKey), []byte(text))
	})
}

func withBolt(t *testing.T, path string, fn func(*bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	must(t, err)
	must(t, db.Update(fn))
	must(t, db.Close())
}

// TestPreflightReadsWhatBoltWrites compares the page reader with bbolt on buckets
// that are inline, and that have pages of their own, below a root of many pages.
func TestPreflightReadsWhatBoltWrites(t *testing.T) {
	o := newStore(t)
	withBolt(t, o.db(), func(tx *bolt.Tx) error {
		for i := range uint64(400) {
			b, err := tx.CreateBucket(num(i))
			must(t, err)
			for j := range i % 7 * 30 {
				must(t, b.Put(num(j), num(i*j)))
			}
		}
		return nil
	})
	file, err := os.Open(o.db())
	must(t, err)
	defer func() { must(t, file.Close()) }()
	head, err := readHead(file, o.db())
	must(t, err)
	for i := range uint64(401) {
		bucket, isBucket, err := head.find(head.root, num(i))
		must(t, err)
		if isBucket != (i < 400) {
			t.Fatalf("bucket %d: %v", i, isBucket)
		}
		for _, j := range []uint64{0, 29, 30, 100, 179} {
			if !isBucket {
				break
			}
			value, err := head.inBucket(bucket, num(j))
			must(t, err)
			want := ""
			if j < i%7*30 {
				want = string(num(i * j))
			}
			if string(value) != want {
				t.Fatalf("bucket %d key %d: got %x, want %x", i, j, value, want)
			}
		}
	}
}

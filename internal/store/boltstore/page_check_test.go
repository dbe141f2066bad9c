package boltstore

import (
	"encoding/binary"
	"os"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// wildPages are damages that end the program, or keep it busy for ever, if bbolt
// gets to see them. Each spoils pages of one kind, or the small bucket "meta".
var wildPages = map[string]struct {
	spoil func(page []byte, id uint64) bool
	text  string
}{
	"a branch that leads to itself": {func(page []byte, id uint64) bool {
		return onlyOf(page, treeFlag, func() { binary.NativeEndian.PutUint64(page[pageHeader+8:], id) })
	}, "a page is in two places"},
	"a branch that leads to a page twice": {func(page []byte, _ uint64) bool {
		return onlyOf(page, treeFlag, func() { copy(page[pageHeader+8+treeElement:][:8], page[pageHeader+8:]) })
	}, "a page is in two places"},
	"a branch that leads behind the end": {func(page []byte, _ uint64) bool {
		return onlyOf(page, treeFlag, func() { binary.NativeEndian.PutUint64(page[pageHeader+8:], 1<<40) })
	}, "a page is beyond its end"},
	"a branch with a key elsewhere": {func(page []byte, _ uint64) bool {
		return onlyOf(page, treeFlag, func() { binary.NativeEndian.PutUint32(page[pageHeader:], 1<<30) })
	}, "a key is outside its page"},
	"a branch with too many keys": {func(page []byte, _ uint64) bool {
		return onlyOf(page, treeFlag, func() { binary.NativeEndian.PutUint16(page[10:], 0xFFFF) })
	}, "a "},
	"a small bucket whose row is elsewhere": {func(page []byte, _ uint64) bool {
		return inMeta(page, func(inline []byte) { binary.NativeEndian.PutUint32(inline[pageHeader+4:], 1<<31) })
	}, "a row is outside its page"},
	"a small bucket whose row is huge": {func(page []byte, _ uint64) bool {
		return inMeta(page, func(inline []byte) { binary.NativeEndian.PutUint32(inline[pageHeader+12:], 1<<31) })
	}, "a row is outside its page"},
	"a small bucket whose row is a bucket": {func(page []byte, _ uint64) bool {
		return inMeta(page, func(inline []byte) { inline[pageHeader] = bucketFlag })
	}, "a row is not what it should be"},
	"a small bucket that is a branch": {func(page []byte, _ uint64) bool {
		return inMeta(page, func(inline []byte) { inline[8] = treeFlag })
	}, "a page is of the wrong kind"},
}

// onlyOf spoils a page of one kind.
func onlyOf(page []byte, flag uint16, spoil func()) bool {
	if binary.NativeEndian.Uint16(page[8:]) != flag {
		return false
	}
	spoil()
	return true
}

// inMeta spoils the page of the bucket "meta", which is its value in a page of the root.
func inMeta(page []byte, spoil func(inline []byte)) bool {
	at := strings.Index(string(page), metaBucket+"\x00\x00\x00\x00\x00\x00\x00\x00")
	if at < 0 || binary.NativeEndian.Uint16(page[8:]) != leafFlag {
		return false
	}
	spoil(page[at+len(metaBucket)+bucketHeader:])
	return true
}

func TestPagesThatLeadAstrayAreRefused(t *testing.T) {
	o := manyPets(t)
	sound, err := os.ReadFile(o.db())
	must(t, err)
	size := int(pageOf(t, o.db()))
	for name, wild := range wildPages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := o
			o.Dir = t.TempDir()
			raw, hits := append([]byte{}, sound...), 0
			for id := 2; id < len(raw)/size; id++ {
				if page := raw[id*size:][:size]; binary.NativeEndian.Uint64(page) == uint64(id) && wild.spoil(page, uint64(id)) {
					hits++
				}
			}
			if hits == 0 {
				t.Fatal("there is no such page")
			}
			must(t, os.WriteFile(o.db(), raw, 0o600))
			for _, how := range []sharing{reading, alone, bulking} {
				s, err := openSession(t.Context(), o, how)
				if err == nil {
					must(t, s.close())
				}
				e := wantError(t, err, operator.IO, "db_damaged")
				if want := "the database " + o.db() + " is damaged: " + wild.text; !strings.HasPrefix(e.Message, want) {
					t.Errorf("it says %q, want %q", e.Message, want)
				}
			}
		})
	}
}

// manyPets is a store with branch pages.
func manyPets(t *testing.T) Options {
	t.Helper()
	o := newStore(t, pets().buckets()...)
	must(t, newEach(o).Update(t.Context(), func(tx *bolt.Tx) error {
		for id := range uint64(2000) {
			must(t, pets().put(tx, pet{ID: id + 1, Name: strings.Repeat("x", int(id%90)), Tags: []string{"dog"}}))
		}
		return nil
	}))
	return o
}

func TestTheCheckLooksAtEveryPage(t *testing.T) {
	o := manyPets(t)
	must(t, checkFile(o.db()))
	raw, err := os.ReadFile(o.db())
	must(t, err)
	size := int(pageOf(t, o.db()))
	// The last page of rows that the store has, whatever leads to it.
	rows := 0
	for id := 2; id < len(raw)/size; id++ {
		page := raw[id*size:][:size]
		is := binary.NativeEndian
		if is.Uint64(page) != uint64(id) || is.Uint16(page[8:]) != leafFlag {
			continue
		}
		was := append([]byte{}, page...)
		is.PutUint32(page[pageHeader+12:], 1<<31) // a row longer than memory
		must(t, os.WriteFile(o.db(), raw, 0o600))
		if err := checkFile(o.db()); err != nil {
			wantError(t, err, operator.IO, "db_damaged")
			rows++
		}
		copy(page, was)
	}
	if rows < 10 {
		t.Errorf("only %d pages are looked at", rows)
	}
}

func TestARowMarkedAsABucketIsDamage(t *testing.T) {
	o := newStore(t, pets().buckets()...)
	must(t, newEach(o).Update(t.Context(), func(tx *bolt.Tx) error {
		_, err := tx.Bucket([]byte("pets")).CreateBucket(num(uint64(7)))
		return err
	}))
	err := newEach(o).Update(t.Context(), func(tx *bolt.Tx) error { return pets().put(tx, pet{ID: 7, Name: "Rex"}) })
	wantError(t, err, operator.IO, "db_damaged")
}

// checkFile looks at every page of a file that nobody has open.
func checkFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	head, err := readHead(file, path)
	if err != nil {
		return err
	}
	return head.checkAll()
}

func TestAFreePageThatIsInUseIsFound(t *testing.T) {
	o := manyPets(t)
	must(t, newEach(o).Update(t.Context(), func(tx *bolt.Tx) error { return pets().delete(tx, num(uint64(7))) }))
	raw, err := os.ReadFile(o.db())
	must(t, err)
	file, err := os.Open(o.db())
	must(t, err)
	defer file.Close()
	head, err := readHead(file, o.db())
	must(t, err)
	list := raw[head.freelist*head.size+pageHeader:]
	for _, id := range []uint64{head.root + 1, 1, head.mark} {
		if id == head.root+1 { // a page of rows
			for id = 2; binary.NativeEndian.Uint16(raw[id*head.size+8:]) != treeFlag || binary.NativeEndian.Uint64(raw[id*head.size:]) != id; id++ {
			}
			id = binary.NativeEndian.Uint64(raw[id*head.size+pageHeader+8:]) // below a branch
		}
		binary.NativeEndian.PutUint64(list, id)
		must(t, os.WriteFile(o.db(), raw, 0o600))
		wantError(t, checkFile(o.db()), operator.IO, "db_damaged")
	}
}

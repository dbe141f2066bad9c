package boltstore

import (
	"bytes"
	"testing"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"
)

// TestWhatIsReadFromASpotIsWhatIsThere reads one key after the other, and walks, also within
// a walk, and compares with cursors that are made for it.
func TestWhatIsReadFromASpotIsWhatIsThere(t *testing.T) {
	o := newStore(t, "spots")
	h, err := openHeld(t.Context(), o)
	must(t, err)
	defer func() { must(t, h.Close()) }()
	short := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 2, 255}), 0, 3)
	rapid.Check(t, func(rt *rapid.T) {
		keys := rapid.SliceOf(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 2, 255}), 1, 4)).Draw(rt, "keys")
		must(t, h.Update(t.Context(), func(tx *bolt.Tx) error {
			must(t, refill(tx, "spots", nil))
			b := tx.Bucket([]byte("spots"))
			for i, k := range keys {
				must(t, b.Put(k, []byte{byte(i)}))
			}
			return nil
		}))
		must(t, h.View(t.Context(), func(tx *bolt.Tx) error {
			reads := keepOpen(t.Context(), tx)
			b, err := bucket(reads, "spots", false)
			must(t, err)
			for range rapid.IntRange(1, 20).Draw(rt, "reads") {
				k := short.Draw(rt, "key")
				if got, want := value(reads, b, k), b.Get(k); !bytes.Equal(got, want) {
					rt.Fatalf("%x is %x, want %x", k, got, want)
				}
				compareWalks(rt, reads, b, short)
			}
			return nil
		}))
	})
}

// compareWalks walks from a spot, ends anywhere, and reads what it comes to meanwhile.
func compareWalks(t *rapid.T, tx opened, b *bolt.Bucket, short *rapid.Generator[[]byte]) {
	prefix := short.Draw(t, "prefix")
	var after []byte
	if rapid.Bool().Draw(t, "from a place") {
		after = append([]byte{}, short.Draw(t, "after")...)
	}
	most := rapid.IntRange(0, 5).Draw(t, "most")
	walk, plain := forwardIn, forward
	if rapid.Bool().Draw(t, "backwards") {
		walk, plain = backwardIn, backward
	}
	var got, want [][]byte
	for k, v := range walk(tx, b, prefix, after) {
		if len(got) == most {
			break
		}
		if got = append(got, k, v); !bytes.Equal(value(tx, b, k), v) {
			t.Fatalf("within the walk %x is %x, want %x", k, value(tx, b, k), v)
		}
	}
	for k, v := range plain(b, prefix, after) {
		if len(want) == most {
			break
		}
		want = append(want, k, v)
	}
	if !bytes.Equal(bytes.Join(got, []byte{7}), bytes.Join(want, []byte{7})) {
		t.Fatalf("behind %x of %x: %x, want %x", after, prefix, got, want)
	}
}

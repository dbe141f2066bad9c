package boltstore

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// parted is what a key may be made of, with the order it should have.
type parted struct {
	N    uint64
	T    time.Time
	Kind uint8
	S    string
}

func (p parted) key() []byte { return key(num(p.N), when(p.T), text(p.S), one(p.Kind)) }

func (p parted) compare(q parted) int {
	return cmp.Or(cmp.Compare(p.N, q.N), p.T.Compare(q.T),
		strings.Compare(operator.Fold(p.S), operator.Fold(q.S)), cmp.Compare(p.Kind, q.Kind))
}

func drawParted(t *rapid.T, name string) parted {
	return parted{
		// Few values for each part, so that equal ones are common.
		N:    rapid.OneOf(rapid.Uint64Range(0, 2), rapid.Uint64()).Draw(t, name+" number"),
		T:    time.UnixMicro(rapid.OneOf(rapid.Int64Range(-2, 2), rapid.Int64Range(-1<<55, 1<<55)).Draw(t, name+" time")),
		S:    rapid.StringMatching(`[aAb\x01é ]{0,3}`).Draw(t, name+" text"),
		Kind: rapid.Uint8().Draw(t, name+" kind"),
	}
}

func TestKeysHaveTheOrderOfTheirParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawParted(t, "a"), drawParted(t, "b")
		if got, want := bytes.Compare(a.key(), b.key()), a.compare(b); got != want {
			t.Fatalf("keys compare %d, parts %d", got, want)
		}
	})
}

func TestTheYearOneComesBefore1970(t *testing.T) {
	if bytes.Compare(when(time.Time{}), when(time.Unix(0, 0))) >= 0 {
		t.Fatal("the zero time is not before 1970")
	}
}

func TestNextIsTheFirstKeyBehindAPrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 254, 255}), 0, 4).Draw(t, "prefix")
		k := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 254, 255}), 0, 6).Draw(t, "key")
		end := next(prefix)
		before := end == nil || bytes.Compare(k, end) < 0
		within := before && bytes.Compare(k, prefix) >= 0
		if within != bytes.HasPrefix(k, prefix) {
			t.Fatalf("next is %x", end)
		}
	})
}

func TestWalksYieldTheKeysOfAPrefixFromAPlace(t *testing.T) {
	o := newStore(t, "walk")
	h, err := openHeld(t.Context(), o)
	must(t, err)
	defer func() { must(t, h.Close()) }()
	short := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 255}), 0, 3)
	rapid.Check(t, func(rt *rapid.T) {
		keys := rapid.SliceOf(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 255}), 1, 4)).Draw(rt, "keys")
		prefix := short.Draw(rt, "prefix")
		var after []byte
		if rapid.Bool().Draw(rt, "from a place") {
			after = append([]byte{}, short.Draw(rt, "after")...)
		}
		rolledBack := h.Update(t.Context(), func(tx *bolt.Tx) error {
			b := tx.Bucket([]byte("walk"))
			for _, k := range keys {
				must(t, b.Put(k, present))
			}
			checkWalks(rt, b, keys, prefix, after)
			return errRollBack
		})
		if rolledBack != errRollBack {
			rt.Fatal(rolledBack)
		}
	})
}

func checkWalks(t *rapid.T, b *bolt.Bucket, keys [][]byte, prefix, after []byte) {
	var behind, before [][]byte
	for _, k := range distinct(keys) {
		if !bytes.HasPrefix(k, prefix) {
			continue
		}
		if after == nil || bytes.Compare(k, after) > 0 {
			behind = append(behind, k)
		}
		if after == nil || bytes.Compare(k, after) < 0 {
			before = append(before, k)
		}
	}
	slices.Reverse(before)
	var forwards, backwards [][]byte
	for k := range forward(b, prefix, after) {
		forwards = append(forwards, k)
	}
	for k := range backward(b, prefix, after) {
		backwards = append(backwards, k)
	}
	if !slices.EqualFunc(forwards, behind, bytes.Equal) {
		t.Fatalf("forward gave %x, want %x", forwards, behind)
	}
	if !slices.EqualFunc(backwards, before, bytes.Equal) {
		t.Fatalf("backward gave %x, want %x", backwards, before)
	}
}

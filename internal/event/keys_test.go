package event

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

func keyOf(b byte) []byte { return bytes.Repeat([]byte{b}, KeySize) }

func TestKeysComeBackAsTheyWereWritten(t *testing.T) {
	instance := []byte("this very store.")
	keys := Keys{}.With(instance, keyOf(1)).With(instance, keyOf(2))
	text := keys.String()
	got, err := ParseKeys("\n# a remark\n" + strings.ReplaceAll(text, "\n", "\r\n"))
	if err != nil || !slices.EqualFunc(got.Held, keys.Held, bytes.Equal) || got.Store != keys.Store {
		t.Errorf("got %v, %v", got, err)
	}
	if !got.IsOf(instance) || got.IsOf([]byte("another")) || !(Keys{}).IsOf([]byte("another")) {
		t.Error("it is taken for the keys of another store, or not for those of its own")
	}
	other := Keys{}.With([]byte("another"), keyOf(3)).String()
	lines := strings.Split(text, "\n")
	line := lines[len(lines)-2]
	for name, bad := range map[string]string{
		"nothing": "", "remarks alone": "# none\n", "text": "a key\n", "cut short": text[:len(text)-4],
		"mistyped": strings.Replace(text, "0101", "0110", 1), "of two stores": text + other,
		"another format": strings.ReplaceAll(text, "key-1", "key-2"), "more on the line": line + ":more",
	} {
		if _, err := ParseKeys(bad); !errors.Is(err, ErrKeys) || strings.Contains(err.Error(), "0101") {
			t.Errorf("%s gives %v", name, err)
		}
	}
}

func TestAKeyIsKnownByItsFingerprint(t *testing.T) {
	instance := []byte("this very store.")
	keys := Keys{}.With(instance, keyOf(1)).With(instance, keyOf(2))
	first, second := Fingerprint(instance, keyOf(1)), Fingerprint(instance, keyOf(2))
	if !bytes.Equal(keys.Find(instance, first), keyOf(1)) || keys.Find(instance, Fingerprint(instance, keyOf(3))) != nil {
		t.Error("a key is not found, or another is")
	}
	if bytes.Equal(first, Fingerprint([]byte("another"), keyOf(1))) {
		t.Error("the same key has the same fingerprint in another store")
	}
	if keys.Unknown(instance, []store.ChainKey{{ID: first}, {ID: second}}) != nil || !bytes.Equal(keys.Unknown(instance, []store.ChainKey{{ID: first}}), keyOf(2)) {
		t.Error("the last key is known, or is not")
	}
	keys.Pending = keyOf(3)
	if keys.Find(instance, Fingerprint(instance, keyOf(3))) == nil || keys.Unknown(instance, []store.ChainKey{{ID: first}, {ID: second}}) != nil {
		t.Error("a key that was put aside is not found by its fingerprint, or counts before it is begun")
	}
}

func TestASealCoversTheWholeRecord(t *testing.T) {
	instance := []byte("this very store.")
	whole := store.ChainKey{ID: Fingerprint(instance, keyOf(1)), From: 7, Head: "a head"}
	seal := SealKey(keyOf(1), instance, whole)
	for name, k := range map[string]store.ChainKey{
		"id":   {ID: []byte("x"), From: 7, Head: "a head"},
		"from": {ID: whole.ID, From: 8, Head: "a head"},
		"head": {ID: whole.ID, From: 7, Head: "another"},
		"lost": {ID: whole.ID, From: 7, Head: "a head", Lost: true},
	} {
		if bytes.Equal(seal, SealKey(keyOf(1), instance, k)) {
			t.Errorf("the seal does not cover its %s", name)
		}
	}
	if bytes.Equal(seal, SealKey(keyOf(2), instance, whole)) || bytes.Equal(seal, SealKey(keyOf(1), []byte("another"), whole)) {
		t.Error("the seal is the same by another key, or for another store")
	}
}

package event

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// KeySize is the bytes of a key of the chains.
const KeySize = 32

// keyFormat is what a line with a key begins with. Another format is another word.
const keyFormat = "operator-chain-key-1"

// Keys are the keys of the chains that a store does not have in itself, as a file beside
// it holds them: of which store, and the keys in the order in which they were begun.
type Keys struct {
	Store [8]byte
	Held  [][]byte
	// Pending is a key that was about to be begun when a process died. The store says
	// whether it was: it counts only where its fingerprint is known there.
	Pending []byte
}

// Empty says that there is no key.
func (k Keys) Empty() bool { return len(k.Held) == 0 }

// IsOf says whether the keys are those of the store with the instance. No keys are of any.
func (k Keys) IsOf(instance []byte) bool {
	return k.Empty() && k.Pending == nil || k.Store == storeName(instance)
}

// With is the keys with one more, of the store with the instance.
func (k Keys) With(instance, key []byte) Keys {
	return Keys{Store: storeName(instance), Held: append(append([][]byte{}, k.Held...), key)}
}

// Find is the key with a fingerprint; nil if it is not there.
func (k Keys) Find(instance, id []byte) []byte {
	for _, key := range append(append([][]byte{}, k.Held...), k.Pending) {
		if len(key) > 0 && hmac.Equal(Fingerprint(instance, key), id) {
			return key
		}
	}
	return nil
}

// Unknown is the last key that is held, where it is none of those that a store has begun.
func (k Keys) Unknown(instance []byte, begun []store.ChainKey) []byte {
	if k.Empty() {
		return nil
	}
	last := k.Held[len(k.Held)-1]
	id := Fingerprint(instance, last)
	if slices.ContainsFunc(begun, func(b store.ChainKey) bool { return bytes.Equal(b.ID, id) }) {
		return nil
	}
	return last
}

// Fingerprint tells the keys of a store apart, and gives none away.
func Fingerprint(instance, key []byte) []byte {
	h := sha256.New()
	h.Write([]byte(keyFormat))
	h.Write(instance)
	h.Write(key)
	return h.Sum(nil)[:16]
}

// SealKey gives the record of a key its seal: HMAC-SHA-256 by the key over the record, so
// that nobody without the key can say that it began elsewhere, or after another log.
func SealKey(key, instance []byte, k store.ChainKey) []byte {
	mac := hmac.New(sha256.New, key)
	part := func(b []byte) {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		mac.Write(b)
	}
	part([]byte(keyFormat))
	part(instance)
	part(k.ID)
	part(binary.BigEndian.AppendUint64(nil, k.From))
	part([]byte(k.Head))
	part(fmt.Append(nil, k.Lost))
	return mac.Sum(nil)
}

// String is the file: remarks, and a line for each key,
//
//	operator-chain-key-1:STORE:KEY:CHECKSUM
//
// STORE and CHECKSUM as in an anchor, KEY 64 hexadecimal digits.
func (k Keys) String() string {
	var b strings.Builder
	b.WriteString("# The keys of the log of a store of operator. Who has them can write a log that\n" +
		"# operator audit verify takes for whole. Nothing can be changed without them: keep a\n" +
		"# copy, and not beside the backups.\n")
	for _, key := range k.Held {
		line := fmt.Sprintf("%s:%x:%x", keyFormat, k.Store, key)
		fmt.Fprintf(&b, "%s:%s\n", line, checksum(line))
	}
	return b.String()
}

// ErrKeys says that a text is no file of keys.
var ErrKeys = errors.New("it is no file of keys that operator has written, or it was cut short or mistyped")

// ParseKeys reads what String writes. It fails with ErrKeys, which shows nothing of it.
func ParseKeys(text string) (Keys, error) {
	var k Keys
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, ":")
		if len(parts) != 4 || parts[0] != keyFormat || checksum(line[:len(line)-len(parts[3])-1]) != parts[3] {
			return Keys{}, ErrKeys
		}
		var of [8]byte
		key, err := hex.DecodeString(parts[2])
		if err != nil || len(key) != KeySize || !unhex(of[:], parts[1]) || !k.Empty() && of != k.Store {
			return Keys{}, ErrKeys
		}
		k.Store, k.Held = of, append(k.Held, key)
	}
	if k.Empty() {
		return k, ErrKeys
	}
	return k, nil
}

package event

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Anchor is the head of the whole log, or of one home's chain, at a time: the last
// event, and a digest over the heads of all chains then. Replaying the log up to
// that event gives the same digest, however much has come since; a log that lost
// an event before it, or had one written anew, gives another.
type Anchor struct {
	Store  [8]byte             // which store it is of
	Of     operator.PropertyID // zero is the whole log
	Last   uint64              // the number of the last event in the log
	Events uint64              // how many events it stands for
	Chains int
	Digest [sha256.Size]byte
}

// anchorFormat is what an anchor begins with. Another format is another word.
const anchorFormat = "operator-anchor-1"

// wholeLog is how an anchor of the whole log says so.
const wholeLog = "log"

// NewAnchor is the head that chains make: those of the whole log, with a zero of,
// or the chain of one home. A chain without events does not count.
func NewAnchor(instance []byte, of operator.PropertyID, chains []store.Chain) Anchor {
	a := Anchor{Store: storeName(instance), Of: of}
	chains = slices.SortedFunc(slices.Values(chains), func(a, b store.Chain) int { return cmp.Compare(a.Property, b.Property) })
	var b []byte
	num := func(n uint64) { b = binary.BigEndian.AppendUint64(b, n) }
	text := func(t []byte) { num(uint64(len(t))); b = append(b, t...) }
	text([]byte(anchorFormat))
	text(instance)
	num(uint64(of))
	for _, c := range chains {
		if c.N == 0 {
			continue
		}
		a.Chains++
		a.Events += c.N
		a.Last = max(a.Last, c.Seq)
		num(uint64(c.Property))
		num(c.N)
		num(c.Seq)
		text(c.Head)
	}
	a.Digest = sha256.Sum256(b)
	return a
}

// storeName tells stores apart without giving their instance away.
func storeName(instance []byte) [8]byte {
	sum := sha256.Sum256(append([]byte(anchorFormat+" store "), instance...))
	return [8]byte(sum[:8])
}

// IsOf says whether an anchor was taken from the store with the instance.
func (a Anchor) IsOf(instance []byte) bool {
	name := storeName(instance)
	return bytes.Equal(a.Store[:], name[:])
}

// Equal says whether two anchors stand for the same events.
func (a Anchor) Equal(b Anchor) bool {
	return a.Of == b.Of && a.Last == b.Last && a.Events == b.Events && a.Chains == b.Chains &&
		subtle.ConstantTimeCompare(a.Digest[:], b.Digest[:]) == 1
}

// String is the anchor on one line:
//
//	operator-anchor-1:STORE:SCOPE:LAST:EVENTS:CHAINS:DIGEST:CHECKSUM
//
// STORE is 16 hexadecimal digits, SCOPE "log" or the home's H number, DIGEST
// SHA-256, and CHECKSUM the CRC-32 of what stands before it, so that an anchor
// that was mistyped is not taken for a log that was tampered with.
func (a Anchor) String() string {
	scope := wholeLog
	if !a.Of.IsZero() {
		scope = a.Of.String()
	}
	line := fmt.Sprintf("%s:%x:%s:%d:%d:%d:%x", anchorFormat, a.Store, scope, a.Last, a.Events, a.Chains, a.Digest)
	return line + ":" + checksum(line)
}

func checksum(line string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(line))) }

// ParseAnchor reads what String writes. It fails with operator.Invalid.
func ParseAnchor(text string) (Anchor, error) {
	var a Anchor
	bad := operator.Errorf(operator.Invalid, "%q is not a head of a log", text).
		WithHint("give one as operator audit anchor printed it").Reason("bad_head")
	text = strings.TrimSpace(text)
	parts := strings.Split(text, ":")
	if len(parts) != 8 || parts[0] != anchorFormat {
		return a, bad
	}
	if end := len(text) - len(parts[7]) - 1; checksum(text[:end]) != parts[7] {
		return a, bad
	}
	if parts[2] != wholeLog && a.Of.UnmarshalText([]byte(parts[2])) != nil {
		return a, bad
	}
	numbers := make([]uint64, 3)
	for i := range numbers {
		n, err := strconv.ParseUint(parts[3+i], 10, 63)
		if err != nil {
			return a, bad
		}
		numbers[i] = n
	}
	a.Last, a.Events, a.Chains = numbers[0], numbers[1], int(numbers[2])
	if !unhex(a.Store[:], parts[1]) || !unhex(a.Digest[:], parts[6]) {
		return a, bad
	}
	return a, nil
}

// unhex fills to with hexadecimal digits, which must be as many as it takes.
func unhex(to []byte, digits string) bool {
	raw, err := hex.DecodeString(digits)
	return err == nil && copy(to, raw) == len(to) && len(raw) == len(to)
}

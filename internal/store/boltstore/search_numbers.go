package boltstore

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// The index of words keeps, for a word and a chunk of numbers, those of the things
// that have the word. A chunk is numbers that differ in their last chunkBits bits
// only, so that within it 16 bits are a number.
//
// They are written from the highest to the lowest, each as what it is below the
// one before (a varint, at least 1), the first below chunkSize. The newest come
// first because they are wanted first: reading ends when a page is full.
//
// 65,536 numbers to a chunk: with 8,192 the index of a million messages is half as
// large again, for words and keys stand in it eight times as often, and a rare
// word is looked for in eight times as many places.
const (
	chunkBits = 16
	chunkSize = 1 << chunkBits
)

// chunkOf is the chunk of a number.
func chunkOf(n uint64) uint64 { return n >> chunkBits }

// packNumbers writes numbers, which come from the lowest to the highest, before
// those that are packed already; nil for none.
func packNumbers(add []uint16, packed []byte) []byte {
	if len(add) == 0 {
		return packed
	}
	if len(packed) > 0 {
		highest, n := binary.Uvarint(packed)
		if n <= 0 || chunkSize-int(highest) >= int(add[0]) {
			return repack(add, packed)
		}
		// The numbers that are there stay as they are, but for the first, which
		// now follows another.
		out := packFrom(chunkSize, add, len(packed)+len(add))
		out = binary.AppendUvarint(out, uint64(int(add[0])-(chunkSize-int(highest))))
		return append(out, packed[n:]...)
	}
	return packFrom(chunkSize, add, len(add))
}

func packFrom(above int, add []uint16, room int) []byte {
	out := make([]byte, 0, room+2)
	for _, n := range slices.Backward(add) {
		out = binary.AppendUvarint(out, uint64(above-int(n)))
		above = int(n)
	}
	return out
}

// repack is packNumbers for numbers that do not all come after those there are.
func repack(add []uint16, packed []byte) []byte {
	all := append(unpackNumbers(packed), add...)
	slices.Sort(all)
	return packFrom(chunkSize, slices.Compact(all), len(packed)+2*len(add))
}

// unpackNumbers reads numbers, from the lowest to the highest. It stops where
// what is written can be no more.
func unpackNumbers(packed []byte) []uint16 {
	list := make([]uint16, 0, len(packed))
	for p := (numberList{rest: packed, at: chunkSize}); p.down(p.at - 1); {
		list = append(list, uint16(p.at))
	}
	slices.Reverse(list)
	return list
}

// without takes a number out; nil if none is left.
func without(packed []byte, n uint16) []byte {
	all := unpackNumbers(packed)
	if i, ok := slices.BinarySearch(all, n); ok {
		all = slices.Delete(all, i, i+1)
	}
	return packNumbers(all, nil)
}

// numberList goes through the numbers of a word from the highest to the lowest, or
// through those of many words as a set of bits.
type numberList struct {
	rest    []byte
	bits    []uint64
	size    int // about how many there are
	at      int // where it stands; chunkSize before the first
	damaged bool
}

// numbersOf reads what packNumbers wrote.
func numbersOf(packed []byte) *numberList {
	return &numberList{rest: packed, size: len(packed), at: chunkSize}
}

// anyOf makes one of several.
func anyOf(lists [][]byte) *numberList {
	set := &numberList{bits: make([]uint64, chunkSize/64), at: chunkSize}
	for _, packed := range lists {
		p := numbersOf(packed)
		for p.down(p.at - 1) {
			set.bits[p.at/64] |= 1 << (p.at % 64)
		}
		set.damaged = set.damaged || p.damaged
		set.size += len(packed)
	}
	return set
}

// down moves to the highest number that is at most n, from where it stands; false
// if there is none.
func (p *numberList) down(n int) bool {
	if p.bits != nil {
		return p.downBits(n)
	}
	for p.at > n {
		if len(p.rest) == 0 {
			return false
		}
		gap, size := uint64(p.rest[0]), 1
		if gap >= 0x80 {
			gap, size = binary.Uvarint(p.rest)
		}
		if size <= 0 || gap == 0 || gap > uint64(p.at) {
			p.damaged, p.rest = true, nil
			return false
		}
		p.rest, p.at = p.rest[size:], p.at-int(gap)
	}
	return true
}

func (p *numberList) downBits(n int) bool {
	n = min(n, p.at)
	if n < 0 {
		return false
	}
	if n == chunkSize {
		n--
	}
	word, left := n/64, p.bits[n/64]<<(63-n%64)
	if left != 0 {
		p.at = n - bits.LeadingZeros64(left)
		return true
	}
	for word--; word >= 0; word-- {
		if p.bits[word] != 0 {
			p.at = word*64 + 63 - bits.LeadingZeros64(p.bits[word])
			return true
		}
	}
	return false
}

// inAll yields the numbers that are in every list, the highest first, of those up
// to top; nothing if there are no lists. The lists are used up.
func inAll(lists []*numberList, top int) func(yield func(int) bool) {
	slices.SortFunc(lists, func(a, b *numberList) int { return a.size - b.size })
	return func(yield func(int) bool) {
		for n := top; n >= 0 && len(lists) > 0; {
			agreed := true
			for _, l := range lists {
				if !l.down(n) {
					return
				}
				if l.at < n {
					n, agreed = l.at, false
					break
				}
			}
			if !agreed {
				continue
			}
			if !yield(n) {
				return
			}
			n--
		}
	}
}

// numberSet is a set of numbers, a bit for each up to the highest.
type numberSet []uint64

func (s *numberSet) add(n uint64) {
	if word := int(n / 64); word >= len(*s) {
		*s = append(*s, make([]uint64, word+1-len(*s))...)
	}
	(*s)[n/64] |= 1 << (n % 64)
}

func (s numberSet) has(n uint64) bool { return n/64 < uint64(len(s)) && s[n/64]&(1<<(n%64)) != 0 }

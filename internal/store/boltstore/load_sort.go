package boltstore

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"os"
	"runtime"
	"slices"
	"sync"
)

// A sorter puts entries of many buckets in the order of their keys, however many
// they are. They are collected in memory. What passes the limit is sorted and
// appended to one file, a run for each bucket that has any, and merged at the end.
//
//	s := newSorter(limit, open)     open makes the file, when one is needed
//	p := s.pile("people", …)        for each bucket
//	p.add(key, value)               in any order, from any goroutine
//	p.each(func(k, v) error)        in the order of keys, when all are added
//	s.close()                       removes nothing: the file is open's business
//
// bbolt is slow with keys in any other order, by a factor that grows with their
// number.
type sorter struct {
	limit int // bytes of memory
	block int // bytes of a block of it
	open  func() (*os.File, error)

	mu   sync.Mutex
	all  []*pile
	size int      // bytes of memory taken
	free [][]byte // blocks to be used again
	file *os.File // the runs; nil while there are none
	end  int64
}

const (
	maxBlock = 256 << 10
	minBlock = 1 << 10
)

func newSorter(limit int, open func() (*os.File, error)) *sorter {
	return &sorter{limit: limit, block: min(max(limit/256, minBlock), maxBlock), open: open}
}

// pile adds a bucket.
func (s *sorter) pile(bucket string, fill float64, same sameKey) *pile {
	p := &pile{sorter: s, bucket: bucket, fill: fill, same: same, ordered: true}
	s.all = append(s.all, p)
	return p
}

// close lets go of the file.
func (s *sorter) close() {
	if s.file != nil {
		_ = s.file.Close()
	}
}

// A pile is the entries of one bucket, on their way into it.
type pile struct {
	*sorter
	bucket string
	fill   float64 // how full its pages are made
	same   sameKey

	blocks  [][]byte
	refs    []ref
	ordered bool   // what is in memory came in the order of keys
	last    []byte // the key that came last
	runs    []run

	entries int
	bytes   int // of keys and values
}

// A ref is where an entry is, with the beginning of its key: most keys differ
// there, and memory that is far away need not be looked at to compare them.
type ref struct {
	head uint64
	at   uint64 // block<<32 | offset
}

const refSize = 16

// A run is a part of the file with entries in the order of their keys.
type run struct{ from, to int64 }

// add copies an entry.
func (p *pile) add(k, v []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var frame [2 * binary.MaxVarintLen64]byte
	n := binary.PutUvarint(frame[:], uint64(len(k)))
	n += binary.PutUvarint(frame[n:], uint64(len(v)))
	need := n + len(k) + len(v)
	last := len(p.blocks) - 1
	if last < 0 || cap(p.blocks[last])-len(p.blocks[last]) < need {
		if p.size+max(need, p.block) > p.limit {
			if err := p.spill(); err != nil {
				return err
			}
		}
		p.blocks = append(p.blocks, p.newBlock(need))
		last = len(p.blocks) - 1
	}
	b := p.blocks[last]
	at := uint64(last)<<32 | uint64(len(b))
	b = append(append(append(b, frame[:n]...), k...), v...)
	p.blocks[last] = b
	kept := b[len(b)-len(v)-len(k) : len(b)-len(v)]
	p.ordered = p.ordered && bytes.Compare(p.last, kept) <= 0
	p.last = kept
	p.refs = append(p.refs, ref{headOf(k), at})
	p.size += refSize
	p.entries++
	p.bytes += len(k) + len(v)
	return nil
}

// headOf is the first 8 bytes of a key as a number of the same order.
func headOf(k []byte) uint64 {
	if len(k) >= 8 {
		return binary.BigEndian.Uint64(k)
	}
	var b [8]byte
	copy(b[:], k)
	return binary.BigEndian.Uint64(b[:])
}

func (s *sorter) newBlock(need int) []byte {
	s.size += max(need, s.block)
	if n := len(s.free); n > 0 && need <= s.block {
		b := s.free[n-1]
		s.free = s.free[:n-1]
		return b[:0]
	}
	return make([]byte, 0, max(need, s.block))
}

// record is the entry at the beginning of raw, and how long it is; 0 if raw ends
// before it does.
func record(raw []byte) (k, v []byte, size int) {
	klen, n := binary.Uvarint(raw)
	vlen, m := binary.Uvarint(raw[max(0, n):])
	if n <= 0 || m <= 0 {
		return nil, nil, 0
	}
	from, to := n+m, n+m+int(klen)+int(vlen)
	if to > len(raw) {
		return nil, nil, 0
	}
	return raw[from : from+int(klen) : from+int(klen)], raw[from+int(klen) : to : to], to
}

func (p *pile) entry(r ref) (k, v []byte, size int) {
	return record(p.blocks[r.at>>32][uint32(r.at):])
}

// sort puts what is in memory in the order of keys.
func (p *pile) sort() {
	if p.ordered {
		return
	}
	p.tellApart()
	slices.SortFunc(p.refs, func(a, b ref) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		ka, _, _ := p.entry(a)
		kb, _, _ := p.entry(b)
		return bytes.Compare(ka, kb)
	})
	p.ordered = true
}

// tellApart makes the heads of what is in memory begin where keys begin to differ: all
// those of an index can begin alike.
func (p *pile) tellApart() {
	same := p.last
	for _, r := range p.refs {
		k, _, _ := p.entry(r)
		n := 0
		for n < len(same) && n < len(k) && same[n] == k[n] {
			n++
		}
		if same = same[:n]; n == 0 {
			return
		}
	}
	for i, r := range p.refs {
		k, _, _ := p.entry(r)
		p.refs[i].head = headOf(k[len(same):])
	}
}

// sortAll sorts the piles, several at a time: the largest first.
func (s *sorter) sortAll() {
	piles := slices.Clone(s.all)
	slices.SortFunc(piles, func(a, b *pile) int { return cmp.Compare(len(b.refs), len(a.refs)) })
	work := make(chan *pile)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for p := range work {
				p.sort()
			}
		})
	}
	for _, p := range piles {
		work <- p
	}
	close(work)
	workers.Wait()
}

// spill writes what is in memory to the file.
func (s *sorter) spill() error {
	if s.file == nil {
		file, err := s.open()
		if err != nil {
			return err
		}
		s.file = file
	}
	s.sortAll()
	out := make([]byte, 0, 4*s.block)
	flush := func() error {
		_, err := s.file.WriteAt(out, s.end)
		s.end += int64(len(out))
		out = out[:0]
		return err
	}
	for _, p := range s.all {
		from := s.end + int64(len(out))
		for _, r := range p.refs {
			_, _, size := p.entry(r)
			if len(out)+size > cap(out) {
				if err := flush(); err != nil {
					return err
				}
			}
			out = append(out, p.blocks[r.at>>32][uint32(r.at):][:size]...)
		}
		if len(p.refs) > 0 {
			p.runs = append(p.runs, run{from, s.end + int64(len(out))})
		}
		for _, b := range p.blocks {
			if cap(b) == s.block {
				s.free = append(s.free, b)
			}
		}
		p.blocks, p.refs, p.last, p.ordered = p.blocks[:0], p.refs[:0], nil, true
	}
	s.size = 0
	return flush()
}

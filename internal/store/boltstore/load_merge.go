package boltstore

import (
	"bytes"
	"slices"
)

// each calls fn with the entries in the order of their keys, those with the same
// key in any order. What fn gets is never written to again: it may be kept as
// long as it is needed. The pile is empty afterwards.
func (p *pile) each(fn func(k, v []byte) error) error {
	p.sort()
	sources := []*source{p.memory()}
	for _, r := range p.runs {
		sources = append(sources, p.disk(r))
	}
	p.blocks, p.refs, p.last, p.runs = nil, nil, nil, nil
	heap := sources[:0]
	for _, s := range sources {
		more, err := s.advance()
		if err != nil {
			return err
		}
		if more {
			heap = append(heap, s)
		}
	}
	slices.SortFunc(heap, func(a, b *source) int { return bytes.Compare(a.k, b.k) }) // which is a heap
	for len(heap) > 0 {
		first := heap[0]
		if err := fn(first.k, first.v); err != nil {
			return err
		}
		more, err := first.advance()
		if err != nil {
			return err
		}
		if !more {
			heap[0] = heap[len(heap)-1]
			heap = heap[:len(heap)-1]
		}
		sink(heap)
	}
	return nil
}

// sink puts the first of a heap, the only one that may be out of place, where it
// belongs.
func sink(heap []*source) {
	for i := 0; ; {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(heap) && bytes.Compare(heap[child].k, heap[least].k) < 0 {
				least = child
			}
		}
		if least == i {
			return
		}
		heap[i], heap[least] = heap[least], heap[i]
		i = least
	}
}

// A source gives entries in the order of their keys, one after the other.
type source struct {
	k, v []byte
	next func() (k, v []byte, err error) // k is nil at the end
}

func (s *source) advance() (more bool, err error) {
	s.k, s.v, err = s.next()
	return s.k != nil, err
}

// memory gives what is in memory.
func (p *pile) memory() *source {
	blocks, refs := p.blocks, p.refs
	return &source{next: func() (k, v []byte, err error) {
		if len(refs) == 0 {
			return nil, nil, nil
		}
		r := refs[0]
		refs = refs[1:]
		k, v, _ = record(blocks[r.at>>32][uint32(r.at):])
		return k, v, nil
	}}
}

// disk gives what is in a run. It reads each block into memory of its own.
func (p *pile) disk(r run) *source {
	file, block := p.file, int64(p.block)
	var rest []byte
	return &source{next: func() (k, v []byte, err error) {
		for {
			k, v, size := record(rest)
			if size > 0 {
				rest = rest[size:]
				return k, v, nil
			}
			if r.from == r.to {
				return nil, nil, nil
			}
			more := min(block, r.to-r.from)
			raw := make([]byte, len(rest)+int(more))
			copy(raw, rest)
			if _, err := file.ReadAt(raw[len(rest):], r.from); err != nil {
				return nil, nil, failure(err, "what was written aside cannot be read again")
			}
			rest, r.from = raw, r.from+more
		}
	}}
}

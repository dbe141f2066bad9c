package boltstore

import "encoding/binary"

// bbolt trusts a file. Some sorts of damage lead it to where nothing can be caught
// any more, so that they are looked for beforehand:
//
//   - A small bucket has its only page in its value in the root bucket. bbolt copies
//     it to the heap, and an offset that leads out of it, to other memory of the
//     program, ends the program when memory is next cleaned up.
//   - A branch page that leads back to one above it is followed for ever.
//   - bbolt's own check goes through as many pages as a page says that it flows over
//     into, and runs where no fault can be caught.
//
// What else is wrong in a page, which is mapped, is a fault at worst, and guard
// catches that.

// mostBranches is how many branch pages are looked at before each use, which takes
// a tenth of a millisecond: all of a file of some megabytes, and the upper ones,
// nearest to the roots, of a larger file.
const mostBranches = 48

// check checks the root bucket, and the branch pages of all buckets.
func (p *pages) check() error { return p.checkTrees(mostBranches, false) }

// checkAll checks every page.
func (p *pages) checkAll() error { return p.checkTrees(int(p.mark), true) }

func (p *pages) checkTrees(most int, leaves bool) error {
	t := &trees{pages: p, leaves: leaves, seen: make([]uint64, p.mark/64+1), raw: make([]byte, p.size)}
	t.found(p.root)
	t.found(p.freelist)
	if err := p.checkRoot(p.root, maxDepth, t.add); err != nil {
		return err
	}
	for looked := 0; len(t.next) > 0 && looked < most; looked++ {
		id := t.next[0]
		t.next = t.next[1:]
		if err := t.look(id); err != nil {
			return err
		}
	}
	if leaves && p.freelist != 0 {
		return p.eachFree(t.free)
	}
	return nil
}

// eachFree calls do with each page in the list of free ones.
func (p *pages) eachFree(do func(id uint64) error) error {
	raw, err := p.whole(p.freelist)
	if err != nil {
		return err
	}
	is := binary.NativeEndian
	count, list := int(is.Uint16(raw[10:])), raw[pageHeader:]
	if count == 0xFFFF { // a list this long says so in its first entry
		count, list = int(is.Uint64(list)), list[8:]
	}
	for i := range min(count, len(list)/8) {
		if err := do(is.Uint64(list[8*i:])); err != nil {
			return err
		}
	}
	return nil
}

// free checks a page that is said to be free.
func (t *trees) free(id uint64) error {
	if id < 2 || id >= t.mark {
		return damaged(t.path, "a free page is beyond its end")
	}
	if t.found(id) {
		return damaged(t.path, "a page is free and in use")
	}
	return nil
}

// trees goes through pages, those nearest to the roots first.
type trees struct {
	*pages
	leaves bool     // look at leaf pages too
	seen   []uint64 // a bit for each page that something leads to
	next   []uint64
	raw    []byte // room for a page
}

// found notes that something leads to a page, and says whether something did before.
func (t *trees) found(id uint64) bool {
	word, bit := &t.seen[id/64], uint64(1)<<(id%64)
	before := *word&bit != 0
	*word |= bit
	return before
}

// add takes a page to be looked at. Only one thing may lead to it.
func (t *trees) add(id uint64) error {
	if id < 2 || id >= t.mark {
		return damaged(t.path, "a page is beyond its end")
	}
	if t.found(id) {
		return damaged(t.path, "a page is in two places")
	}
	t.next = append(t.next, id)
	return nil
}

// look looks at a page. Where leaves do not matter, only the first of the pages below
// it is looked at if that is a leaf, for then they all are: the leaves of a tree
// are on one level.
func (t *trees) look(id uint64) error {
	leaf, raw, err := t.read(id)
	if err != nil || leaf && !t.leaves {
		return err
	}
	if leaf {
		return t.eachRow(raw, t.checkRow)
	}
	before := len(t.next)
	if err := t.eachChild(raw, func(_ []byte, id uint64) error { return t.add(id) }); err != nil || t.leaves || len(t.next) == before {
		return err
	}
	if leaf, _, err = t.read(t.next[before]); leaf {
		t.next = t.next[:before]
	}
	return err
}

// read reads a page, which is good until the next is read, and says whether it is
// no branch page.
func (t *trees) read(id uint64) (leaf bool, raw []byte, err error) {
	if raw, err = t.firstInto(t.raw, id); err != nil {
		return false, nil, err
	}
	leaf = binary.NativeEndian.Uint16(raw[8:]) != treeFlag
	more := uint64(binary.NativeEndian.Uint32(raw[12:]))
	if more == 0 || leaf && !t.leaves {
		return leaf, raw, nil
	}
	for next := range more {
		if t.leaves && t.found(id+1+next) {
			return leaf, nil, damaged(t.path, "a page is in two places")
		}
	}
	raw, err = t.whole(id)
	return leaf, raw, err
}

// checkRow checks a row of a bucket, which holds no buckets.
func (p *pages) checkRow(flags uint32, key, _ []byte) error {
	if flags != 0 || len(key) == 0 {
		return damaged(p.path, "a row is not what it should be")
	}
	return nil
}

// checkRoot checks the tree of the root bucket from a page on, and calls add for
// the roots of the buckets.
func (p *pages) checkRoot(id uint64, depth int, add func(id uint64) error) error {
	if depth == 0 {
		return damaged(p.path, "its pages go in a circle")
	}
	raw, err := p.page(id)
	if err != nil {
		return err
	}
	if binary.NativeEndian.Uint16(raw[8:]) == treeFlag {
		return p.eachChild(raw, func(_ []byte, id uint64) error { return p.checkRoot(id, depth-1, add) })
	}
	return p.eachRow(raw, func(flags uint32, _, value []byte) error {
		if flags&bucketFlag == 0 {
			return nil
		}
		return p.checkBucket(value, add)
	})
}

// checkBucket checks a bucket as far as its value in the root goes.
func (p *pages) checkBucket(value []byte, add func(id uint64) error) error {
	if len(value) < bucketHeader {
		return damaged(p.path, "a bucket is too short")
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return add(root)
	}
	if len(value) < bucketHeader+pageHeader {
		return damaged(p.path, "a bucket is too short")
	}
	return p.eachRow(value[bucketHeader:], p.checkRow)
}

// eachChild calls do with each key of a branch page and the page it leads to.
func (p *pages) eachChild(raw []byte, do func(key []byte, id uint64) error) error {
	is := binary.NativeEndian
	for i := range int(is.Uint16(raw[10:])) {
		at := pageHeader + i*treeElement
		element := part(raw, at, treeElement)
		if element == nil {
			return damaged(p.path, "a page is too short")
		}
		key := part(raw, at+int(is.Uint32(element)), int(is.Uint32(element[4:])))
		if key == nil {
			return damaged(p.path, "a key is outside its page")
		}
		if err := do(key, is.Uint64(element[8:])); err != nil {
			return err
		}
	}
	return nil
}

// eachRow calls do with each row of a leaf page.
func (p *pages) eachRow(raw []byte, do func(flags uint32, key, value []byte) error) error {
	is := binary.NativeEndian
	if is.Uint16(raw[8:]) != leafFlag {
		return damaged(p.path, "a page is of the wrong kind")
	}
	for i := range int(is.Uint16(raw[10:])) {
		at := pageHeader + i*leafElement
		element := part(raw, at, leafElement)
		if element == nil {
			return damaged(p.path, "a page is too short")
		}
		pos, ksize, vsize := int(is.Uint32(element[4:])), int(is.Uint32(element[8:])), int(is.Uint32(element[12:]))
		key, value := part(raw, at+pos, ksize), part(raw, at+pos+ksize, vsize)
		if key == nil || value == nil {
			return damaged(p.path, "a row is outside its page")
		}
		if err := do(is.Uint32(element), key, value); err != nil {
			return err
		}
	}
	return nil
}

package boltstore

import "encoding/binary"

// checkRoot checks the tree of the root bucket from a page on: every page, and
// every small bucket, whose only page is in its value. bbolt copies such a page to
// the heap and follows its offsets without a look at where they lead. One that
// leads to other memory ends the program when memory is next cleaned up, in a way
// that nothing can catch. Offsets in pages that are mapped lead to a fault at
// worst, which guard catches.
func (p *pages) checkRoot(id uint64, depth int) error {
	if depth == 0 {
		return damaged(p.path, "its pages go in a circle")
	}
	raw, err := p.page(id)
	if err != nil {
		return err
	}
	is := binary.NativeEndian
	if is.Uint16(raw[8:]) == treeFlag {
		return p.eachChild(raw, func(_ []byte, id uint64) error { return p.checkRoot(id, depth-1) })
	}
	return p.eachRow(raw, func(flags uint32, _, value []byte) error {
		if flags&bucketFlag == 0 {
			return nil
		}
		return p.checkBucket(value)
	})
}

// checkBucket checks a bucket as far as its value in the root goes.
func (p *pages) checkBucket(value []byte) error {
	if len(value) < bucketHeader {
		return damaged(p.path, "a bucket is too short")
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		if root < 2 || root >= p.mark {
			return damaged(p.path, "a bucket is beyond its end")
		}
		return nil
	}
	if len(value) < bucketHeader+pageHeader {
		return damaged(p.path, "a bucket is too short")
	}
	return p.eachRow(value[bucketHeader:], func(flags uint32, key, _ []byte) error {
		if flags != 0 || len(key) == 0 {
			return damaged(p.path, "a row is not what it should be")
		}
		return nil
	})
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

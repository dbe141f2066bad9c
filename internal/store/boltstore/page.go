package boltstore

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"io"
	"os"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The format of a bbolt file, as far as preflight reads it: version 2, in the
// byte order of the machine (go.etcd.io/bbolt, internal/common). A page begins
// with id (8 bytes), flags (2), count (2), overflow (4: how many pages more it
// takes). The first two pages hold, behind that, one meta each:
//
//	magic (4)  version (4)  page size (4)  flags (4)  root page (8)  root sequence (8)
//	free list page (8)  high-water mark (8)  transaction (8)  FNV-1a of all that (8)
const (
	boltMagic    = 0xED0CDAED
	boltVersion  = 2
	pageHeader   = 16
	metaSize     = 64
	leafElement  = 16 // flags, pos, ksize, vsize
	treeElement  = 16 // pos, ksize, page (8)
	bucketHeader = 16 // root page, sequence; root page 0 means that its only page follows

	treeFlag     = 0x01
	leafFlag     = 0x02
	freelistFlag = 0x10
	bucketFlag   = 0x01

	minPageSize = 1 << 10
	maxPageSize = 1 << 24 // of a meta in the second page only, as in bbolt
	maxOverflow = 1 << 8  // pages
	maxDepth    = 32      // levels of a tree; one that is deeper goes in a circle
)

// pages reads pages of a file.
type pages struct {
	file     *os.File
	path     string
	size     uint64 // of a page
	root     uint64 // page of the root bucket
	freelist uint64
	mark     uint64 // pages from here on do not exist
	tx       uint64
}

// readHead finds the head of a file, and refuses one that points to what is not there.
func readHead(file *os.File, path string) (*pages, error) {
	head, err := newestHead(file, path)
	if err != nil {
		return nil, err
	}
	return head, head.plausible()
}

// newestHead finds the valid meta with the higher transaction, and refuses a file
// that is shorter than it says.
func newestHead(file *os.File, path string) (*pages, error) {
	about, err := file.Stat()
	if err != nil {
		return nil, failure(err, "the database %s cannot be read", path)
	}
	if about.Size() == 0 {
		return nil, operator.Errorf(operator.Invalid, "the database %s is empty", path).
			WithHint("make a store of your last backup: operator restore FILE --store DIR").Reason("db_empty").With("path", path)
	}
	var head *pages
	for _, at := range metaPlaces(file) {
		meta, err := readMeta(file, path, at)
		if err != nil {
			return nil, err
		}
		if meta != nil && (head == nil || meta.tx > head.tx) {
			head = meta
		}
	}
	if head == nil {
		return nil, operator.Errorf(operator.Invalid, "%s is not a database", path).
			WithHint("choose the folder of an operator database with --store DIR").Reason("not_a_db").With("path", path)
	}
	if head.mark > uint64(about.Size())/head.size {
		want := head.mark * head.size
		return nil, operator.Errorf(operator.Invalid, "the database %s was cut off: %d of %d bytes are there", path, about.Size(), want).
			WithHint("make a store of your last backup: operator restore FILE --store DIR").Reason("db_truncated").
			With("path", path).With("size", about.Size()).With("want", want)
	}
	return head, nil
}

// metaPlaces are the offsets where a meta may be. The first page tells the size
// of pages, and so where the second is; if it is damaged, the sizes are tried.
func metaPlaces(file *os.File) []int64 {
	if first, _ := readMeta(file, "", 0); first != nil {
		return []int64{0, int64(first.size)}
	}
	var places []int64
	for size := int64(minPageSize); size <= maxPageSize; size <<= 1 {
		places = append(places, size)
	}
	return places
}

// readMeta reads the meta in the page at an offset; nil if there is no valid one.
func readMeta(file *os.File, path string, at int64) (*pages, error) {
	var raw [pageHeader + metaSize]byte
	if _, err := file.ReadAt(raw[:], at); err == io.EOF {
		return nil, nil
	} else if err != nil {
		return nil, failure(err, "the database %s cannot be read", path)
	}
	meta, is := raw[pageHeader:], binary.NativeEndian
	sum := fnv.New64a()
	_, _ = sum.Write(meta[:metaSize-8])
	size := uint64(is.Uint32(meta[8:]))
	if is.Uint32(meta) != boltMagic || is.Uint32(meta[4:]) != boltVersion || is.Uint64(meta[56:]) != sum.Sum64() ||
		size < minPageSize || size > maxPageSize || size&(size-1) != 0 || at != 0 && uint64(at) != size {
		return nil, nil
	}
	return &pages{
		file: file, path: path, size: size,
		root: is.Uint64(meta[16:]), freelist: is.Uint64(meta[32:]),
		mark: is.Uint64(meta[40:]), tx: is.Uint64(meta[48:]),
	}, nil
}

// plausible refuses a head that points to what is not there. A file without a
// free list, which bbolt would look for in every page, is not of our making.
func (p *pages) plausible() error {
	if p.root < 2 || p.root >= p.mark || p.freelist < 2 || p.freelist >= p.mark {
		return damaged(p.path, "its head points behind its end")
	}
	raw, err := p.first(p.freelist) // it may be long: only its beginning is looked at
	if err != nil {
		return err
	}
	is := binary.NativeEndian
	count, room := uint64(is.Uint16(raw[10:])), ((1+uint64(is.Uint32(raw[12:])))*p.size-pageHeader)/8
	if count == 0xFFFF && room > 0 { // a list this long says so in its first entry
		count = is.Uint64(raw[pageHeader:])
		room--
	}
	if is.Uint16(raw[8:]) != freelistFlag || count > room {
		return damaged(p.path, "its list of free pages cannot be read")
	}
	return nil
}

// page reads a page with those that it flows over into, but not too many: only a
// page with a huge row flows over far, and such a row is not looked for.
func (p *pages) page(id uint64) ([]byte, error) { return p.upTo(id, maxOverflow) }

// whole reads a page with all that it flows over into.
func (p *pages) whole(id uint64) ([]byte, error) { return p.upTo(id, p.mark) }

func (p *pages) upTo(id, most uint64) ([]byte, error) {
	raw, err := p.first(id)
	if err != nil {
		return nil, err
	}
	if more := min(uint64(binary.NativeEndian.Uint32(raw[12:])), most); more > 0 {
		raw = make([]byte, (1+more)*p.size)
		if _, err := p.file.ReadAt(raw, int64(id*p.size)); err != nil {
			return nil, failure(err, "the database %s cannot be read", p.path)
		}
	}
	return raw, nil
}

// first reads a page without those that it flows over into.
func (p *pages) first(id uint64) ([]byte, error) { return p.firstInto(make([]byte, p.size), id) }

func (p *pages) firstInto(raw []byte, id uint64) ([]byte, error) {
	if id < 2 || id >= p.mark {
		return nil, damaged(p.path, "a page is beyond its end")
	}
	if _, err := p.file.ReadAt(raw, int64(id*p.size)); err != nil {
		return nil, failure(err, "the database %s cannot be read", p.path)
	}
	more := uint64(binary.NativeEndian.Uint32(raw[12:]))
	if binary.NativeEndian.Uint64(raw) != id || id+more >= p.mark {
		return nil, damaged(p.path, "a page is not what it should be")
	}
	return raw, nil
}

// find looks a key up in the tree below a page. It returns the value, nil if there
// is none, and whether the value is a bucket.
func (p *pages) find(id uint64, key []byte) ([]byte, bool, error) {
	for range maxDepth {
		raw, err := p.page(id)
		if err != nil {
			return nil, false, err
		}
		if binary.NativeEndian.Uint16(raw[8:]) != treeFlag {
			return p.findInLeaf(raw, key)
		}
		if id, err = p.child(raw, key); err != nil {
			return nil, false, err
		}
	}
	return nil, false, damaged(p.path, "its pages go in a circle")
}

// child is the page below a branch page where the key must be.
func (p *pages) child(raw, key []byte) (found uint64, err error) {
	err = p.eachChild(raw, func(have []byte, id uint64) error {
		if found == 0 || bytes.Compare(have, key) <= 0 {
			found = id
		}
		return nil
	})
	return found, err
}

func (p *pages) findInLeaf(raw, key []byte) (found []byte, isBucket bool, err error) {
	err = p.eachRow(raw, func(flags uint32, have, value []byte) error {
		if bytes.Equal(have, key) {
			found, isBucket = value, flags&bucketFlag != 0
		}
		return nil
	})
	return found, isBucket, err
}

// inBucket looks a key up in a bucket, given by its value in the root.
func (p *pages) inBucket(bucket, key []byte) ([]byte, error) {
	if len(bucket) < bucketHeader {
		return nil, damaged(p.path, "a bucket is too short")
	}
	if root := binary.NativeEndian.Uint64(bucket); root != 0 {
		value, _, err := p.find(root, key)
		return value, err
	}
	inline := bucket[bucketHeader:]
	if len(inline) < pageHeader {
		return nil, damaged(p.path, "a bucket is too short")
	}
	value, _, err := p.findInLeaf(inline, key)
	return value, err
}

// part is n bytes of raw from an offset; nil if raw does not have them all.
func part(raw []byte, from, n int) []byte {
	if from < 0 || n < 0 || from > len(raw) || n > len(raw)-from {
		return nil
	}
	return raw[from : from+n : from+n]
}

package media

import (
	"io"
	"sort"
)

// stamp is what stands at a place instead of what stood there.
type stamp struct {
	off  int64
	text string
}

// overlay reads a file with parts of it overwritten: with zeros, and over them
// with stamps. Both are in order, and none touches another of its kind.
type overlay struct {
	in     io.ReadSeeker
	at     int64
	zeros  []span
	stamps []stamp
}

var _ io.ReadSeeker = (*overlay)(nil)

// Read reads on, and overwrites what it read.
func (o *overlay) Read(p []byte) (int, error) {
	n, err := o.in.Read(p)
	from, end := o.at, o.at+int64(n)
	first := sort.Search(len(o.zeros), func(i int) bool { return o.zeros[i].end > from })
	for _, z := range o.zeros[first:] {
		if z.off >= end {
			break
		}
		clear(p[max(z.off, from)-from : min(z.end, end)-from])
	}
	first = sort.Search(len(o.stamps), func(i int) bool { return o.stamps[i].off+int64(len(o.stamps[i].text)) > from })
	for _, s := range o.stamps[first:] {
		if s.off >= end {
			break
		}
		copy(p[max(s.off, from)-from:n], s.text[max(0, from-s.off):])
	}
	o.at = end
	return n, err
}

// Seek goes to another place.
func (o *overlay) Seek(offset int64, whence int) (int64, error) {
	at, err := o.in.Seek(offset, whence)
	o.at = at
	return at, err
}

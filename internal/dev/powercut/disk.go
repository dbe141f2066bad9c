package powercut

import (
	"maps"
	"slices"
)

// The disk writes pages, and halves of pages: sectors.
const (
	pageSize   = 4096
	sectorSize = 512
)

// Disk is what is on a disk, and what may be there besides: everything that was done
// since it was last put there.
type Disk struct {
	files   map[int]*file
	folders map[int]map[string]int
	names   []Op // not on disk for sure, in order
}

// file is a file of which the first version of each page, and of the size, is on disk.
type file struct {
	pages map[int64]*page
	sizes []sized
}

type sized struct {
	size int64
	done int
}

// page is a page of a file. Once it could not be written, the system takes it for clean:
// the next sync succeeds without it, until it is changed once more.
type page struct {
	versions []version
	dirty    bool
}

// version is what a page is after a write; nil is zeros.
type version struct {
	content []byte
	done    int
}

// NewDisk is a disk with a folder on it.
func NewDisk(base Folder) *Disk {
	d := &Disk{files: map[int]*file{}, folders: map[int]map[string]int{}}
	for n, entries := range base.Entries {
		d.folders[n] = maps.Clone(entries)
	}
	for n, content := range base.Files {
		f := &file{pages: map[int64]*page{}, sizes: []sized{{size: int64(len(content))}}}
		for i := 0; i < len(content); i += pageSize {
			raw := make([]byte, pageSize)
			copy(raw, content[i:])
			f.pages[int64(i/pageSize)] = &page{versions: []version{{content: raw}}}
		}
		d.files[n] = f
	}
	return d
}

// Do does what a program did.
func (d *Disk) Do(o Op) {
	switch o.Kind {
	case Write:
		d.file(o.Node).write(o)
	case Resize:
		d.file(o.Node).resize(o)
	case Names:
		for _, e := range o.Names {
			d.know(e)
		}
		d.names = append(d.names, o)
	case Sync:
		if f, ok := d.files[o.Node]; ok {
			f.sync(o)
		} else if !o.Failed {
			d.syncFolder(o)
		}
	}
}

// know makes an empty folder or file of what is named for the first time.
func (d *Disk) know(e Entry) {
	switch {
	case e.Node == 0 || d.folders[e.Node] != nil:
	case e.IsFolder:
		d.folders[e.Node] = map[string]int{}
	default:
		d.file(e.Node)
	}
}

func (d *Disk) file(node int) *file {
	f, ok := d.files[node]
	if !ok {
		f = &file{pages: map[int64]*page{}, sizes: []sized{{}}}
		d.files[node] = f
	}
	return f
}

// size is the latest.
func (f *file) size() int64 { return f.sizes[len(f.sizes)-1].size }

func (f *file) page(n int64) *page {
	p, ok := f.pages[n]
	if !ok {
		p = &page{versions: []version{{}}}
		f.pages[n] = p
	}
	return p
}

// change gives the page another version, in which bytes from at on are others.
func (p *page) change(at int, data []byte, done int) {
	content := make([]byte, pageSize)
	copy(content, p.versions[len(p.versions)-1].content)
	copy(content[at:], data)
	p.versions, p.dirty = append(p.versions, version{content, done}), true
}

func (f *file) write(o Op) {
	for at, rest := o.At, o.Data; len(rest) > 0; {
		in := int(at % pageSize)
		n := min(len(rest), pageSize-in)
		f.page(at/pageSize).change(in, rest[:n], o.Done)
		at, rest = at+int64(n), rest[n:]
	}
	if end := o.At + int64(len(o.Data)); end > f.size() {
		f.sizes = append(f.sizes, sized{end, o.Done})
	}
}

// resize makes zeros of what is cut off.
func (f *file) resize(o Op) {
	for n, p := range f.pages {
		switch from := o.At - n*pageSize; {
		case o.At >= f.size() || from >= pageSize:
		case from > 0:
			p.change(int(from), make([]byte, pageSize-from), o.Done)
		default:
			p.versions, p.dirty = append(p.versions, version{done: o.Done}), true
		}
	}
	f.sizes = append(f.sizes, sized{o.At, o.Done})
}

// sync puts on disk what was written before it began. If it failed, nothing is known of
// the pages that were to be written, and the system forgets that they were.
func (f *file) sync(o Op) {
	for _, p := range f.pages {
		if !p.dirty {
			continue
		}
		if o.Failed {
			p.dirty = false
			continue
		}
		p.versions = since(p.versions, func(v version) bool { return v.done < o.Began })
		p.dirty = len(p.versions) > 1
	}
	if !o.Failed {
		f.sizes = since(f.sizes, func(s sized) bool { return s.done < o.Began })
	}
}

// since leaves out what stands before the last that is on disk now.
func since[T any](list []T, onDisk func(T) bool) []T {
	for i := len(list) - 1; i > 0; i-- {
		if onDisk(list[i]) {
			return slices.Clone(list[i:])
		}
	}
	return list
}

// syncFolder puts the names of a folder on disk, and leaves those of others. What moved
// away from it is where it went.
func (d *Disk) syncFolder(o Op) {
	var left []Op
	for _, change := range d.names {
		var later []Entry
		for _, e := range change.Names {
			if change.Done < o.Began && (e.Folder == o.Node || movedFrom(change, o.Node)) {
				set(d.folders, e)
			} else {
				later = append(later, e)
			}
		}
		if len(later) > 0 {
			change.Names = later
			left = append(left, change)
		}
	}
	d.names = left
}

// movedFrom says whether a change took a name away from a folder.
func movedFrom(change Op, folder int) bool {
	return slices.ContainsFunc(change.Names, func(e Entry) bool { return e.Node == 0 && e.Folder == folder })
}

func set(folders map[int]map[string]int, e Entry) {
	if e.Node == 0 {
		delete(folders[e.Folder], e.Name)
	} else {
		folders[e.Folder][e.Name] = e.Node
	}
}

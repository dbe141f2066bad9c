package powercut

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Watched are the calls that a Follower has to see, for strace -e trace=.
const Watched = "open,openat,creat,close,write,pwrite64,writev,pwritev,pwritev2,lseek,ftruncate,truncate,fallocate," +
	"fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,mkdir,mkdirat,symlink,symlinkat," +
	"ioctl,copy_file_range,sendfile,splice,mmap"

// Follower follows what programs do below a folder, one program after the other.
type Follower struct {
	path  string
	names Folder // as they are now
	last  int    // node
	line  int    // of all traces so far
	open  map[int]*opened
	ops   []Op
}

// opened is a file that the program has open.
type opened struct {
	node   int
	at     int64
	append bool
}

// NewFollower begins with what is in the folder at path, which base was read from.
func NewFollower(path string, base Folder) *Follower {
	f := &Follower{path: path, names: Folder{Entries: map[int]map[string]int{}, Files: map[int][]byte{}}}
	for n, entries := range base.Entries {
		f.names.Entries[n] = maps.Clone(entries)
		f.last = max(f.last, n)
	}
	for n, content := range base.Files {
		f.names.Files[n] = content
		f.last = max(f.last, n)
	}
	return f
}

// Follow reads the trace of the next program, and gives what it did, in order.
func (f *Follower) Follow(trace io.Reader) ([]Op, error) {
	calls, err := Calls(trace)
	if err != nil {
		return nil, err
	}
	f.open, f.ops = map[int]*opened{}, nil
	lines := 0
	for _, c := range calls {
		lines = max(lines, c.Done+1)
		c.Began, c.Done = c.Began+f.line, c.Done+f.line
		if err := f.follow(c); err != nil {
			return nil, fmt.Errorf("%s(%.60s…): %w", c.Name, strings.Join(c.Args, ", "), err)
		}
	}
	f.line += lines
	slices.SortStableFunc(f.ops, func(a, b Op) int { return a.when() - b.when() })
	return f.ops, nil
}

func (f *Follower) follow(c Call) error {
	n, ok := c.number()
	switch c.Name {
	case "fsync", "fdatasync":
		return f.sync(c, ok)
	case "close":
		fd, _, err := Descriptor(c.arg(0))
		delete(f.open, fd)
		return err
	}
	if !ok {
		return nil // it failed, and did nothing
	}
	switch c.Name {
	case "open", "openat", "creat":
		return f.opens(c, int(n))
	case "write", "pwrite64":
		return f.writes(c, n)
	case "lseek":
		o, err := f.of(c.arg(0))
		if o != nil {
			o.at = n
		}
		return err
	case "ftruncate":
		return f.resizes(c)
	case "truncate":
		node, err := f.existing(c, -1, 0)
		if node == 0 || err != nil {
			return err
		}
		return f.resize(c, node, c.arg(1))
	case "mmap":
		return f.maps(c)
	case "ioctl":
		if strings.Contains(c.arg(1), "CLONE") {
			return f.unseen(c)
		}
	case "writev", "pwritev", "pwritev2", "fallocate", "copy_file_range", "sendfile", "splice":
		return f.unseen(c)
	case "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "symlink", "symlinkat":
		return f.named(c)
	}
	return nil
}

// unseen is an error where a call that is not understood has a file below the folder.
func (f *Follower) unseen(c Call) error {
	for _, arg := range c.Args {
		if _, path, err := Descriptor(arg); err == nil && f.below(path) != "" {
			return fmt.Errorf("a write that cannot be followed to %s", path)
		}
	}
	return nil
}

// maps refuses a map that writes to a file.
func (f *Follower) maps(c Call) error {
	if strings.Contains(c.arg(2), "PROT_WRITE") && strings.Contains(c.arg(3), "MAP_SHARED") {
		return f.unseen(c)
	}
	return nil
}

// below is a path within the folder, "." for the folder itself, empty outside.
func (f *Follower) below(path string) string {
	in, err := filepath.Rel(f.path, path)
	if err != nil || in == ".." || strings.HasPrefix(in, "../") || !filepath.IsAbs(path) {
		return ""
	}
	return in
}

// of is the open file of a descriptor, nil for what is not below the folder.
func (f *Follower) of(arg string) (*opened, error) {
	fd, _, err := Descriptor(arg)
	return f.open[fd], err
}

// opens notes what a descriptor stands for, and a file that is made.
func (f *Follower) opens(c Call, fd int) error {
	dir, path, flags := 0, 1, c.arg(2)
	switch c.Name {
	case "open":
		dir, path, flags = -1, 0, c.arg(1)
	case "creat":
		dir, path, flags = -1, 0, "O_CREAT|O_TRUNC"
	}
	delete(f.open, fd)
	_, at, err := Descriptor(c.Result)
	if err != nil || f.below(at) == "" {
		return err
	}
	o := &opened{append: strings.Contains(flags, "O_APPEND")}
	f.open[fd] = o
	if f.below(at) == "." {
		o.node = root
		return nil
	}
	if strings.Contains(flags, "O_TMPFILE") {
		o.node = f.fresh()
		return nil
	}
	folder, name, err := f.split(c, dir, path)
	if err != nil {
		return err
	}
	if folder == 0 { // as "." of a folder that is open
		o.node = f.names.find(f.below(at))
		return nil
	}
	if o.node = f.names.Entries[folder][name]; o.node == 0 {
		if !strings.Contains(flags, "O_CREAT") {
			return fmt.Errorf("%s was opened, and nobody made it", at)
		}
		o.node = f.fresh()
		f.give(c, Entry{Folder: folder, Name: name, Node: o.node})
	} else if strings.Contains(flags, "O_TRUNC") {
		f.do(c, Op{Kind: Resize, Node: o.node})
	}
	return nil
}

// fresh is the node of a new file.
func (f *Follower) fresh() int {
	f.last++
	f.names.Files[f.last] = nil
	return f.last
}

func (f *Follower) writes(c Call, n int64) error {
	fd, _, err := Descriptor(c.arg(0))
	if err != nil {
		return err
	}
	o := f.open[fd]
	if o == nil {
		if c.Stream() == 1 && n > 0 {
			f.do(c, Op{Kind: Said})
		}
		return nil
	}
	data, err := bytesOf(c.arg(1))
	if err != nil {
		return err
	}
	if int64(len(data)) < n || o.append {
		return fmt.Errorf("a write that cannot be followed: %d of %d bytes", n, len(data))
	}
	at := o.at
	if c.Name == "pwrite64" {
		if at, err = strconv.ParseInt(c.arg(3), 0, 64); err != nil {
			return err
		}
	} else {
		o.at += n
	}
	f.do(c, Op{Kind: Write, Node: o.node, At: at, Data: data[:n]})
	return nil
}

func (f *Follower) resizes(c Call) error {
	o, err := f.of(c.arg(0))
	if o == nil || err != nil {
		return err
	}
	return f.resize(c, o.node, c.arg(1))
}

func (f *Follower) resize(c Call, node int, to string) error {
	size, err := strconv.ParseInt(to, 0, 64)
	f.do(c, Op{Kind: Resize, Node: node, At: size})
	return err
}

func (f *Follower) sync(c Call, ok bool) error {
	o, err := f.of(c.arg(0))
	if o != nil && !strings.HasPrefix(c.Result, "-1 EINTR") { // of which nothing was begun
		f.do(c, Op{Kind: Sync, Node: o.node, Failed: !ok})
	}
	return err
}

func (f *Follower) do(c Call, o Op) {
	o.Began, o.Done = c.Began, c.Done
	f.ops = append(f.ops, o)
}

package powercut

import (
	"fmt"
	"path/filepath"
	"strings"
)

// split gives the folder and the name of a path argument, which is relative to the folder
// in the argument dir, or to nothing if that is negative. No folder is outside.
func (f *Follower) split(c Call, dir, arg int) (folder int, name string, err error) {
	raw, err := bytesOf(c.arg(arg))
	if err != nil {
		return 0, "", err
	}
	path := string(raw)
	if !filepath.IsAbs(path) && dir >= 0 {
		_, in, err := Descriptor(c.arg(dir))
		if err != nil {
			return 0, "", err
		}
		path = filepath.Join(in, path)
	}
	path = filepath.Clean(path)
	if in := f.below(path); in == "" || in == "." {
		return 0, "", nil
	}
	folder = f.names.find(f.below(filepath.Dir(path)))
	return folder, filepath.Base(path), nil
}

// existing is the node that a path argument leads to.
func (f *Follower) existing(c Call, dir, arg int) (int, error) {
	folder, name, err := f.split(c, dir, arg)
	return f.names.Entries[folder][name], err
}

// named follows what changes names.
func (f *Follower) named(c Call) error {
	first, second := [2]int{-1, 0}, [2]int{-1, 1} // where the folder and the path are
	switch c.Name {
	case "renameat", "renameat2", "linkat":
		first, second = [2]int{0, 1}, [2]int{2, 3}
	case "unlinkat", "mkdirat":
		first = [2]int{0, 1}
	case "symlink", "symlinkat":
		return f.unseen(c)
	}
	folder, name, err := f.split(c, first[0], first[1])
	if err != nil {
		return err
	}
	switch node := f.names.Entries[folder][name]; {
	case strings.HasPrefix(c.Name, "mkdir"):
		if folder > 0 {
			f.last++
			f.names.Entries[f.last] = map[string]int{}
			f.give(c, Entry{Folder: folder, Name: name, Node: f.last, IsFolder: true})
		}
	case strings.HasPrefix(c.Name, "rename"), strings.HasPrefix(c.Name, "link"):
		to, as, err := f.split(c, second[0], second[1])
		if err != nil || to == 0 && folder == 0 {
			return err
		}
		if to == 0 || node == 0 {
			return fmt.Errorf("%s comes from elsewhere, or goes there", name)
		}
		entries := []Entry{{Folder: to, Name: as, Node: node}}
		if strings.HasPrefix(c.Name, "rename") {
			entries = append(entries, Entry{Folder: folder, Name: name})
		}
		f.give(c, entries...)
	case folder > 0:
		f.give(c, Entry{Folder: folder, Name: name})
	}
	return nil
}

// give changes names, all at once.
func (f *Follower) give(c Call, entries ...Entry) {
	for _, e := range entries {
		if e.Node == 0 {
			delete(f.names.Entries[e.Folder], e.Name)
		} else {
			f.names.Entries[e.Folder][e.Name] = e.Node
		}
	}
	f.do(c, Op{Kind: Names, Names: entries})
}

package powercut

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Folder is a tree of files as it was, or as it may be. Nodes are numbered; 1 is the
// root, and two names of one file are one node.
type Folder struct {
	Entries map[int]map[string]int // of folders
	Files   map[int][]byte
}

const root = 1

// ReadFolder reads a folder. Two names of one file become two files, for a base has none.
func ReadFolder(path string) (Folder, error) {
	f := Folder{Entries: map[int]map[string]int{}, Files: map[int][]byte{}}
	nodes := map[string]int{}
	err := filepath.WalkDir(path, func(at string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		n := len(nodes) + root
		nodes[at] = n
		if at != path {
			f.Entries[nodes[filepath.Dir(at)]][filepath.Base(at)] = n
		}
		switch {
		case e.IsDir():
			f.Entries[n] = map[string]int{}
		case e.Type().IsRegular():
			f.Files[n], err = os.ReadFile(at)
		default:
			err = fmt.Errorf("%s is neither a file nor a folder", at)
		}
		return err
	})
	return f, err
}

// Write makes the folder at a path where nothing is.
func (f Folder) Write(path string) error {
	made := map[int]string{}
	return f.walk(func(name string, node int) error {
		at := filepath.Join(path, name)
		content, isFile := f.Files[node]
		if !isFile {
			return os.Mkdir(at, 0o700)
		}
		if first, ok := made[node]; ok {
			return os.Link(first, at)
		}
		made[node] = at
		return os.WriteFile(at, content, 0o600)
	})
}

// Difference says how two folders differ, empty if they do not.
func (f Folder) Difference(other Folder) string {
	mine, theirs := f.listing(), other.listing()
	for name, content := range mine {
		is, ok := theirs[name]
		switch {
		case !ok:
			return name + " is in one only"
		case !bytes.Equal(content, is):
			return fmt.Sprintf("%s differs, of %d and %d bytes", name, len(content), len(is))
		}
	}
	for name := range theirs {
		if _, ok := mine[name]; !ok {
			return name + " is in the other only"
		}
	}
	return ""
}

// listing is every file by its path, and folders with a slash behind.
func (f Folder) listing() map[string][]byte {
	list := map[string][]byte{}
	_ = f.walk(func(name string, node int) error {
		if content, ok := f.Files[node]; ok {
			list[name] = content
		} else {
			list[name+"/"] = nil
		}
		return nil
	})
	return list
}

// walk visits what the root leads to, folders before what is in them.
func (f Folder) walk(visit func(name string, node int) error) error {
	var down func(name string, node int) error
	down = func(name string, node int) error {
		if err := visit(name, node); err != nil {
			return err
		}
		entries := f.Entries[node]
		for _, n := range slices.Sorted(maps.Keys(entries)) {
			if err := down(filepath.Join(name, n), entries[n]); err != nil {
				return err
			}
		}
		return nil
	}
	return down("", root)
}

// find is the node at a path below the root, 0 where there is none.
func (f Folder) find(path string) int {
	node := root
	for name := range strings.SplitSeq(path, "/") {
		if name == "" || name == "." {
			continue
		}
		if node = f.Entries[node][name]; node == 0 {
			return 0
		}
	}
	return node
}

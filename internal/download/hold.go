package download

import (
	"crypto/rand"
	"io/fs"
	"os"
	"strings"
)

// partEnd is how the name of a file ends that is being written.
const partEnd = ".part"

// Begin makes a file of mode 0600 with a name of its own in a folder: begin, something
// random, and an end that says that it is not whole. It is held until it is closed. What
// others left of the same begin when they were killed is removed; what somebody still
// writes is not.
func Begin(root *os.Root, begin string) (*os.File, string, error) {
	sweep(root, begin)
	for {
		name := begin + rand.Text() + partEnd
		// O_EXCL follows no link, and os.Root opens with O_NOFOLLOW besides.
		f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, "", err
		}
		if !lock(f) || there(root, name, f) {
			return f, name, nil
		}
		_ = f.Close() // somebody removed it before it was held
	}
}

// there says whether a name is still that of an open file.
func there(root *os.Root, name string, f *os.File) bool {
	is, err := f.Stat()
	if err != nil {
		return true
	}
	at, err := root.Lstat(name)
	return err == nil && os.SameFile(is, at)
}

// sweep removes what nobody holds any more. What cannot be removed is left for the next.
func sweep(root *os.Root, begin string) {
	names, err := fs.Glob(root.FS(), "*"+partEnd)
	if err != nil {
		return
	}
	for _, name := range names {
		if middle, ok := strings.CutPrefix(strings.TrimSuffix(name, partEnd), begin); !ok || !random(middle) {
			continue
		}
		f, err := root.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if is, err := f.Stat(); err == nil && is.Mode().IsRegular() && lock(f) && there(root, name, f) {
			_ = root.Remove(name)
		}
		_ = f.Close()
	}
}

// random says whether a text is like those of rand.Text.
func random(text string) bool {
	return len(text) == len(rand.Text()) && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

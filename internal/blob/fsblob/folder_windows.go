package fsblob

import "os"

// syncFolder does nothing: Windows keeps names with the file's own sync, and lets
// nobody sync a folder.
func syncFolder(*os.Root, string) error { return nil }

func syncOpen(*os.File) error { return nil }

// locked runs do without a lock, since Windows has none for folders: an Expire
// must not run there while files are put.
func locked(_ *os.File, do func() error) error { return do() }

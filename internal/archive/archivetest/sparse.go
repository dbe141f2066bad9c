// Package archivetest makes archives that nobody means well with, for tests of what reads
// them.
package archivetest

import (
	"archive/tar"
	"bytes"
	"strconv"
	"testing"
)

// Sparse is a tar file with one member, of which it has no bytes: it says that all of
// size are zeros, in the way of PAX 1.0 (GNU tar's manual, "PAX Format, Version 1.0").
func Sparse(t testing.TB, name string, size int64) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	const segments = "0\n" // how many of it are not zeros, in a block of its own
	err := w.WriteHeader(&tar.Header{
		Name: "x", Typeflag: tar.TypeReg, Size: 512, Mode: 0o600, Format: tar.FormatPAX,
		// The writer refuses to write these for others, by their name.
		PAXRecords: map[string]string{
			"ANY.sparse.major": "1", "ANY.sparse.minor": "0", "ANY.sparse.name": name, "ANY.sparse.realsize": strconv.FormatInt(size, 10),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(append([]byte(segments), make([]byte, 512-len(segments))...)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(out.Bytes(), []byte("ANY.sparse."), []byte("GNU.sparse."))
}

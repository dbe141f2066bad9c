package download_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/download"
)

func TestWhatAKilledProcessLeftIsRemovedByTheNext(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("nothing tells there whether somebody still writes a file")
	}
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	left, leftName, err := download.Begin(root, ".kb.tar.")
	if err != nil {
		t.Fatal(err)
	}
	held, heldName, err := download.Begin(root, ".kb.tar.")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Close() }()
	if err := left.Close(); err != nil { // as the system does for who is killed
		t.Fatal(err)
	}
	others := []string{".kb.tar.1.part", ".kb.tar.old", ".kc.tar." + strings.Repeat("A", 26) + ".part", "kb.tar"}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	next, nextName, err := download.Begin(root, ".kb.tar.")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = next.Close() }()
	want := append([]string{heldName, nextName}, others...)
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("the folder has %q, want %q; %s was left", got, want, leftName)
	}
}

func TestADownloadRemovesWhatOneThatWasKilledLeft(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("nothing tells there whether somebody still writes a file")
	}
	dir := t.TempDir()
	left := filepath.Join(dir, ".operator-"+strings.Repeat("A", 26)+".part")
	if err := os.WriteFile(left, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := download.Write(dir, "export.csv", strings.NewReader("whole"), false); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); !slices.Equal(got, []string{"export.csv"}) {
		t.Errorf("the folder has %q", got)
	}
}

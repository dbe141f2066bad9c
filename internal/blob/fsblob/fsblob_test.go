//go:build unix

package fsblob_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/blob/blobtest"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestStore(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blobtest.Subject {
		dir := filepath.Join(t.TempDir(), "blobs")
		return blobtest.Subject{
			Store: fsblob.Open(dir),
			Damage: func(sum blob.Sum) {
				content, err := os.ReadFile(file(dir, sum))
				if err != nil {
					t.Fatal(err)
				}
				content[len(content)/2] ^= 1
				if err := os.WriteFile(file(dir, sum), content, 0o600); err != nil {
					t.Fatal(err)
				}
			},
			Litter: func() []string {
				var left []string
				for _, path := range tree(t, dir) {
					if _, err := blob.ParseSum(filepath.Base(path)); err != nil && !strings.HasSuffix(path, "/") {
						left = append(left, path)
					}
				}
				return left
			},
		}
	})
}

// file is where the blob is.
func file(dir string, sum blob.Sum) string {
	return filepath.Join(dir, sum.String()[:2], sum.String())
}

// tree lists what is below dir, folders with a slash behind; nothing if there
// is no dir.
func tree(t *testing.T, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if d.IsDir() {
			rel += "/"
		}
		paths = append(paths, rel)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return paths
}

// keep puts content and fails the test where that fails.
func keep(t *testing.T, s blob.Store, content string) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), strings.NewReader(content), 1<<20)
	if err != nil {
		t.Fatalf("put: %v", err)
	}
	return info
}

// want fails the test unless err has the code and the reason.
func want(t *testing.T, err error, code operator.Code, reason string) {
	t.Helper()
	e, ok := err.(*operator.Error)
	if !ok || e.Code != code || e.Details["reason"] != reason {
		t.Errorf("error is %v (%s), want %s, reason %s", err, operator.CodeOf(err), code, reason)
	}
}

func TestOnlyAPutMakesTheFolder(t *testing.T) {
	parent := t.TempDir()
	s := fsblob.Open(filepath.Join(parent, "blobs"))
	for range s.All(t.Context()) {
		t.Error("there is a blob")
	}
	want(t, s.Verify(t.Context(), blob.Sum{}), operator.NotFound, "blob_missing")
	if err := s.Delete(t.Context(), blob.Sum{}); err != nil {
		t.Error(err)
	}
	if got := tree(t, parent); got != nil {
		t.Errorf("there is %q", got)
	}
	info := keep(t, s, "photo")
	name := info.Sum.String()
	if got, want := tree(t, parent), []string{"blobs/", "blobs/" + name[:2] + "/", "blobs/" + name[:2] + "/" + name, "blobs/tmp/"}; !slices.Equal(got, want) {
		t.Errorf("there is %q, want %q", got, want)
	}
}

func TestTheFolderAboveIsNeverMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone", "blobs")
	_, err := fsblob.Open(dir).Put(t.Context(), strings.NewReader("photo"), 100)
	want(t, err, operator.NoInput, "store_missing")
}

func TestNothingIsReadOrWrittenOutsideTheFolder(t *testing.T) {
	parent := t.TempDir()
	dir, outside := filepath.Join(parent, "blobs"), filepath.Join(parent, "outside")
	s := fsblob.Open(dir)
	info := keep(t, s, "photo")
	shard := filepath.Dir(file(dir, info.Sum))
	if err := os.Rename(shard, outside); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../outside", shard); err != nil {
		t.Fatal(err)
	}
	_, err := s.Open(t.Context(), info.Sum)
	want(t, err, operator.IO, "read_failed")
	want(t, s.Delete(t.Context(), info.Sum), operator.IO, "write_failed")
	_, err = s.Put(t.Context(), strings.NewReader("photo"), 100)
	want(t, err, operator.IO, "write_failed")
	if got := tree(t, dir); !slices.Equal(got, []string{filepath.Base(shard), "tmp/"}) {
		t.Errorf("there is %q", got)
	}
	if got := tree(t, outside); !slices.Equal(got, []string{info.Sum.String()}) {
		t.Errorf("outside is %q", got)
	}
}

func TestWhatIsNoPlainFileIsDamage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	s := fsblob.Open(dir)
	info := keep(t, s, "photo")
	path := file(dir, info.Sum)
	for name, replace := range map[string]func() error{
		"pipe":   func() error { return syscall.Mkfifo(path, 0o600) },
		"folder": func() error { return os.Mkdir(path, 0o700) },
		"link":   func() error { return os.Symlink("/etc/passwd", path) },
	} {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := replace(); err != nil {
			t.Fatal(err)
		}
		_, err := s.Open(t.Context(), info.Sum)
		t.Log(name)
		want(t, err, operator.IO, "blob_damaged")
		want(t, s.Verify(t.Context(), info.Sum), operator.IO, "blob_damaged")
		for info := range s.All(t.Context()) {
			t.Errorf("%s: listed %v", name, info)
		}
	}
}

func TestAFileCutShortIsReplacedWhenItsBytesComeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	s := fsblob.Open(dir)
	info := keep(t, s, "photo")
	if err := os.Truncate(file(dir, info.Sum), 2); err != nil {
		t.Fatal(err)
	}
	want(t, s.Verify(t.Context(), info.Sum), operator.IO, "blob_damaged")
	keep(t, s, "photo")
	if err := s.Verify(t.Context(), info.Sum); err != nil {
		t.Error(err)
	}
}

func TestAFileWithOtherBytesIsReplacedWhenItsOwnComeAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	s := fsblob.Open(dir)
	info := keep(t, s, "photo")
	if err := os.WriteFile(file(dir, info.Sum), []byte("phobo"), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, s.Verify(t.Context(), info.Sum), operator.IO, "blob_damaged")
	keep(t, s, "photo")
	if err := s.Verify(t.Context(), info.Sum); err != nil {
		t.Error(err)
	}
}

func TestTheSecondWriteOfTheSameBytesIsNotKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	info := keep(t, fsblob.Open(dir), "photo")
	first, err := os.Stat(file(dir, info.Sum))
	if err != nil {
		t.Fatal(err)
	}
	keep(t, fsblob.Open(dir), "photo")
	if second, err := os.Stat(file(dir, info.Sum)); err != nil || !os.SameFile(first, second) {
		t.Errorf("the file was replaced: %v", err)
	}
}

func TestOnlyBlobsAreListed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	s := fsblob.Open(dir)
	info := keep(t, s, "photo")
	name := info.Sum.String()
	for _, path := range []string{
		"README", "tmp/" + name, "tmp/put-1", name[:2] + "/" + strings.ToUpper(name), name[:2] + "/" + name[:63], "zz/" + name, "lost+found/" + name,
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(path)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, path), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []blob.Info
	for info, err := range s.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, info)
	}
	if !slices.Equal(got, []blob.Info{info}) {
		t.Errorf("listed %v", got)
	}
}

func TestStaleTemporaryFilesAreCleaned(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "blobs")
	s := fsblob.Open(dir)
	keep(t, s, "photo")
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	for name, age := range map[string]time.Duration{
		"put-old": operator.BlobGrace + time.Second, "put-new": operator.BlobGrace - time.Second, "put-future": -time.Hour,
	} {
		path := filepath.Join(dir, "tmp", name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Clean(t.Context(), now); n != 1 || err != nil {
		t.Errorf("removed %d, %v", n, err)
	}
	left, err := os.ReadDir(filepath.Join(dir, "tmp"))
	if err != nil || len(left) != 2 || left[0].Name() != "put-future" || left[1].Name() != "put-new" {
		t.Errorf("left are %v, %v", left, err)
	}
}

package download_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// names lists a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

func want(t *testing.T, err error, code operator.Code, reason string) {
	t.Helper()
	var e *operator.Error
	if !errors.As(err, &e) || e.Code != code || e.Details["reason"] != reason {
		t.Errorf("error is %v (%s), want %s, reason %s", err, operator.CodeOf(err), code, reason)
	}
}

func wantFile(t *testing.T, path, content string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != content {
		t.Errorf("%s holds %q, %v, want %q", filepath.Base(path), got, err, content)
	}
}

func TestWhatExistsIsReplacedByForceAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "photo.jpg")
	if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	unread := iotest.ErrReader(errors.New("read"))
	_, err := download.Write(dir, "photo.jpg", unread, false)
	want(t, err, operator.CannotCreate, "output_exists")
	var e *operator.Error
	if errors.As(err, &e) && !strings.Contains(e.Hint, "--force") {
		t.Errorf("hint is %q", e.Hint)
	}
	wantFile(t, path, "mine")
	if _, err := download.Write(dir, "photo.jpg", strings.NewReader("photo"), true); err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, "photo")
	if fi, err := os.Stat(path); err != nil || fi.Mode() != 0o600 {
		t.Errorf("%v, %v", fi.Mode(), err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = download.Write(dir, "folder", unread, true)
	want(t, err, operator.CannotCreate, "output_is_folder")
	if got := names(t, dir); !slices.Equal(got, []string{"folder", "photo.jpg"}) {
		t.Errorf("there is %q", got)
	}
}

func TestAFailureLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	boom := errors.New("boom")
	half := func(err error) io.Reader { return io.MultiReader(strings.NewReader("half"), iotest.ErrReader(err)) }
	for _, force := range []bool{false, true} {
		_, err := download.Write(dir, "photo.jpg", half(boom), force)
		want(t, err, operator.IO, "read_failed")
		if !errors.Is(err, boom) {
			t.Errorf("error is %v", err)
		}
		_, err = download.Write(dir, "photo.jpg", half(operator.Errorf(operator.Busy, "later").Reason("later")), force)
		want(t, err, operator.Busy, "later")
		if _, err = download.Write(dir, "photo.jpg", half(context.Canceled), force); err != context.Canceled {
			t.Errorf("error is %v", err)
		}
		if got := names(t, dir); got != nil {
			t.Errorf("there is %q", got)
		}
	}
	path, err := download.Write(dir, "photo.jpg", strings.NewReader("photo"), false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := download.Write(dir, "photo.jpg", half(boom), true); !errors.Is(err, boom) {
		t.Errorf("error is %v", err)
	}
	wantFile(t, path, "photo")
}

func TestOnlyNamesInTheFolderAreWritten(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", ".", "..", "../x", "sub/x", "/x", `a\b`, "a\x00b", "sub/../x"} {
		_, err := download.Write(dir, name, strings.NewReader("x"), true)
		want(t, err, operator.Invalid, "bad_name")
	}
	if got := append(names(t, parent), names(t, dir)...); !slices.Equal(got, []string{"out", "sub"}) {
		t.Errorf("there is %q", got)
	}
}

func TestAFolderThatIsNotThereIsNotMade(t *testing.T) {
	dir := t.TempDir()
	_, err := download.Write(filepath.Join(dir, "gone"), "x", strings.NewReader("x"), true)
	want(t, err, operator.CannotCreate, "no_folder")
	path, err := download.Write(dir, "x", strings.NewReader("x"), false)
	if err != nil {
		t.Fatal(err)
	}
	_, err = download.Write(path, "x", strings.NewReader("x"), true)
	want(t, err, operator.CannotCreate, "no_folder")
	if got := names(t, dir); !slices.Equal(got, []string{"x"}) {
		t.Errorf("there is %q", got)
	}
}

func TestALinkIsNeverFollowed(t *testing.T) {
	parent := t.TempDir()
	dir, victim := filepath.Join(parent, "out"), filepath.Join(parent, "victim")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"absolute": victim, "relative": "../victim", "dangling": "../new", "loop": "loop"} {
		link := filepath.Join(dir, name)
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
		_, err := download.Write(dir, name, strings.NewReader("evil"), false)
		want(t, err, operator.CannotCreate, "output_exists")
		if _, err := download.Write(dir, name, strings.NewReader("evil"), true); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if fi, err := os.Lstat(link); err != nil || !fi.Mode().IsRegular() {
			t.Errorf("%s: the link is still there, %v", name, err)
		}
	}
	wantFile(t, victim, "precious")
	if got := names(t, parent); !slices.Equal(got, []string{"out", "victim"}) {
		t.Errorf("there is %q", got)
	}
}

// TestALinkThatComesAndGoesIsNeverFollowed races Write against somebody who
// makes and removes a link, and a file of his own, under the name.
func TestALinkThatComesAndGoesIsNeverFollowed(t *testing.T) {
	parent := t.TempDir()
	dir, victim := filepath.Join(parent, "out"), filepath.Join(parent, "victim")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(victim, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "photo.jpg")
	stop := make(chan struct{})
	var attacker sync.WaitGroup
	attacker.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				_ = os.Symlink(victim, name) // either may fail: that is the race
				_ = os.Remove(name)
			}
		}
	})
	for i := range 400 {
		_, err := download.Write(dir, "photo.jpg", strings.NewReader("evil"), i%2 == 0)
		if err != nil && operator.CodeOf(err) != operator.CannotCreate {
			t.Fatalf("round %d: %v", i, err)
		}
	}
	close(stop)
	attacker.Wait()
	wantFile(t, victim, "precious")
	for _, left := range names(t, dir) {
		if left != "photo.jpg" {
			t.Errorf("left behind: %s", left)
		}
	}
}

func TestOfManyWritersOneWins(t *testing.T) {
	dir := t.TempDir()
	var won, lost sync.Map
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			content := strings.Repeat(string(rune('a'+i)), 1000)
			if _, err := download.Write(dir, "x", strings.NewReader(content), false); err == nil {
				won.Store(content, true)
			} else {
				want(t, err, operator.CannotCreate, "output_exists")
				lost.Store(content, true)
			}
		})
	}
	all.Wait()
	content, err := os.ReadFile(filepath.Join(dir, "x"))
	if _, ok := won.Load(string(content)); err != nil || !ok {
		t.Errorf("the file is not the winner's: %.10q, %v", content, err)
	}
	n := 0
	won.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d won", n)
	}
}

func TestANameThatIsTooLongIsToldApart(t *testing.T) {
	dir := t.TempDir()
	_, err := download.Write(dir, strings.Repeat("x", 256), strings.NewReader("x"), false)
	want(t, err, operator.CannotCreate, "name_too_long")
	if got := names(t, dir); got != nil {
		t.Errorf("there is %q", got)
	}
}

package archive_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/archive"
	"github.com/seed-34ad0ce1/operator/internal/archive/archivetest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

const sum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// small is an archive with two members.
func small(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w := archive.NewWriter(&out, noon)
	for name, text := range map[string]string{archive.TableName("people"): "{}\n{}\n"} {
		if err := w.Add(name, int64(len(text)), strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Add(archive.BlobName(sum), 4, strings.NewReader("test")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(archive.Manifest{Workspace: "Acme", LastEvent: 7, LeftOut: []string{}, Missing: []string{}}); err != nil {
		t.Fatal(err)
	}
	if int(w.Written()) != out.Len() {
		t.Errorf("%d bytes were written, and %d counted", out.Len(), w.Written())
	}
	return out.Bytes()
}

// content is all that an archive says.
type content struct {
	manifest archive.Manifest
	members  []string // name and bytes
}

// readAll reads an archive to its end.
func readAll(raw []byte) (content, error) {
	r := archive.NewReader(bytes.NewReader(raw))
	var all content
	for {
		name, err := r.Next()
		if errors.Is(err, io.EOF) {
			all.manifest = r.Manifest
			return all, nil
		}
		if err != nil {
			return all, err
		}
		body, err := r.Small()
		if err != nil {
			return all, err
		}
		all.members = append(all.members, name+" "+string(body))
	}
}

func TestAnArchiveIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	all, err := readAll(small(t))
	if err != nil {
		t.Fatal(err)
	}
	m := all.manifest
	if len(all.members) != 2 || m.Workspace != "Acme" || m.LastEvent != 7 || !m.MadeAt.Equal(noon) || len(m.Members) != 2 || m.Members[1].SHA256 != sum {
		t.Errorf("%+v", all)
	}
}

// TestNoChangeOfAnArchiveIsReadAsSomethingElse changes every byte in turn: that is
// found, or it is in what the tar says beside, as who owns a member. The manifest
// itself has no hash: it may name another workspace.
func TestNoChangeOfAnArchiveIsReadAsSomethingElse(t *testing.T) {
	t.Parallel()
	whole := small(t)
	was, err := readAll(whole)
	if err != nil {
		t.Fatal(err)
	}
	for at := range whole {
		changed := bytes.Clone(whole)
		changed[at] ^= 1
		is, err := readAll(changed)
		if err == nil && !reflect.DeepEqual(is.members, was.members) {
			t.Errorf("a change at %d of %d gives %q", at, len(whole), is.members)
		}
	}
	for _, at := range []int{0, 1, 511, 600, len(whole) / 2, len(whole) - 1600} {
		if _, err := readAll(whole[:at]); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("cut at %d: %v", at, err)
		}
	}
}

func TestOnlyPlainMembersOnceAndTheManifestLast(t *testing.T) {
	t.Parallel()
	entry := func(name string, kind byte, body string) func(*tar.Writer) {
		return func(w *tar.Writer) {
			if err := errors.Join(w.WriteHeader(&tar.Header{Name: name, Typeflag: kind, Size: int64(len(body)), Linkname: "x"}), second(io.WriteString(w, body))); err != nil {
				t.Error(err)
			}
		}
	}
	for name, entries := range map[string][]func(*tar.Writer){
		"a link":          {entry("blobs/x", tar.TypeSymlink, "")},
		"twice":           {entry("a", tar.TypeReg, "1"), entry("a", tar.TypeReg, "1")},
		"no manifest":     {entry("a", tar.TypeReg, "1")},
		"not in it":       {entry("a", tar.TypeReg, "1"), entry(archive.ManifestName, tar.TypeReg, `{"format":"operator archive","version":1}`)},
		"lost":            {entry(archive.ManifestName, tar.TypeReg, `{"format":"operator archive","version":1,"members":[{"name":"a"}]}`)},
		"no JSON":         {entry(archive.ManifestName, tar.TypeReg, `{`)},
		"of others":       {entry(archive.ManifestName, tar.TypeReg, `{"format":"theirs"}`)},
		"more than known": {entry(archive.ManifestName, tar.TypeReg, `{"format":"operator archive","version":1,"x":1}`)},
		"one more": {
			entry(archive.ManifestName, tar.TypeReg, `{"format":"operator archive","version":1}`), entry("b", tar.TypeReg, "1"),
		},
	} {
		var out bytes.Buffer
		w := tar.NewWriter(&out)
		for _, add := range entries {
			add(w)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := readAll(out.Bytes()); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAMemberThatIsAllZerosIsRefused: a few bytes would stand for more than a disk has room
// for.
func TestAMemberThatIsAllZerosIsRefused(t *testing.T) {
	t.Parallel()
	r := archive.NewReader(bytes.NewReader(archivetest.Sparse(t, archive.BlobName(sum), 1<<50)))
	if _, err := r.Next(); operator.CodeOf(err) != operator.Invalid {
		t.Errorf("%v", err)
	}
}

// TestWhatIsTooLargeIsNotRead has members that announce more than is read into memory.
func TestWhatIsTooLargeIsNotRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{archive.SecretName, archive.ManifestName} {
		var out bytes.Buffer
		w := tar.NewWriter(&out)
		if err := w.WriteHeader(&tar.Header{Name: name, Size: 50 << 30}); err != nil {
			t.Fatal(err)
		}
		rest := 0
		counted := readerFunc(func(p []byte) (int, error) { rest += len(p); return len(p), nil })
		r := archive.NewReader(io.MultiReader(&out, counted))
		_, err := r.Next()
		if err == nil {
			_, err = r.Small()
		}
		if operator.CodeOf(err) != operator.Invalid || !strings.Contains(err.Error(), "too large") || rest > 1<<20 {
			t.Errorf("%s: %v, after %d bytes", name, err, rest)
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestALineThatWasCutShortIsNoLine cuts an archive in the middle of a line.
func TestALineThatWasCutShortIsNoLine(t *testing.T) {
	t.Parallel()
	r := archive.NewReader(bytes.NewReader(small(t)[:512+4]))
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	err := r.Lines(func(_ int, line []byte) error { lines = append(lines, string(line)); return nil })
	if operator.CodeOf(err) != operator.Invalid || !strings.Contains(err.Error(), "not whole") || strings.Contains(strings.Join(lines, ","), "{,") || len(lines) > 1 {
		t.Errorf("%v, after %q", err, lines)
	}
}

func TestANewerArchiveIsRefusedAsSuch(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	body := `{"format":"operator archive","version":2,"more":"than we know"}`
	if err := errors.Join(w.WriteHeader(&tar.Header{Name: archive.ManifestName, Size: int64(len(body))}), second(io.WriteString(w, body)), w.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := readAll(out.Bytes()); operator.CodeOf(err) != operator.Protocol {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

func FuzzReader(f *testing.F) {
	f.Add(small(f))
	f.Add(archivetest.Sparse(f, archive.BlobName(sum), 1<<50))
	f.Add([]byte("no archive"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := readAll(raw); err != nil && operator.CodeOf(err) == operator.Internal {
			t.Error(err)
		}
	})
}

package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/archive/archivetest"
	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Keys made for this test, which open nothing else.
const (
	key       = "AGE-SECRET-KEY-1C2TYSHW3A7TYZPNN9XJGPHTZNS4HX9QPFHTCYJV9Z6CKDM5T626QLPLQCG"
	recipient = "age1nzurgmcr23cparf9k97cgsyj9sfymc2hxh5s59hq6kguepflg9vs3z23ra"
	otherKey  = "AGE-SECRET-KEY-1J3YL6P8GZ7LEVX55YVHV5FJTEGV7W97ARPYLPAQZKNY87HDF2S3QQGCKW3"
)

var at = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// kept is what a reader got.
type kept struct {
	db    string
	keys  string
	files []string
}

func (k *kept) Database(r io.Reader) error {
	raw, err := io.ReadAll(r)
	k.db = string(raw)
	return err
}

func (k *kept) Keys(text string) error {
	k.keys = text
	return nil
}

func (k *kept) File(_ blob.Sum, r io.Reader) error {
	raw, err := io.ReadAll(r)
	k.files = append(k.files, string(raw))
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// contents are two files, in the order of their sums.
func contents() []string {
	list := []string{"a plan", strings.Repeat("a photo ", 1000)}
	slices.SortFunc(list, func(a, b string) int {
		x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
		return bytes.Compare(x[:], y[:])
	})
	return list
}

// aBackup is a backup, perhaps encrypted.
func aBackup(t *testing.T, recipients ...string) []byte {
	t.Helper()
	to, err := ParseRecipients(recipients)
	must(t, err)
	var out bytes.Buffer
	w, err := NewWriter(&out, at, to)
	must(t, err)
	db, err := w.Database(12)
	must(t, err)
	_, err = io.WriteString(db, "the database")
	must(t, err)
	for _, c := range contents() {
		whole, err := w.File(sha256.Sum256([]byte(c)), int64(len(c)), strings.NewReader(c))
		must(t, err)
		if !whole {
			t.Error("a file is said to be damaged")
		}
	}
	_, sha, err := w.Close(func(m *Manifest) { m.Workspace, m.Events, m.Head = "Acme", 7, "head" })
	must(t, err)
	if sum := sha256.Sum256(out.Bytes()); sha != blob.Sum(sum).String() || w.Written() != int64(out.Len()) {
		t.Errorf("it says %s and %d bytes", sha, w.Written())
	}
	return out.Bytes()
}

func reasonOf(err error) any {
	if e, ok := errors.AsType[*operator.Error](err); ok {
		return e.Details["reason"]
	}
	return err
}

func TestABackupIsReadAsItWasWritten(t *testing.T) {
	for _, c := range []struct {
		raw       []byte
		keys      string
		encrypted bool
	}{{aBackup(t), "", false}, {aBackup(t), key, false}, {aBackup(t, recipient), "# mine\n" + otherKey + "\n" + key + "\n", true}} {
		var got kept
		m, encrypted, err := Read(bytes.NewReader(c.raw), []byte(c.keys), &got)
		must(t, err)
		if got.db != "the database" || !slices.Equal(got.files, contents()) || encrypted != c.encrypted {
			t.Errorf("got %q, %d files, encrypted %v", got.db, len(got.files), encrypted)
		}
		if m.Events != 7 || m.Workspace != "Acme" || m.Head != "head" || !m.MadeAt.Equal(at) || m.Files.Count != 2 {
			t.Errorf("the manifest is %+v", m)
		}
		if c.encrypted == bytes.Contains(c.raw, []byte("the database")) {
			t.Error("it can be read, or cannot")
		}
	}
}

func TestAnEncryptedBackupOpensForItsKeyAlone(t *testing.T) {
	raw := aBackup(t, recipient)
	for keys, want := range map[string]string{"": "encrypted", otherKey: "wrong_identity", "nonsense": "bad_identity"} {
		_, _, err := Read(bytes.NewReader(raw), []byte(keys), &kept{})
		if reasonOf(err) != want || keys != "" && strings.Contains(err.Error(), keys) {
			t.Errorf("%q gives %v (%v), want %s", keys, err, reasonOf(err), want)
		}
	}
	for _, bad := range []string{"", "age1", "somebody", key, recipient + "x"} {
		_, err := ParseRecipients([]string{bad})
		if reasonOf(err) != "bad_recipient" || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%q gives %v", bad, err)
		}
	}
}

// TestNoPartOfABackupCanBeChangedOrLeftOut changes each byte in turn that holds
// something, and cuts it off at many places.
func TestNoPartOfABackupCanBeChangedOrLeftOut(t *testing.T) {
	plain := aBackup(t)
	for name, c := range map[string]struct {
		raw  []byte
		keys string
	}{"plain": {plain, ""}, "encrypted": {aBackup(t, recipient), key}} {
		for cut := 0; cut < len(c.raw)-1500; cut += 97 {
			if _, _, err := Read(bytes.NewReader(c.raw[:cut]), []byte(c.keys), &kept{}); err == nil {
				t.Fatalf("%s: cut off at %d, it is read", name, cut)
			}
		}
		for i := 0; i < len(c.raw); i += 13 {
			changed := bytes.Clone(c.raw)
			changed[i] ^= 0x20
			var got kept
			_, _, err := Read(bytes.NewReader(changed), []byte(c.keys), &got)
			if err == nil && (got.db != "the database" || !slices.Equal(got.files, contents())) {
				t.Fatalf("%s: changed at %d, it is read as something else", name, i)
			}
		}
	}
}

func TestWhatDoesNotBelongIntoABackupIsRefused(t *testing.T) {
	member := func(w *tar.Writer, name string, kind byte, content string) {
		must(t, w.WriteHeader(&tar.Header{Name: name, Typeflag: kind, Size: int64(len(content)), Mode: 0o600}))
		_, err := io.WriteString(w, content)
		must(t, err)
	}
	plan := blobFolder + blob.Sum(sha256.Sum256([]byte("a plan"))).String()
	for name, c := range map[string]struct {
		write func(*tar.Writer)
		want  string
	}{
		"nothing":         {func(*tar.Writer) {}, "not_a_backup"},
		"another archive": {func(w *tar.Writer) { member(w, "notes.txt", tar.TypeReg, "hello") }, "not_a_backup"},
		"no manifest":     {func(w *tar.Writer) { member(w, databaseName, tar.TypeReg, "x") }, "backup_truncated"},
		"a way out": {func(w *tar.Writer) {
			member(w, databaseName, tar.TypeReg, "x")
			member(w, "blobs/../../x", tar.TypeReg, "x")
		}, "backup_damaged"},
		"a link": {func(w *tar.Writer) { member(w, databaseName, tar.TypeReg, "x"); member(w, plan, tar.TypeSymlink, "") }, "backup_damaged"},
		"a file twice": {func(w *tar.Writer) {
			member(w, databaseName, tar.TypeReg, "x")
			member(w, plan, tar.TypeReg, "a plan")
			member(w, plan, tar.TypeReg, "a plan")
		}, "backup_damaged"},
		"a manifest of something else": {func(w *tar.Writer) {
			member(w, databaseName, tar.TypeReg, "x")
			member(w, manifestName, tar.TypeReg, `{"format":"operator archive"}`)
		}, "backup_damaged"},
		"a newer one": {func(w *tar.Writer) {
			member(w, databaseName, tar.TypeReg, "x")
			member(w, manifestName, tar.TypeReg, `{"format":"operator backup","version":2}`)
		}, "backup_version"},
	} {
		var out bytes.Buffer
		w := tar.NewWriter(&out)
		c.write(w)
		must(t, w.Close())
		if _, _, err := Read(&out, nil, &kept{}); reasonOf(err) != c.want {
			t.Errorf("%s gives %v (%v), want %s", name, err, reasonOf(err), c.want)
		}
	}
	if _, _, err := Read(bytes.NewReader(archivetest.Sparse(t, databaseName, 1<<50)), nil, &kept{}); reasonOf(err) != "not_a_backup" {
		t.Errorf("a database that is all zeros, of which there are no bytes, gives %v", err)
	}
	if _, _, err := Read(strings.NewReader("hello"), nil, &kept{}); err == nil {
		t.Error("a text is read")
	}
	if _, _, err := Read(bytes.NewReader(append(aBackup(t), "more"...)), nil, &kept{}); reasonOf(err) != "backup_damaged" {
		t.Errorf("what follows the end gives %v", err)
	}
}

func TestAFileThatWasDamagedBeforeIsNamed(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, at, Recipients{})
	must(t, err)
	db, err := w.Database(1)
	must(t, err)
	_, err = db.Write([]byte("x"))
	must(t, err)
	sum := blob.Sum(sha256.Sum256([]byte("a plan")))
	whole, err := w.File(sum, 6, strings.NewReader("a plow"))
	must(t, err)
	if whole {
		t.Error("it is said to be whole")
	}
	_, _, err = w.Close(func(*Manifest) {})
	must(t, err)
	m, _, err := Read(&out, nil, &kept{})
	if err != nil || !slices.Equal(m.Damaged, []string{sum.String()}) {
		t.Errorf("got %v, %v", m.Damaged, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("hello"))
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(_ *testing.T, raw []byte) { _, _, _ = Read(bytes.NewReader(raw), []byte(key), &kept{}) })
}

// TestKeysAreInABackupWhereTheyAreAskedFor reads a backup with them, and ones where they
// are not what the manifest says.
func TestKeysAreInABackupWhereTheyAreAskedFor(t *testing.T) {
	make := func(place operator.ChainKeyPlace, change func(*Writer)) []byte {
		var out bytes.Buffer
		w, err := NewWriter(&out, at, Recipients{})
		must(t, err)
		db, err := w.Database(2)
		must(t, err)
		_, err = io.WriteString(db, "db")
		must(t, err)
		must(t, w.ChainKey(place, "the keys"))
		change(w)
		_, _, err = w.Close(func(*Manifest) {})
		must(t, err)
		return out.Bytes()
	}
	as := func(*Writer) {}
	for place, want := range map[operator.ChainKeyPlace]string{operator.ChainKeyIncluded: "the keys", operator.ChainKeyLeftOut: "", operator.ChainKeyInStore: ""} {
		raw := make(place, as)
		var got kept
		m, _, err := Read(bytes.NewReader(raw), nil, &got)
		must(t, err)
		if got.keys != want || m.ChainKey.Place != place || bytes.Contains(raw, []byte("the keys")) != (want != "") {
			t.Errorf("%s has %q, and the manifest says %+v", place, got.keys, m.ChainKey)
		}
	}
	for name, change := range map[string]func(*Writer){
		"another sum": func(w *Writer) { w.manifest.ChainKey.SHA256 = "another" },
		"no sum":      func(w *Writer) { w.manifest.ChainKey.SHA256 = "" },
		"twice":       func(w *Writer) { must(t, w.ChainKey(operator.ChainKeyIncluded, "the keys")) },
	} {
		_, _, err := Read(bytes.NewReader(make(operator.ChainKeyIncluded, change)), nil, &kept{})
		if reasonOf(err) != "backup_damaged" {
			t.Errorf("%s gives %v", name, err)
		}
	}
}

// repeating is a text again and again, without an end.
type repeating struct {
	text string
	read int
}

func (r *repeating) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.text[(r.read+i)%len(r.text)]
	}
	r.read += len(p)
	return len(p), nil
}

func TestAHeaderWithoutAnEndIsNotReadIntoMemory(t *testing.T) {
	stanza := "-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\nEmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n"
	for begin, text := range map[string]string{
		"age-encryption.org/v1\n": stanza, "age-encryption.org/v1\n-> ": "a", "age-encryption.org/": "v1",
		armoredBegins + "\n": "\n", armoredBegins: "a", armoredBegins + "\n" + strings.Repeat("YWdl", 16) + "\n": "YWdl",
	} {
		endless := &repeating{text: text}
		_, _, err := Read(io.MultiReader(strings.NewReader(begin), endless), []byte(otherKey), &kept{})
		if reasonOf(err) != "backup_damaged" || endless.read > 2*maxHeader {
			t.Errorf("%q and then %.9q for ever: %v, after %d bytes", begin, text, err, endless.read)
		}
	}
}

func TestABackupForManyIsOpenedByEachOfThem(t *testing.T) {
	to := []string{}
	for range maxRecipients {
		to = append(to, recipient)
	}
	m, _, err := Read(bytes.NewReader(aBackup(t, to...)), []byte(key), &kept{})
	must(t, err)
	if m.Workspace != "Acme" {
		t.Errorf("the manifest is %+v", m)
	}
	if _, err := ParseRecipients(append(to, recipient)); reasonOf(err) != "too_many" {
		t.Errorf("one more gives %v", err)
	}
}

func TestIdentitiesWithAPassphraseAreToldAsSuch(t *testing.T) {
	for _, begin := range []string{"age-encryption.org/v1\n-> scrypt", armoredBegins} {
		_, _, err := Read(bytes.NewReader(aBackup(t, recipient)), []byte(begin), &kept{})
		if reasonOf(err) != "bad_identity" || !strings.Contains(err.Error(), "passphrase") {
			t.Error(err)
		}
	}
}

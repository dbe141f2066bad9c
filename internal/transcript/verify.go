package transcript

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxManifest is the most bytes of a list that is read.
const maxManifest = 256 << 20

// Report is what a verification looked at and found. No findings is whole.
type Report struct {
	Dir      string   `json:"dir"`
	Of       string   `json:"of"`
	At       string   `json:"at"`
	Program  string   `json:"program"`
	Head     *string  `json:"head"`
	SHA256   string   `json:"sha256"`   // of manifest.json
	Expected bool     `json:"expected"` // it was compared with a digest that was kept elsewhere
	Files    int      `json:"files"`
	Bytes    int64    `json:"bytes"`
	Findings []string `json:"findings"`
}

// verification is a Report in the making.
type verification struct {
	ctx  context.Context // it lives no longer than the call it belongs to
	root *os.Root
	Report
}

// Verify finds out whether anything in a folder was altered, added or taken away
// since it was written, by what the folder says of itself; and with the digest of
// its manifest that was kept elsewhere, whether it is the same folder at all. It
// needs nothing but the folder. One that is not there is NoInput, and one that is
// no transcript Invalid.
func Verify(ctx context.Context, dir, expect string) (Report, error) {
	v := verification{ctx: ctx, Report: Report{Dir: dir, Findings: []string{}}}
	root, err := os.OpenRoot(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return v.Report, operator.Errorf(operator.NoInput, "there is no folder %s", dir).Reason("no_folder").With("path", dir)
	case err != nil && isFile(dir):
		return v.Report, notOne(dir)
	case err != nil:
		return v.Report, operator.Wrap(operator.IO, err, "%s could not be opened", dir)
	}
	defer root.Close()
	v.root = root
	m, known, err := v.manifest(dir)
	if err != nil {
		return v.Report, err
	}
	if expect != "" {
		v.Expected = true
		if v.SHA256 != expect {
			v.find("the digest of %s is %s, and %s was expected", manifestName, v.SHA256, expect)
		}
	}
	if known {
		err = v.contents(m)
	}
	return v.Report, err
}

func isFile(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && !fi.IsDir()
}

func notOne(dir string) error {
	return operator.Errorf(operator.Invalid, "%s is no transcript", dir).
		WithHint("give the folder that operator transcript made").Reason("no_transcript").With("path", dir)
}

func (v *verification) find(format string, args ...any) {
	v.Findings = append(v.Findings, fmt.Sprintf(format, args...))
}

// manifest reads the lists, and compares them with each other. Known says that they
// can be gone by.
func (v *verification) manifest(dir string) (m Manifest, known bool, err error) {
	raw, there, err := v.list(manifestName)
	if err != nil {
		return m, false, err
	}
	sums, beside, err := v.list(sumsName)
	switch {
	case err != nil:
		return m, false, err
	case !there && !beside:
		return m, false, notOne(dir)
	case !there:
		v.find("%s is missing", manifestName)
		return m, false, nil
	case !beside:
		v.find("%s is missing", sumsName)
	}
	v.SHA256 = digest(raw)
	agree := bytes.HasPrefix(sums, []byte(v.SHA256+"  "+manifestName+"\n"))
	from := json.NewDecoder(bytes.NewReader(raw))
	from.DisallowUnknownFields()
	failed := from.Decode(&m)
	if (failed != nil || m.Format != manifestFormat) && (agree || !beside) {
		e := notOne(dir)
		if strings.HasPrefix(m.Format, "operator-transcript-") {
			e = operator.Errorf(operator.Invalid, "%s was made by a newer program: %s", dir, m.Format).Reason("newer_format")
		}
		return m, false, e
	}
	if failed != nil || m.Format != manifestFormat {
		v.find("%s was altered, and cannot be gone by", manifestName)
		return m, false, nil
	}
	v.Of, v.At, v.Program, v.Head = m.Of, m.At, m.Program, m.Head
	again, err := m.encode()
	if err != nil {
		return m, false, err
	}
	if !bytes.Equal(again, raw) {
		v.find("%s is not as it was written", manifestName)
	}
	if beside && !bytes.Equal(sums, m.sums(raw)) {
		v.find("%s and %s do not agree", sumsName, manifestName)
	}
	return m, true, nil
}

// list reads one of the lists. A link is not followed.
func (v *verification) list(name string) ([]byte, bool, error) {
	fi, err := v.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !fi.Mode().IsRegular() {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, unreadable(name, err)
	}
	f, err := v.root.Open(name)
	if err != nil {
		return nil, false, unreadable(name, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(reader{v.ctx, f}, maxManifest))
	if err != nil {
		return nil, false, unreadable(name, err)
	}
	return raw, true, nil
}

func unreadable(name string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return operator.Wrap(operator.IO, err, "%s could not be read", name).Reason("read_failed")
}

// contents compares the folder with its manifest, file by file, and then looks for
// what the manifest does not name.
func (v *verification) contents(m Manifest) error {
	named := map[string]bool{manifestName: true, sumsName: true}
	content := ""
	for _, f := range m.Files {
		switch {
		case !proper(f.Path) || named[f.Path]:
			v.find("%s names %q, which no transcript has", manifestName, f.Path)
			continue
		case strings.HasPrefix(f.Path, mediaFolder+"/"):
			named[mediaFolder] = true
		case f.Path == JSON.file():
			content = f.SHA256
		}
		named[f.Path] = true
		if err := v.file(f); err != nil {
			return err
		}
	}
	if content != "" && content != m.Content {
		v.find("%s is not what %s says was recorded", JSON.file(), manifestName)
	}
	return fs.WalkDir(v.root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return unreadable(path, err)
		case path == ".":
		case !named[path]:
			v.find("%s was added", path)
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir() != (path == mediaFolder) || !d.IsDir() && !d.Type().IsRegular():
			v.find("%s is not what it was", path)
		}
		return v.ctx.Err()
	})
}

// proper says whether a path is one that Write gives.
func proper(path string) bool {
	if slices.ContainsFunc(Formats(), func(f Format) bool { return path == f.file() }) {
		return true
	}
	name, in := strings.CutPrefix(path, mediaFolder+"/")
	return in && name != "" && name != "." && name != ".." && !strings.ContainsAny(name, "/\\\x00")
}

// file compares one file with what is said of it.
func (v *verification) file(f File) error {
	fi, err := v.root.Lstat(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.find("%s is missing", f.Path)
		return nil
	case err != nil:
		return unreadable(f.Path, err)
	case !fi.Mode().IsRegular():
		return nil // the walk tells of it
	}
	in, err := v.root.Open(f.Path)
	if err != nil {
		return unreadable(f.Path, err)
	}
	defer in.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, reader{v.ctx, in})
	if err != nil {
		return unreadable(f.Path, err)
	}
	v.Files, v.Bytes = v.Files+1, v.Bytes+n
	if n != f.Size || hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		v.find("%s was altered", f.Path)
	}
	return nil
}

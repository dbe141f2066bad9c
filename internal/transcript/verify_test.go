package transcript_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/transcript"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAnyByteThatIsAlteredIsFound(t *testing.T) {
	dir, _ := written(t)
	all := contents(t, dir)
	names := []string{}
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(names).Draw(t, "file")
		raw := []byte(all[name])
		at := rapid.IntRange(0, len(raw)-1).Draw(t, "at")
		raw[at] ^= byte(1 + rapid.IntRange(0, 254).Draw(t, "bits"))
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		report, err := transcript.Verify(t.Context(), dir, "")
		if back := os.WriteFile(path, []byte(all[name]), 0o600); back != nil {
			t.Fatal(back)
		}
		if err != nil || len(report.Findings) == 0 {
			t.Fatalf("byte %d of %s: %+v, %v", at, name, report, err)
		}
	})
	if report, err := transcript.Verify(t.Context(), dir, ""); err != nil || len(report.Findings) > 0 {
		t.Errorf("put back: %+v, %v", report, err)
	}
}

func TestEveryAlterationIsSaid(t *testing.T) {
	const wrong = "0000000000000000000000000000000000000000000000000000000000000000"
	for _, is := range []struct {
		name   string
		alter  func(dir string) error
		expect string
		says   string
	}{
		{"nothing", func(string) error { return nil }, "", ""},
		{"a file is gone", func(dir string) error { return os.Remove(filepath.Join(dir, "transcript.pdf")) }, "", "transcript.pdf is missing"},
		{"a file more", func(dir string) error { return os.WriteFile(filepath.Join(dir, "media", "x"), nil, 0o600) }, "", "media/x was added"},
		{"a folder more", func(dir string) error { return os.Mkdir(filepath.Join(dir, "x"), 0o700) }, "", "x was added"},
		{"a file renamed", func(dir string) error {
			return os.Rename(filepath.Join(dir, "transcript.html"), filepath.Join(dir, "Transcript.htm"))
		}, "", "transcript.html is missing, Transcript.htm was added"},
		{"a file cut short", func(dir string) error { return os.Truncate(filepath.Join(dir, "transcript.json"), 10) }, "", "transcript.json was altered"},
		{"a link in place of a file", func(dir string) error {
			path := filepath.Join(dir, "transcript.html")
			if err := os.Rename(path, filepath.Join(filepath.Dir(dir), "away.html")); err != nil {
				return err
			}
			return os.Symlink("../away.html", path)
		}, "", "transcript.html is not what it was"},
		{"no manifest", func(dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) }, "", "manifest.json is missing"},
		{"no sums", func(dir string) error { return os.Remove(filepath.Join(dir, "MANIFEST.sha256")) }, "", "MANIFEST.sha256 is missing"},
		{"another digest", func(string) error { return nil }, wrong, "the digest of manifest.json is"},
	} {
		dir, _ := written(t)
		if err := is.alter(dir); err != nil {
			t.Fatal(err)
		}
		report, err := transcript.Verify(t.Context(), dir, is.expect)
		if got := strings.Join(report.Findings, ", "); err != nil || !strings.HasPrefix(got, is.says) || is.says == "" && got != "" {
			t.Errorf("%s: %q, %v", is.name, got, err)
		}
	}
}

func TestAFolderThatWasWrittenAnewIsFoundByItsDigest(t *testing.T) {
	dir, made := written(t)
	told, f := sample()
	told.Conversations[0].Messages[0].Body = "I never said that"
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := transcript.Write(t.Context(), f, told, transcript.Options{Dir: dir, Program: "operator test"}); err != nil {
		t.Fatal(err)
	}
	if report, err := transcript.Verify(t.Context(), dir, ""); err != nil || len(report.Findings) > 0 {
		t.Errorf("by itself: %+v, %v", report, err)
	}
	if report, err := transcript.Verify(t.Context(), dir, *made.SHA256); err != nil || len(report.Findings) != 1 {
		t.Errorf("beside the digest: %+v, %v", report, err)
	}
}

func TestWhatIsNoTranscriptIsSaidToBeNone(t *testing.T) {
	dir := t.TempDir()
	for path, code := range map[string]operator.Code{
		filepath.Join(dir, "none"): operator.NoInput, dir: operator.Invalid, filepath.Join(dir, "file"): operator.Invalid,
		filepath.Join(dir, "other"): operator.Invalid, filepath.Join(dir, "newer"): operator.Invalid,
	} {
		for name, text := range map[string]string{"file": "", "other/manifest.json": `{"name": "a web page"}`, "newer/manifest.json": `{"format": "operator-transcript-2"}`} {
			at := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := transcript.Verify(t.Context(), path, ""); operator.CodeOf(err) != code {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestAManifestCannotLeadOutOfItsFolder(t *testing.T) {
	dir, _ := written(t)
	for _, path := range []string{"../secret", "/etc/passwd", "media/../../x", "media/a/b", `media/a\\b`, "media/", "transcript.json", "manifest.json"} {
		raw := contents(t, dir)["manifest.json"]
		raw = strings.Replace(raw, `"transcript.html"`, `"`+path+`"`, 1)
		other := t.TempDir()
		if err := os.WriteFile(filepath.Join(other, "manifest.json"), []byte(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		report, err := transcript.Verify(t.Context(), other, "")
		if err != nil || !strings.Contains(strings.Join(report.Findings, "\n"), "which no transcript has") {
			t.Errorf("%s: %+v, %v", path, report.Findings, err)
		}
	}
}

package transcript_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/transcript"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAFolderHoldsWhatItsListNames(t *testing.T) {
	dir, made := written(t)
	all := contents(t, dir)
	names := slices.Sorted(maps.Keys(all))
	want := []string{"MANIFEST.sha256", "manifest.json", "transcript.html", "transcript.json", "transcript.pdf"}
	media := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.HasPrefix(n, "media/") })
	if got := slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, "media/") }); !slices.Equal(got, want) || len(media) != 2 {
		t.Errorf("there is %q and %q", got, media)
	}
	safe := regexp.MustCompile(`^media/[0-9a-f]{16}-[^/\\<>:"|?*\x00-\x1f]+$`)
	for _, name := range media {
		if !safe.MatchString(name) || strings.Contains(name, "\u202e") {
			t.Errorf("a file is called %q", name)
		}
	}
	if made.Files != 5 || made.Counts != (transcript.Counts{Updates: 1, Conversations: 1, Messages: 2, Events: 1, Attachments: 2}) || made.Head == nil {
		t.Errorf("made %+v", made)
	}
	report, err := transcript.Verify(t.Context(), dir, *made.SHA256)
	if err != nil || len(report.Findings) > 0 || report.Files != 5 || !report.Expected {
		t.Errorf("verified %+v, %v", report, err)
	}
}

func TestThePageRunsNothingAndEscapesEverything(t *testing.T) {
	dir, _ := written(t)
	page := contents(t, dir)["transcript.html"]
	for _, bad := range []string{"<script", "<img src=x", "onerror=alert(2)>", "<style>*", "\x1b", "\u202e", "http:", "https:", "src=\"media"} {
		if i := strings.Index(page, bad); i >= 0 {
			t.Errorf("the page holds %q: %q", bad, page[max(0, i-80):min(len(page), i+80)])
		}
	}
	tags := map[string]bool{}
	for _, m := range regexp.MustCompile(`<([a-zA-Z!/]+)`).FindAllStringSubmatch(page, -1) {
		tags[strings.TrimPrefix(m[1], "/")] = true
	}
	want := strings.Fields("!doctype a article bdi body dd div dl dt figcaption figure h head header html img li main meta nav p section style table tbody td th thead title tr ul")
	if got := slices.Sorted(maps.Keys(tags)); !slices.Equal(got, want) {
		t.Errorf("the page has the elements %q", got)
	}
	bare := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(page, "") // without what stands in quotes
	if attribute := regexp.MustCompile(`<[a-z0-9]+[^>]* on[a-z]+=.{9}`).FindString(bare); attribute != "" {
		t.Errorf("the page has %q", attribute)
	}
	for _, part := range []string{
		`<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:;`, "你好世界", "😀🏠", "2026-03-04 08:00:00 MST",
		"America/Denver", "This message was deleted.", "[U+202E]evil", "[U+001B][31m", `src="data:image/jpeg;base64,`, "Version 1, until",
	} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
}

func TestTheSameTranscriptIsTheSameBytes(t *testing.T) {
	one, _ := written(t)
	other, _ := written(t)
	if diff := cmp.Diff(contents(t, one), contents(t, other)); diff != "" {
		t.Error(diff)
	}
}

func TestTheDocumentSaysWhatThePageSays(t *testing.T) {
	dir, _ := written(t)
	said := textOf(t, []byte(contents(t, dir)["transcript.pdf"]))
	wanted := []string{"你好世界", "こんにちは", "안녕하세요", "😀🏠", "✅", "Zażółć", "Привет", "[U+202E]evil", "<script>alert(1)</script>", "This message was deleted.", "Ben 王"}
	for _, part := range append(wanted, "1 / 4") {
		if !strings.Contains(said, part) {
			t.Errorf("the document has no %q", part)
		}
	}
	if t.Failed() {
		t.Log(said)
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("there is no pdftotext")
	}
	out, err := exec.CommandContext(t.Context(), tool, filepath.Join(dir, "transcript.pdf"), "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, part := range wanted {
		if !strings.Contains(string(out), part) {
			t.Errorf("pdftotext reads no %q", part)
		}
	}
}

func TestACharacterThatNoFontHasIsShownAsItsCodePoint(t *testing.T) {
	told, f := sample()
	told.Conversations[0].Messages[0].Body = "odd \U0001FAE8 \U0010FFFD \u0e01"
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := transcript.Write(t.Context(), f, told, transcript.Options{Dir: dir, Formats: []transcript.Format{transcript.PDF}}); err != nil {
		t.Fatal(err)
	}
	said := textOf(t, []byte(contents(t, dir)["transcript.pdf"]))
	for _, part := range []string{"odd [U+1FAE8] [U+10FFFD]"} {
		if !strings.Contains(said, part) {
			t.Errorf("the document has no %q: %s", part, said)
		}
	}
}

func TestOnlyTheFormatsThatAreWantedAreThere(t *testing.T) {
	told, f := sample()
	for _, format := range transcript.Formats() {
		dir := filepath.Join(t.TempDir(), "out")
		made, err := transcript.Write(t.Context(), f, told, transcript.Options{Dir: dir, Formats: []transcript.Format{format, format}})
		if err != nil {
			t.Fatal(err)
		}
		names := strings.Join(slices.Sorted(maps.Keys(contents(t, dir))), " ")
		if strings.Count(names, "transcript.") != 1 || !strings.Contains(names, "transcript."+string(format)) {
			t.Errorf("%s: there is %s", format, names)
		}
		if report, err := transcript.Verify(t.Context(), dir, ""); err != nil || len(report.Findings) > 0 || made.Files != 3 {
			t.Errorf("%s: %+v, %v", format, report, err)
		}
	}
}

func TestAFolderIsThereWholeOrNotAtAll(t *testing.T) {
	told, f := sample()
	ended, end := context.WithCancel(t.Context())
	end()
	for _, is := range []struct {
		name string
		ctx  context.Context
		from files
		at   string
		code operator.Code
	}{
		{"a folder that exists", t.Context(), f, "there", operator.CannotCreate},
		{"a file that exists", t.Context(), f, "file", operator.CannotCreate},
		{"a place that is not", t.Context(), f, "no/such", operator.CannotCreate},
		{"a file that went away", t.Context(), files{}, "out", operator.Conflict},
		{"an end", ended, f, "out", operator.CodeOf(context.Canceled)},
	} {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "there"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := transcript.Write(is.ctx, is.from, told, transcript.Options{Dir: filepath.Join(dir, is.at)})
		if operator.CodeOf(err) != is.code {
			t.Errorf("%s: %v", is.name, err)
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) != 2 {
			t.Errorf("%s: it left %v, %v", is.name, left, err)
		}
	}
	damaged := maps.Clone(f)
	for k, v := range f {
		if len(k) == 64 {
			damaged[k] = append([]byte("x"), v...)
		}
	}
	if _, err := transcript.Write(t.Context(), damaged, told, transcript.Options{Dir: filepath.Join(t.TempDir(), "out")}); operator.CodeOf(err) != operator.IO {
		t.Errorf("a damaged file: %v", err)
	}
}

var update = flag.Bool("update", os.Getenv("UPDATE") != "", "write the golden files anew")

func TestTheFieldsOfTheJSON(t *testing.T) {
	dir, _ := written(t)
	for _, name := range []string{"transcript.json", "manifest.json"} {
		var v any
		if err := json.Unmarshal([]byte(contents(t, dir)[name]), &v); err != nil {
			t.Fatal(err)
		}
		fields := map[string]bool{}
		fieldsOf("", v, fields)
		got := strings.Join(slices.Sorted(maps.Keys(fields)), "\n") + "\n"
		golden := filepath.Join("testdata", name+".fields")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// fieldsOf collects the paths of a value, with what is there: .updates[].body string.
func fieldsOf(at string, v any, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, part := range v {
			fieldsOf(at+"."+name, part, into)
		}
	case []any:
		into[at+"[]"] = true
		for _, part := range v {
			fieldsOf(at+"[]", part, into)
		}
	default:
		into[fmt.Sprintf("%s %T", at, v)] = true
	}
}

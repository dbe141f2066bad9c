package backend

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// office is the program that opens spreadsheets. Where it is not installed the test
// is left out, unless REQUIRE_LIBREOFFICE says that it must be.
func office(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"soffice", "libreoffice"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("REQUIRE_LIBREOFFICE") != "" {
		t.Fatal("LibreOffice is not installed")
	}
	t.Skip("LibreOffice is not installed")
	return ""
}

// evil are texts that a spreadsheet would run, one way or another.
func evil() []string {
	return []string{
		"=1+1", `=HYPERLINK("http://x.example","y")`, "+1+1", "-1+1", "@SUM(1)", "  =1+1", "\u00a0=1+1", "\u200b=1+1",
		"＝1+1", "'=1+1", `="x"`, "=cmd|' /C calc'!A0", "'+1303", "a;=1+1", "a,=1+1", "\"\n=1+1",
	}
}

// withEvil puts them wherever people write.
func withEvil(t *testing.T, s operator.Service, ctx context.Context) {
	t.Helper()
	for i, text := range evil() {
		name := strings.TrimSpace(strings.ReplaceAll(text, "\n", " "))
		add := operator.AddPersonRequest{Kind: operator.Buyer, Name: name, Title: name, Phones: []string{"+1 303 555 01" + string(rune('a'+i))}}
		if _, err := s.AddPerson(ctx, add); err != nil {
			t.Fatal(err)
		}
		send := operator.SendMessageRequest{Property: "MR-001", To: []operator.Ref{"home"}, Subject: name, Body: text}
		if _, err := s.SendMessage(ctx, send); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNoSpreadsheetRunsWhatIsExported(t *testing.T) {
	t.Parallel()
	program := office(t)
	dir := t.TempDir()
	ctx, s := asAdmin(t, aDemo(t))
	withEvil(t, s, ctx)
	files := []string{filepath.Join(dir, "control.csv")}
	if err := os.WriteFile(files[0], []byte("name\n=1+1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, kind := range operator.ImportKinds() {
		for _, format := range []string{"csv", "xlsx"} {
			var out bytes.Buffer
			if _, err := s.Export(ctx, operator.ExportRequest{Kind: string(kind), Format: format, Out: &out}); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, string(kind)+"-"+format+"."+format)
			if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, path)
		}
	}
	args := append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "fods", "--outdir", filepath.Join(dir, "seen")}, files...)
	if said, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	live := regexp.MustCompile(`table:formula="[^"]*"`)
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		seen, err := os.ReadFile(filepath.Join(dir, "seen", name+".fods"))
		if err != nil {
			t.Fatal(err)
		}
		switch found := live.FindAll(seen, 3); {
		case name == "control" && len(found) == 0:
			t.Error("a formula is not run at all, and nothing is shown")
		case name != "control" && len(found) > 0:
			t.Errorf("%s has the formulas %q", name, found)
		}
		if !bytes.Contains(seen, []byte("table:table-cell")) {
			t.Errorf("%s was opened as nothing", name)
		}
	}
}

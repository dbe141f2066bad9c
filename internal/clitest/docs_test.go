package clitest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryRowOfBadInputNamesATestThatIsThere reads docs/bad-input.md.
func TestEveryRowOfBadInputNamesATestThatIsThere(t *testing.T) {
	page, err := os.ReadFile("../../docs/bad-input.md")
	must(t, err)
	names := regexp.MustCompile("`(Test[A-Za-z]+|[a-z]+Tests|[a-z_]+\\.txtar|[a-z_]+_test\\.go)`").FindAllStringSubmatch(string(page), -1)
	if len(names) < 30 {
		t.Fatalf("only %d tests are named", len(names))
	}
	known := testsOf(t, ".", "../app", "../backend", "../cli", "../config", "../store/boltstore", "../servicetest", "../../pkg/operator", "../../pkg/client")
	for _, name := range names {
		if !known[name[1]] {
			t.Errorf("there is no %s", name[1])
		}
	}
	for row := range strings.Lines(string(page)) {
		cells := strings.Split(strings.Trim(row, "|\n "), "|")
		if last := strings.TrimSpace(cells[len(cells)-1]); strings.HasPrefix(row, "|") && last != "test" && !strings.HasPrefix(last, "-") &&
			!strings.Contains(last, "`") && last != "same" {
			t.Errorf("no test is named in %s", row)
		}
	}
}

// testsOf are the names of the tests, the files with tests and the scripts in folders.
func testsOf(t *testing.T, folders ...string) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ([Tt]est[A-Z][A-Za-z]+|[a-z]+Tests)\(`)
	for _, folder := range folders {
		for _, pattern := range []string{"*.go", "testdata/*.txtar"} {
			files, err := filepath.Glob(filepath.Join(folder, pattern))
			must(t, err)
			for _, file := range files {
				known[filepath.Base(file)] = true
				raw, err := os.ReadFile(file)
				must(t, err)
				for _, f := range function.FindAllStringSubmatch(string(raw), -1) {
					known[f[1]] = true
				}
			}
		}
	}
	return known
}

package clitest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryCheckOfAnUpdateNamesTheTestThatHoldsIt reads the tables of docs/updates.md:
// the last column of every row is a test of the suite, or a script.
func TestEveryCheckOfAnUpdateNamesTheTestThatHoldsIt(t *testing.T) {
	page, err := os.ReadFile("../../docs/updates.md")
	must(t, err)
	files, err := filepath.Glob("../servicetest/*.go")
	must(t, err)
	var suite strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		suite.Write(text)
	}
	rows := 0
	for _, row := range regexp.MustCompile("(?m)^\\|.*\\| `([^`|]+)` \\|$").FindAllStringSubmatch(string(page), -1) {
		rows++
		name := row[1]
		if strings.HasSuffix(name, ".txtar") {
			if _, err := os.Stat(filepath.Join("testdata", name)); err != nil {
				t.Error(err)
			}
		} else if !strings.Contains(suite.String(), `{"`+name+`", `) {
			t.Errorf("the suite has no test %s", name)
		}
	}
	if all := regexp.MustCompile(`(?m)^\|`).FindAllString(string(page), -1); rows != len(all)-6 {
		t.Errorf("of %d lines of tables %d name a test", len(all), rows)
	}
}

package clitest

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryConventionNamesTheTestThatHoldsIt reads docs/conventions.md: the whole
// checklist is there, each item once, with tests that are there.
func TestEveryConventionNamesTheTestThatHoldsIt(t *testing.T) {
	page, err := os.ReadFile("../../docs/conventions.md")
	must(t, err)
	packages := map[string]string{
		"": "../cli", "deps": "../cli/deps", "clitest": ".", "term": "../term", "render": "../render", "config": "../config", "servicetest": "../servicetest",
	}
	known := map[string]map[string]bool{}
	for name, folder := range packages {
		known[name] = testsOf(t, folder)
	}
	test := regexp.MustCompile("`(Test\\w+|test\\w+|\\w+\\.txtar)`(?: \\((\\w+)\\))?")
	seen := map[string]bool{}
	for row := range strings.Lines(string(page)) {
		cells := strings.Split(strings.Trim(row, "|\n"), "|")
		item := strings.TrimSpace(cells[0])
		if !strings.HasPrefix(row, "|") || item == "item" || strings.HasPrefix(item, "-") {
			continue
		}
		if len(cells) != 4 || seen[item] {
			t.Errorf("a row has %d cells, or is there twice: %s", len(cells), row)
			continue
		}
		seen[item] = true
		named := test.FindAllStringSubmatch(cells[3], -1)
		if unbuilt := strings.TrimSpace(cells[3]) == "–" && strings.Contains(cells[2], "not there yet"); len(named) == 0 && !unbuilt {
			t.Errorf("no test holds %s", item)
		}
		for _, n := range named {
			in := n[2]
			if strings.HasSuffix(n[1], ".txtar") {
				in = "clitest"
			}
			if !known[in][n[1]] {
				t.Errorf("%s: there is no %s in %s", item, n[1], packages[in])
			}
		}
	}
	for _, numbers := range [][2]int{{1, 7}, {10, 19}, {30, 36}, {40, 44}} {
		for n := numbers[0]; n <= numbers[1]; n++ {
			if !seen[fmt.Sprintf("C%d", n)] {
				t.Errorf("C%d is missing", n)
			}
		}
	}
}

package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryTestThatIsNamedIsThere reads the pages and the comments. Some name the
// beginning of a name, as -run takes it.
func TestEveryTestThatIsNamedIsThere(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^func (?:\(.+\) )?(Test[A-Z]\w+)\(`)
	named := regexp.MustCompile(`\bTest[A-Z]\w+`)
	var known []string
	telling := map[string]string{} // texts, by where they stand
	for _, s := range sources(t) {
		for _, m := range declared.FindAllStringSubmatch(s.raw, -1) {
			known = append(known, m[1])
		}
		for _, c := range s.file.Comments {
			telling[s.set.Position(c.Pos()).String()] = c.Text()
		}
	}
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/decisions/*.md", "internal/*/testdata/*.md"} {
		pages, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(pages) == 0 {
			t.Fatalf("%s: %v, %v", pattern, pages, err)
		}
		for _, page := range pages {
			raw, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			telling[page] = string(raw)
		}
	}
	for where, text := range telling {
		for _, name := range named.FindAllString(text, -1) {
			if !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, name) }) {
				t.Errorf("%s names %s, which is not there", where, name)
			}
		}
	}
}

// TestTheHouseIsDrawnWhole reads docs/architecture.md: whoever comes finds there what each
// folder of internal is.
func TestTheHouseIsDrawnWhole(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(root, "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, house, _ := strings.Cut(string(raw), "\n## The house\n")
	house, _, _ = strings.Cut(house, "\n## ")
	drawn := strings.Fields(strings.ReplaceAll(house, "/", " "))
	folders, err := os.ReadDir(filepath.Join(root, "internal"))
	if err != nil || len(folders) == 0 {
		t.Fatal(folders, err)
	}
	for _, folder := range folders {
		if !slices.Contains(drawn, folder.Name()) {
			t.Errorf("docs/architecture.md does not say what internal/%s is", folder.Name())
		}
	}
}

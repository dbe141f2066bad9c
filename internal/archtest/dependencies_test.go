package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestEveryModuleHasALineThatSaysWhy compares the table of docs/dependencies.md with
// go.mod: every module that we ask for ourselves has a line, and a line has a module.
func TestEveryModuleHasALineThatSaysWhy(t *testing.T) {
	direct, all := modules(t)
	told := toldModules(t)
	for _, m := range direct {
		if !slices.Contains(told, m) {
			t.Errorf("docs/dependencies.md does not say what %s is for", m)
		}
	}
	for _, m := range told {
		if !slices.Contains(all, m) {
			t.Errorf("docs/dependencies.md tells of %s, which is not in go.mod", m)
		}
	}
	if len(direct) < 10 {
		t.Errorf("only %d modules are found in go.mod", len(direct))
	}
}

// modules are those of go.mod that are asked for, for an import or a tool, and all.
func modules(t *testing.T) (direct, all []string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	var tools []string
	requirement := regexp.MustCompile(`^\s*(?:require )?([^\s/]+\.[^\s]+) v[^\s]+(\s*// indirect)?\s*$`)
	tool := regexp.MustCompile(`^(?:tool |\t)([^\s/]+\.[^\s]+)\s*$`)
	for line := range strings.Lines(string(raw)) {
		if m := requirement.FindStringSubmatch(line); m != nil {
			all = append(all, m[1])
			if m[2] == "" {
				direct = append(direct, m[1])
			}
		}
		if m := tool.FindStringSubmatch(line); m != nil {
			tools = append(tools, m[1])
		}
	}
	for _, m := range all {
		if slices.ContainsFunc(tools, func(tool string) bool { return under(tool, m) }) {
			direct = append(direct, m)
		}
	}
	return direct, all
}

// toldModules are the modules in the first column of the table, which leaves out
// github.com/.
func toldModules(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	name := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for _, m := range name.FindAllStringSubmatch(cells[1], -1) {
			if first, _, _ := strings.Cut(m[1], "/"); !strings.Contains(first, ".") {
				m[1] = "github.com/" + m[1]
			}
			told = append(told, m[1])
		}
	}
	return told
}

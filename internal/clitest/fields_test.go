package clitest

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fields is what was seen at each path of the JSON of a kind of thing: the types,
// and null where that was all. A path is .participants[].name; the names of an
// object that anybody can add to are .external_ids{}.
type fields map[string]map[string]bool

func newFields() fields { return fields{} }

// open are the objects with names of their own choosing.
var open = map[string]bool{".external_ids": true, ".data": true}

func (f fields) see(object any) { f.at("", object) }

func (f fields) at(path string, value any) {
	if path != "" {
		if f[path] == nil {
			f[path] = map[string]bool{}
		}
		f[path][typeOf(value)] = true
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			f.at(path+"[]", item)
		}
	case map[string]any:
		for name, item := range value {
			switch {
			case name == "dry_run" && path == "":
			case open[path]:
			default:
				f.at(path+"."+name, item)
			}
		}
	}
}

func typeOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case float64:
		return "number"
	case string:
		return "text"
	case []any:
		return "list"
	}
	return "object"
}

// String is the golden file: a path and its type on a line.
func (f fields) String() string {
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(f)) {
		b.WriteString(path + " " + strings.Join(slices.Sorted(maps.Keys(f[path])), ", ") + "\n")
	}
	return b.String()
}

// checkFields holds the JSON of each kind to its golden file, and to docs/json.md.
// UPDATE=1 writes the files anew: what vanishes from them breaks scripts.
func checkFields(t *testing.T, seen map[string]fields) {
	promised := promisedFields(t)
	for kind, f := range seen {
		if unstable[kind] {
			continue
		}
		f.mustBeFilled(t, kind)
		name := filepath.Join("testdata", "fields", kind+".golden")
		if os.Getenv("UPDATE") != "" {
			must(t, os.WriteFile(name, []byte(f.String()), 0o644))
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Errorf("%s has no golden file; UPDATE=1 writes it: %v", kind, err)
			continue
		}
		golden := linesOf(string(raw))
		for line := range golden {
			path, was, _ := strings.Cut(line, " ")
			is := strings.Join(slices.Sorted(maps.Keys(f[path])), ", ")
			switch {
			case is == "":
				t.Errorf("%s: the field %s is gone", kind, path)
			case is != was:
				t.Errorf("%s: %s was %s and is %s", kind, path, was, is)
			}
		}
		for line := range linesOf(f.String()) {
			if path, _, _ := strings.Cut(line, " "); !golden[line] && !strings.Contains(string(raw), path+" ") {
				t.Errorf("%s: %s is new: UPDATE=1, and docs/json.md", kind, path)
			}
		}
		for _, path := range promised[kind] {
			if f[path] == nil {
				t.Errorf("%s: docs/json.md promises %s", kind, path)
			}
		}
	}
	for kind := range promised {
		if seen[kind] == nil {
			t.Errorf("docs/json.md tells of %s, which no command prints", kind)
		}
	}
}

// mustBeFilled wants every field to have had a value somewhere.
func (f fields) mustBeFilled(t *testing.T, kind string) {
	t.Helper()
	for path, types := range f {
		known := slices.ContainsFunc(slices.Collect(maps.Keys(unfilled)), func(end string) bool { return strings.HasSuffix(path, end) })
		if len(types) == 1 && types["null"] && !known {
			t.Errorf("%s: %s is null everywhere; furnish the gallery with it, or say why in unfilled", kind, path)
		}
	}
}

func linesOf(text string) map[string]bool {
	lines := map[string]bool{}
	for line := range strings.Lines(text) {
		lines[strings.TrimSuffix(line, "\n")] = true
	}
	return lines
}

// promisedFields are the paths of the fields in docs/json.md, by kind: rows as
// | `message` | `ref seq author{ref,name} attachments[{name,size}] mentions[]` |.
func promisedFields(t *testing.T) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/json.md")
	must(t, err)
	promised := map[string][]string{}
	for _, r := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| `([^`]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		for _, field := range strings.Fields(r[2]) {
			promised[r[1]] = append(promised[r[1]], pathsOf(field)...)
		}
	}
	if len(promised) < 15 {
		t.Fatalf("docs/json.md has the fields of %d kinds only", len(promised))
	}
	return promised
}

// pathsOf are the paths of a field as docs/json.md writes it.
func pathsOf(field string) []string {
	end := strings.IndexAny(field, "[{")
	if end < 0 {
		return []string{"." + field}
	}
	path := "." + field[:end]
	paths := []string{path}
	inner := strings.TrimPrefix(field[end:], "[")
	if inner != field[end:] {
		path += "[]"
		inner = strings.TrimSuffix(inner, "]")
	}
	for _, name := range strings.Split(strings.Trim(inner, "{}"), ",") {
		if name != "" {
			paths = append(paths, path+"."+name)
		}
	}
	return paths
}

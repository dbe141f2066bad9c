// Package archtest keeps the house in order: who may import whom, how long files
// and functions may be, and what only some may do.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/seed-34ad0ce1/operator/"
)

// allowed says which of our packages each may import, by prefix; the longest
// prefix counts, and one that ends in / is for what is below it only. Tests, and
// what only tests import, are free. docs/architecture.md has the reasons.
var allowed = map[string][]string{
	"cmd":              {"internal/cli", "internal/process", "internal/term"},
	"cmd/operatord":    {"internal/backend/serving", "internal/cli", "internal/process", "internal/term"},
	"internal/process": {"internal/cli"},
	"internal/server":  {"pkg/operator"},

	"pkg/operator": {},
	"pkg/api":      {"pkg/operator"},
	"pkg/client":   {"pkg/operator", "pkg/api"},

	"internal/app":             {"pkg/operator", "internal/ahead", "internal/store", "internal/blob", "internal/event", "internal/policy", "internal/importer", "internal/when", "internal/suggest", "internal/search", "internal/media", "internal/letter", "internal/archive", "internal/backup", "internal/cell", "internal/xlsx"},
	"internal/policy":          {"pkg/operator"},
	"internal/event":           {"pkg/operator", "internal/store"},
	"internal/event/hook/post": {"pkg/operator", "internal/event/hook"},
	"internal/store":           {"pkg/operator"},
	"internal/store/boltstore": {"pkg/operator", "internal/ahead", "internal/owner", "internal/store", "internal/search"},
	"internal/blob":            {"pkg/operator"},
	"internal/blob/fsblob":     {"pkg/operator", "internal/blob", "internal/owner"},
	"internal/importer":        {"pkg/operator", "internal/ahead", "internal/suggest", "internal/xlsx", "internal/cell"},
	"internal/httpapi":         {"pkg/operator", "pkg/api"},
	"internal/backend":         {"pkg", "internal"},

	"internal/archive":  {"pkg/operator"},
	"internal/backup":   {"pkg/operator", "internal/blob", "internal/archive"},
	"internal/cell":     {},
	"internal/demo":     {"pkg/operator", "internal/store", "internal/event"},
	"internal/search":   {"pkg/operator"},
	"internal/letter":   {"pkg/operator"},
	"internal/ahead":    {},
	"internal/owner":    {},
	"internal/suggest":  {},
	"internal/xlsx":     {"pkg/operator", "internal/suggest"},
	"internal/when":     {"pkg/operator"},
	"internal/media":    {"pkg/operator"},
	"internal/download": {"pkg/operator"},
	"internal/config":   {"pkg/operator", "internal/owner", "internal/suggest"},
	"internal/keyring":  {"pkg/operator"},
	"internal/term":     {"pkg/operator"},
	"internal/render":   {"pkg/operator", "internal/term", "internal/suggest"},
	"internal/cli":      {"pkg/operator", "internal/cli", "internal/config", "internal/backend", "internal/keyring", "internal/render", "internal/term", "internal/suggest"},
	"internal/cli/deps": {"pkg/operator", "internal/render", "internal/term", "internal/download"},
	// init prints the workspace that it made.
	"internal/cli/setup":      {"pkg/operator", "internal/cli/deps", "internal/cli/workspace", "internal/render"},
	"internal/cli/demo":       {"pkg/operator", "internal/cli/deps", "internal/cli/inbox", "internal/render"},
	"internal/cli/inbox":      {"pkg/operator", "internal/cli/deps", "internal/cli/update", "internal/render", "internal/term"},
	"internal/cli/":           {"pkg/operator", "internal/cli/deps", "internal/render", "internal/term", "internal/download"},
	"internal/cli/imports":    {"pkg/operator", "internal/cli/deps", "internal/render", "internal/term", "internal/download", "internal/importer"},
	"internal/transcript":     {"pkg/operator", "internal/download", "internal/media"},
	"internal/cli/transcript": {"pkg/operator", "internal/cli/deps", "internal/render", "internal/download", "internal/transcript"},
	"internal/dev":            {"pkg", "internal"},
}

// never is what a package must not import whatever allowed says: an
// implementation knows its interface, and not the others or the app.
var never = map[string][]string{
	"internal/app":     {"internal/store/boltstore", "internal/blob/fsblob"},
	"internal/backend": {"internal/cli", "internal/render", "internal/term"},
	"internal/event":   {"internal/store/boltstore"},
}

// owners says which packages alone may import a library, by prefix.
var owners = map[string][]string{
	"go.etcd.io/bbolt":                {"internal/store/boltstore", "internal/dev"},
	"github.com/jackc/pgx":            {"internal/dev"},
	"github.com/spf13/viper":          {"internal/config"},
	"go.yaml.in/yaml":                 {"internal/config", "internal/render"},
	"github.com/spf13/cobra":          {"internal/cli"},
	"github.com/spf13/pflag":          {"internal/cli"},
	"github.com/jedib0t/go-pretty":    {"internal/render"},
	"github.com/itchyny/gojq":         {"internal/render"},
	"github.com/clipperhouse":         {"internal/render"},
	"golang.org/x/term":               {"internal/term"},
	"github.com/xuri/excelize":        {},
	"github.com/gabriel-vasile":       {"internal/media"},
	"github.com/bep/imagemeta":        {},
	"golang.org/x/image":              {"internal/media"},
	"golang.org/x/sync":               {"internal/media"},
	"golang.org/x/text":               {"internal/search", "internal/transcript/pdf"},
	"golang.org/x/tools":              {"internal/dev"},
	"golang.org/x/sys":                {"internal/store/boltstore", "internal/term", "internal/server"},
	"github.com/danielgtaylor/huma":   {"internal/httpapi"},
	"filippo.io/age":                  {"internal/backup"},
	"github.com/zalando/go-keyring":   {"internal/keyring"},
	"net/http":                        {"internal/httpapi", "internal/server", "pkg/api", "pkg/client", "internal/backend", "internal/event", "internal/dev"},
	"github.com/go-chi/httprate":      {"internal/server"},
	"github.com/prometheus":           {"internal/server"},
	"github.com/google/go-cmp":        {},
	"github.com/standard-webhooks":    {},
	"github.com/rogpeppe/go-internal": {},
	"github.com/creack/pty":           {},
	"pgregory.net/rapid":              {},
	"go.uber.org/goleak":              {},
}

// testOnly are packages that only tests import.
var testOnly = []string{
	"internal/servicetest", "internal/blob/blobtest", "internal/store/storetest", "internal/media/mediatest", "internal/archive/archivetest",
	"internal/clitest", "internal/archtest", "internal/leaktest",
}

// source is one of our Go files.
type source struct {
	path string // from the root, with slashes
	pkg  string // its folder
	test bool   // a test, or in a package that only tests import
	file *ast.File
	set  *token.FileSet
	raw  string
}

// sources reads every Go file itself. If it asked the go command instead, go
// test would not know what the answer depends on, and keep an old one.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, raw, parser.ParseComments)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(rel))
		test := strings.HasSuffix(name, "_test.go") || under(pkg, testOnly...)
		all = append(all, source{name, pkg, test, file, set, string(raw)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d files found", len(all))
	}
	return all
}

func TestEveryoneImportsOnlyWhatTheyMay(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		may, ok := allowed[longest(s.pkg)]
		if !ok {
			t.Errorf("%s: say in archtest what %s may import", s.path, s.pkg)
			continue
		}
		for _, imp := range imports(t, s) {
			ours, ok := strings.CutPrefix(imp, module)
			if ok && !under(ours, append([]string{s.pkg}, may...)...) || under(ours, neverFor(s.pkg)...) || under(ours, testOnly...) {
				t.Errorf("%s must not import %s: what %s may is said here", s.path, ours, longest(s.pkg))
			}
		}
	}
}

func TestEveryLibraryHasItsOwner(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, imp := range imports(t, s) {
			first, _, _ := strings.Cut(imp, "/")
			known := !strings.Contains(first, ".") || strings.HasPrefix(imp, module)
			for library, who := range owners {
				if !under(imp, library) {
					continue
				}
				known = true
				if !under(s.pkg, who...) {
					t.Errorf("%s must not import %s: that is for %s", s.path, imp, strings.Join(who, ", "))
				}
			}
			if !known {
				t.Errorf("%s: say in archtest who may import %s", s.path, imp)
			}
		}
	}
}

// TestNothingIsAllowedThatNobodyDoes keeps the lists above from telling of another house.
func TestNothingIsAllowedThatNobodyDoes(t *testing.T) {
	all := sources(t)
	does := func(what string, who func(source) bool) bool {
		return slices.ContainsFunc(all, func(s source) bool {
			return who(s) && slices.ContainsFunc(imports(t, s), func(imp string) bool { return under(strings.TrimPrefix(imp, module), what) })
		})
	}
	for pkg, may := range allowed {
		if !slices.ContainsFunc(all, func(s source) bool { return longest(s.pkg) == pkg }) {
			t.Errorf("there is no package %s", pkg)
		}
		for _, what := range may {
			if !does(what, func(s source) bool { return !s.test && longest(s.pkg) == pkg }) {
				t.Errorf("%s does not import %s", pkg, what)
			}
		}
	}
	for library, owned := range owners {
		if !does(library, func(source) bool { return true }) {
			t.Errorf("nobody imports %s", library)
		}
		for _, owner := range owned {
			if !does(library, func(s source) bool { return !s.test && under(s.pkg, owner) }) {
				t.Errorf("%s does not import %s", owner, library)
			}
		}
	}
}

func TestWhatOthersMayImportNeedsNothingOfOurs(t *testing.T) {
	for _, s := range sources(t) {
		if !under(s.pkg, "pkg") || s.test {
			continue
		}
		for _, imp := range imports(t, s) {
			first, _, _ := strings.Cut(imp, "/")
			if under(imp, module+"internal") || s.pkg == "pkg/operator" && strings.Contains(first, ".") {
				t.Errorf("%s must not import %s", s.path, imp)
			}
		}
	}
}

func TestEveryPackageHasASubject(t *testing.T) {
	for _, s := range sources(t) {
		switch name := s.file.Name.Name; strings.TrimSuffix(name, "_test") {
		case "util", "utils", "common", "helper", "helpers", "types", "model", "models", "misc", "shared", "base":
			t.Errorf("%s: a package %s has no subject", s.path, name)
		}
	}
}

// TestEveryPackageSaysWhatItIs is for the reader who comes to a folder first.
func TestEveryPackageSaysWhatItIs(t *testing.T) {
	says := map[string]bool{}
	for _, s := range sources(t) {
		if !strings.HasSuffix(s.path, "_test.go") {
			says[s.pkg] = says[s.pkg] || strings.HasPrefix(s.file.Doc.Text(), "Package "+s.file.Name.Name+" ") || strings.HasPrefix(s.file.Doc.Text(), "Command ")
		}
	}
	for pkg, said := range says {
		if !said {
			t.Errorf("%s has no comment that says what it is", pkg)
		}
	}
}

func imports(t *testing.T, s source) []string {
	t.Helper()
	var list []string
	for _, spec := range s.file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, path)
	}
	return list
}

// longest is the longest prefix of pkg that allowed has.
func longest(pkg string) (best string) {
	for prefix := range allowed {
		if (under(pkg, prefix) && !strings.HasSuffix(prefix, "/") || strings.HasSuffix(prefix, "/") && strings.HasPrefix(pkg, prefix)) && len(prefix) > len(best) {
			best = prefix
		}
	}
	return best
}

func neverFor(pkg string) (list []string) {
	for prefix, packages := range never {
		if under(pkg, prefix) {
			list = append(list, packages...)
		}
	}
	return list
}

// under says whether path is one of the prefixes, or below one.
func under(path string, prefixes ...string) bool {
	for _, p := range prefixes {
		if path == p || strings.HasPrefix(path, strings.TrimSuffix(p, "/")+"/") {
			return true
		}
	}
	return false
}

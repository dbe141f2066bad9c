package archtest

import (
	"go/ast"
	"strings"
	"testing"
)

// How long things may be, in lines.
const (
	maxFile     = 400
	maxTestFile = 600
	maxFunction = 60
)

// longFunctions are the functions that may be longer, as "package.Function" or
// "package.Type.Method", with the reason.
var longFunctions = map[string]string{}

// longFiles are the files that may be longer, with the reason.
var longFiles = map[string]string{}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if ast.IsGenerated(s.file) {
			continue // what generates it is short
		}
		limit := maxFile
		if s.test {
			limit = maxTestFile
		}
		if lines := strings.Count(s.raw, "\n"); lines > limit && longFiles[s.path] == "" {
			t.Errorf("%s has %d lines, over %d: two subjects in one?", s.path, lines, limit)
		}
		if s.test {
			continue
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			lines := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1
			if name := nameOf(s, f); lines > maxFunction && longFunctions[name] == "" {
				t.Errorf("%s: %s has %d lines, over %d", s.path, name, lines, maxFunction)
			}
		}
	}
}

func TestExceptionsAreStillNeeded(t *testing.T) {
	functions, files := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		files[s.path] = true
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				functions[nameOf(s, f)] = true
			}
		}
	}
	for name := range longFunctions {
		if !functions[name] {
			t.Errorf("there is no function %s", name)
		}
	}
	for name := range longFiles {
		if !files[name] {
			t.Errorf("there is no file %s", name)
		}
	}
}

// nameOf is "internal/cli.newRoot" or "internal/cli.program.run".
func nameOf(s source, f *ast.FuncDecl) string {
	name := f.Name.Name
	if f.Recv != nil && len(f.Recv.List) == 1 {
		of := f.Recv.List[0].Type
		if star, ok := of.(*ast.StarExpr); ok {
			of = star.X
		}
		if index, ok := of.(*ast.IndexExpr); ok {
			of = index.X
		}
		if ident, ok := of.(*ast.Ident); ok {
			name = ident.Name + "." + name
		}
	}
	return s.pkg + "." + name
}

// forbidden is what only some packages may do. Tests may do anything.
var forbidden = []struct {
	calls string // "package.Function", or "package." for all of a package
	where []string
	why   string
}{
	// How long a server has somebody wait is told to them, and is no time of the record.
	{"time.Now", []string{"internal/config", "internal/term", "internal/cli", "internal/backend", "internal/dev", "internal/server", "internal/store/boltstore", "pkg/client"}, "the clock is injected"},
	{"time.Since", []string{"internal/config", "internal/term", "internal/cli", "internal/backend", "internal/dev", "internal/store/boltstore"}, "the clock is injected"},
	{"os.Getenv", []string{"internal/config", "internal/term", "internal/cli", "internal/backend", "internal/dev"}, "the environment is read in one place"},
	{"os.LookupEnv", []string{"internal/config", "internal/term", "internal/cli", "internal/backend", "internal/dev"}, "the environment is read in one place"},
	{"os.Environ", []string{"internal/cli", "internal/backend", "internal/dev"}, "the environment is read in one place"},
	{"math/rand.", []string{"internal/dev"}, "randomness is injected"},
	{"math/rand/v2.", []string{"internal/dev"}, "randomness is injected"},
	// Names of temporary files are no part of any result, nor are the keys and pauses of
	// a client, and the names that a server gives to requests.
	{"crypto/rand.", []string{"internal/cli", "internal/backend", "internal/dev", "internal/blob/fsblob", "internal/download", "internal/server", "pkg/client"}, "randomness is injected"},
	{"os.Exit", []string{"cmd", "internal/dev"}, "only main ends the process"},
	{"log.Fatal", []string{}, "errors are returned"},
	{"log.Fatalf", []string{}, "errors are returned"},
	{"fmt.Print", []string{"internal/dev"}, "results go through render or to IO.Out"},
	{"fmt.Printf", []string{"internal/dev"}, "results go through render or to IO.Out"},
	{"fmt.Println", []string{"internal/dev"}, "results go through render or to IO.Out"},
	{"os.Stdout", []string{"internal/term", "internal/dev"}, "streams come from term.IO"},
	{"os.Stderr", []string{"internal/term", "internal/dev"}, "streams come from term.IO"},
	{"os.Stdin", []string{"internal/term", "internal/dev"}, "streams come from term.IO"},
}

func TestSomeThingsAreForSomePackagesOnly(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		names := importNames(t, s)
		ast.Inspect(s.file, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := selector.X.(*ast.Ident)
			if !ok || names[x.Name] == "" {
				return true
			}
			used := names[x.Name] + "." + selector.Sel.Name
			for _, rule := range forbidden {
				whole := strings.HasSuffix(rule.calls, ".") && strings.HasPrefix(used, rule.calls)
				if (used == rule.calls || whole) && !under(s.pkg, rule.where...) {
					t.Errorf("%s: %s: %s", s.set.Position(n.Pos()), used, rule.why)
				}
			}
			return true
		})
	}
}

// importNames is what each name of an import stands for. A name that is also one
// of a variable is rare enough to be told apart by hand.
func importNames(t *testing.T, s source) map[string]string {
	t.Helper()
	names := map[string]string{}
	for i, path := range imports(t, s) {
		name := path[strings.LastIndexByte(path, '/')+1:]
		if name == "v2" {
			name = "rand"
		}
		if as := s.file.Imports[i].Name; as != nil {
			name = as.Name
		}
		names[name] = path
	}
	return names
}

// unsynced are the functions that may leave out bbolt's own sync, with the reason.
var unsynced = map[string]string{
	"internal/store/boltstore.write":       "makes a file that nobody has seen, and syncs it once at the end",
	"internal/store/boltstore.openRenewed": "likewise; finish syncs it",
	"internal/backend.VerifyBackup":        "makes a copy that is removed again",
	"internal/dev/walk.newOffice":          "makes an office that is gone when the walk is over",
	"internal/dev/walk.Walk.moved":         "likewise",
}

func TestNoDatabaseGoesWithoutSync(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if ok && unsynced[nameOf(s, f)] != "" {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					if n.Name == "NoFreelistSync" || n.Name == "NoGrowSync" || n.Name == "NoSync" && !under(s.pkg, "internal/store/boltstore") {
						t.Errorf("%s: %s is for tests", s.set.Position(n.Pos()), n.Name)
					}
				case *ast.KeyValueExpr:
					key, ok := n.Key.(*ast.Ident)
					if on, is := n.Value.(*ast.Ident); ok && is && key.Name == "NoSync" && on.Name == "true" {
						t.Errorf("%s: NoSync is for tests", s.set.Position(n.Pos()))
					}
				}
				return true
			})
		}
	}
}

func TestNothingIsLeftForLater(t *testing.T) {
	for _, s := range sources(t) {
		for _, comments := range s.file.Comments {
			for _, c := range comments.List {
				for _, word := range []string{"TO" + "DO", "FIX" + "ME", "XX" + "X"} {
					if strings.Contains(c.Text, word) {
						t.Errorf("%s: %s", s.set.Position(c.Pos()), word)
					}
				}
			}
		}
	}
}

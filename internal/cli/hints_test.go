package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

// named is a command as a hint names it: the group, and the verb if it is a word.
var named = regexp.MustCompile(`\boperator ([a-z]+)(?: ([a-z]+))?`)

// TestEveryHintNamesACommandThatIsThere reads the hints of the whole program: one
// that sends people to a command they do not have, or without a flag that it needs, is
// worse than none.
func TestEveryHintNamesACommandThatIsThere(t *testing.T) {
	stream, _, _ := term.Test("")
	p := newProgram(stream, Version{})
	root := build(p, func(group) bool { return true })
	seen := 0
	for _, hint := range hints(t, "..") {
		if strings.Contains(hint, "`") {
			t.Errorf("the hint %q has marks that a terminal shows as they are", hint)
		}
		for _, words := range named.FindAllStringSubmatch(strings.ReplaceAll(hint, "an operator database", ""), -1) {
			if words[1] == "database" || words[1] == "on" { // "run operator on that machine"
				continue
			}
			seen++
			args := words[1:]
			if words[2] == "" {
				args = args[:1]
			}
			cmd, rest, err := root.Find(args)
			if err != nil || cmd == root || isGroup(cmd) && len(rest) > 0 {
				t.Errorf("the hint %q names %q, which is no command", hint, words[0])
				continue
			}
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				asked := len(f.Annotations[cobra.BashCompOneRequiredFlag]) > 0 && !strings.Contains(hint, "--"+f.Name) &&
					(f.Shorthand == "" || !strings.Contains(hint, " -"+f.Shorthand+" "))
				if asked && !strings.Contains(hint, words[0]+" --help") {
					t.Errorf("the hint %q names %q without --%s, which it needs", hint, words[0], f.Name)
				}
			})
		}
	}
	if seen < 50 {
		t.Errorf("only %d commands were found in hints", seen)
	}
}

// hints are the texts of hints below a folder, tests left out: the first argument
// of WithHint, given as a text or as a constant of the package.
func hints(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		constants := map[string]ast.Expr{}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if i < len(n.Values) {
						constants[name.Name] = n.Values[i]
					}
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "WithHint" && len(n.Args) > 0 {
					all = append(all, texts(n.Args[0], constants)...)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func texts(e ast.Expr, constants map[string]ast.Expr) []string {
	var all []string
	ast.Inspect(e, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && constants[name.Name] != nil {
			n = constants[name.Name]
		}
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				all = append(all, text)
			}
		}
		return true
	})
	return all
}

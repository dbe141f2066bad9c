package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// declared is the types of some packages, by their names as boltstore writes them.
type declared struct {
	rows   []row
	named  map[string]string // what a type that is no row is made of
	tables map[string]bool   // rows that have a table, and not only a place in others
}

// row is a struct that is kept, with its fields in the order of their numbers.
type row struct {
	name   string
	fields []field
}

type field struct {
	name   string
	typ    string
	number int
}

// read takes the types of the package in a folder.
func (d *declared) read(folder, prefix string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if of, ok := n.(*ast.IndexExpr); ok && types.ExprString(of.X) == "table" {
				d.tables[types.ExprString(of.Index)] = true
			}
			return true
		})
		for _, decl := range file.Decls {
			if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				if err := d.take(g, prefix); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
	}
	return nil
}

func (d *declared) take(g *ast.GenDecl, prefix string) error {
	for _, s := range g.Specs {
		t := s.(*ast.TypeSpec)
		name := prefix + t.Name.Name
		structure, ok := t.Type.(*ast.StructType)
		if !ok {
			if of, ok := t.Type.(*ast.IndexExpr); ok {
				d.named[name] = qualified(of.X, prefix) // ID[kind]
			} else {
				d.named[name] = qualified(t.Type, prefix)
			}
			continue
		}
		r := row{name: name}
		for _, f := range structure.Fields.List {
			if err := r.take(f, prefix); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if len(r.fields) > 0 {
			slices.SortFunc(r.fields, func(a, b field) int { return a.number - b.number })
			d.rows = append(d.rows, r)
		}
	}
	return nil
}

func (r *row) take(f *ast.Field, prefix string) error {
	if f.Tag == nil {
		return nil
	}
	tag, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		return err
	}
	said, ok := reflect.StructTag(tag).Lookup("row")
	if !ok {
		return nil
	}
	number, err := strconv.Atoi(said)
	if err != nil || number < 1 || len(f.Names) != 1 {
		return fmt.Errorf("a field with the tag %s", tag)
	}
	if slices.ContainsFunc(r.fields, func(o field) bool { return o.number == number }) {
		return fmt.Errorf("two fields have the number %d", number)
	}
	r.fields = append(r.fields, field{f.Names[0].Name, qualified(f.Type, prefix), number})
	return nil
}

// qualified is a type as boltstore writes it.
func qualified(e ast.Expr, prefix string) string {
	switch e := e.(type) {
	case *ast.Ident:
		if types.Universe.Lookup(e.Name) == nil {
			return prefix + e.Name
		}
	case *ast.StarExpr:
		return "*" + qualified(e.X, prefix)
	case *ast.ArrayType:
		if e.Len == nil {
			return "[]" + qualified(e.Elt, prefix)
		}
	case *ast.MapType:
		return "map[" + qualified(e.Key, prefix) + "]" + qualified(e.Value, prefix)
	}
	return types.ExprString(e)
}

// basic is what a type is made of, in the end.
func (d *declared) basic(typ string) string {
	for d.named[typ] != "" {
		typ = d.named[typ]
	}
	return typ
}

func (d *declared) isRow(typ string) bool {
	return slices.ContainsFunc(d.rows, func(r row) bool { return r.name == typ })
}

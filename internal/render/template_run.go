package render

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// run is one run of a template. The values are those of JSON: nil, bool, int,
// float64, json.Number, string, []any, map[string]any.
type run struct {
	out   *bytes.Buffer
	ended func() error // why there is no point in going on
	tty   bool
	trees map[string]*parse.Tree
	tree  *parse.Tree // the one that is run
	words map[string]word
	vars  []variable
	depth int
}

type variable struct {
	name  string
	value any
}

// deepest is how far templates may call each other.
const deepest = 1000

// What break and continue are, on their way to their range.
var (
	errBreak    = errors.New("break")
	errContinue = errors.New("continue")
)

// failed is an error at a node: "line 1, character 9: <.nmae>: there is no field".
func (r *run) failed(at parse.Node, format string, args ...any) error {
	place, context := r.tree.ErrorContext(at)
	said := fmt.Sprintf(format, args...)
	if part := strings.Split(place, ":"); len(part) == 3 { // NAME:LINE:BYTE, and the name is ours
		said = fmt.Sprintf("line %s, character %s: <%s>: %s", part[1], part[2], context, said)
	}
	return operator.Errorf(operator.Invalid, "--template: %s", said).
		WithHint("look at what it is given: leave --template out, with -o json").Reason(ReasonFilter)
}

// walk writes what a node makes of dot.
func (r *run) walk(dot any, node parse.Node) error {
	if err := r.ended(); err != nil {
		return err
	}
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			if err := r.walk(dot, child); err != nil {
				return err
			}
		}
	case *parse.TextNode:
		r.out.Write(n.Text)
	case *parse.ActionNode:
		value, err := r.pipe(dot, n.Pipe)
		if err == nil && len(n.Pipe.Decl) == 0 {
			r.out.WriteString(shownText(r.tty, plainText(value)))
		}
		return err
	case *parse.IfNode:
		return r.branch(dot, &n.BranchNode, func(any) any { return dot })
	case *parse.WithNode:
		return r.branch(dot, &n.BranchNode, func(value any) any { return value })
	case *parse.RangeNode:
		return r.each(dot, n)
	case *parse.TemplateNode:
		return r.call(dot, n)
	case *parse.BreakNode:
		return errBreak
	case *parse.ContinueNode:
		return errContinue
	}
	return nil
}

// branch is if and with.
func (r *run) branch(dot any, n *parse.BranchNode, inner func(any) any) error {
	defer r.forget(len(r.vars))
	value, err := r.pipe(dot, n.Pipe)
	switch {
	case err != nil:
		return err
	case truth(value):
		return r.walk(inner(value), n.List)
	case n.ElseList != nil:
		return r.walk(dot, n.ElseList)
	}
	return nil
}

// forget takes away the variables that were made since there were so many.
func (r *run) forget(count int) { r.vars = r.vars[:count] }

// each is range, over a list, the fields of an object in order, or a number.
func (r *run) each(dot any, n *parse.RangeNode) error {
	defer r.forget(len(r.vars))
	over, err := r.pipe(dot, n.Pipe)
	if err != nil {
		return err
	}
	before, rounds := len(r.vars), 0
	round := func(key, value any) (more bool, err error) {
		defer r.forget(before)
		rounds++
		r.declare(n.Pipe, key, value)
		switch err = r.walk(value, n.List); err {
		case errBreak:
			return false, nil
		case errContinue:
			return true, nil
		}
		return err == nil, err
	}
	more := true
	switch over := over.(type) {
	case nil:
	case []any:
		for i := 0; i < len(over) && more; i++ {
			more, err = round(i, over[i])
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(over)) {
			if more {
				more, err = round(name, over[name])
			}
		}
	case int:
		for i := 0; i < over && more; i++ {
			more, err = round(i, i)
		}
	default:
		return r.failed(n.Pipe, "%s cannot be gone through", kindOf(over))
	}
	if err == nil && rounds == 0 && n.ElseList != nil {
		return r.walk(dot, n.ElseList)
	}
	return err
}

// declare gives the variables of a range their values: the last is what it is at,
// the one before that its place.
func (r *run) declare(pipe *parse.PipeNode, key, value any) {
	values := []any{key, value}[2-len(pipe.Decl):]
	for i, v := range pipe.Decl {
		r.set(v.Ident[0], values[i], pipe.IsAssign)
	}
}

// set makes a variable, or changes the latest of its name.
func (r *run) set(name string, value any, change bool) {
	if change {
		for i := len(r.vars) - 1; i >= 0; i-- {
			if r.vars[i].name == name {
				r.vars[i].value = value
				return
			}
		}
	}
	r.vars = append(r.vars, variable{name, value})
}

// call is {{template "name" pipeline}}, which sees its argument alone.
func (r *run) call(dot any, n *parse.TemplateNode) error {
	tree := r.trees[n.Name]
	switch {
	case tree == nil:
		return r.failed(n, "there is no template %q", n.Name)
	case r.depth == deepest:
		return r.failed(n, "templates call each other without an end")
	}
	var given any
	if n.Pipe != nil {
		var err error
		if given, err = r.pipe(dot, n.Pipe); err != nil {
			return err
		}
	}
	inner := *r
	inner.tree, inner.depth, inner.vars = tree, r.depth+1, []variable{{"$", given}}
	return inner.walk(given, tree.Root)
}

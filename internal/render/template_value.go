package render

import (
	"text/template/parse"
)

// pipe is the value of a pipeline: that of its last command, each given what the one
// before it made as its last argument. Variables that it declares get that value,
// but for those of a range.
func (r *run) pipe(dot any, pipe *parse.PipeNode) (value any, err error) {
	for i, cmd := range pipe.Cmds {
		var last []any
		if i > 0 {
			last = []any{value}
		}
		if value, err = r.command(dot, cmd, last); err != nil {
			return nil, err
		}
	}
	if len(pipe.Decl) == 1 {
		r.set(pipe.Decl[0].Ident[0], value, pipe.IsAssign)
	}
	return value, nil
}

// command is the value of a command: of a function, or of the one thing it is.
func (r *run) command(dot any, cmd *parse.CommandNode, last []any) (any, error) {
	if name, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return r.apply(dot, name, cmd.Args[1:], last)
	}
	if len(cmd.Args) > 1 || last != nil {
		return nil, r.failed(cmd.Args[0], "it is no function, and takes nothing")
	}
	if _, ok := cmd.Args[0].(*parse.NilNode); ok {
		return nil, r.failed(cmd.Args[0], "nil is for comparing with")
	}
	return r.value(dot, cmd.Args[0])
}

// apply is what a function makes of its arguments. and and or look at no more of
// them than they need.
func (r *run) apply(dot any, name *parse.IdentifierNode, nodes []parse.Node, last []any) (any, error) {
	does := r.words[name.Ident]
	count := len(nodes) + len(last)
	if count < does.least || does.most >= 0 && count > does.most {
		return nil, r.failed(name, "%s does not take %d arguments", name.Ident, count)
	}
	args := make([]any, 0, count)
	for _, node := range nodes {
		value, err := r.value(dot, node)
		if err != nil {
			return nil, err
		}
		if does.enough != nil && does.enough(value) {
			return value, nil
		}
		args = append(args, value)
	}
	value, err := does.of(append(args, last...))
	if err != nil {
		return nil, r.failed(name, "%s: %s", name.Ident, err)
	}
	return value, nil
}

// value is the value of one thing.
func (r *run) value(dot any, node parse.Node) (any, error) {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot, nil
	case *parse.NilNode:
		return nil, nil
	case *parse.BoolNode:
		return n.True, nil
	case *parse.StringNode:
		return n.Text, nil
	case *parse.NumberNode:
		return r.number(n)
	case *parse.FieldNode:
		return r.fields(dot, n, n.Ident)
	case *parse.VariableNode:
		return r.fields(r.variable(n.Ident[0]), n, n.Ident[1:])
	case *parse.ChainNode:
		of, err := r.value(dot, n.Node)
		if err != nil {
			return nil, err
		}
		return r.fields(of, n, n.Field)
	case *parse.PipeNode:
		defer r.forget(len(r.vars))
		return r.pipe(dot, n)
	case *parse.IdentifierNode:
		return r.apply(dot, n, nil, nil)
	}
	return nil, r.failed(node, "it has no value")
}

func (r *run) number(n *parse.NumberNode) (any, error) {
	switch {
	case n.IsInt:
		return int(n.Int64), nil
	case n.IsFloat:
		return n.Float64, nil
	}
	return nil, r.failed(n, "it is no number of JSON")
}

// variable is the value of a variable, which the parser has seen declared.
func (r *run) variable(name string) any {
	for i := len(r.vars) - 1; i >= 0; i-- {
		if r.vars[i].name == name {
			return r.vars[i].value
		}
	}
	return nil
}

// fields is what is found in a value by the names of fields, one within the other.
func (r *run) fields(value any, at parse.Node, names []string) (any, error) {
	for _, name := range names {
		switch of := value.(type) {
		case map[string]any:
			inner, ok := of[name]
			if !ok {
				return nil, r.failed(at, "there is no field %q", name)
			}
			value = inner
		case nil:
			return nil, r.failed(at, "null has no field %q: {{with}} asks first", name)
		case []any:
			return nil, r.failed(at, "a list has no field %q: {{range .}} goes through it", name)
		default:
			return nil, r.failed(at, "%s has no field %q", kindOf(value), name)
		}
	}
	return value, nil
}

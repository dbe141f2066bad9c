package config

import (
	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddContext writes a context into the file. One of the same name that says
// something else is a Conflict, unless it is to be replaced. current makes it the
// current context: always, or only where there is none.
func (b Book) AddContext(name string, add Context, replace bool, current Current) (changed bool, err error) {
	if err := checkContextName(name); err != nil {
		return false, err
	}
	return b.edit(func(root *yaml.Node, file File) error {
		has, there := file.Contexts[name]
		if there && has != add && !replace {
			return operator.Errorf(operator.Conflict, "there is a context %s already", name).
				WithHint("change it: operator config set contexts.%s.KEY VALUE, or delete it: operator context delete %s", name, name).
				Reason("context_exists")
		}
		at := mapping(mapping(root, contextsKey), name)
		for _, key := range contextKeys() {
			set(at, key, add.value(key))
		}
		if current == Always || current == IfNone && text(root, currentContext) == "" {
			set(root, currentContext, name)
		}
		return nil
	})
}

// Current says when a context that is added becomes the current one.
type Current int

// When a context becomes the current one.
const (
	Never Current = iota
	IfNone
	Always
)

// value is the value of a key.
func (c Context) value(key string) string {
	return map[string]string{
		"store": c.Store, "remote": c.Remote, "as": c.As, "token-file": c.TokenFile, "output": c.Output, "timeout": c.Timeout,
	}[key]
}

// UseContext makes a context the current one.
func (b Book) UseContext(name string) (changed bool, err error) {
	return b.edit(func(root *yaml.Node, file File) error {
		_, err := file.Context(name)
		set(root, currentContext, operator.Fold(name))
		return err
	})
}

// DeleteContext takes a context out of the file. If it is the current one there
// is none afterwards. What it names is left alone.
func (b Book) DeleteContext(name string) error {
	_, err := b.edit(func(root *yaml.Node, file File) error {
		if _, err := file.Context(name); err != nil {
			return err
		}
		remove(lookup(root, contextsKey), operator.Fold(name))
		if file.IsCurrent(name) {
			remove(root, currentContext)
		}
		return nil
	})
	return err
}

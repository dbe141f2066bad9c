package config

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// checker finds what is wrong in a configuration file, and says in which line and
// column; viper knows neither places nor that a name was given twice.
type checker struct{ Book }

func (k checker) file(root *yaml.Node) error {
	if err := k.keys(root, "the file", fileKeys()); err != nil {
		return err
	}
	for i := 0; i < len(root.Content); i += 2 {
		if root.Content[i].Value == contextsKey {
			continue
		}
		if err := k.value(root.Content[i].Value, "", root.Content[i+1]); err != nil {
			return err
		}
	}
	contexts := lookup(root, contextsKey)
	if contexts == nil || isNull(contexts) {
		return nil
	}
	if err := k.keys(contexts, "contexts", nil); err != nil {
		return err
	}
	for i := 0; i < len(contexts.Content); i += 2 {
		if err := k.context(contexts.Content[i], contexts.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (k checker) context(name, context *yaml.Node) error {
	if err := checkContextName(name.Value); err != nil {
		return k.because(name, err)
	}
	if err := k.keys(context, "context "+name.Value, contextKeys()); err != nil {
		return err
	}
	for i := 0; i < len(context.Content); i += 2 {
		if err := k.value(context.Content[i].Value, " of context "+name.Value, context.Content[i+1]); err != nil {
			return err
		}
	}
	store, remote := text(context, "store"), text(context, "remote")
	switch {
	case store != "" && remote != "":
		return k.wrong(lookup(context, "remote"), "two_targets", "context %s has both a store and a remote", name.Value)
	case store == "" && remote == "":
		return k.wrong(name, "no_target", "context %s has neither a store nor a remote", name.Value)
	}
	return nil
}

// value refuses what the key cannot be.
func (k checker) value(name, of string, at *yaml.Node) error {
	if at.Kind != yaml.ScalarNode {
		return k.wrong(at, "not_text", "%s%s must be one value", name, of)
	}
	known, ok := findKey(name)
	if !ok || isNull(at) {
		return nil // the name of a context, which is looked for when it is needed
	}
	if err := known.checkValue(k.Book, at.Value, FromContext); err != nil {
		return k.because(at, err)
	}
	return nil
}

// keys refuses what is no mapping, keys that are not known (nil knows all), and
// keys given twice, in any case.
func (k checker) keys(at *yaml.Node, what string, known []string) error {
	if at.Kind != yaml.MappingNode {
		return k.wrong(at, "not_a_mapping", "%s must be a list of keys and values", what)
	}
	seen := map[string]bool{}
	for i := 0; i < len(at.Content); i += 2 {
		key := at.Content[i]
		if known != nil && !slices.Contains(known, key.Value) {
			return unknownKey(k.wrong(key, "unknown_key", "unknown key %q", key.Value), key.Value, known)
		}
		folded := operator.Fold(key.Value)
		if seen[folded] {
			return k.wrong(key, "key_twice", "%q is there twice", key.Value)
		}
		seen[folded] = true
	}
	return nil
}

// unknownKey says what keys there are.
func unknownKey(err *operator.Error, name string, known []string) error {
	if hint := suggest.DidYouMean(suggest.Nearest(name, known)); hint != "" {
		return err.WithHint("%s", hint)
	}
	return err.WithHint("known here: %s", strings.Join(known, ", "))
}

func (k checker) wrong(at *yaml.Node, reason, format string, args ...any) *operator.Error {
	return operator.Errorf(operator.Config, "%s:%d:%d: "+format, append([]any{k.Path, at.Line, at.Column}, args...)...).
		Reason(reason).With("file", k.Path).With("line", at.Line).With("column", at.Column)
}

// because puts the place before what is wrong there.
func (k checker) because(at *yaml.Node, err error) *operator.Error {
	e := k.wrong(at, "bad_value", "%s", err.Error())
	if cause, ok := errors.AsType[*operator.Error](err); ok {
		e.Hint = cause.Hint
		if reason, ok := cause.Details["reason"].(string); ok {
			e = e.Reason(reason)
		}
	}
	return e
}

// checkContextName keeps names to what viper, which folds the case of keys, and
// shells leave alone.
func checkContextName(name string) error {
	bad := strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789._-")
	if name == "" || bad != "" || strings.HasPrefix(name, "-") || len(name) > operator.MaxLine {
		return operator.Errorf(operator.Config, "%q is not a name for a context", name).
			WithHint("use small letters, digits, dots, dashes and underscores").Reason("bad_context_name")
	}
	return nil
}

// lookup is the value of a key of a mapping, nil if it is not there.
func lookup(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; mapping != nil && i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func text(mapping *yaml.Node, key string) string {
	if at := lookup(mapping, key); at != nil && !isNull(at) {
		return at.Value
	}
	return ""
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

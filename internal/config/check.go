package config

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What may stand in the file.
var (
	fileKeys    = []string{"current-context", "contexts"}
	contextKeys = []string{"store", "remote", "as", "token-file", "output", "timeout"}
)

// checker finds what is wrong in a configuration file, and says on which line;
// viper knows neither lines nor that a name was given twice.
type checker struct{ path string }

func (k checker) file(root *yaml.Node) error {
	if err := k.keys(root, "the file", fileKeys); err != nil {
		return err
	}
	if at := lookup(root, "current-context"); at != nil && at.Kind != yaml.ScalarNode {
		return k.wrong(at, "not_text", "current-context must be a name")
	}
	contexts := lookup(root, "contexts")
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
	if err := k.keys(context, "context "+name.Value, contextKeys); err != nil {
		return err
	}
	for i := 0; i < len(context.Content); i += 2 {
		if at := context.Content[i+1]; at.Kind != yaml.ScalarNode {
			return k.wrong(at, "not_text", "%s of context %s must be one value", context.Content[i].Value, name.Value)
		}
	}
	store, remote := text(context, "store"), text(context, "remote")
	switch {
	case store != "" && remote != "":
		return k.wrong(lookup(context, "remote"), "two_targets", "context %s has both a store and a remote", name.Value)
	case store == "" && remote == "":
		return k.wrong(name, "no_target", "context %s has neither a store nor a remote", name.Value)
	case remote != "":
		if _, err := checkRemote(remote, FromContext); err != nil {
			return k.because(lookup(context, "remote"), err)
		}
	}
	if timeout := text(context, "timeout"); timeout != "" {
		if _, err := parseTimeout(timeout, FromContext); err != nil {
			return k.because(lookup(context, "timeout"), err)
		}
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
			err := k.wrong(key, "unknown_key", "unknown key %q", key.Value)
			if hint := suggest.DidYouMean(suggest.Nearest(key.Value, known)); hint != "" {
				return err.WithHint("%s", hint)
			}
			return err.WithHint("known here: %s", strings.Join(known, ", "))
		}
		if folded := operator.Fold(key.Value); seen[folded] {
			return k.wrong(key, "key_twice", "%q is there twice", key.Value)
		} else {
			seen[folded] = true
		}
	}
	return nil
}

func (k checker) wrong(at *yaml.Node, reason, format string, args ...any) *operator.Error {
	return operator.Errorf(operator.Config, "%s:%d: "+format, append([]any{k.path, at.Line}, args...)...).
		Reason(reason).With("file", k.path).With("line", at.Line)
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
	for i := 0; i+1 < len(mapping.Content); i += 2 {
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

package config

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Context is a named place to run against. Exactly one of Store and Remote is set.
type Context struct {
	Store     string `mapstructure:"store"`
	Remote    string `mapstructure:"remote"`
	As        string `mapstructure:"as"`
	TokenFile string `mapstructure:"token-file"`
	Output    string `mapstructure:"output"`
	Timeout   string `mapstructure:"timeout"`
}

// File is what the configuration file says.
type File struct {
	CurrentContext string             `mapstructure:"current-context"`
	Contexts       map[string]Context `mapstructure:"contexts"`

	path string
}

// defaults has a value for every key, since viper overlooks keys without one.
func defaults() map[string]any {
	return map[string]any{"current-context": "", "contexts": map[string]any{}}
}

// maxFile is how long a configuration file may be, in bytes.
const maxFile = 1 << 20

// ReadFile reads the configuration file at path. One that is not there says
// nothing, and costs nothing: viper is made only to read one.
func ReadFile(path string) (File, error) {
	raw, err := readSafely(path)
	if err != nil || raw == nil {
		return File{path: path}, err
	}
	doc, err := parse(path, raw)
	if err != nil {
		return File{}, err
	}
	if err := (checker{path}).file(doc); err != nil {
		return File{}, err
	}
	values := map[string]any{}
	if err := doc.Decode(&values); err != nil {
		return File{}, badYAML(path, err)
	}
	return decode(path, values)
}

func decode(path string, values map[string]any) (File, error) {
	// The delimiter is one that no name can hold: with viper's dot, a context
	// named prod.example would be lost without a word.
	v := viper.NewWithOptions(viper.KeyDelimiter("::"))
	for key, value := range defaults() {
		v.SetDefault(key, value)
	}
	if err := v.MergeConfigMap(values); err != nil {
		return File{}, operator.Wrap(operator.Config, err, "%s", path)
	}
	file := File{path: path}
	if err := v.UnmarshalExact(&file); err != nil {
		return File{}, operator.Wrap(operator.Config, err, "%s", path)
	}
	return file, nil
}

// readSafely reads a file that nobody else can write. It is nil if there is none.
func readSafely(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, operator.Wrap(operator.Config, err, "cannot read the configuration")
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return nil, operator.Wrap(operator.Config, err, "cannot read the configuration")
	}
	if !stat.Mode().IsRegular() {
		return nil, operator.Errorf(operator.Config, "%s is not a file", path).Reason("not_a_file")
	}
	if err := checkWriters(path, stat); err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, operator.Wrap(operator.Config, err, "cannot read the configuration")
	}
	if len(raw) > maxFile {
		return nil, operator.Errorf(operator.Config, "%s is too long for a configuration file", path).Reason("too_long")
	}
	return raw, nil
}

// parse reads the one document of a file. An empty file is an empty mapping.
func parse(path string, raw []byte) (*yaml.Node, error) {
	var doc, more yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}, nil
	}
	if err != nil {
		return nil, badYAML(path, err)
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, operator.Errorf(operator.Config, "%s has more than one document", path).Reason("bad_yaml")
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		comments := root.HeadComment
		*root = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", HeadComment: comments}
	}
	return root, nil
}

// badYAML puts the line first, where the YAML library says it: file:3: what.
func badYAML(path string, err error) error {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:\n  ")
	where := path
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if line, what, ok := strings.Cut(rest, ": "); ok {
			where, text = path+":"+line, what
		}
	}
	return operator.Errorf(operator.Config, "%s: not valid YAML: %s", where, text).Reason("bad_yaml")
}

// find gives the context of that name, in any case.
func (f File) find(name string, origin Origin) (Context, error) {
	if c, ok := f.Contexts[operator.Fold(name)]; ok {
		return c, nil
	}
	err := operator.Errorf(operator.Config, "there is no context %q in %s", name, orNoFile(f.path)).
		Reason("unknown_context").With("origin", string(origin))
	if hint := suggest.DidYouMean(suggest.Nearest(name, f.Names())); hint != "" {
		return Context{}, err.WithHint("%s", hint)
	}
	if len(f.Contexts) == 0 {
		return Context{}, err.WithHint("it has no contexts")
	}
	return Context{}, err.WithHint("it has %s", strings.Join(f.Names(), ", "))
}

// Names lists the contexts in alphabetical order.
func (f File) Names() []string {
	names := make([]string, 0, len(f.Contexts))
	for name := range f.Contexts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// IsCurrent says whether the context is the one used where nothing else is said.
func (f File) IsCurrent(name string) bool { return operator.Fold(f.CurrentContext) == name }

func orNoFile(path string) string {
	if path == "" {
		return "the configuration (HOME is not set, so there is none)"
	}
	return path
}

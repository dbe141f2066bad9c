package config

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Book is a configuration file, there or not.
type Book struct {
	Path    string   // empty where there is no place for one
	Formats []string // the output formats there are; none takes any
	DryRun  bool     // changes are checked, and not written
}

// Context is a named place to run against. Exactly one of Store and Remote is set.
type Context struct {
	Store     string `mapstructure:"store"`
	Remote    string `mapstructure:"remote"`
	As        string `mapstructure:"as"`
	TokenFile string `mapstructure:"token-file"`
	Output    string `mapstructure:"output"`
	Timeout   string `mapstructure:"timeout"`
}

// File is what a configuration file says.
type File struct {
	CurrentContext string             `mapstructure:"current-context"`
	Contexts       map[string]Context `mapstructure:"contexts"`
	Output         string             `mapstructure:"output"`
	Timeout        string             `mapstructure:"timeout"`
	NoColour       string             `mapstructure:"no-color"`
	Pager          string             `mapstructure:"pager"`
	Editor         string             `mapstructure:"editor"`
	Accessible     string             `mapstructure:"accessible"`

	path  string
	says  map[string]string // what stands in the file, by key: contexts.office.store
	lines map[string]int    // and in which line
}

// maxFile is how long a configuration file may be, in bytes.
const maxFile = 1 << 20

// Read reads the file. One that is not there says nothing, and costs nothing:
// viper is made only to read one.
func (b Book) Read() (File, error) {
	raw, err := readSafely(b.Path)
	if err != nil || raw == nil {
		return File{path: b.Path}, err
	}
	return b.parse(raw)
}

// parse reads what a file holds, and refuses what is wrong in it.
func (b Book) parse(raw []byte) (File, error) {
	root, err := parse(b.Path, raw)
	if err != nil {
		return File{}, err
	}
	if err := (checker{b}).file(root); err != nil {
		return File{}, err
	}
	file := File{path: b.Path, says: map[string]string{}, lines: map[string]int{}}
	return file, file.decode(file.texts(root, ""))
}

// texts makes of a mapping what viper reads, each value as it is written: a
// person's number is no number here, and "off" no truth value.
func (f File) texts(mapping *yaml.Node, in string) map[string]any {
	values := map[string]any{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		name, at := mapping.Content[i], mapping.Content[i+1]
		f.lines[in+name.Value] = name.Line
		switch {
		case at.Kind == yaml.MappingNode:
			values[name.Value] = f.texts(at, in+name.Value+".")
		case !isNull(at):
			values[name.Value] = at.Value
			f.says[in+name.Value] = at.Value
		}
	}
	return values
}

func (f *File) decode(values map[string]any) error {
	// The delimiter is one that no name can hold: with viper's dot, a context
	// named prod.example would be lost without a word.
	v := viper.NewWithOptions(viper.KeyDelimiter("::"))
	for _, key := range fileKeys() { // viper overlooks keys without a default
		v.SetDefault(key, "")
	}
	v.SetDefault(contextsKey, map[string]any{})
	if err := v.MergeConfigMap(values); err != nil {
		return operator.Wrap(operator.Config, err, "%s", f.path)
	}
	if err := v.UnmarshalExact(f); err != nil {
		return operator.Wrap(operator.Config, err, "%s", f.path)
	}
	return nil
}

// readSafely reads a file that nobody else can write, in a folder where nobody
// else can put another in its place. It is nil if there is none.
func readSafely(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, operator.Wrap(operator.Config, err, "cannot read the configuration").Reason("unreadable")
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return nil, operator.Wrap(operator.Config, err, "cannot read the configuration").Reason("unreadable")
	}
	if !stat.Mode().IsRegular() {
		return nil, operator.Errorf(operator.Config, "%s is not a file", path).Reason("not_a_file")
	}
	if err := checkWriters(path, stat); err != nil {
		return nil, err
	}
	if err := checkFolders(path); err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, operator.Wrap(operator.Config, err, "cannot read the configuration").Reason("unreadable")
	}
	if len(raw) > maxFile {
		return nil, operator.Errorf(operator.Config, "%s is too long for a configuration file", path).Reason("too_long")
	}
	return raw, nil
}

// checkFolders refuses a folder where others can put another file in the place of
// this one; of a link, both that of the link and that of the file.
func checkFolders(path string) error {
	folders := []string{filepath.Dir(path)}
	if real, err := followed(path); err == nil && filepath.Dir(real) != folders[0] {
		folders = append(folders, filepath.Dir(real))
	}
	for _, folder := range folders {
		stat, err := os.Stat(folder)
		if err != nil {
			return operator.Wrap(operator.Config, err, "cannot read the configuration").Reason("unreadable")
		}
		if err := checkFolder(folder, stat); err != nil {
			return err
		}
	}
	return nil
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

// badYAML puts the line first, where the YAML library says it: file:3: what. It
// knows no columns.
func badYAML(path string, err error) error {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "yaml: "), "unmarshal errors:\n  ")
	where := path
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if line, what, ok := strings.Cut(rest, ": "); ok {
			where, text = path+":"+line, what
		}
	}
	return operator.Errorf(operator.Config, "%s: not valid YAML: %s", where, text).
		WithHint("mend it: operator config edit").Reason("bad_yaml")
}

// find gives the context of that name, in any case.
func (f File) find(name string, origin Origin) (Context, error) {
	if c, ok := f.Contexts[operator.Fold(name)]; ok {
		return c, nil
	}
	return Context{}, f.noContext(operator.Config, name).With("origin", string(origin))
}

// Context gives the context of that name, in any case, for who names it as an
// argument: one that is not there is NotFound.
func (f File) Context(name string) (Context, error) {
	if c, ok := f.Contexts[operator.Fold(name)]; ok {
		return c, nil
	}
	return Context{}, f.noContext(operator.NotFound, name)
}

func (f File) noContext(code operator.Code, name string) *operator.Error {
	err := operator.Errorf(code, "there is no context %q in %s", name, orNoFile(f.path)).Reason("unknown_context")
	if hint := suggest.DidYouMean(suggest.Nearest(name, f.Names())); hint != "" {
		return err.WithHint("%s", hint)
	}
	if len(f.Contexts) == 0 {
		return err.WithHint("it has no contexts: operator context add NAME --store DIR")
	}
	return err.WithHint("it has %s", strings.Join(f.Names(), ", "))
}

// Names lists the contexts in alphabetical order.
func (f File) Names() []string {
	return slices.Sorted(maps.Keys(f.Contexts))
}

// IsCurrent says whether the context is the one used where nothing else is said.
func (f File) IsCurrent(name string) bool {
	return f.CurrentContext != "" && operator.Fold(f.CurrentContext) == operator.Fold(name)
}

// Line is the line of the file in which a key stands, as contexts.office.store or
// contexts.office; 0 if it is not there.
func (f File) Line(key string) int { return f.lines[key] }

func orNoFile(path string) string {
	if path == "" {
		return "the configuration (HOME is not set, so there is none)"
	}
	return path
}

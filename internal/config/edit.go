package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddContext writes a context into the file at path, in the place of one of the
// same name, and makes it the current one if makeCurrentIfNone and there is
// none. Comments and everything else in the file stay. The file is replaced as
// a whole (0600, in a folder that is made 0700), so that nobody sees half of it.
func AddContext(path, name string, context Context, makeCurrentIfNone bool) error {
	if err := checkContextName(name); err != nil {
		return err
	}
	return edit(path, func(root *yaml.Node) {
		set(mapping(mapping(root, "contexts"), name), []pair{
			{"store", context.Store},
			{"remote", context.Remote},
			{"as", context.As},
			{"token-file", context.TokenFile},
			{"output", context.Output},
			{"timeout", context.Timeout},
		})
		if makeCurrentIfNone && text(root, "current-context") == "" {
			set(root, []pair{{"current-context", name}})
		}
	})
}

// UseContext makes a context the current one.
func UseContext(path, name string) error {
	file, err := ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := file.find(name, FromFlag); err != nil {
		return err
	}
	return edit(path, func(root *yaml.Node) { set(root, []pair{{"current-context", operator.Fold(name)}}) })
}

// DeleteContext takes a context out of the file. If it is the current one there
// is none afterwards. What it names is left alone.
func DeleteContext(path, name string) error {
	file, err := ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := file.find(name, FromFlag); err != nil {
		return err
	}
	name = operator.Fold(name)
	return edit(path, func(root *yaml.Node) {
		remove(lookup(root, "contexts"), name)
		if file.IsCurrent(name) {
			remove(root, "current-context")
		}
	})
}

// edit changes the tree of the file at path, and writes it if it is still right.
func edit(path string, change func(root *yaml.Node)) error {
	if path == "" {
		return operator.Errorf(operator.Config, "there is no place for a configuration file: HOME is not set").
			WithHint("set OPERATOR_CONFIG to a file").Reason("no_home")
	}
	// A file that is a link, as people keep who share theirs between machines,
	// stays one.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	raw, err := readSafely(path)
	if err != nil {
		return err
	}
	root, err := parse(path, raw)
	if err != nil {
		return err
	}
	if err := (checker{path}).file(root); err != nil {
		return err
	}
	change(root)
	if err := (checker{path}).file(root); err != nil {
		return err
	}
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(root), enc.Close()); err != nil {
		return operator.Wrap(operator.Internal, err, "cannot write the configuration")
	}
	if bytes.Equal(raw, out.Bytes()) {
		return nil
	}
	if err := replace(path, out.Bytes()); err != nil {
		code := operator.CannotCreate
		if errors.Is(err, fs.ErrPermission) {
			code = operator.Denied
		}
		return operator.Wrap(code, err, "cannot write the configuration")
	}
	return nil
}

// replace writes a file of mode 0600 and puts it in the place of path.
func replace(path string, content []byte) (err error) {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".config-*.yaml") // CreateTemp makes it 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

type pair struct{ key, value string }

// set gives a mapping the values, and takes out keys whose value is empty.
func set(in *yaml.Node, pairs []pair) {
	for _, p := range pairs {
		if p.value == "" {
			remove(in, p.key)
			continue
		}
		fresh := yaml.Node{}
		fresh.SetString(p.value)
		if at := lookup(in, p.key); at != nil {
			fresh.HeadComment, fresh.LineComment, fresh.FootComment = at.HeadComment, at.LineComment, at.FootComment
			*at = fresh
			continue
		}
		in.Content = append(in.Content, keyNode(p.key), &fresh)
	}
}

// mapping is the mapping under a key, made if it is not there.
func mapping(in *yaml.Node, key string) *yaml.Node {
	at := lookup(in, key)
	if at == nil {
		at = &yaml.Node{}
		in.Content = append(in.Content, keyNode(key), at)
	}
	if at.Kind != yaml.MappingNode {
		*at = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", HeadComment: at.HeadComment, LineComment: at.LineComment}
	}
	return at
}

func remove(in *yaml.Node, key string) {
	for i := 0; in != nil && i+1 < len(in.Content); i += 2 {
		if in.Content[i].Value == key {
			in.Content = append(in.Content[:i], in.Content[i+2:]...)
			return
		}
	}
}

func keyNode(key string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(key)
	return n
}

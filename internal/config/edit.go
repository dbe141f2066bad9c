package config

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// edit changes the tree of the file, and writes it if it is still right. Comments
// and the order of keys stay. It says whether anything changed.
func (b Book) edit(change func(root *yaml.Node, file File) error) (changed bool, err error) {
	if b.DryRun && b.Path != "" {
		_, changed, err = b.changed(change)
		return changed, err
	}
	err = b.alone(func(b Book) error {
		var fresh []byte
		if fresh, changed, err = b.changed(change); err != nil || !changed {
			return err
		}
		return replace(b.Path, fresh)
	})
	return changed && err == nil, err
}

// alone runs do, which replaces the file, while nobody else does: of two changes
// at once none is lost. The folder is made, 0700, if it is not there. What do is
// given is the file itself: one that is a link, as people keep who share theirs
// between machines, stays one.
func (b Book) alone(do func(Book) error) error {
	if b.Path == "" {
		return operator.Errorf(operator.Config, "there is no place for a configuration file: HOME is not set").
			WithHint("set OPERATOR_CONFIG to a file").Reason("no_home")
	}
	link := b.Path
	var err error
	if b.Path, err = followed(link); err != nil {
		return notWritten(err)
	}
	folder := filepath.Dir(b.Path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return notWritten(err)
	}
	if err := checkFolders(link); err != nil {
		return err
	}
	return notWritten(locked(folder, func() error { return do(b) }))
}

// changed is what the file would hold after a change, and whether that differs.
func (b Book) changed(change func(root *yaml.Node, file File) error) ([]byte, bool, error) {
	raw, err := readSafely(b.Path)
	if err != nil {
		return nil, false, err
	}
	file, err := b.parse(raw)
	if err != nil {
		return nil, false, err
	}
	root, err := parse(b.Path, raw)
	if err != nil {
		return nil, false, err
	}
	before, err := encode(root)
	if err != nil {
		return nil, false, err
	}
	if err := change(root, file); err != nil {
		return nil, false, err
	}
	after, err := encode(root)
	if err != nil || bytes.Equal(before, after) {
		return raw, false, err // what would differ is how the file is indented
	}
	want, err := b.parse(after)
	if err != nil {
		return nil, false, err
	}
	laid := []byte(keepLayout(string(raw), string(before), string(after)))
	if got, err := b.parse(laid); err == nil && maps.Equal(got.says, want.says) {
		return laid, true, nil
	}
	return after, true, nil
}

func encode(root *yaml.Node) ([]byte, error) {
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := errors.Join(enc.Encode(root), enc.Close()); err != nil {
		return nil, operator.Wrap(operator.Internal, err, "cannot write the configuration")
	}
	return out.Bytes(), nil
}

// notWritten gives a failure of the disk its meaning.
func notWritten(err error) error {
	if _, ok := errors.AsType[*operator.Error](err); ok || err == nil {
		return err
	}
	code := operator.CannotCreate
	if errors.Is(err, fs.ErrPermission) {
		code = operator.Denied
	}
	return operator.Wrap(code, err, "cannot write the configuration").Reason("not_written")
}

// mostLinks is how many links in a row are followed.
const mostLinks = 40

// followed is the file that a path leads to, which need not be there.
func followed(path string) (string, error) {
	for range mostLinks {
		target, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link: a file, or nothing yet
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	return "", &fs.PathError{Op: "follow", Path: path, Err: errors.New("too many links")}
}

// replace writes a file of mode 0600 and puts it in the place of path, so that
// nobody sees half of it.
func replace(path string, content []byte) (err error) {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, temporary) // CreateTemp makes it 0600
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

// temporary is what a file is called until it is whole.
const temporary = ".config-*.yaml"

// set gives a key of a mapping a value, or takes the key out if that is empty.
func set(in *yaml.Node, name, value string) {
	if value == "" {
		remove(in, name)
		return
	}
	fresh := yaml.Node{}
	fresh.SetString(value)
	if at := lookup(in, name); at != nil {
		fresh.HeadComment, fresh.LineComment, fresh.FootComment = at.HeadComment, at.LineComment, at.FootComment
		*at = fresh
		return
	}
	in.Content = append(in.Content, keyNode(name), &fresh)
}

// mapping is the mapping under a key, made if it is not there.
func mapping(in *yaml.Node, name string) *yaml.Node {
	at := lookup(in, name)
	if at == nil {
		at = &yaml.Node{}
		in.Content = append(in.Content, keyNode(name), at)
	}
	if at.Kind != yaml.MappingNode {
		*at = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", HeadComment: at.HeadComment, LineComment: at.LineComment}
	}
	return at
}

func remove(in *yaml.Node, name string) {
	for i := 0; in != nil && i+1 < len(in.Content); i += 2 {
		if in.Content[i].Value == name {
			in.Content = append(in.Content[:i], in.Content[i+2:]...)
			return
		}
	}
}

func keyNode(name string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(name)
	return n
}

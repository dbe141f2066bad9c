package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// yamlItems is the format yaml: a list with the fields of the JSON.
type yamlItems[T any] struct {
	w io.Writer
	objects
	n int
}

func (y *yamlItems[T]) put(item T) error {
	y.n++
	raw, err := y.encode(item)
	if err != nil {
		return err
	}
	return writeYAML(y.w, append(append([]byte{'['}, raw...), ']'))
}

func (y *yamlItems[T]) end() error {
	if y.n > 0 {
		return nil
	}
	_, err := io.WriteString(y.w, "[]\n")
	return err
}

// forYAML encodes JSON that is YAML too, which has no UTF-16.
func forYAML(out Output) objects {
	return objects{out: out, spell: func(to []byte, r rune) []byte {
		if r > 0xFFFF {
			return append(to, string(r)...)
		}
		return jsonEscape(to, r)
	}}
}

func yamlEscape(to []byte, r rune) []byte {
	if r > 0xFFFF {
		return fmt.Appendf(to, `\U%08X`, r)
	}
	return fmt.Appendf(to, `\u%04X`, r)
}

// writeYAML writes JSON as YAML. Reading it as nodes keeps the order of fields
// and the digits of numbers.
func writeYAML(w io.Writer, raw []byte) error {
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return err
	}
	blockStyle(&doc)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(&doc); err != nil {
		return err
	}
	_, err := w.Write(escapeHidden(b.Bytes(), yamlEscape))
	return err
}

// blockStyle spreads what was written in JSON's brackets over lines. Strings stay
// in quotes, so that none is read as a number or a date; only names of fields
// that can be nothing else lose them.
func blockStyle(n *yaml.Node) {
	if n.Kind != yaml.ScalarNode && len(n.Content) > 0 {
		n.Style = 0
	}
	for i, c := range n.Content {
		name := n.Kind == yaml.MappingNode && i%2 == 0
		if name && strings.Trim(c.Value, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" {
			c.Style = 0
			continue
		}
		blockStyle(c)
	}
}

package config

import (
	"bytes"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// slot is a place in the file for a value.
type slot struct {
	context string // empty for what counts in all
	key     string
}

// slotOf reads the name of a key of the file: output, current-context, or
// contexts.office.store. The name of a context may have dots, its keys have none.
func slotOf(name string, file File) (slot, error) {
	if below, ok := strings.CutPrefix(name, contextsKey+"."); ok {
		dot := strings.LastIndexByte(below, '.')
		s := slot{context: below}
		if dot >= 0 {
			s = slot{below[:dot], below[dot+1:]}
		}
		if known, ok := findKey(s.key); !ok || !known.inContext {
			return s, noKey(name, s.in(contextKeys()))
		}
		return s, nil
	}
	known, ok := findKey(name)
	switch {
	case name == currentContext || ok && known.inFile:
		return slot{key: name}, nil
	case ok:
		of := file.CurrentContext
		if of == "" {
			of = "NAME"
		}
		return slot{}, operator.Errorf(operator.Usage, "%s is said for each context", name).
			WithHint("name the context: operator config set contexts.%s.%s VALUE", of, name).Reason("context_key")
	}
	return slot{}, noKey(name, append(slotNames(), "contexts.NAME.KEY"))
}

func (s slot) String() string {
	if s.context == "" {
		return s.key
	}
	return contextsKey + "." + s.context + "." + s.key
}

// in is the names of keys in the slot's context.
func (s slot) in(keys []string) []string {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = slot{s.context, key}.String()
	}
	return names
}

func noKey(name string, known []string) error {
	return unknownKey(operator.Errorf(operator.Usage, "no configuration key %q", name).Reason("unknown_key"), name, known)
}

// slotNames is what can be set beside contexts.
func slotNames() []string {
	return append([]string{currentContext}, namesWhere(func(k key) bool { return k.inFile })...)
}

// Keys lists what Set can set.
func (f File) Keys() []string {
	names := slotNames()
	for _, name := range f.Names() {
		names = append(names, slot{context: name}.in(contextKeys())...)
	}
	return names
}

// Set gives a key of the file a value, as output, current-context or
// contexts.office.store. A key that is not known, and a value that it cannot have,
// is Usage; a context that is not there NotFound.
func (b Book) Set(name, value string) (changed bool, err error) {
	return b.edit(func(root *yaml.Node, file File) error {
		at, err := slotOf(name, file)
		if err != nil {
			return err
		}
		if operator.Blank(value) {
			return operator.Errorf(operator.Usage, "the value of %s is empty", at).
				WithHint("operator config unset %s", at).Reason("empty_value")
		}
		if err := b.fits(at, value, file); err != nil {
			return err
		}
		if at.context != "" {
			root = mapping(mapping(root, contextsKey), at.context)
		}
		if at.key == currentContext {
			value = operator.Fold(value)
		}
		set(root, at.key, value)
		if known, _ := findKey(at.key); known.isSwitch {
			on, _ := parseSwitch(value)
			node := lookup(root, at.key)
			node.Tag, node.Value = "!!bool", strconv.FormatBool(on)
		}
		return nil
	})
}

// fits refuses a value that would make the file wrong.
func (b Book) fits(at slot, value string, file File) error {
	if at.key == currentContext {
		_, err := file.Context(value)
		return err
	}
	known, _ := findKey(at.key)
	if err := known.checkValue(b, value, FromFlag); err != nil {
		return err
	}
	if at.context == "" {
		return nil
	}
	has, err := file.Context(at.context)
	if err != nil {
		return err
	}
	if at.key == "store" && has.Remote != "" || at.key == "remote" && has.Store != "" {
		return operator.Errorf(operator.Usage, "context %s would have both a store and a remote", at.context).
			WithHint("make it anew: operator context delete %s, then operator context add %s --%s VALUE", at.context, at.context, at.key).
			Reason("two_targets")
	}
	return nil
}

// Unset takes a key out of the file. One that is not there changes nothing.
func (b Book) Unset(name string) (changed bool, err error) {
	return b.edit(func(root *yaml.Node, file File) error {
		at, err := slotOf(name, file)
		if err != nil {
			return err
		}
		if at.context == "" {
			remove(root, at.key)
			return nil
		}
		has, err := file.Context(at.context)
		if err != nil {
			return err
		}
		if (at.key == "store" || at.key == "remote") && has.value(at.key) != "" {
			return operator.Errorf(operator.Usage, "without a %s, context %s would lead nowhere", at.key, at.context).
				WithHint("operator context delete %s", at.context).Reason("no_target")
		}
		remove(lookup(lookup(root, contextsKey), at.context), at.key)
		return nil
	})
}

// Text is what the file holds, right or wrong; nil where there is none.
func (b Book) Text() ([]byte, error) { return readSafely(b.Path) }

// Rewrite puts a text that somebody edited in the place of the file's, if it is
// right, and if the file is still what they began with.
func (b Book) Rewrite(began, edited []byte) error {
	if _, err := b.parse(edited); err != nil || b.DryRun {
		return err
	}
	return b.alone(func(b Book) error {
		now, err := b.Text()
		if err != nil {
			return err
		}
		if !bytes.Equal(now, began) {
			return operator.Errorf(operator.Conflict, "the configuration changed while it was edited").
				WithHint("start again: operator config edit").Reason("config_changed")
		}
		return replace(b.Path, edited)
	})
}

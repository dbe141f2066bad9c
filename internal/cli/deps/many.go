package deps

import (
	"strings"

	"github.com/spf13/pflag"
)

// Many adds a flag that is given once for each of several values. A value is
// taken as it is, commas and all.
func Many[T ~string](f *pflag.FlagSet, field *[]T, name, short, usage string) {
	f.VarP(many[T]{func(text string) { *field = append(*field, T(text)) }, func() []T { return *field }}, name, short, usage)
}

// OptionalMany is Many for a field of a request that is nil where the flag was
// not given. A single empty value makes the list empty.
func OptionalMany[T ~string](f *pflag.FlagSet, field **[]T, name, short, usage string) {
	add := func(text string) {
		if *field == nil {
			*field = &[]T{}
		}
		if text != "" {
			**field = append(**field, T(text))
		}
	}
	have := func() []T {
		if *field == nil {
			return nil
		}
		return **field
	}
	f.VarP(many[T]{add, have}, name, short, usage)
}

// many is a list of texts.
type many[T ~string] struct {
	add  func(string)
	have func() []T
}

var _ pflag.Value = many[string]{}

func (m many[T]) String() string {
	if m.have == nil {
		return ""
	}
	texts := make([]string, len(m.have()))
	for i, text := range m.have() {
		texts[i] = string(text)
	}
	return strings.Join(texts, ", ")
}

func (m many[T]) Set(text string) error {
	m.add(text)
	return nil
}

func (many[T]) Type() string { return "stringArray" }

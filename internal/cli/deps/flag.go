package deps

import (
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Optional adds a flag for a field of a request that is nil where the flag was
// not given, so that an empty value can be told from none.
func Optional[T ~string](f *pflag.FlagSet, field **T, name, usage string) {
	f.Var(optional[T]{field}, name, usage)
}

// optional is a text that may not be there.
type optional[T ~string] struct{ field **T }

var _ pflag.Value = optional[string]{}

func (o optional[T]) String() string {
	if o.field == nil || *o.field == nil {
		return ""
	}
	return string(**o.field)
}

func (o optional[T]) Set(text string) error {
	value := T(text)
	*o.field = &value
	return nil
}

func (o optional[T]) Type() string { return "string" }

// Require makes flags necessary.
func Require(cmd *cobra.Command, flags ...string) {
	for _, flag := range flags {
		if err := cmd.MarkFlagRequired(flag); err != nil {
			panic(err) // there is no such flag
		}
	}
}

// OptionalBool adds a flag for a field of a request that is nil where the flag was
// not given.
func OptionalBool(f *pflag.FlagSet, field **bool, name, usage string) {
	f.VarPF(optionalBool{field}, name, "", usage).NoOptDefVal = "true"
}

// optionalBool is a switch that may not be there.
type optionalBool struct{ field **bool }

var _ pflag.Value = optionalBool{}

func (o optionalBool) String() string {
	return strconv.FormatBool(o.field != nil && *o.field != nil && **o.field)
}

func (o optionalBool) Set(text string) error {
	value, err := strconv.ParseBool(text)
	*o.field = &value
	return err
}

func (o optionalBool) Type() string { return "bool" }

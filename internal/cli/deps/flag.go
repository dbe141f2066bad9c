package deps

import "github.com/spf13/pflag"

// Optional adds a flag for a field of a request that is nil where the flag was
// not given, so that an empty value can be told from none.
func Optional(f *pflag.FlagSet, field **string, name, usage string) {
	f.Var(optional{field}, name, usage)
}

// optional is a text that may not be there.
type optional struct{ field **string }

var _ pflag.Value = optional{}

func (o optional) String() string {
	if o.field == nil || *o.field == nil {
		return ""
	}
	return **o.field
}

func (o optional) Set(text string) error {
	*o.field = &text
	return nil
}

func (o optional) Type() string { return "string" }

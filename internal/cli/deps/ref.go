package deps

import (
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Refs makes references of arguments.
func Refs(args []string) []operator.Ref {
	refs := make([]operator.Ref, len(args))
	for i, arg := range args {
		refs[i] = operator.Ref(arg)
	}
	return refs
}

// Ref adds a flag for a reference.
func Ref(f *pflag.FlagSet, field *operator.Ref, name, short, usage string) {
	f.StringVarP((*string)(field), name, short, "", usage)
}

package cli

import (
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// once is a flag that takes one value. Given two, it would forget the first: a
// text that somebody wrote, or one of two homes that a message was meant for.
type once struct {
	pflag.Value
	given bool
}

var _ pflag.Value = (*once)(nil)

func (o *once) Set(text string) error {
	if o.given {
		return operator.Errorf(operator.Usage, "it is given twice, and takes one value").Reason("repeated_flag")
	}
	o.given = true
	return o.Value.Set(text)
}

// takeOnce makes the flags of a command refuse a second value, but for those that
// collect values and those that have none. The flags of every command are not
// among them: there the last one counts, so that a shell's alias can be overruled.
func takeOnce(own *pflag.FlagSet) {
	own.VisitAll(func(f *pflag.Flag) {
		switch f.Value.Type() {
		case "bool", "count", "stringArray", "intArray":
		default:
			f.Value = &once{Value: f.Value}
		}
	})
}

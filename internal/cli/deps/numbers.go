package deps

import (
	"strconv"

	"github.com/spf13/pflag"
)

// Numbers adds a flag that is given once for each of several numbers.
func Numbers(f *pflag.FlagSet, field *[]int, name, usage string) {
	f.Var(numbers{field}, name, usage)
}

// numbers is a list of numbers.
type numbers struct{ field *[]int }

var _ pflag.Value = numbers{}

func (n numbers) String() string {
	if n.field == nil {
		return ""
	}
	return Joined(*n.field, ", ", strconv.Itoa)
}

func (n numbers) Set(text string) error {
	number, err := strconv.Atoi(text)
	if err == nil {
		*n.field = append(*n.field, number)
	}
	return err
}

func (numbers) Type() string { return "intArray" }

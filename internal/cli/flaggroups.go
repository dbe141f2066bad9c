package cli

import (
	"errors"
	"strings"
)

// plainly says in our words what cobra says of required flags and of flags that
// go or do not go together. What it does not know it leaves as it is.
func plainly(err error) error {
	text := err.Error()
	if list, ok := between(text, "required flag(s) ", " not set"); ok {
		return missing(strings.Split(strings.ReplaceAll(list, `"`, ""), ", "))
	}
	if list, ok := between(text, "at least one of the flags in the group [", "] is required"); ok {
		return errors.New("give at least one of " + flagsIn(strings.Fields(list), "or"))
	}
	if list, ok := between(text, "none of the others can be; [", "] were all set"); ok {
		return errors.New(flagsIn(strings.Fields(list), "and") + " cannot be given together")
	}
	if list, ok := between(text, "they must all be set; missing [", "]"); ok {
		return missing(strings.Fields(list))
	}
	return err
}

func missing(flags []string) error {
	is := " is"
	if len(flags) > 1 {
		is = " are"
	}
	return errors.New(flagsIn(flags, "and") + is + " missing")
}

// flagsIn lists flags as in "--a, --b and --c".
func flagsIn(names []string, and string) string {
	list := ""
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			list += " " + and + " "
		default:
			list += ", "
		}
		list += "--" + name
	}
	return list
}

// between is what stands in text between two parts.
func between(text, before, after string) (string, bool) {
	_, rest, ok := strings.Cut(text, before)
	if !ok {
		return "", false
	}
	middle, _, ok := strings.Cut(rest, after)
	return middle, ok
}

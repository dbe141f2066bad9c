package render

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"unicode/utf8"
)

// comparisons are the functions of templates that compare. Values of different kinds
// are not equal; only numbers and texts come before each other.
func comparisons() map[string]word {
	order := func(holds func(int) bool) word {
		return word{2, 2, func(args []any) (any, error) {
			c, err := compare(args[0], args[1])
			return err == nil && holds(c), err
		}, nil}
	}
	return map[string]word{
		"eq": {2, -1, func(args []any) (any, error) {
			for _, other := range args[1:] {
				if equal(args[0], other) {
					return true, nil
				}
			}
			return false, nil
		}, nil},
		"ne": {2, 2, func(args []any) (any, error) { return !equal(args[0], args[1]), nil }, nil},
		"lt": order(func(c int) bool { return c < 0 }),
		"le": order(func(c int) bool { return c <= 0 }),
		"gt": order(func(c int) bool { return c > 0 }),
		"ge": order(func(c int) bool { return c >= 0 }),
	}
}

func equal(a, b any) bool {
	if c, err := compare(a, b); err == nil {
		return c == 0
	}
	return reflect.DeepEqual(a, b)
}

// compare is less than 0 where a comes before b.
func compare(a, b any) (int, error) {
	if x, ok := a.(int); ok {
		if y, ok := b.(int); ok {
			return cmp.Compare(x, y), nil
		}
	}
	x, xOK := float(a)
	y, yOK := float(b)
	if xOK && yOK {
		return cmp.Compare(x, y), nil
	}
	s, sOK := a.(string)
	t, tOK := b.(string)
	if sOK && tOK {
		return cmp.Compare(s, t), nil
	}
	return 0, fmt.Errorf("%s and %s cannot be compared", kindOf(a), kindOf(b))
}

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	}
	return 0, false
}

// lengthOf is how many things or fields a value has, or characters a text.
func lengthOf(v any) (int, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case string:
		return utf8.RuneCountInString(v), nil
	case []any:
		return len(v), nil
	case map[string]any:
		return len(v), nil
	}
	return 0, fmt.Errorf("%s has no length", kindOf(v))
}

// index is what is at a place of a list, counted from 0, or at a name of an object,
// one within the other. At a name that is not there is null.
func index(of any, places []any) (any, error) {
	for _, place := range places {
		switch v := of.(type) {
		case []any:
			i, ok := place.(int)
			if !ok {
				return nil, fmt.Errorf("%s is no place in a list", kindOf(place))
			}
			if i < 0 || i >= len(v) {
				return nil, fmt.Errorf("there is no place %d in a list of %d", i, len(v))
			}
			of = v[i]
		case map[string]any:
			name, ok := place.(string)
			if !ok {
				return nil, fmt.Errorf("%s is no name of a field", kindOf(place))
			}
			of = v[name]
		default:
			return nil, fmt.Errorf("there is nothing within %s", kindOf(of))
		}
	}
	return of, nil
}

package render

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"
)

// word is a function of templates.
type word struct {
	least, most int // how many arguments it takes; no limit below 0
	of          func(args []any) (any, error)
	// enough, if not nil, says that an argument is the answer already.
	enough func(arg any) bool
}

// vocabulary is the functions of templates: those of text/template that make sense
// of JSON, and ours.
func vocabulary(now func() time.Time) map[string]word {
	text := func(change func(string) string) word {
		return word{1, 1, func(args []any) (any, error) { return change(plainText(args[0])), nil }, nil}
	}
	words := comparisons()
	maps.Copy(words, map[string]word{
		"and":      {1, -1, func(args []any) (any, error) { return args[len(args)-1], nil }, func(arg any) bool { return !truth(arg) }},
		"or":       {1, -1, func(args []any) (any, error) { return args[len(args)-1], nil }, truth},
		"not":      {1, 1, func(args []any) (any, error) { return !truth(args[0]), nil }, nil},
		"len":      {1, 1, func(args []any) (any, error) { return lengthOf(args[0]) }, nil},
		"index":    {1, -1, func(args []any) (any, error) { return index(args[0], args[1:]) }, nil},
		"print":    {0, -1, func(args []any) (any, error) { return fmt.Sprint(texts(args)...), nil }, nil},
		"println":  {0, -1, func(args []any) (any, error) { return fmt.Sprintln(texts(args)...), nil }, nil},
		"printf":   {1, -1, func(args []any) (any, error) { return fmt.Sprintf(plainText(args[0]), args[1:]...), nil }, nil},
		"json":     {1, 1, func(args []any) (any, error) { return asJSON(args[0]) }, nil},
		"timeago":  {1, 1, func(args []any) (any, error) { return timeago(now(), args[0]) }, nil},
		"date":     {2, 2, func(args []any) (any, error) { return date(plainText(args[0]), args[1]) }, nil},
		"truncate": {2, 2, func(args []any) (any, error) { return truncate(args[0], args[1]) }, nil},
		"join":     {2, 2, func(args []any) (any, error) { return joined(plainText(args[0]), args[1]) }, nil},
		"pluck":    {2, 2, func(args []any) (any, error) { return pluck(plainText(args[0]), args[1]) }, nil},
		"upper":    text(strings.ToUpper),
		"lower":    text(strings.ToLower),
	})
	return words
}

// plainText is a value as text: nothing for null, and JSON for what has parts.
func plainText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any, map[string]any:
		text, err := asJSON(v)
		if err == nil {
			return text
		}
	}
	return fmt.Sprint(v)
}

// texts are values as print takes them: numbers and the like stay what they are,
// for it puts blanks between those.
func texts(values []any) []any {
	shown := make([]any, len(values))
	for i, v := range values {
		switch v.(type) {
		case int, float64, bool:
			shown[i] = v
		default:
			shown[i] = plainText(v)
		}
	}
	return shown
}

func asJSON(v any) (string, error) {
	raw, err := compact(v)
	return string(escapeHidden(raw, jsonEscape)), err
}

// timeago is how long ago a time of the JSON was: "3 min", "2 d".
func timeago(now time.Time, v any) (string, error) {
	at, err := moment(v)
	return Age(now, at), err
}

// date is a time of the JSON in a layout of Go, in UTC.
func date(layout string, v any) (string, error) {
	at, err := moment(v)
	if err != nil || at.IsZero() {
		return "", err
	}
	return at.UTC().Format(layout), nil
}

// moment reads a time or a day of the JSON; nothing is the zero time.
func moment(v any) (time.Time, error) {
	text := plainText(v)
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, fmt.Errorf("%q is no time", text)
	}
	return at, nil
}

// truncate shortens text to so many cells of a terminal.
func truncate(cells, v any) (string, error) {
	n, ok := cells.(int)
	if !ok {
		return "", fmt.Errorf("%s is no number of cells", kindOf(cells))
	}
	return cut(plainText(v), max(0, n)), nil
}

// joined is the things of a list with text between them.
func joined(between string, v any) (string, error) {
	list, err := listOf(v)
	parts := make([]string, len(list))
	for i, item := range list {
		parts[i] = plainText(item)
	}
	return strings.Join(parts, between), err
}

// pluck is one field of each object of a list.
func pluck(field string, v any) ([]any, error) {
	list, err := listOf(v)
	fields := make([]any, len(list))
	for i, item := range list {
		object, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s has no field %q", kindOf(item), field)
		}
		if fields[i], ok = object[field]; !ok {
			return nil, fmt.Errorf("there is no field %q", field)
		}
	}
	return fields, err
}

func listOf(v any) ([]any, error) {
	list, ok := v.([]any)
	if !ok && v != nil {
		return nil, fmt.Errorf("%s is no list", kindOf(v))
	}
	return list, nil
}

// kindOf is what a value of JSON is, in an error.
func kindOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "a text"
	case int, float64, json.Number:
		return "a number"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	}
	return "an object"
}

package api

import (
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Values are the fields of a request as query parameters, under their names in
// JSON. What is empty is left out, but for what a pointer points to. Lists repeat
// their name, and maps do so with NAME=VALUE each.
func Values(req any) url.Values {
	values := url.Values{}
	for _, f := range fields(reflect.ValueOf(req)) {
		v := f.value
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				continue
			}
			v = v.Elem()
		} else if v.IsZero() {
			continue
		}
		if vars, ok := v.Interface().(map[string]string); ok {
			for _, k := range slices.Sorted(maps.Keys(vars)) {
				values.Add(f.name, k+"="+vars[k])
			}
			continue
		}
		if v.Kind() == reflect.Slice {
			for i := range v.Len() {
				values.Add(f.name, text(v.Index(i)))
			}
			continue
		}
		values.Set(f.name, text(v))
	}
	return values
}

// ReadValues fills in what req points to. It refuses parameters that are unknown or
// given twice, and values of another kind.
func ReadValues(values url.Values, req any) error {
	known := fields(reflect.ValueOf(req).Elem())
	for name, given := range values {
		var to *field
		for i := range known {
			if known[i].name == name {
				to = &known[i]
			}
		}
		if to == nil {
			return operator.Errorf(operator.Usage, "there is no parameter %q here", name).Reason("unknown_field").With("field", name)
		}
		if err := to.set(given); err != nil {
			return err
		}
	}
	return nil
}

type field struct {
	name  string
	value reflect.Value
}

// fields are those of a struct that travel, also those of what it embeds.
func fields(v reflect.Value) []field {
	var all []field
	for i := range v.NumField() {
		about := v.Type().Field(i)
		name, _, _ := strings.Cut(about.Tag.Get("json"), ",")
		switch {
		case about.Anonymous && name == "":
			all = append(all, fields(v.Field(i))...)
		case name != "-" && about.IsExported():
			all = append(all, field{name, v.Field(i)})
		}
	}
	return all
}

func text(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.String:
		return v.String()
	}
	// A request that cannot be asked for in an address is a mistake in the table,
	// which a test finds.
	panic(fmt.Sprintf("api: a %s cannot be a query parameter", v.Type()))
}

func (f field) set(given []string) error {
	v := f.value
	if vars, ok := v.Addr().Interface().(*map[string]string); ok {
		return f.setVars(vars, given)
	}
	if v.Kind() == reflect.Slice {
		list := reflect.MakeSlice(v.Type(), len(given), len(given))
		for i, one := range given {
			if err := f.read(list.Index(i), one); err != nil {
				return err
			}
		}
		v.Set(list)
		return nil
	}
	if len(given) != 1 {
		return operator.Errorf(operator.Usage, "the parameter %q is given %d times", f.name, len(given)).Reason("repeated_field").With("field", f.name)
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	return f.read(v, given[0])
}

func (f field) setVars(vars *map[string]string, given []string) error {
	*vars = make(map[string]string, len(given))
	for _, one := range given {
		name, value, ok := strings.Cut(one, "=")
		if _, twice := (*vars)[name]; twice || !ok {
			return operator.Errorf(operator.Usage, "the parameter %q has to be NAME=VALUE, each name once, and is %q", f.name, one).Reason("bad_field").With("field", f.name)
		}
		(*vars)[name] = value
	}
	return nil
}

func (f field) read(v reflect.Value, given string) error {
	var err error
	switch v.Kind() {
	case reflect.Bool:
		switch given {
		case "true", "false":
			v.SetBool(given == "true")
		default:
			err = strconv.ErrSyntax
		}
	case reflect.Int:
		var n int64
		n, err = strconv.ParseInt(given, 10, 64)
		v.SetInt(n)
	case reflect.Uint64:
		var n uint64
		n, err = strconv.ParseUint(given, 10, 64)
		v.SetUint(n)
	case reflect.String:
		v.SetString(given)
	default:
		panic(fmt.Sprintf("api: a %s cannot be a query parameter", v.Type()))
	}
	if err != nil {
		what := "a whole number"
		if v.Kind() == reflect.Bool {
			what = "true or false"
		}
		return operator.Errorf(operator.Usage, "the parameter %q has to be %s, and is %q", f.name, what, given).Reason("bad_field").With("field", f.name)
	}
	return nil
}

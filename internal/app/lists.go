package app

import (
	"reflect"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// checkLists refuses a request with a list that is too long. Everything that a list names
// is looked up, mostly in the transaction of the one writer, and a megabyte of JSON can
// name a conversation 200,000 times.
func checkLists(req any) error {
	v := reflect.ValueOf(req)
	if v.Kind() != reflect.Struct {
		return nil
	}
	for i := range v.NumField() {
		list := v.Field(i)
		if list.Kind() == reflect.Pointer {
			list = list.Elem()
		}
		if list.Kind() != reflect.Slice && list.Kind() != reflect.Map || list.Len() <= operator.MaxNamed {
			continue
		}
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		return operator.Errorf(operator.Invalid, "too many %s at once: %d of at most %d", strings.ReplaceAll(name, "_", " "), list.Len(), operator.MaxNamed).
			WithHint("do it in several steps").Reason("too_many").With("field", name).With("limit", operator.MaxNamed)
	}
	return nil
}

// mapped is what fn makes of each of a list.
func mapped[T, V any](list []T, fn func(T) V) []V {
	all := make([]V, len(list))
	for i, item := range list {
		all[i] = fn(item)
	}
	return all
}

package app

import (
	"reflect"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// fewRows is as many as a page may have of whatever length: some megabytes.
const fewRows = 20

// sizeOf is about how many bytes of JSON a row of a page takes, by the texts in it.
func sizeOf(v reflect.Value) int {
	n := 8 // the name of a field, and what is between two
	switch v.Kind() {
	case reflect.String:
		return n + sizeOfText(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			n += sizeOf(v.Elem())
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return n + v.Len()
		}
		for i := range v.Len() {
			n += sizeOf(v.Index(i))
		}
	case reflect.Map:
		for of := v.MapRange(); of.Next(); {
			n += sizeOf(of.Key()) + sizeOf(of.Value())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return n + len(time.RFC3339Nano)
		}
		for i := range v.NumField() {
			n += sizeOf(v.Field(i))
		}
	}
	return n
}

// sizeOfText is the bytes of a text in JSON, where a control character takes six.
func sizeOfText(s string) int {
	n := len(s)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"', c == '\\', c == '\n', c == '\t', c == '\r':
			n++
		case c < ' ':
			n += 5
		}
	}
	return n
}

// isFull says whether a page with rows of so many bytes takes no more. Whoever asks goes on
// with its cursor, as after any page.
func isFull(size int) bool { return size >= operator.MaxPageBytes }

package client

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// checkTexts refuses texts that JSON cannot carry: it would change them in silence.
func checkTexts(req any) error { return checkValue("the request", reflect.ValueOf(req)) }

func checkValue(name string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			return operator.CheckText(name, v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return checkValue(name, v.Elem())
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return nil
		}
		for i := range v.Len() {
			if err := checkValue(name, v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for i := v.MapRange(); i.Next(); {
			if err := checkValue(name, i.Key()); err != nil {
				return err
			}
			if err := checkValue(name, i.Value()); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if tag == "-" || !v.Type().Field(i).IsExported() {
				continue
			}
			called := name
			if tag == "body" {
				called = "the message" // as the service calls it
			} else if tag != "" {
				called = "the " + strings.ReplaceAll(tag, "_", " ")
			}
			if err := checkValue(called, v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}

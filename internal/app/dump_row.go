package app

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"time"
	"unicode"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// plainRow is a row as JSON: its fields in their order, in snake_case. Bytes are
// hexadecimal. Fields that are tagged dump:"-" are secrets, and left out; those
// tagged dump:"json" are JSON as they are.
func plainRow(row any) (json.RawMessage, error) {
	var b bytes.Buffer
	if err := plainValue(&b, reflect.ValueOf(row)); err != nil {
		return nil, operator.Wrap(operator.Internal, err, "write a row")
	}
	return b.Bytes(), nil
}

func plainValue(b *bytes.Buffer, v reflect.Value) error {
	switch value := v.Interface().(type) {
	case time.Time:
		if value.IsZero() {
			return plainJSON(b, nil)
		}
		return plainJSON(b, value.UTC())
	case []byte:
		return plainJSON(b, hex.EncodeToString(value))
	case json.Marshaler, encoding.TextMarshaler:
		return plainJSON(b, value)
	}
	switch v.Kind() {
	case reflect.Struct:
		return plainStruct(b, v)
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := plainValue(b, v.Index(i)); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	case reflect.Map:
		if v.IsNil() {
			b.WriteString("{}")
			return nil
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return plainValue(b, v.Elem())
		}
	}
	return plainJSON(b, v.Interface())
}

func plainStruct(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('{')
	first := true
	for field, value := range v.Fields() {
		how := field.Tag.Get("dump")
		if how == "-" {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(`"` + snake(field.Name) + `":`)
		var err error
		if raw, is := value.Interface().([]byte); is && how == "json" {
			if len(raw) == 0 {
				raw = []byte("null")
			}
			err = plainJSON(b, json.RawMessage(raw))
		} else {
			err = plainValue(b, value)
		}
		if err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func plainJSON(b *bytes.Buffer, v any) error {
	raw, err := json.Marshal(v)
	b.Write(raw)
	return err
}

// snake is the name of a field as JSON has it: InvitedAt is invited_at.
func snake(name string) string {
	var out []rune
	for i, r := range []rune(name) {
		if unicode.IsUpper(r) && i > 0 && unicode.IsLower([]rune(name)[i-1]) {
			out = append(out, '_')
		}
		out = append(out, unicode.ToLower(r))
	}
	return string(out)
}

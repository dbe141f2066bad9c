package archive

import (
	"bytes"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"
	"unicode"
)

// A row is written as one line of JSON, its fields in their order and in
// snake_case. Fields that are zero are left out. Bytes are hexadecimal; a field
// tagged dump:"json" is JSON as it is kept, to the byte, or where it is anything
// else hexadecimal in a string. A field tagged dump:"-" is a secret, and stands
// elsewhere.

// Row is a row as JSON, without the end of the line, and its secret fields; nil if
// it has none. With open, secrets stand in the row as everything else.
func Row(row any, open bool) (line []byte, secrets map[string]any, err error) {
	var b bytes.Buffer
	v := reflect.ValueOf(row)
	if !open {
		for field, value := range v.Fields() {
			if secret(field) && !value.IsZero() {
				if secrets == nil {
					secrets = map[string]any{}
				}
				raw, err := plain(field, value)
				if err != nil {
					return nil, nil, err
				}
				secrets[snake(field.Name)] = json.RawMessage(raw)
			}
		}
	}
	err = write(&b, v, open)
	return b.Bytes(), secrets, err
}

// ReadRow fills a row, given by its address, from its line and its secrets. It
// fails for fields that the row does not have.
func ReadRow(line []byte, secrets map[string]any, row any) error {
	v := reflect.ValueOf(row).Elem()
	if err := read(line, v); err != nil {
		return err
	}
	if len(secrets) == 0 {
		return nil
	}
	raw, err := json.Marshal(secrets)
	if err != nil {
		return err
	}
	return read(raw, v)
}

func secret(f reflect.StructField) bool { return f.Tag.Get("dump") == "-" }

func write(b *bytes.Buffer, v reflect.Value, open bool) error {
	b.WriteByte('{')
	first := true
	for field, value := range v.Fields() {
		if value.IsZero() || secret(field) && !open {
			continue
		}
		raw, err := plain(field, value)
		if err != nil {
			return err
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(`"` + snake(field.Name) + `":`)
		b.Write(raw)
	}
	b.WriteByte('}')
	return nil
}

// plain is a field as JSON.
func plain(field reflect.StructField, v reflect.Value) ([]byte, error) {
	if raw, ok := v.Interface().([]byte); ok && field.Tag.Get("dump") == "json" && verbatim(raw) {
		return raw, nil
	}
	return value(v)
}

// verbatim says that bytes can stand in a line as they are, and come out the same.
func verbatim(raw []byte) bool {
	return len(raw) > 0 && (raw[0] == '{' || raw[0] == '[') && json.Valid(raw) &&
		len(bytes.TrimSpace(raw)) == len(raw) && !bytes.ContainsAny(raw, "\r\n")
}

func value(v reflect.Value) ([]byte, error) {
	switch is := v.Interface().(type) {
	case time.Time:
		return json.Marshal(is.UTC())
	case []byte:
		return json.Marshal(hex.EncodeToString(is))
	case json.Marshaler, encoding.TextMarshaler:
		return clear(is)
	}
	var b bytes.Buffer
	switch v.Kind() {
	case reflect.Struct:
		err := write(&b, v, true)
		return b.Bytes(), err
	case reflect.Pointer:
		return value(v.Elem())
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			raw, err := value(v.Index(i))
			if err != nil {
				return nil, err
			}
			b.Write(raw)
		}
		b.WriteByte(']')
		return b.Bytes(), nil
	}
	return clear(v.Interface())
}

// clear is JSON with < and > as they are: this is no page.
func clear(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// read fills a struct.
func read(raw []byte, v reflect.Value) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for field, to := range v.Fields() {
		name := snake(field.Name)
		raw, ok := fields[name]
		if !ok {
			continue
		}
		delete(fields, name)
		if err := fill(field.Tag.Get("dump") == "json", raw, to); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name := range fields {
		return fmt.Errorf("the field %q is not known here", name)
	}
	return nil
}

// fill is the other way of value; asIs says that the field keeps JSON.
func fill(asIs bool, raw []byte, v reflect.Value) error {
	to := v.Addr().Interface()
	switch is := to.(type) {
	case *[]byte:
		if asIs && raw[0] != '"' {
			*is = bytes.Clone(raw)
			return nil
		}
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
		var err error
		*is, err = hex.DecodeString(text)
		return err
	case json.Unmarshaler, encoding.TextUnmarshaler:
		return json.Unmarshal(raw, to)
	}
	switch v.Kind() {
	case reflect.Struct:
		return read(raw, v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(false, raw, v.Elem())
	case reflect.Slice:
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return err
		}
		v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
		for i, item := range items {
			if err := fill(false, item, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}
	return json.Unmarshal(raw, to)
}

// snake is the name of a field as JSON has it: InvitedAt is invited_at.
func snake(name string) string {
	var out []rune
	letters := []rune(name)
	for i, r := range letters {
		if unicode.IsUpper(r) && i > 0 && unicode.IsLower(letters[i-1]) {
			out = append(out, '_')
		}
		out = append(out, unicode.ToLower(r))
	}
	return string(out)
}

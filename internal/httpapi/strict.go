package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// readRequest fills in what req points to, from the address or the body.
func readRequest(w http.ResponseWriter, r *http.Request, req any) error {
	if r.Method != http.MethodPost {
		return readQuery(r, req)
	}
	if r.URL.RawQuery != "" {
		return operator.Errorf(operator.Usage, "what is posted here is JSON, and takes no parameters in the address").Reason("unknown_field")
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, api.MaxRequest))
	if err != nil {
		return unread(err)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil // as if it were {}
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return operator.Errorf(operator.Usage, "the request has to be JSON").
			WithHint("send the header Content-Type: application/json").Reason("bad_content_type")
	}
	return decode(raw, req)
}

func readQuery(r *http.Request, req any) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return operator.Errorf(operator.Usage, "the parameters in the address cannot be read").Reason("bad_query")
	}
	return api.ReadValues(values, req)
}

// unread is the error for a body that did not come whole.
func unread(err error) error {
	if tooLong, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return operator.Errorf(operator.Invalid, "the request is longer than %d bytes", tooLong.Limit).
			Reason("request_too_long").With("limit", int(tooLong.Limit))
	}
	return operator.Errorf(operator.Usage, "the request was cut off").Reason("cut_off")
}

// decode reads one JSON value, and refuses what encoding/json lets pass: fields
// that are unknown, repeated or in another case, bytes that are no text, too many
// things within each other, and anything after it.
func decode(raw []byte, into any) error {
	if !utf8.Valid(raw) {
		return operator.Errorf(operator.Usage, "the request is not valid UTF-8").Reason("not_utf8")
	}
	c := checker{json.NewDecoder(bytes.NewReader(raw)), raw}
	if err := c.value(reflect.TypeOf(into).Elem(), "", 0); err != nil {
		return err
	}
	if _, err := c.Token(); err == nil {
		return operator.Errorf(operator.Usage, "the request is more than one JSON value").Reason("bad_json")
	} else if !errors.Is(err, io.EOF) {
		return badJSON(raw)
	}
	err := json.Unmarshal(raw, into)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return wrongKind(wrong)
	}
	if known, ok := errors.AsType[*operator.Error](err); ok {
		return known
	}
	if err != nil {
		return operator.Errorf(operator.Usage, "the request has a value that cannot be read").Reason("bad_field")
	}
	return nil
}

// badJSON says where a text stops being JSON. The place is that of the whole text's
// first mistake, which a decoder that stops between values counts in another way.
func badJSON(raw []byte) error {
	err := json.Unmarshal(raw, new(json.RawMessage))
	syntax, ok := errors.AsType[*json.SyntaxError](err)
	switch {
	case !ok:
		return operator.Errorf(operator.Usage, "the request is not well-formed JSON").Reason("bad_json")
	case int(syntax.Offset) >= len(raw) && !strings.Contains(syntax.Error(), "invalid character"):
		return operator.Errorf(operator.Usage, "the request ends at byte %d, before its JSON does", len(raw)).
			Reason("bad_json").With("byte", len(raw))
	}
	return operator.Errorf(operator.Usage, "the request is not well-formed JSON at byte %d", syntax.Offset).
		Reason("bad_json").With("byte", int(syntax.Offset))
}

// wrongKind says what a field is, and what it should be.
func wrongKind(wrong *json.UnmarshalTypeError) error {
	kind, _, _ := strings.Cut(wrong.Value, " ") // of some numbers it says which
	is := map[string]string{"array": "a list", "object": "an object", "string": "a text", "number": "a number", "bool": "a boolean"}[kind]
	if is == "" {
		is = wrong.Value
	}
	where := "the body"
	if wrong.Field != "" {
		where = fmt.Sprintf("the field %q", wrong.Field)
	}
	return operator.Errorf(operator.Usage, "%s is %s where %s is expected", where, is, wanted(wrong.Type)).
		Reason("bad_field").With("field", wrong.Field)
}

// wanted is what JSON calls that which a type is read from.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Bool:
		return "a boolean"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number of at least 0"
	}
	return "a text"
}

// checker walks through JSON beside the type that it is for.
type checker struct {
	*json.Decoder
	raw []byte
}

// bad is the error for what is not JSON.
func (c checker) bad() error { return badJSON(c.raw) }

func (c checker) value(t reflect.Type, path string, depth int) error {
	if depth > api.MaxDepth {
		return operator.Errorf(operator.Usage, "the request is nested more than %d deep", api.MaxDepth).Reason("too_deep")
	}
	token, err := c.Token()
	if err != nil {
		return c.bad()
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch token {
	case json.Delim('{'):
		return c.object(t, path, depth)
	case json.Delim('['):
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		for c.More() {
			if err := c.value(t, path, depth+1); err != nil {
				return err
			}
		}
		return c.end()
	}
	return nil
}

func (c checker) object(t reflect.Type, path string, depth int) error {
	seen := map[string]bool{}
	for c.More() {
		token, err := c.Token()
		if err != nil {
			return c.bad()
		}
		name, _ := token.(string) // the decoder lets nothing else be a name
		at := strings.TrimPrefix(path+"."+name, ".")
		if seen[name] {
			return operator.Errorf(operator.Usage, "the field %q is there twice", at).Reason("repeated_field").With("field", at)
		}
		seen[name] = true
		of := t
		switch t.Kind() {
		case reflect.Map:
			of = t.Elem()
		case reflect.Struct:
			var known bool
			if of, known = fieldOf(t, name); !known {
				return operator.Errorf(operator.Usage, "there is no field %q here", at).Reason("unknown_field").With("field", at)
			}
		}
		if err := c.value(of, at, depth+1); err != nil {
			return err
		}
	}
	return c.end()
}

// end reads the bracket.
func (c checker) end() error {
	if _, err := c.Token(); err != nil {
		return c.bad()
	}
	return nil
}

// fieldOf is the type of the field that has a name in JSON.
func fieldOf(t reflect.Type, name string) (reflect.Type, bool) {
	for f := range t.Fields() {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" {
			if of, ok := fieldOf(f.Type, name); ok {
				return of, true
			}
			continue
		}
		if tag == name && tag != "-" {
			return f.Type, true
		}
	}
	return nil, false
}

package httpapi

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/seed-34ad0ce1/operator/pkg/api"
)

// requests describes everything that is posted, and says what that is. These are read
// strictly; answers may have more fields tomorrow.
func (d document) requests() map[string]bool {
	for _, e := range api.Table() {
		if spec := e.Describe(); spec.Changes && spec.Kind == api.Plain {
			request, _ := e.Types()
			d.of(request)
		}
	}
	asked := map[string]bool{}
	for name := range d.Map() {
		asked[name] = true
	}
	return asked
}

// loosen says of answers what the types do not tell huma: that they may have more
// fields, and that a reference that is none and a thing that is not there are null.
func (d document) loosen(asked map[string]bool) {
	for name, schema := range d.Map() {
		if !asked[name] {
			schema.AdditionalProperties = nil
		}
		t := d.TypeFromRef("#/components/schemas/" + name)
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() == reflect.Struct {
			nullable(schema, t)
		}
	}
}

func nullable(schema *huma.Schema, t reflect.Type) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" {
			nullable(schema, f.Type)
			continue
		}
		field, ok := schema.Properties[name]
		switch {
		case !ok:
		case isReference(f.Type):
			field.Nullable = true
		case f.Type.Kind() == reflect.Pointer && field.Ref != "":
			schema.Properties[name] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: field.Ref}, {Type: "null"}}}
		}
	}
}

// isReference says whether a type is an operator.ID, of which zero is null.
func isReference(t reflect.Type) bool {
	_, ok := t.MethodByName("IsZero")
	return ok && t.Kind() == reflect.Uint64
}

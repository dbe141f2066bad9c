package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// describe answers with the description of everything, which is made when it is
// first asked for.
func (h *handler) describe() http.HandlerFunc {
	made := sync.OnceValues(OpenAPI)
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := made()
		if err != nil {
			h.fail(w, r, err)
			return
		}
		write(w, http.StatusOK, "application/json", raw)
	}
}

// OpenAPI describes the endpoints in OpenAPI 3.1, from the same types that travel.
func OpenAPI() ([]byte, error) {
	d := document{huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)}
	asked := d.requests()
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Operator", Version: protocol,
			Description: "The inbox of a home builder over HTTP. The conventions are told in docs/api.md.",
			License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
		},
		Servers:  []*huma.Server{{URL: "/", Description: "the instance that this comes from"}},
		Security: []map[string][]string{{"token": {}}},
		Paths:    map[string]*huma.PathItem{},
		Components: &huma.Components{
			Schemas: d.Registry, Parameters: sharedParameters(),
			Responses: map[string]*huma.Response{"problem": {
				Description: "It failed. The code says how, and details.reason is a stable word for this very failure.",
				Content:     map[string]*huma.MediaType{api.TypeProblem: {Schema: d.of(reflect.TypeFor[api.Problem]())}},
			}},
			SecuritySchemes: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "a token, as `operator token add` makes one"}},
		},
	}
	tags := map[string]bool{}
	for _, e := range api.Table() {
		op := d.operation(e)
		item := &huma.PathItem{}
		if e.Describe().Method() == http.MethodGet {
			item.Get = op
		} else {
			item.Post = op
		}
		doc.Paths[e.Describe().Path] = item
		tags[op.Tags[0]] = true
	}
	for name := range tags {
		doc.Tags = append(doc.Tags, &huma.Tag{Name: name, Description: "What `operator " + name + "` does."})
	}
	d.loosen(asked)
	slices.SortFunc(doc.Tags, func(a, b *huma.Tag) int { return strings.Compare(a.Name, b.Name) })
	raw, err := doc.MarshalJSON()
	if err != nil {
		return nil, operator.Wrap(operator.Internal, err, "describe the endpoints")
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, raw, "", "  "); err != nil {
		return nil, operator.Wrap(operator.Internal, err, "describe the endpoints")
	}
	pretty.WriteByte('\n')
	return pretty.Bytes(), nil
}

// sharedParameters are the headers of every request.
func sharedParameters() map[string]*huma.Param {
	header := func(name, text string) *huma.Param {
		return &huma.Param{Name: name, In: "header", Description: text, Schema: &huma.Schema{Type: "string"}}
	}
	most := operator.MaxKey
	key := header(api.HeaderKey, "Makes the change happen once, however often it is asked for with the same key.")
	key.Schema.MaxLength = &most
	dry := header(api.HeaderDryRun, "Does everything but keep the result.")
	dry.Schema = &huma.Schema{Type: "boolean"}
	return map[string]*huma.Param{
		"key": key, "dryRun": dry,
		"as":       header(api.HeaderAs, "Whom the token's person acts for, which needs the scope impersonate."),
		"protocol": header(api.HeaderProtocol, "The protocol that the client speaks."),
		"resume":   header("Last-Event-ID", "The id of the last event that was heard."),
		"range":    header("Range", "The part of the file that is wanted."),
	}
}

// document is a description in the making.
type document struct{ huma.Registry }

func (d document) of(t reflect.Type) *huma.Schema { return d.Schema(t, true, t.Name()) }

// nobody is what needs no token.
var nobody = map[string]bool{api.Login.Name: true}

func (d document) operation(e api.Any) *huma.Operation {
	spec := e.Describe()
	request, answer := e.Types()
	noun, _, _ := strings.Cut(strings.TrimPrefix(spec.Path, "/v1/"), "/")
	op := &huma.Operation{
		OperationID: spec.Name, Summary: strings.TrimSuffix(spec.Doc, "."), Tags: []string{noun},
		Responses: map[string]*huma.Response{
			"200": d.answer(spec, answer), "4XX": {Ref: "#/components/responses/problem"}, "5XX": {Ref: "#/components/responses/problem"},
		},
	}
	if nobody[spec.Name] {
		op.Security = []map[string][]string{{}}
	}
	refer := func(name string) {
		op.Parameters = append(op.Parameters, &huma.Param{Ref: "#/components/parameters/" + name})
	}
	refer("as")
	refer("protocol")
	switch {
	case spec.Kind == api.Watch:
		refer("resume")
	case spec.Kind == api.Download:
		refer("range")
		op.Responses["206"] = op.Responses["200"]
	case spec.Changes:
		refer("key")
	}
	if spec.Method() == http.MethodPost {
		refer("dryRun")
	}
	switch {
	case spec.Kind == api.Upload:
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{}}}}
	case spec.Changes:
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: d.of(request)}}}
		return op
	}
	op.Parameters = append(op.Parameters, d.parameters(request)...)
	return op
}

// parameters are the fields of a request in an address.
func (d document) parameters(t reflect.Type) []*huma.Param {
	// The fields are described by a registry of their own: no body has this request.
	schema := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer).Schema(t, false, t.Name())
	var list []*huma.Param
	for name, field := range schema.Properties {
		field.Nullable = false
		list = append(list, &huma.Param{Name: name, In: "query", Required: slices.Contains(schema.Required, name), Schema: plain(field)})
	}
	slices.SortFunc(list, func(a, b *huma.Param) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// plain is a field as a parameter: lists repeat it, and a map repeats it with
// NAME=VALUE.
func plain(field *huma.Schema) *huma.Schema {
	if field.Type == "object" {
		return &huma.Schema{Type: "array", Items: &huma.Schema{Type: "string"}, Description: "NAME=VALUE each"}
	}
	return field
}

func (d document) answer(spec api.Spec, t reflect.Type) *huma.Response {
	media := func(kind string, s *huma.Schema) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{kind: {Schema: s}}
	}
	switch spec.Kind {
	case api.Download:
		return &huma.Response{Description: "The file.", Content: media("*/*", &huma.Schema{})}
	case api.Watch:
		return &huma.Response{Description: "Server-sent events, with a " + huma.DefaultSchemaNamer(t, "") + " as JSON each.", Content: media("text/event-stream", d.of(t))}
	case api.Stream:
		content := media("application/octet-stream", &huma.Schema{})
		content[api.TypeParts] = &huma.MediaType{Schema: &huma.Schema{}}
		return &huma.Response{
			Description: "The content, with a " + t.Name() + " as JSON in the trailer " + api.HeaderSummary + " or in the last part.",
			Headers:     map[string]*huma.Param{api.HeaderSummary: {Description: "A trailer: the answer, with percent signs as in an address.", Schema: d.of(t)}},
			Content:     content,
		}
	}
	return &huma.Response{Description: "Done.", Content: media("application/json", d.of(t))}
}

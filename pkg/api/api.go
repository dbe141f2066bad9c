// Package api says how the methods of operator.Service travel over HTTP. The
// server and the client are both made of its table, so that neither can know a
// method that the other does not.
//
// A read is a GET with query parameters, and a change is a POST of a JSON object;
// paths mirror the commands. A read that is too long for an address may be posted
// as JSON to the same path. docs/api.md tells the whole, with examples.
package api

import (
	"context"
	"iter"
	"reflect"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Protocol is the version of what travels. It changes where an old client would
// misunderstand a new server, or the other way round; OldestProtocol is the oldest
// that is still understood.
const (
	Protocol       = 1
	OldestProtocol = 1
)

// Kind says how an endpoint's bytes travel.
type Kind string

// The kinds. Where nothing else is said, requests and answers are JSON.
const (
	Plain    Kind = "plain"
	Upload   Kind = "upload"   // the body is a file, and the request is in the query
	Download Kind = "download" // the answer is a file, and can be had in parts
	Stream   Kind = "stream"   // the answer is a content of unknown length, and then JSON
	Watch    Kind = "watch"    // the answer is server-sent events, without an end
)

// Limits of what a server reads, in bytes.
const (
	MaxRequest = 1 << 20   // of a JSON body
	MaxImport  = 512 << 20 // of a file to import
	// MaxUpload is a little more than any file may have: the service refuses a
	// larger one in its own words.
	MaxUpload = operator.MaxVideo + 1<<20
	// MaxQuery is how long a query a client puts into an address.
	MaxQuery = 8 << 10
	MaxDepth = 32 // of objects and lists within each other
)

// Spec describes an endpoint.
type Spec struct {
	Name    string // the method of operator.Service
	Path    string // "/v1/msg/send"
	Doc     string // what it does, in a sentence
	Kind    Kind
	Changes bool // it is a change, to be made once; otherwise asking again does no harm
	// Long says that an answer may take minutes, and that there is no use in a
	// client's giving up on it.
	Long bool
	// Large says that an answer is in memory as a whole while it is made, and may be hundreds
	// of megabytes.
	Large bool
}

// Method is the HTTP method.
func (s Spec) Method() string {
	if s.Changes || s.Kind == Upload {
		return "POST"
	}
	return "GET"
}

// Endpoint is a method of operator.Service: one that answers, or where its Kind is
// Watch one that goes on. Res is what one answer, or one thing of many, is.
type Endpoint[Req, Res any] struct {
	Spec
	call  func(operator.Service, context.Context, Req) (Res, error)
	watch func(operator.Service, context.Context, Req) iter.Seq2[Res, error]
}

// Call calls the method of a service. It is for all kinds but Watch.
func (e Endpoint[Req, Res]) Call(ctx context.Context, s operator.Service, req Req) (Res, error) {
	return e.call(s, ctx, req)
}

// Watch calls the method of a service. It is for the kind Watch.
func (e Endpoint[Req, Res]) Watch(ctx context.Context, s operator.Service, req Req) iter.Seq2[Res, error] {
	return e.watch(s, ctx, req)
}

// Describe is the endpoint's description.
func (e Endpoint[Req, Res]) Describe() Spec { return e.Spec }

// Types are those of the request and the answer.
func (e Endpoint[Req, Res]) Types() (request, answer reflect.Type) {
	return reflect.TypeFor[Req](), reflect.TypeFor[Res]()
}

// Do calls the method of a service with a request that read fills in.
func (e Endpoint[Req, Res]) Do(ctx context.Context, s operator.Service, read func(req any) error) (any, error) {
	var req Req
	if err := read(&req); err != nil {
		return nil, err
	}
	return e.call(s, ctx, req)
}

func (e Endpoint[Req, Res]) function() any {
	if e.watch != nil {
		return e.watch
	}
	return e.call
}

// large says that an answer may be hundreds of megabytes, and take minutes.
func (e Endpoint[Req, Res]) large() Endpoint[Req, Res] {
	e.Large = true
	return e.long()
}

// Any is an endpoint whatever its types are.
type Any interface {
	Describe() Spec
	Types() (request, answer reflect.Type)
	// Do calls the method of a service with a request that read fills in: a pointer
	// to it. It is for the kind Plain.
	Do(ctx context.Context, s operator.Service, read func(req any) error) (any, error)
	function() any
}

func read[Req, Res any](name, path string, call func(operator.Service, context.Context, Req) (Res, error), doc string) Endpoint[Req, Res] {
	return Endpoint[Req, Res]{Spec: Spec{Name: name, Path: path, Doc: doc, Kind: Plain}, call: call}
}

func change[Req, Res any](name, path string, call func(operator.Service, context.Context, Req) (Res, error), doc string) Endpoint[Req, Res] {
	return Endpoint[Req, Res]{Spec: Spec{Name: name, Path: path, Doc: doc, Kind: Plain, Changes: true}, call: call}
}

func watch[Req, Res any](name, path string, call func(operator.Service, context.Context, Req) iter.Seq2[Res, error], doc string) Endpoint[Req, Res] {
	return Endpoint[Req, Res]{Spec: Spec{Name: name, Path: path, Doc: doc, Kind: Watch}, watch: call}
}

// of gives an endpoint another kind.
func (e Endpoint[Req, Res]) of(kind Kind) Endpoint[Req, Res] {
	e.Kind = kind
	return e
}

// long says that an answer may take minutes.
func (e Endpoint[Req, Res]) long() Endpoint[Req, Res] {
	e.Long = true
	return e
}

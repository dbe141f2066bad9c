package walk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// method is a method of the service, as in operator.Service.ListInbox.
type method[Req, Res any] = func(operator.Service, context.Context, Req) (Res, error)

// ask asks every office the same as somebody, and wants the same answer of each. What
// is given is looked through for words that are not for whoever asked.
func ask[Req, Res any](w *Walk, who operator.Ref, do method[Req, Res], req Req) (Res, error) {
	return askAs(w, operator.Call{Actor: who}, do, req)
}

// plan asks what would come of a change. Showing an update so does not mark it seen.
func plan[Req, Res any](w *Walk, who operator.Ref, do method[Req, Res], req Req) (Res, error) {
	return askAs(w, operator.Call{Actor: who, DryRun: true}, do, req)
}

func askAs[Req, Res any](w *Walk, call operator.Call, do method[Req, Res], req Req) (Res, error) {
	return askWith(w, call, nameOf(req), func(ctx context.Context, s operator.Service) (Res, error) {
		return do(s, ctx, req)
	})
}

// nameOf is a request in words: ListInbox {"state":"all"}.
func nameOf(req any) string {
	raw, _ := json.Marshal(req) // plain data
	return strings.TrimSuffix(reflect.TypeOf(req).Name(), "Request") + " " + string(raw)
}

func askWith[Res any](w *Walk, call operator.Call, what string, do func(context.Context, operator.Service) (Res, error)) (Res, error) {
	call = vouched(call)
	if w.reading == nil {
		// A client makes one up where there is none, and the answer is kept by it.
		call.Key = fmt.Sprintf("walk-%d", w.asked)
	}
	var first Res
	var failed error
	var said []byte
	for i, o := range w.offices {
		res, err := do(operator.WithCall(w.ctx, call), o.service)
		raw := given(res, err)
		if i == 0 {
			first, failed, said = res, err, raw
			continue
		}
		if !bytes.Equal(said, raw) {
			w.find(call.Actor, what+" over "+w.offices[0].name, "over "+o.name, string(said), string(raw))
		}
	}
	w.asked++
	w.broken(call.Actor, what, failed)
	w.leaks(call.Actor, what, said)
	return first, failed
}

// vouched is a call as it comes over the socket of a machine, which vouches for whoever
// asks without a token.
func vouched(call operator.Call) operator.Call {
	call.Source, call.Trusted = operator.SourceCLI, true
	if call.Token != "" {
		call.Source, call.Trusted = operator.SourceAPI, false
	}
	return call
}

// given is an answer as whoever asked got it: JSON.
func given(res any, err error) []byte {
	var v any = res
	if err != nil {
		var e *operator.Error
		if !errors.As(err, &e) {
			return []byte(err.Error())
		}
		v = e
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return raw
}

// broken notes failures that nobody may ever see.
func (w *Walk) broken(who operator.Ref, what string, err error) {
	switch operator.CodeOf(err) {
	case operator.Internal, operator.IO, operator.Unknown, operator.Busy, operator.Protocol:
		if w.ctx.Err() == nil {
			w.find(who, what, "an answer", err.Error(), "no failure of ours")
		}
	}
}

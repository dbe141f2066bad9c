package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/internal/server"
	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// static answers a list with the bytes that ours answered once, and a message with that
// which ours sent, which it encodes anew each time.
func static(spec peerSpec) (http.Handler, error) {
	var said operator.Message
	if err := json.Unmarshal(spec.Posted, &said); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc(api.ListInbox.Path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(spec.Listed)
	})
	mux.HandleFunc(api.ReplyMessage.Path, func(w http.ResponseWriter, r *http.Request) {
		var req operator.ReplyMessageRequest
		err := json.NewDecoder(r.Body).Decode(&req)
		respond(w, said, err)
	})
	return mux, nil
}

// keepsNothing is a service that answers each message with the same one.
type keepsNothing struct {
	operator.Service
	said operator.Message
}

func (k keepsNothing) ReplyMessage(context.Context, operator.ReplyMessageRequest) (operator.Message, error) {
	return k.said, nil
}

// answerUnkept has our server answer over a service that keeps nothing until ctx is done:
// what it does then is all that a message costs besides being kept.
func answerUnkept(ctx context.Context, spec peerSpec, ready func(url string) error) error {
	service := keepsNothing{}
	if err := json.Unmarshal(spec.Posted, &service.said); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	metrics := server.NewMetrics("bench")
	s, err := server.Open(server.Options{
		API:    httpapi.New(service, httpapi.Options{Version: "bench", Log: log}),
		Ready:  func(context.Context) error { return nil },
		Whose:  func(context.Context, operator.Secret) string { return "P1" },
		Listen: "127.0.0.1:0", Log: log, Now: time.Now, Collect: metrics, MetricsHandler: metrics.Handler(),
	})
	if err != nil {
		return err
	}
	if err := ready(s.URL("network")); err != nil {
		return err
	}
	return s.Run(ctx)
}

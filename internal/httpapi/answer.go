package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// answer writes an answer.
func answer(w http.ResponseWriter, res any) error {
	raw, err := encode(res)
	if err != nil {
		return err
	}
	write(w, http.StatusOK, "application/json", raw)
	return nil
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	if err := to.Encode(v); err != nil {
		return nil, operator.Wrap(operator.Internal, err, "write the answer")
	}
	return b.Bytes(), nil
}

func write(w http.ResponseWriter, status int, kind string, raw []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	_, _ = w.Write(raw) // who asked has gone if this fails
}

// fail answers with an error, and notes it where it is the server's own.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := h.told(r.Context(), w, err)
	status := api.StatusOf(e)
	switch {
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	}
	if after, known := e.Details[operator.RetryAfter].(int); known {
		w.Header().Set("Retry-After", strconv.Itoa(after))
	}
	Tell(w, e)
}

// Tell answers with an error as it is.
func Tell(w http.ResponseWriter, e *operator.Error) {
	write(w, api.StatusOf(e), api.TypeProblem, problem(e))
}

func problem(e *operator.Error) []byte {
	raw, err := encode(api.ProblemOf(e))
	if err != nil { // details that are no JSON
		raw, _ = encode(api.ProblemOf(operator.Errorf(operator.Internal, "%s", e.Message)))
	}
	return raw
}

// serversOwn are failures whose words are about the server's disk and settings: not
// for strangers. The code and the reason are told.
var serversOwn = map[operator.Code]string{
	operator.IO:           "the server's disk or its store failed",
	operator.NoInput:      "the server has no store",
	operator.CannotCreate: "the server could not write",
	operator.Config:       "the server's configuration is wrong",
	operator.Protocol:     "the server and its store do not fit",
	operator.Internal:     "something went wrong on the server",
}

// storesOwn are words for failures of the store that have a code which others use too, and
// tell where the store is and who has it.
var storesOwn = map[string]string{
	"lock_timeout":   "something else is being written to the server's store",
	"served":         "another server answers for the server's store",
	"server_running": "this needs the server's store for itself",
	"permission":     "the server may not use its own files",
}

// damagedFile is the reason of a failure of the disk that says no more than which file
// it is, to somebody who may have it.
const damagedFile = "blob_damaged"

// ownOf says what strangers are told of a failure that is the server's own; false for
// one that is theirs.
func ownOf(e *operator.Error) (string, bool) {
	if own, is := serversOwn[e.Code]; is {
		return own, true
	}
	word, _ := e.Details["reason"].(string)
	own, is := storesOwn[word]
	return own, is && (e.Code == operator.Busy || e.Code == operator.Denied)
}

// told is an error as whoever asked may know it. The rest goes to the log.
func (h *handler) told(ctx context.Context, w http.ResponseWriter, err error) *operator.Error {
	e, ok := errors.AsType[*operator.Error](err)
	switch {
	case !ok && errors.Is(err, context.Canceled), !ok && errors.Is(err, context.DeadlineExceeded):
		return operator.Errorf(operator.Busy, "the request was ended before its time").Reason("ended")
	case !ok:
		e = operator.Wrap(operator.Internal, err, "a failure without a code")
	}
	own, servers := ownOf(e)
	if !servers || e.Details["reason"] == "protocol_mismatch" {
		return e
	}
	id := w.Header().Get(api.HeaderRequest)
	what, waits := e.Details[operator.Writing].(string)
	level := slog.LevelError
	if waits { // for what others do, which is no failure
		level = slog.LevelInfo
	}
	h.Log.Log(ctx, level, "request failed", slog.String("id", id), slog.String("code", string(e.Code)), slog.Any("error", err))
	if h.Trusted && e.Code != operator.Internal || e.Details["reason"] == damagedFile {
		return e
	}
	masked := operator.Errorf(e.Code, "%s", own).WithHint("its administrator finds more in its log")
	if e.Code == operator.Busy {
		masked = masked.WithHint("try again in a moment")
	}
	if waits {
		masked.Message = what + ", and the server's store takes nothing else meanwhile"
		masked = masked.WithHint("try again when it is done, or wait longer with --timeout").With(operator.Writing, what)
	}
	if _, located := e.Details["path"]; e.Code == operator.IO && !located && e.Hint != "" {
		masked = masked.WithHint("%s", e.Hint) // as how to go on with what was interrupted
	}
	if word, ok := e.Details["reason"].(string); ok {
		masked = masked.Reason(word)
	}
	return masked
}

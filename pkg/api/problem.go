package api

import (
	"encoding/json"
	"net/http"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TypeProblem is the media type of a Problem (RFC 9457).
const TypeProblem = "application/problem+json"

// Problem is an error as it travels: an operator.Error with what RFC 9457 asks for.
type Problem struct {
	Type    string         `json:"type"`
	Title   string         `json:"title"`
	Status  int            `json:"status"`
	Code    operator.Code  `json:"code"`
	Message string         `json:"message"`
	Hint    string         `json:"hint"`
	Details map[string]any `json:"details"`
}

// ProblemOf is an error as it travels. What caused it stays here.
func ProblemOf(e *operator.Error) Problem {
	status := StatusOf(e)
	return Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Code: e.Code, Message: e.Message, Hint: e.Hint, Details: e.Details,
	}
}

// Error is the error that the problem was made of.
func (p Problem) Error() *operator.Error {
	details := p.Details
	for k, v := range details {
		details[k] = native(v)
	}
	return &operator.Error{Code: p.Code, Message: p.Message, Hint: p.Hint, Details: details}
}

// native is a detail as the service gave it: whole numbers and lists of texts.
func native(v any) any {
	switch v := v.(type) {
	case float64:
		if n := int(v); float64(n) == v {
			return n
		}
	case []any:
		texts := make([]string, 0, len(v))
		for _, one := range v {
			text, ok := one.(string)
			if !ok {
				return v
			}
			texts = append(texts, text)
		}
		return texts
	}
	return v
}

// ReadProblem reads a problem. It is false for what is none of ours.
func ReadProblem(raw []byte) (*operator.Error, bool) {
	var p Problem
	if err := json.Unmarshal(raw, &p); err != nil || p.Code == "" || p.Message == "" {
		return nil, false
	}
	return p.Error(), true
}

// statuses are the answers to each code. Problems of the server's own are 5xx, and
// say nothing of whether asking again would help: the code does.
var statuses = map[operator.Code]int{
	operator.Finding:      http.StatusUnprocessableEntity,
	operator.Partial:      http.StatusUnprocessableEntity,
	operator.Usage:        http.StatusBadRequest,
	operator.Invalid:      http.StatusUnprocessableEntity,
	operator.NoInput:      http.StatusInternalServerError,
	operator.NotFound:     http.StatusNotFound,
	operator.Conflict:     http.StatusConflict,
	operator.Unavailable:  http.StatusBadGateway,
	operator.Internal:     http.StatusInternalServerError,
	operator.CannotCreate: http.StatusInternalServerError,
	operator.IO:           http.StatusInternalServerError,
	operator.Busy:         http.StatusServiceUnavailable,
	operator.Protocol:     http.StatusNotImplemented,
	operator.Denied:       http.StatusForbidden,
	operator.Config:       http.StatusInternalServerError,
	operator.Unknown:      http.StatusInternalServerError,
}

// words for which there is a status of their own.
var byReason = map[string]int{
	"not_signed_in":    http.StatusUnauthorized,
	"bad_token":        http.StatusUnauthorized,
	"token_expired":    http.StatusUnauthorized,
	"bad_content_type": http.StatusUnsupportedMediaType,
	"request_too_long": http.StatusRequestEntityTooLarge,
	"bad_header":       http.StatusBadRequest,
	"bad_method":       http.StatusMethodNotAllowed,
	"bad_range":        http.StatusRequestedRangeNotSatisfiable,
	"other_file":       http.StatusPreconditionFailed,
	"too_many_uploads": http.StatusTooManyRequests,
	"too_many_at_once": http.StatusTooManyRequests,
	"rate_limited":     http.StatusTooManyRequests,
}

// StatusOf is the HTTP status of an error.
func StatusOf(e *operator.Error) int {
	if word, ok := e.Details["reason"].(string); ok {
		if status, ok := byReason[word]; ok {
			return status
		}
	}
	if status, ok := statuses[e.Code]; ok {
		return status
	}
	return http.StatusInternalServerError
}

package api

import (
	"net/url"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The headers that are ours. Values that people type are written as Escape does.
const (
	HeaderKey      = "Idempotency-Key"   // operator.Call.Key
	HeaderWait     = "Operator-Wait"     // seconds: operator.Call.Wait
	HeaderDryRun   = "Dry-Run"           // "true" or "false"
	HeaderAs       = "Operator-As"       // whom the token's person acts for; on the socket, who acts
	HeaderSource   = "Operator-Source"   // operator.Call.Source; on the socket only
	HeaderVersion  = "Operator-Version"  // of the program that speaks, either way
	HeaderProtocol = "Operator-Protocol" // the Protocol that it speaks
	HeaderRequest  = "X-Request-Id"      // names the request in the server's log
	HeaderSummary  = "Operator-Summary"  // the trailer of a stream: its answer as JSON
	HeaderFile     = "Operator-File"     // the operator.Attachment of a download as JSON
)

// TypeParts is what a client accepts that takes a stream in parts: the content, and
// then the answer or the error.
const TypeParts = "multipart/mixed"

// TypeNoContent is TypeParts for who wants no content, but only what comes beside it.
const TypeNoContent = TypeParts + "; content=none"

// TypeProgress is what a client accepts beside TypeParts that wants to know how far an
// import is: before the last part there are parts of it, each with a Progress, and the
// content may come in several.
const TypeProgress = "application/vnd.operator.progress+json"

// Progress is how many of about how many steps are done.
type Progress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Escape makes a text fit for a header: what is not plain ASCII, and the percent
// sign, is written like %20.
func Escape(text string) string {
	plain := true
	for _, c := range []byte(text) {
		plain = plain && c > ' ' && c < 0x7f && c != '%'
	}
	if plain {
		return text
	}
	return strings.ReplaceAll(url.PathEscape(text), "+", "%2B")
}

// Unescape reads what Escape writes. name is the header's, for the error.
func Unescape(name, value string) (string, error) {
	text, err := url.PathUnescape(value)
	if err != nil {
		return "", operator.Errorf(operator.Invalid, "the header %s is not written well", name).
			WithHint("write a percent sign as %%25").Reason("bad_header")
	}
	return text, nil
}

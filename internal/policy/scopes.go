package policy

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Asked is what a request asks the service for, as far as scopes tell requests
// apart: the action of a change ("msg.send"), or the type of a question
// ("ListPeopleRequest").
type Asked struct {
	Name    string
	Changes bool
}

// AnyScope is what a request needs that any token may make.
const AnyScope operator.Scope = ""

// scopes is which scope a token must have for what is asked. Questions that are not
// here need ScopeRead, and changes ScopeWrite. What stands before the dot of an
// action counts where the action itself is not here.
var scopes = map[string]operator.Scope{
	"WhoamiRequest":  AnyScope,
	"session.logout": AnyScope,

	"PutFileRequest":     operator.ScopeWrite, // it keeps the file
	"RunScheduleRequest": operator.ScopeWrite,

	"export":     operator.ScopeRead, // which is recorded, and changes nothing else
	"transcript": operator.ScopeRead,

	"ImportRequest":     operator.ScopeImport,
	"UndoImportRequest": operator.ScopeImport,
	"import":            operator.ScopeImport,

	"AddWebhookRequest":    operator.ScopeAdmin,
	"ListWebhooksRequest":  operator.ScopeAdmin,
	"WebhookRequest":       operator.ScopeAdmin,
	"ReplayWebhookRequest": operator.ScopeAdmin,
	"RotateWebhookRequest": operator.ScopeAdmin,
	"webhook":              operator.ScopeAdmin,

	"BackupRequest":      operator.ScopeAdmin,
	"CheckRequest":       operator.ScopeAdmin,
	"ReindexRequest":     operator.ScopeAdmin,
	"SweepRequest":       operator.ScopeAdmin,
	"DumpRequest":        operator.ScopeAdmin,
	"VerifyAuditRequest": operator.ScopeAdmin,
	"AnchorRequest":      operator.ScopeAdmin,
	"backup":             operator.ScopeAdmin,
	"workspace":          operator.ScopeAdmin,
	"person.invite":      operator.ScopeAdmin,
	"person.erase":       operator.ScopeAdmin,
	"hold":               operator.ScopeAdmin,
}

// ScopeOf is the scope that a token must have for what is asked.
func ScopeOf(a Asked) operator.Scope {
	if scope, ok := scopes[a.Name]; ok {
		return scope
	}
	about, _, _ := strings.Cut(a.Name, ".")
	if scope, ok := scopes[about]; ok {
		return scope
	}
	if a.Changes {
		return operator.ScopeWrite
	}
	return operator.ScopeRead
}

// Covers says whether scopes that a token has include one. ScopeAll includes all but
// ScopeImpersonate.
func Covers(has []operator.Scope, scope operator.Scope) bool {
	return scope == AnyScope || slices.Contains(has, scope) ||
		scope != operator.ScopeImpersonate && slices.Contains(has, operator.ScopeAll)
}

// CoversAll says whether scopes that a token has include every one of others, so
// that it may give them to another token.
func CoversAll(has, others []operator.Scope) bool {
	return !slices.ContainsFunc(others, func(scope operator.Scope) bool {
		if scope == operator.ScopeAll {
			return slices.ContainsFunc(withinAll(), func(s operator.Scope) bool { return !Covers(has, s) })
		}
		return !Covers(has, scope)
	})
}

// withinAll is the scopes that ScopeAll stands for.
func withinAll() []operator.Scope {
	return slices.DeleteFunc(operator.Scopes(), func(s operator.Scope) bool {
		return s == operator.ScopeAll || s == operator.ScopeImpersonate
	})
}

// Permits is the error for a token whose scopes are too few; nil where they do.
func Permits(has []operator.Scope, scope operator.Scope) error {
	if Covers(has, scope) {
		return nil
	}
	return operator.Errorf(operator.Denied, "the token is not for this: it lacks the scope %s", scope).
		WithHint("make one that has it: operator token add PERSON --scope %s", scope).
		Reason("scope").With("scope", string(scope))
}

// BadToken is the one error for every token that is worth nothing, whatever the
// cause: who holds one learns nothing by it.
func BadToken() error {
	return operator.Errorf(operator.Denied, "the token is not valid").
		WithHint("sign in again: operator login").Reason("bad_token")
}

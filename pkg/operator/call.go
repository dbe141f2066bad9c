package operator

import (
	"context"
	"time"
)

// Source is where a change came from.
type Source string

// The sources.
const (
	SourceCLI    Source = "cli"
	SourceAPI    Source = "api"
	SourceImport Source = "import"
	SourceWeb    Source = "web"
	SourceEmail  Source = "email"
)

// Call is what goes with every request, beside the request itself. It travels
// in the context, because on a server the sign-in says who acts, and an argument
// could lie.
type Call struct {
	// Actor names who acts: a reference to a person. The service looks the
	// person up in the transaction that does the work, so that a person who
	// was deactivated a moment ago can do nothing. Empty is nobody, and refused.
	Actor Ref
	// Trusted says that the operating system vouches for the caller (the
	// embedded store): an empty Actor is then the administrator that init made,
	// and the event says that nobody signed in.
	Trusted bool
	// Token is what a caller over the network came with; the service looks it up in
	// the transaction that does the work, and Actor, where it is given too, is whom
	// the token's person acts for, which needs the scope to.
	Token Secret
	// Source is recorded in the events of the request.
	Source Source
	// Key makes a change happen once however often it is asked for: the
	// idempotency key, 1 to MaxKey bytes, kept for KeyLife and for the person.
	Key string
	// DryRun does everything but keep the result.
	DryRun bool
	// Wait is how long a change waits for others that write, at most; 0 is as long as
	// whoever answers has others wait.
	Wait time.Duration
}

type callKey struct{}

// WithCall returns a context for making requests as call says.
func WithCall(ctx context.Context, call Call) context.Context {
	return context.WithValue(ctx, callKey{}, call)
}

// CallFrom is the call in ctx; the zero Call, which is nobody, if there is none.
func CallFrom(ctx context.Context) Call {
	call, _ := ctx.Value(callKey{}).(Call)
	return call
}

// Secret is a text that no log and no message shows.
type Secret string

// String hides the secret, as every verb of fmt does.
func (Secret) String() string { return "(hidden)" }

// GoString hides the secret.
func (Secret) GoString() string { return "(hidden)" }

// MarshalText hides the secret from JSON and logs.
func (Secret) MarshalText() ([]byte, error) { return []byte("(hidden)"), nil }

type waitingKey struct{}

// WithWaiting returns a context for making requests that tell what they wait for, where
// that is known, as long as they do: "an import has been writing for 12 s".
func WithWaiting(ctx context.Context, told func(what string)) context.Context {
	return context.WithValue(ctx, waitingKey{}, told)
}

// Waiting tells whoever made the request in ctx what it waits for, if they want to know.
func Waiting(ctx context.Context, what string) {
	if told, ok := ctx.Value(waitingKey{}).(func(string)); ok {
		told(what)
	}
}

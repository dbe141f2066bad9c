package store

import "context"

type doingKey struct{}

// Doing is a context for a Bulk, with what it is in words that are told to those who wait
// for it, as in "an import".
func Doing(ctx context.Context, what string) context.Context {
	return context.WithValue(ctx, doingKey{}, what)
}

// DoingOf is what Doing was told, and "something large" where it was told nothing.
func DoingOf(ctx context.Context) string {
	if what, ok := ctx.Value(doingKey{}).(string); ok {
		return what
	}
	return "something large"
}

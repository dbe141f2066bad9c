package config

import (
	"errors"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Advise gives an error of an instance that does not know who asks the command that
// signs in there: the instance cannot know how it was named here.
func (c Config) Advise(err error) error {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || c.Remote == "" {
		return err
	}
	switch e.Details["reason"] {
	case "not_signed_in":
		return e.WithHint("sign in: %s", c.loginCommand())
	case "bad_token":
		return e.WithHint("%s: %s", c.instead(), c.loginCommand())
	}
	return err
}

// loginCommand is the command line that signs in to the instance in force. It names the
// place only where the command before did so by a flag.
func (c Config) loginCommand() string {
	switch {
	case c.Context != "" && c.From.Context == FromFlag:
		return "operator login --context " + c.Context
	case c.Context == "" && c.From.Target == FromFlag:
		return "operator login --remote " + c.Remote
	}
	return "operator login"
}

// instead is what becomes of a token that is worth nothing.
func (c Config) instead() string {
	switch {
	case c.TokenFile != "" && c.From.TokenFile == FromFlag:
		return "put another token into " + c.TokenFile + ", or leave out --token-file and sign in"
	case c.TokenFile == "" && c.Token != "":
		return "set OPERATOR_TOKEN to another, or unset it and sign in"
	}
	return "sign in again"
}

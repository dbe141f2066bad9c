package cli

import (
	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Token is the token in force.
func (c configuration) Token() (operator.Secret, error) {
	found, err := config.Load(c.p.sources())
	if err != nil {
		return "", err
	}
	return found.ReadToken()
}

// CanKeepToken looks for a keyring before anything is done that a keyring is needed
// for.
func (c configuration) CanKeepToken(insecure bool) error {
	found, err := config.Load(c.p.sources())
	if err != nil || insecure {
		return err
	}
	err = found.CanKeepToken()
	if err == nil {
		return nil
	}
	return operator.Wrap(operator.Unavailable, err, "a token could not be kept safely").
		WithHint("--insecure-storage keeps it in a file that only you can read; or set OPERATOR_TOKEN").Reason("no_keyring")
}

// KeepToken keeps a token for the instance in force. Where that has no name, it gets a
// context.
func (c configuration) KeepToken(token operator.Secret, insecure bool) (deps.KeptToken, error) {
	found, err := config.Load(c.p.sources())
	if err != nil {
		return deps.KeptToken{}, err
	}
	kept := deps.KeptToken{Context: found.Context, Where: "the keyring"}
	if kept.Context == "" {
		if kept.Context, err = c.book().ContextFor(found.Remote); err != nil {
			return kept, err
		}
	}
	if insecure {
		kept.Where, err = c.book().KeepTokenFile(kept.Context, token)
		return kept, err
	}
	if c.p.deps.DryRun {
		return kept, nil
	}
	return kept, found.KeepToken(token)
}

// ForgetToken forgets the token in force, where it was kept by KeepToken.
func (c configuration) ForgetToken() (bool, error) {
	found, err := config.Load(c.p.sources())
	if err != nil || c.p.deps.DryRun {
		return false, err
	}
	inFile := found.TokenFile != ""
	forgotten, err := found.ForgetToken()
	if err == nil && forgotten && inFile {
		err = c.book().ForgetTokenFile(found.Context)
	}
	return forgotten, err
}

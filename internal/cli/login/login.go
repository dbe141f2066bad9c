// Package login is the commands about signing in to an instance, and out.
package login

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// mostSecret is how long a code or a token may be, in bytes.
const mostSecret = 4096

// signing is what the flags of login say.
type signing struct {
	codeFile  string
	codeStdin bool
	stdin     bool // the token comes from standard input
	file      bool // --token-file was given
	insecure  bool
	note      string
}

// New is `operator login`.
func New(d *deps.Deps) *cobra.Command {
	var s signing
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to an instance",
		Long: `Sign in to the instance of --remote or of a context, with a code that an
administrator made for you (operator login-code add), or with a token. The code is
asked for, and not shown while you type it. It is good once; what it is exchanged for
is kept in the keyring of this system, or with --insecure-storage in a file beside the
configuration that only you can read. An instance without a context gets one.

A store on this machine needs no signing in: who can open it is believed.`,
		Example: `  operator login --remote https://inbox.acme.example
  operator login --context office --code-file code.txt
  operator login --context office --token-stdin < office.token`,
		Args:              deps.Args(),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s.file = cmd.Flags().Changed("token-file")
			if s.file && (s.stdin || s.codeStdin || s.codeFile != "") {
				return operator.Errorf(operator.Usage, "--token-file goes with no other way to sign in").Reason("two_tokens")
			}
			return s.run(cmd.Context(), d)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.codeFile, "code-file", "", "read the code from `FILE`; - is standard input")
	f.BoolVar(&s.codeStdin, "code-stdin", false, "read the code from standard input")
	f.BoolVar(&s.stdin, "token-stdin", false, "read a token from standard input, in the place of a code")
	f.BoolVar(&s.insecure, "insecure-storage", false, "keep the token in a file that only you can read, and not in the keyring")
	f.StringVar(&s.note, "note", "", "what the token is for: `TEXT` (default: the name of this machine)")
	cmd.MarkFlagsMutuallyExclusive("code-file", "code-stdin", "token-stdin")
	return cmd
}

func (s signing) run(ctx context.Context, d *deps.Deps) error {
	remote, err := instance(d, "sign in to")
	if err == nil {
		err = thing(d).Check(d)
	}
	if err == nil {
		err = d.Configuration.CanKeepToken(s.insecure) // a code is good once: first see what becomes of it
	}
	if err != nil {
		return err
	}
	who, secret, err := s.signIn(ctx, d, remote)
	if err != nil {
		return err
	}
	if secret == "" { // a dry run
		return thing(d).Write(d, who)
	}
	kept, err := deps.Configure(d, func(c deps.Configuration) (deps.KeptToken, error) { return c.KeepToken(secret, s.insecure) })
	if err != nil {
		return unkept(who, err)
	}
	render.Note(d.IO, d.Output, "signed in to %s as %s; the token is in %s, for the context %s", remote, deps.Who(who.Person), kept.Where, kept.Context)
	return thing(d).Write(d, who)
}

// unkept says what to do about a token that nobody has.
func unkept(who operator.Identity, err error) error {
	e := operator.Wrap(operator.CodeOf(err), err, "you are signed in, but the token could not be kept").Reason("not_kept")
	if who.Token != nil {
		return e.WithHint("sign in again with --insecure-storage, and then: operator token delete %s", who.Token.Ref)
	}
	return e.WithHint("sign in again with --insecure-storage")
}

// signIn exchanges what was given for a token, and says whose it is.
func (s signing) signIn(ctx context.Context, d *deps.Deps, remote string) (operator.Identity, operator.Secret, error) {
	token, err := s.given(ctx, d)
	if err != nil {
		return operator.Identity{}, "", err
	}
	if token == "" {
		return s.byCode(ctx, d, remote)
	}
	who, err := whoHas(ctx, d, token)
	return who, token, err
}

// given is the token that was given in the place of a code, if one was.
func (s signing) given(ctx context.Context, d *deps.Deps) (operator.Secret, error) {
	if s.file {
		return d.Configuration.Token()
	}
	if !s.stdin {
		return "", nil
	}
	token, err := line(ctx, d, deps.Standard, "token")
	return operator.Secret(token), err
}

func (s signing) byCode(ctx context.Context, d *deps.Deps, remote string) (operator.Identity, operator.Secret, error) {
	var none operator.Identity
	code, err := s.code(ctx, d, remote)
	if err != nil {
		return none, "", err
	}
	note := s.note
	if note == "" {
		note = machine()
	}
	t, err := deps.Change(ctx, d, func(ctx context.Context, service operator.Service) (operator.Token, error) {
		return service.Login(ctx, operator.LoginRequest{Code: code, Note: note})
	})
	if err != nil {
		return none, "", err
	}
	if t.Token == nil {
		return operator.Identity{Person: t.Person}, "", nil
	}
	secret := operator.Secret(*t.Token)
	who, err := whoHas(ctx, d, secret)
	return who, secret, err
}

// code is the code that was typed, or stands in a file.
func (s signing) code(ctx context.Context, d *deps.Deps, remote string) (string, error) {
	if s.codeStdin {
		return line(ctx, d, deps.Standard, "code")
	}
	if s.codeFile != "" {
		return line(ctx, d, s.codeFile, "code")
	}
	code, err := term.AskSecret(ctx, d.IO, fmt.Sprintf("Code for %s:", remote))
	if e := operator.CodeOf(err); e == operator.Usage {
		return "", operator.Wrap(operator.Usage, err, "there is no code to sign in with").
			WithHint("give it with --code-stdin or --code-file, or a token with --token-stdin").Reason("needs_tty")
	}
	return code, err
}

// machine is what a token is noted as that was made on this machine.
func machine() string {
	name, err := os.Hostname()
	if err != nil || operator.CheckName("it", name) != nil {
		return "operator login"
	}
	return "operator login on " + name
}

// line is the one line of a file that holds a secret.
func line(ctx context.Context, d *deps.Deps, path, what string) (string, error) {
	text, err := deps.ReadText(ctx, d, path, mostSecret)
	if err != nil {
		return "", err
	}
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text, "\r\n\x00") {
		return "", operator.Errorf(operator.Invalid, "there is no %s alone on a line", what).Reason("bad_" + what)
	}
	return text, nil
}

// whoHas asks the instance whose a token is.
func whoHas(ctx context.Context, d *deps.Deps, token operator.Secret) (operator.Identity, error) {
	return deps.Use(ctx, d, func(ctx context.Context, s operator.Service) (operator.Identity, error) {
		call := operator.CallFrom(ctx)
		call.Token, call.Actor = token, ""
		return s.Whoami(operator.WithCall(ctx, call), operator.WhoamiRequest{})
	})
}

// instance is the address of the instance that commands run against. What runs
// against a store on this machine has nothing to sign in to.
func instance(d *deps.Deps, what string) (string, error) {
	c, err := d.Configuration.Context("")
	if err != nil {
		return "", err
	}
	if c.Remote == nil {
		return "", operator.Errorf(operator.Usage, "there is nothing to %s: %s is a store on this machine", what, operator.Value(c.Store)).
			WithHint("name an instance: --remote URL or --context NAME").Reason("local_only")
	}
	return *c.Remote, nil
}

package httpapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var protocol = strconv.Itoa(api.Protocol)

// fits checks that whoever asks speaks a protocol that is understood here. Who does
// not say is taken at their word.
func (h *handler) fits(r *http.Request) error {
	said, err := one(r, api.HeaderProtocol)
	if err != nil || said == "" {
		return err
	}
	theirs, err := strconv.Atoi(said)
	if err == nil && theirs >= api.OldestProtocol && theirs <= api.Protocol {
		return nil
	}
	program := "an unknown version"
	if v := r.Header.Get(api.HeaderVersion); v != "" && len(v) < 100 {
		program = "version " + strconv.QuoteToASCII(v)
	}
	e := operator.Errorf(operator.Protocol, "this client, %s, speaks protocol %q, and the server, version %q, speaks %s", program, said, h.Version, protocol).
		Reason("protocol_mismatch").With("client", said).With("server", protocol)
	if err == nil && theirs > api.Protocol {
		return e.WithHint("the server is too old: its administrator has to upgrade it")
	}
	return e.WithHint("the client is too old: upgrade it")
}

// call says who asks, and how. It believes nothing yet: the service looks at the
// token in the transaction that does the work.
func (h *handler) call(r *http.Request) (operator.Call, error) {
	call := operator.Call{Source: operator.SourceAPI}
	as, err := text(r, api.HeaderAs)
	if err != nil {
		return call, err
	}
	call.Actor = operator.Ref(as)
	if call.Key, err = text(r, api.HeaderKey); err != nil {
		return call, err
	}
	if call.DryRun, err = yes(r, api.HeaderDryRun); err != nil {
		return call, err
	}
	if call.Wait, err = seconds(r, api.HeaderWait); err != nil {
		return call, err
	}
	call.Token, err = token(r)
	switch {
	case err != nil, call.Token != "":
		return call, err
	case !h.Trusted:
		// Whom a stranger says they are is nothing without a token.
		call.Actor = ""
		return call, nil
	}
	// On the socket, an empty header says that nobody acts, as no header at all says
	// that it is who the workspace belongs to.
	call.Trusted = call.Actor != "" || len(r.Header.Values(api.HeaderAs)) == 0
	if source := operator.Source(r.Header.Get(api.HeaderSource)); slices.Contains([]operator.Source{operator.SourceCLI, operator.SourceImport}, source) {
		call.Source = source
	}
	return call, nil
}

// token is what the caller came with, if anything.
func token(r *http.Request) (operator.Secret, error) {
	said, err := one(r, "Authorization")
	if err != nil || said == "" {
		return "", err
	}
	scheme, token, ok := strings.Cut(said, " ")
	if token = strings.TrimSpace(token); !ok || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", operator.Errorf(operator.Denied, "signing in is by a token alone").
			WithHint("send the header Authorization: Bearer TOKEN").Reason("bad_token")
	}
	return operator.Secret(token), nil
}

// one is the value of a header that may be there once.
func one(r *http.Request, name string) (string, error) {
	values := r.Header.Values(name)
	if len(values) > 1 {
		return "", operator.Errorf(operator.Usage, "the header %s is there %d times", name, len(values)).Reason("bad_header")
	}
	return r.Header.Get(name), nil
}

// text is the value of a header that people may have typed.
func text(r *http.Request, name string) (string, error) {
	value, err := one(r, name)
	if err != nil {
		return "", err
	}
	return api.Unescape(name, value)
}

// seconds reads a header that says how long something may take; 0 where it is not there.
func seconds(r *http.Request, name string) (time.Duration, error) {
	value, err := one(r, name)
	if err != nil || value == "" {
		return 0, err
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 3600 {
		return 0, operator.Errorf(operator.Usage, "the header %s has to be a number of seconds, from 1 to 3600", name).Reason("bad_header")
	}
	return time.Duration(n) * time.Second, nil
}

// yes reads a header that says true or false. Anything else is refused: who meant a
// dry run must not be taken to mean it.
func yes(r *http.Request, name string) (bool, error) {
	value, err := one(r, name)
	switch {
	case err != nil:
		return false, err
	case value == "true":
		return true, nil
	case value == "false", value == "" && len(r.Header.Values(name)) == 0:
		return false, nil
	}
	return false, operator.Errorf(operator.Usage, "the header %s has to be true or false", name).Reason("bad_header")
}

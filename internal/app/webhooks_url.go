package app

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// checkHookURL refuses addresses that nothing is ever sent to. A name that leads into
// a private network is found out when it is looked up, before each connection.
func checkHookURL(text string, private bool) error {
	if len(text) > operator.MaxWebhookURL {
		return operator.Errorf(operator.Invalid, "the address is too long: %d of at most %d bytes", len(text), operator.MaxWebhookURL).Reason("too_long")
	}
	bad := func(why string) *operator.Error {
		return operator.Errorf(operator.Invalid, "%s", why).WithHint("write it like https://crm.example.com/in").Reason("bad_url")
	}
	odd := func(r rune) bool { return r <= ' ' || r > '~' }
	u, err := url.Parse(text)
	switch {
	case err != nil, strings.ContainsFunc(text, odd):
		return bad("the address cannot be read")
	case u.User != nil:
		return bad("the address has a user or a password in it, which would be kept in the open").
			WithHint("leave them out: the receiver knows us by the signature")
	case u.Scheme != "https" && u.Scheme != "http", u.Opaque != "":
		return bad("the address must begin with https://")
	case u.Hostname() == "":
		return bad("the address names no host")
	case u.Fragment != "":
		return bad("the address has a # in it, which is never sent")
	case private:
		return nil
	case u.Scheme != "https":
		return bad("the address must begin with https://: anybody on the way could read along").
			WithHint("--allow-private takes http:// too, for receivers within your own network")
	case leadsInside(u.Hostname()):
		return operator.Errorf(operator.Invalid, "%s is in a private network, or this machine", u.Hostname()).
			WithHint("if it is meant to be: --allow-private").Reason("private_network")
	}
	return nil
}

// leadsInside says whether a host is known to be private without looking it up.
func leadsInside(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return !hook.Public(a)
	}
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// suggestWebhooks suggests webhooks, to who may have to do with them.
func (s *session) suggestWebhooks(l *suggestions, prefix string) error {
	if s.may(policy.ManageWebhooks) != nil {
		return nil
	}
	all, err := s.r.Webhooks()
	if err != nil {
		return err
	}
	for _, w := range all {
		if strings.HasPrefix(strings.ToLower(w.ID.String()), prefix) {
			l.add(w.ID.String(), "%s", hostOf(w.URL))
		}
	}
	return nil
}

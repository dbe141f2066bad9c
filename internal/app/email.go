package app

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The most that an e-mail address may have: RFC 5321, 4.5.3.1, and RFC 1035.
const (
	maxAddress = 254
	maxLocal   = 64
	maxDNSName = 63
)

// checkEmail reads one plain address and nothing around it. The domain becomes
// lower case; the part before the @ stays as it is, since only its owner knows
// whether case matters there. Addresses are compared without regard to case.
func checkEmail(text string) (string, error) {
	text = strings.TrimSpace(text)
	if err := operator.CheckText("the e-mail address", text); err != nil {
		return "", err
	}
	local, domain, found := strings.Cut(text, "@")
	if !found || len(text) > maxAddress || !plainLocal(local) || !plainDomain(domain) {
		return "", operator.Errorf(operator.Invalid, "%q is not an e-mail address", text).
			WithHint("give one plain address, like maya@acme.example").Reason("bad_email")
	}
	return local + "@" + strings.ToLower(domain), nil
}

// plainLocal says whether a text is a dot-atom (RFC 5322, 3.2.3) of ASCII.
func plainLocal(local string) bool {
	if len(local) > maxLocal {
		return false
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.Trim(strings.ToLower(atom), "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~") != "" {
			return false
		}
	}
	return true
}

// plainDomain says whether a text is a name with a dot, as in a host's name. An
// international name is given in its ASCII form, xn--….
func plainDomain(domain string) bool {
	labels := strings.Split(strings.ToLower(domain), ".")
	for _, label := range labels {
		if label == "" || len(label) > maxDNSName || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(labels) > 1 && strings.Trim(last, "0123456789") != ""
}

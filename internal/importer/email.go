package importer

import "strings"

// placeholder says whether an e-mail address only stands where there is none:
// none@none.com, noemail@acme.com.
func placeholder(email string) bool {
	lower := strings.ToLower(email)
	local, domain, ok := strings.Cut(lower, "@")
	if !ok {
		switch strings.Join(strings.Fields(strings.Trim(lower, ".-")), " ") {
		case "none", "na", "n/a", "no", "no email", "no e-mail", "noemail", "unknown", "tbd", "x", "xx", "xxx", "declined", "refused", "none given", "not given", "?", "0":
			return true
		}
		return false
	}
	if len(local) <= 16 && strings.ContainsAny(local, "-_.") {
		local = strings.Map(func(r rune) rune {
			if r == '-' || r == '_' || r == '.' {
				return -1
			}
			return r
		}, local)
	}
	switch local {
	case "none", "noemail", "nomail", "noreply", "na", "unknown", "noone", "nobody", "noemailgiven", "refused", "declined", "notprovided", "noaddress":
		return true
	}
	name, _, _ := strings.Cut(domain, ".")
	switch name {
	case "none", "noemail", "nomail", "na", "unknown", "noreply", "nowhere", "test", "xxx":
		return true
	case "email", "mail":
		return local == "no" || local == "email" || local == "a" || local == "x"
	}
	return false
}

// address is the plain address of "mailto:a@b.example" or "Maya <a@b.example>".
func address(text string) string {
	if i := strings.IndexByte(text, '<'); i >= 0 && strings.HasSuffix(text, ">") {
		text = text[i+1 : len(text)-1]
	}
	if len(text) > 7 && strings.EqualFold(text[:7], "mailto:") {
		text = text[7:]
	}
	if n := len(text); n == 0 || alnum(text[0]) && alnum(text[n-1]) {
		return text
	}
	return strings.Trim(text, " ,;")
}

// validEmail says whether a text is one plain address: what the service takes too.
func validEmail(text string) bool {
	at := strings.IndexByte(text, '@')
	if at < 1 || at > 64 || len(text) > 254 {
		return false
	}
	local, domain := text[:at], text[at+1:]
	for i := range len(local) {
		b := local[i]
		dot := b == '.' && i > 0 && i < len(local)-1 && local[i-1] != '.'
		if !dot && !alnum(b) && strings.IndexByte("!#$%&'*+-/=?^_`{|}~", b) < 0 {
			return false
		}
	}
	from, labels, digits := 0, 0, false
	for i := 0; i <= len(domain); i++ {
		if i < len(domain) && domain[i] != '.' {
			if !alnum(domain[i]) && domain[i] != '-' {
				return false
			}
			continue
		}
		label := domain[from:i]
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		digits = strings.Trim(label, "0123456789") == ""
		from, labels = i+1, labels+1
	}
	return labels > 1 && !digits
}

func alnum(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// lowerDomain is an address with its domain in small letters.
func lowerDomain(email string) string {
	at := strings.IndexByte(email, '@')
	for i := at + 1; i < len(email); i++ {
		if email[i] >= 'A' && email[i] <= 'Z' {
			return email[:at+1] + strings.ToLower(email[at+1:])
		}
	}
	return email
}

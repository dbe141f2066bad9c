package config

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// key is one thing that can be configured: where it may be said, and what its
// value must be like.
type key struct {
	name      string
	flag      string // without the dashes; empty for none
	variables string // of the environment, the weightiest first, separated by blanks
	others    string // variables that are for every program, and count less than the file
	inContext bool   // it may stand in a context
	inFile    bool   // it may stand in the file for all contexts
	isSwitch  bool   // it is true or false
	check     func(b Book, value string, origin Origin) error
}

// keys is every key, in the order in which they are listed.
func keys() []key {
	inContext := func(name, variable string, check func(Book, string, Origin) error) key {
		return key{name: name, flag: name, variables: variable, inContext: true, check: check}
	}
	anywhere := func(k key) key {
		k.inFile = true
		return k
	}
	return []key{
		inContext("store", "OPERATOR_STORE", nil),
		inContext("remote", "OPERATOR_REMOTE", func(_ Book, value string, from Origin) error {
			_, err := checkRemote(value, from)
			return err
		}),
		inContext("as", "OPERATOR_AS", nil),
		inContext("token-file", "OPERATOR_TOKEN_FILE", nil),
		anywhere(inContext("output", "OPERATOR_OUTPUT", Book.checkFormat)),
		anywhere(inContext("timeout", "OPERATOR_TIMEOUT", func(_ Book, value string, from Origin) error {
			_, err := parseTimeout(value, from)
			return err
		})),
		{name: "no-color", flag: "no-color", variables: "NO_COLOR CLICOLOR_FORCE FORCE_COLOR", inFile: true, isSwitch: true, check: checkSwitch},
		{name: "pager", flag: "no-pager", variables: "OPERATOR_PAGER", others: "PAGER", inFile: true},
		{name: "editor", variables: "OPERATOR_EDITOR", others: "VISUAL EDITOR", inFile: true},
		{name: "accessible", variables: "OPERATOR_ACCESSIBLE ACCESSIBLE", inFile: true, isSwitch: true, check: checkSwitch},
	}
}

// currentContext is the key of the context that counts where nothing else is said.
const currentContext = "current-context"

// contextsKey is the key that has the contexts below it.
const contextsKey = "contexts"

func findKey(name string) (key, bool) {
	all := keys()
	at := slices.IndexFunc(all, func(k key) bool { return k.name == name })
	if at < 0 {
		return key{}, false
	}
	return all[at], true
}

// contextKeys and fileKeys are what may stand in a context, and in the file
// beside the contexts.
func contextKeys() []string { return namesWhere(func(k key) bool { return k.inContext }) }

func fileKeys() []string {
	return append([]string{currentContext, contextsKey}, namesWhere(func(k key) bool { return k.inFile })...)
}

func namesWhere(is func(key) bool) (names []string) {
	for _, k := range keys() {
		if is(k) {
			names = append(names, k.name)
		}
	}
	return names
}

// checkFormat refuses what is no output format. What formats there are is for the
// package that writes them to say.
func (b Book) checkFormat(value string, from Origin) error {
	if len(b.Formats) == 0 || slices.Contains(b.Formats, operator.Fold(value)) {
		return nil
	}
	hint := "one of " + strings.Join(b.Formats, ", ")
	if near := suggest.DidYouMean(suggest.Nearest(value, b.Formats)); near != "" {
		hint = near + " (" + hint + ")"
	}
	return operator.Errorf(wrong(from), "no output format %q", value).WithHint("%s", hint).Reason("bad_format")
}

// parseSwitch reads what is on or off, in the words that YAML has had for it.
func parseSwitch(value string) (on, ok bool) {
	switch operator.Fold(value) {
	case "true", "yes", "on":
		return true, true
	case "false", "no", "off":
		return false, true
	}
	return false, false
}

func checkSwitch(_ Book, value string, from Origin) error {
	if _, ok := parseSwitch(value); ok {
		return nil
	}
	return operator.Errorf(wrong(from), "%q is neither true nor false", value).Reason("bad_switch")
}

// checkValue refuses what a key cannot be. What is empty says nothing.
func (k key) checkValue(b Book, value string, from Origin) error {
	if err := operator.CheckLine(k.name, value); err != nil {
		e := err.(*operator.Error)
		e.Code = wrong(from)
		return e
	}
	if k.check == nil || value == "" {
		return nil
	}
	return k.check(b, value, from)
}

package app

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// showing is the command that shows what references with a letter name.
var showing = map[byte]string{
	'P': "person", 'B': "building", 'T': "transaction", 'C': "conversation", 'M': "msg", 'U': "update", 'S': "schedule", 'I': "import",
}

// otherKind is the hint for a reference of another kind of thing than the letter's:
// which kind is written in it, so that the hint tells nothing of what is there. It is
// empty for all else.
func otherKind(ref operator.Ref, letter byte) string {
	text := strings.ToUpper(strings.TrimSpace(string(ref)))
	if len(text) < 2 || text[0] == letter || !operator.LooksLikeID(text, text[0]) || showing[text[0]] == "" {
		return ""
	}
	return "operator " + showing[text[0]] + " show " + text
}

// orHome is the hint for a reference that names no conversation, message or update:
// what there is of the home where it names one that the actor sees, else what shows
// its kind, else a list.
func (s *session) orHome(ref operator.Ref, letter byte, ofHome, list string) (string, error) {
	if hint := otherKind(ref, letter); hint != "" {
		return hint, nil
	}
	if operator.LooksLikeID(strings.TrimSpace(string(ref)), letter) {
		return list, nil
	}
	h, err := s.findProperty(ref)
	switch {
	case err == nil:
		return ofHome + h.Code, nil
	case operator.CodeOf(err) != operator.NotFound:
		return "", err
	}
	return list, nil
}

// notFound is the error for a reference that names nothing, with a hint of orHome.
func notFound(what string, ref operator.Ref, hint string, err error) error {
	if err != nil {
		return err
	}
	return operator.Errorf(operator.NotFound, "no %s %q", what, ref).WithHint("%s", hint)
}

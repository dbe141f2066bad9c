package deps_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestWithoutATerminalTheQuestionAndTheAnswerAreSaid holds that whoever could not be asked
// is told what, and how to answer, in a line that a shell takes.
func TestWithoutATerminalTheQuestionAndTheAnswerAreSaid(t *testing.T) {
	t.Parallel()
	for typed, hint := range map[string]string{
		"msg|delete|M1":                              "answer yes beforehand: operator msg delete M1 --yes",
		"msg|delete|--reason|it's wrong|M1":          `answer yes beforehand: operator msg delete --reason 'it'\''s wrong' M1 --yes`,
		"template|delete|--|-x":                      "answer yes beforehand: operator template delete --yes -- -x",
		"template|delete|$(reboot)":                  "answer yes beforehand: operator template delete '$(reboot)' --yes",
		"update|post|-b|a\nb":                        "add --yes",
		"update|post|-b|" + strings.Repeat("a", 300): "add --yes",
	} {
		d := &deps.Deps{Typed: strings.Split(typed, "|")}
		_, _, err := confirming(t, d, "", false, "Delete M1?", nil)
		e, ok := errors.AsType[*operator.Error](err)
		if !ok || e.Message != `"Delete M1?" must be confirmed` || e.Hint != hint {
			t.Errorf("%s: %v, hint %q", typed, err, e.Hint)
		}
	}
}

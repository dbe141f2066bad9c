package term_test

import (
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/term"
)

func TestWhoListensSaysSo(t *testing.T) {
	t.Parallel()
	for env, want := range map[string]bool{
		"": false, "OPERATOR_ACCESSIBLE=1": true, "OPERATOR_ACCESSIBLE=yes": true, "ACCESSIBLE=1": true,
		"OPERATOR_ACCESSIBLE=0": false, "OPERATOR_ACCESSIBLE=false ACCESSIBLE=1": false, "OPERATOR_ACCESSIBLE= ACCESSIBLE=1": true,
	} {
		stream, _, _ := term.Test("")
		stream.Env = func(name string) string {
			for e := range strings.FieldsSeq(env) {
				if value, ok := strings.CutPrefix(e, name+"="); ok {
					return value
				}
			}
			return ""
		}
		if got := stream.Accessible(); got != want {
			t.Errorf("%q: got %v", env, got)
		}
	}
}

func TestAQuestionToWhoListensSaysItsChoicesInWords(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{"yes\n": true, "\n": false, "no\n": false} {
		stream, _, errOut := term.Test(typed)
		stream.InTTY, stream.ErrTTY = true, true
		stream.Env = func(name string) string {
			if name == "ACCESSIBLE" {
				return "1"
			}
			return ""
		}
		got, err := term.Confirm(t.Context(), stream, "Delete M12?")
		if got != want || err != nil || errOut.String() != "Delete M12? Type yes or no, then Enter. Without an answer it is no: " {
			t.Errorf("%q: got %v, %v, asked %q", typed, got, err, errOut)
		}
	}
}

package servicetest

import (
	"io"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// fails wants an error with a code.
func fails(t *testing.T, err error, code operator.Code) {
	t.Helper()
	if operator.CodeOf(err) != code {
		t.Errorf("failed with %q (%v), want %q", operator.CodeOf(err), err, code)
	}
}

func copyAll(to io.Writer, from io.Reader) (any, error) { return io.Copy(to, from) }

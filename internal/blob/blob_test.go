package blob_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestASumReadsBackFromItsText(t *testing.T) {
	want := blob.Sum(sha256.Sum256([]byte("photo")))
	got, err := blob.ParseSum(want.String())
	if err != nil || got != want {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if text := want.String(); len(text) != 64 || text != strings.ToLower(text) {
		t.Errorf("text is %q", text)
	}
}

func TestOnlyOneTextNamesABlob(t *testing.T) {
	text := blob.Sum(sha256.Sum256([]byte("photo"))).String()
	for _, bad := range []string{
		"", text[:63], text + "0", strings.ToUpper(text), " " + text[1:], "../" + text[3:], strings.Repeat("g", 64), text + "\n",
	} {
		if _, err := blob.ParseSum(bad); operator.CodeOf(err) != operator.Invalid {
			t.Errorf("%q: error is %v", bad, err)
		}
	}
}

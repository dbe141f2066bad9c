package httpapi_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
)

const golden = "../../docs/openapi.json"

// TestTheDescriptionIsTheGoldenFile compares the description with the file in the
// repository. UPDATE=1 writes it anew.
func TestTheDescriptionIsTheGoldenFile(t *testing.T) {
	got, err := httpapi.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-file +made); write it anew with UPDATE=1:\n%s", golden, diff)
	}
}

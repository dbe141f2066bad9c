package boltstore

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The schema is on disks: a change of it is a new schemaVersion and a migration.
// The comment on tables is what it is compared with.
func TestTheSchemaIsWhatItsCommentSays(t *testing.T) {
	source, err := os.ReadFile("schema.go")
	must(t, err)
	line := regexp.MustCompile(`^//\t(\S+) +(.*?)(?:   .*)?$`)
	var said []string
	for text := range strings.Lines(string(source)) {
		if m := line.FindStringSubmatch(strings.TrimRight(text, "\n")); m != nil {
			said = append(said, m[1]+": "+m[2])
		}
	}
	var is []string
	for text := range strings.Lines(checkShapes(t, tables())) {
		name, shape, _ := strings.Cut(strings.TrimSpace(text), " ")
		is = append(is, name+": "+strings.TrimSpace(shape))
	}
	if diff := cmp.Diff(said, is); diff != "" {
		t.Errorf("schema (-comment +code):\n%s", diff)
	}
	if schemaVersion != 6 || len(is) != 77 {
		t.Errorf("the schema %d has %d buckets; is there a step? (docs/changing.md)", schemaVersion, len(is))
	}
}

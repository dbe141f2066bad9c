package backend

import (
	"bytes"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestWhatIsExportedIsImportedUnchanged takes every table of things back, in every
// format. What people say is another matter: an import adds conversations of its own.
func TestWhatIsExportedIsImportedUnchanged(t *testing.T) {
	t.Parallel()
	ctx, s := asAdmin(t, aDemo(t))
	for _, name := range []string{"=SUM(A1)", "'t Hooft", "-5 @x", "@cmd"} {
		add := operator.AddPersonRequest{Kind: operator.Buyer, Name: name, Title: name, Phones: []string{"+1 303 555 0123", "office=+44 20 7946 0000"}}
		if _, err := s.AddPerson(ctx, add); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range operator.ImportKinds() {
		if kind == operator.ImportMessages || kind == operator.ImportUpdates {
			continue
		}
		for _, format := range []string{"csv", "xlsx", "jsonl"} {
			var out bytes.Buffer
			e, err := s.Export(ctx, operator.ExportRequest{Kind: string(kind), Format: format, Out: &out})
			if err != nil {
				t.Fatal(err)
			}
			again, err := s.Import(ctx, operator.ImportRequest{Kind: kind, Format: format, Content: &out})
			if err != nil {
				t.Errorf("%s as %s: %v", kind, format, err)
				continue
			}
			if again.Rows != e.Rows || again.Unchanged != e.Rows || e.Rows == 0 {
				t.Errorf("%s as %s: of %d rows %d are unchanged; %+v %+v %+v", kind, format, e.Rows, again.Unchanged, again.Changes, again.Errors, again.Conflicts)
			}
		}
	}
}

package httpapi_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestAnImportTellsHowFarItIs compares an import that tells with one that does not: of
// buyers, of whom every seventh has a wrong address, and with nobody who wants those.
func TestAnImportTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	const rows = 3_000
	var file strings.Builder
	file.WriteString("Name,Email\n")
	for i := range rows {
		at := "@home.example"
		if i%7 == 0 {
			at = ""
		}
		fmt.Fprintf(&file, "Buyer %d,b%d%s\n", i, i, at)
	}
	var quiet bytes.Buffer
	for _, row := range []struct {
		name          string
		rejects, told bool
	}{{"rejects alone", true, false}, {"both", true, true}, {"progress alone", false, true}} {
		p := newPlace(t)
		var rejects bytes.Buffer
		var sent int64
		type step struct{ done, total int }
		var steps []step
		req := operator.ImportRequest{Kind: operator.ImportBuyers, File: "buyers.csv", Content: strings.NewReader(file.String()), Partial: true}
		if row.rejects {
			req.Rejects = &rejects
		}
		if row.told {
			req.Moved = func(bytes, _ int64) {
				if sent = bytes; len(steps) > 0 {
					t.Errorf("%s: more is sent when rows are looked at", row.name)
				}
			}
			req.Progress = func(done, total int) { steps = append(steps, step{done, total}) }
		}
		done, err := p.socket(t).Import(operator.WithCall(t.Context(), operator.Call{Trusted: true}), req)
		if err != nil || done.Created != rows-(rows+6)/7 || done.Rejected != (rows+6)/7 {
			t.Fatalf("%s: %d created, %d rejected, %v", row.name, done.Created, done.Rejected, err)
		}
		switch {
		case row.rejects && !row.told:
			quiet = rejects
		case row.rejects && rejects.String() != quiet.String():
			t.Errorf("%s: rejected are %d bytes, want %d", row.name, rejects.Len(), quiet.Len())
		}
		if !row.told {
			continue
		}
		if int(sent) != file.Len() || len(steps) < 3 || len(steps) > 201 {
			t.Fatalf("%s: %d of %d bytes were sent, and it was told %d times", row.name, sent, file.Len(), len(steps))
		}
		for i, s := range steps {
			if s.total < s.done || i > 0 && s.done <= steps[i-1].done {
				t.Errorf("%s: step %d is %v, after %v", row.name, i, s, steps[max(i-1, 0)])
			}
		}
		if last := steps[len(steps)-1]; last.total != 2*rows || last.done < rows {
			t.Errorf("%s: the last is %v", row.name, last)
		}
	}
}

// TestAnImportThatFailsLateSaysSoAsAnyOther has one that tells of its progress first.
func TestAnImportThatFailsLateSaysSoAsAnyOther(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	var file strings.Builder
	file.WriteString("Name,Email\n")
	for i := range 600 {
		fmt.Fprintf(&file, "Buyer %d,b%d@home.example\n", i, i)
	}
	told := 0
	p.disk.Break(0)
	_, err := p.socket(t).Import(operator.WithCall(t.Context(), operator.Call{Trusted: true}), operator.ImportRequest{
		Kind: operator.ImportBuyers, File: "buyers.csv", Content: strings.NewReader(file.String()), Progress: func(int, int) { told++ },
	})
	p.disk.Mend()
	if operator.CodeOf(err) != operator.IO || told == 0 {
		t.Errorf("after it was told of %d times, it gives %v", told, err)
	}
}

package app

import (
	"reflect"
	"strconv"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestMessagesAreReadInTheOrderOfTheirTimesAsTheyWereWrittenAside(t *testing.T) {
	t.Parallel()
	x := newSortedRows(&memorySpool{})
	times := []string{"2026-02-02T10:00:00.12Z", "2026-02-02T10:00:01Z", "2026-02-02T10:00:00Z", "2026-02-02T10:00:00.123Z", "2026-02-02T10:00:00Z", "1969-12-31T23:59:59.5Z"}
	var want []todo
	for _, row := range []int{6, 3, 5, 1, 4, 2} { // equal times stay in the order of the rows
		want = append(want, todo{want: rowCreates, rec: importer.Record{Row: row, Line: row + 1, Message: importer.Values{
			importer.SentAt: times[row-1], importer.Body: "No. " + strconv.Itoa(row) + "\nof many", importer.From: "ben@home.example",
		}}})
	}
	for row := range times {
		for _, one := range want {
			if one.rec.Row == row+1 {
				if err := x.add(one); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := x.sort(); err != nil {
		t.Fatal(err)
	}
	got, err := x.read(x.rows)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n%+v, not\n%+v", err, got, want)
	}
	x.rows[0].size++ // which was written last
	if _, err := x.read(x.rows); operator.CodeOf(err) != operator.IO {
		t.Errorf("what is cut short: %v", err)
	}
}

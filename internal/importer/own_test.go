package importer

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/cell"
	"github.com/seed-34ad0ce1/operator/internal/xlsx"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// written is a file of buyers as an export writes it.
func written(t *rapid.T, format, name, title string) []byte {
	rows := [][]string{{"operator_ref", "name", "title"}, {OwnRef("P12", "0a1b2c3d4e5f"), cell.Safe(name), cell.Safe(title)}}
	var b bytes.Buffer
	var err error
	switch format {
	case formatCSV:
		err = csv.NewWriter(&b).WriteAll(rows)
	case formatXLSX:
		w := xlsx.NewWriter(&b, "buyers")
		for _, row := range rows {
			if err == nil {
				err = w.Row(row)
			}
		}
		if err == nil {
			err = w.Close()
		}
	default:
		err = json.NewEncoder(&b).Encode(map[string]string{"operator_ref": rows[1][0], "name": name, "title": title})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheNamesOfAnExportComeBackAsTheyAre(t *testing.T) {
	t.Parallel()
	words := rapid.SampledFrom([]string{
		"+", "=", "-", "@", "'", "&", "/", ";", ",", "\"", "#N/A", "n/a", "none", "null", "Total", "Mr.", "Dr", "Jr.", "and", "Smith", "John", "Mary",
		"O'Brien", "'t", "Trust", "12", "1.5E+10", "Zoë", "李",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string {
			sep := rapid.SampledFrom([]string{" ", "", ", ", "  "}).Draw(t, label+" between")
			return strings.TrimSpace(strings.Join(rapid.SliceOfN(words, 1, 5).Draw(t, label), sep))
		}
		name, title := text("name"), text("title")
		for _, format := range []string{formatCSV, formatXLSX, formatJSONL} {
			f, err := Open(t.Context(), bytes.NewReader(written(t, format, name, title)), Options{Kind: operator.ImportBuyers})
			if err != nil {
				t.Fatal(err)
			}
			for rec, err := range f.Records(t.Context()) {
				if err != nil || len(rec.Errors)+len(rec.Warnings) > 0 || len(rec.People) != 1 || rec.People[0][Name] != name || rec.People[0][Title] != title {
					t.Errorf("%s: %q (%q) came back as %q, %+v, %v", format, name, title, rec.People, append(rec.Errors, rec.Warnings...), err)
				}
			}
			if f.Rows() != 1 {
				t.Errorf("%s: %q is %d rows", format, name, f.Rows())
			}
			_ = f.Close()
		}
	})
}

func TestOnlyRowsThatSayWhatTheyAreAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	file := "operator_ref,name\nP12@0a1b,Bo & Cy Roe\n,Bo & Cy Roe\nP12,Bo & Cy Roe\nx@y,Bo & Cy Roe\n"
	var people []int
	for _, rec := range records(t, opened(t, strings.NewReader(file), Options{Kind: operator.ImportBuyers})) {
		people = append(people, len(rec.People))
	}
	if len(people) != 4 || people[0] != 1 || people[1] != 2 || people[2] != 2 || people[3] != 2 {
		t.Errorf("the rows have %d people", people)
	}
}

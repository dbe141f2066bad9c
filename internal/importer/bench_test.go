package importer

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/xlsx"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// BenchmarkRecords reads a file of buyers as a CRM writes it: how long a row takes to
// parse and map, with what Open does.
func BenchmarkRecords(b *testing.B) {
	const n = 50_000
	header := []string{"First Name", "Last Name", "Email", "Mobile Phone", "Personal ID", "City"}
	var csv, jsonl, sheet bytes.Buffer
	x := xlsx.NewWriter(&sheet, "Buyers")
	csv.WriteString("First Name,Last Name,Email,Mobile Phone,Personal ID,City\n")
	if err := x.Row(header); err != nil {
		b.Fatal(err)
	}
	for i := range n {
		name, email, phone, id := fmt.Sprintf("Maya%d", i), fmt.Sprintf("maya.ortiz%d@example.com", i), fmt.Sprintf("303-555-%04d", i%10000), fmt.Sprint(i)
		fmt.Fprintf(&csv, "%s,Ortiz,%s,%s,%s,Denver\n", name, email, phone, id)
		fmt.Fprintf(&jsonl, `{"name":"%s Ortiz","email":"%s","phone":["mobile=%s"],"external_id":"%s","city":"Denver"}`+"\n", name, email, phone, id)
		if err := x.Row([]string{name, "Ortiz", email, phone, id, "Denver"}); err != nil {
			b.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		format string
		file   []byte
	}{{"csv", csv.Bytes()}, {"jsonl", jsonl.Bytes()}, {"xlsx", sheet.Bytes()}} {
		b.Run(c.format, func(b *testing.B) {
			b.SetBytes(int64(len(c.file)))
			b.ReportAllocs()
			for b.Loop() {
				readBuyers(b, c.file, n)
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func readBuyers(b *testing.B, file []byte, want int) {
	f, err := Open(context.Background(), bytes.NewReader(file), Options{Kind: operator.ImportBuyers})
	if err != nil {
		b.Fatal(err)
	}
	rows := 0
	for r, err := range f.Records(context.Background()) {
		if err != nil || len(r.People) != 1 || len(r.Errors) > 0 {
			b.Fatal(r, err)
		}
		rows++
	}
	if rows != want {
		b.Fatal(rows)
	}
}

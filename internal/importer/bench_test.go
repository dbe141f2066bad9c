package importer

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// BenchmarkRecords reads a file of buyers as a CRM writes it: how long a row takes to
// parse and map, with what Open does.
func BenchmarkRecords(b *testing.B) {
	const n = 100_000
	var file bytes.Buffer
	file.WriteString("First Name,Last Name,Email,Mobile Phone,Personal ID,City\n")
	for i := range n {
		fmt.Fprintf(&file, "Maya%d,Ortiz,maya.ortiz%d@example.com,303-555-%04d,%d,Denver\n", i, i, i%10000, i)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		f, err := Open(context.Background(), bytes.NewReader(file.Bytes()), Options{Kind: operator.ImportBuyers})
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
		if rows != n {
			b.Fatal(rows)
		}
	}
	b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "rows/s")
}

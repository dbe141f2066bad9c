package boltstore

import (
	"os"
	"testing"
)

func BenchmarkPreflightZ(b *testing.B) {
	o := Options{Dir: "/tmp/bad/dm"}
	for b.Loop() {
		f, _ := os.Open(o.db())
		if err := preflight(f, o.db()); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}

package boltstore

import (
	"hash/crc32"
	"testing"
)

func TestARowHasOneChecksumByEitherTable(t *testing.T) {
	if *smallTable() != *crc32.MakeTable(crc32.Castagnoli) {
		t.Fatal("the small table is another")
	}
	row, key := make([]byte, 1000), []byte{0, 0, 0, 7}
	for i := range row {
		row[i] = byte(i * 7)
	}
	summed.Store(0)
	few := rowSum("message", key, row)
	for summed.Load() < manySummed {
		rowSum("message", key, row)
	}
	if many := rowSum("message", key, row); many != few {
		t.Errorf("the checksum is %08x of a few bytes, %08x of many", few, many)
	}
}

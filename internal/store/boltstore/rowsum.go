package boltstore

import (
	"encoding/binary"
	"hash/crc32"
	"sync"
	"sync/atomic"
)

// rowSum is the checksum of a row: the CRC-32C of its bucket, key, format and fields.
func rowSum(bucket string, key, row []byte) uint32 {
	// The zero byte keeps a name and a key apart, the length a key and the fields.
	table := castagnoli(len(row))
	var length [9]byte
	binary.BigEndian.PutUint64(length[1:], uint64(len(key)))
	sum := sumShort(table, 0, bucket)
	sum = sumShort(table, sum, length[:])
	sum = sumShort(table, sum, key)
	sum = sumShort(table, sum, row[:1])
	return crc32.Update(sum, table, row[headerSize:])
}

// sumShort is crc32.Update for a few bytes, which need not be on the heap for it.
func sumShort[T string | []byte](table *crc32.Table, sum uint32, of T) uint32 {
	sum = ^sum
	for i := range len(of) {
		sum = table[byte(sum)^of[i]] ^ sum>>8
	}
	return ^sum
}

// manySummed is from how many bytes on the tables are made with which a processor sums many
// at once: they take 0.15 ms, and a short command, which reads a dozen kilobytes, is done with
// the small table in a fifth of that.
const manySummed = 64 << 10

// summed is how many bytes this process has summed, up to manySummed.
var summed atomic.Int64

// castagnoli is the table to sum so many bytes more with: its entries are the same either
// way, and crc32 knows its own by where it is.
func castagnoli(more int) *crc32.Table {
	if summed.Load() < manySummed && summed.Add(int64(more)) < manySummed {
		return smallTable()
	}
	return crc32.MakeTable(crc32.Castagnoli)
}

// smallTable is for a byte at a time: what is left of each after eight divisions by the
// polynomial.
var smallTable = sync.OnceValue(func() *crc32.Table {
	var table crc32.Table
	for i := range table {
		left := uint32(i)
		for range 8 {
			left = left>>1 ^ crc32.Castagnoli&-(left&1)
		}
		table[i] = left
	}
	return &table
})

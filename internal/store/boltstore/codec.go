package boltstore

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"sync"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A row is kept as
//
//	format (1 byte)   checksum (4 bytes)   the fields
//
// The checksum is the CRC-32C of the bucket's name, the key, the format and the
// fields: bbolt has none on its pages, and a row found under another key or in
// another bucket is as wrong as one with a flipped bit. The format says how the
// fields are written, so that it can change row by row.
const (
	formatFields = 2 // as fields.go has it; 1 was CBOR, which no release has written
	headerSize   = 5
)

// codec writes and reads the fields of rows of a type. Equal rows are written as equal
// bytes. Unknown fields are passed over, and nothing that read gives is memory of raw;
// not ok is what cannot be read.
type codec[V any] struct {
	add  func(b []byte, v V) []byte
	read func(raw []byte) (v V, ok bool)
}

// scratch is where a row is written before its size is known.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

// encode writes a row of the bucket for the key.
func (c codec[V]) encode(bucket string, key []byte, v V) []byte {
	room := scratch.Get().(*[]byte)
	*room = c.add(append((*room)[:0], formatFields, 0, 0, 0, 0), v)
	row := bytes.Clone(*room)
	scratch.Put(room)
	binary.BigEndian.PutUint32(row[1:], rowSum(bucket, key, row))
	return row
}

// decode reads what encode wrote.
func (c codec[V]) decode(bucket string, key, row []byte) (v V, err error) {
	switch {
	case len(row) < headerSize:
		return v, rowDamaged(bucket, key, "it is too short")
	case binary.BigEndian.Uint32(row[1:]) != rowSum(bucket, key, row):
		return v, rowDamaged(bucket, key, "its checksum is wrong")
	case row[0] != formatFields:
		return v, rowDamaged(bucket, key, "its format is unknown")
	}
	v, ok := c.read(row[headerSize:])
	if !ok {
		var none V
		return none, rowDamaged(bucket, key, "its fields cannot be read")
	}
	return v, nil
}

func rowSum(bucket string, key, row []byte) uint32 {
	// The zero byte keeps a name and a key apart, the length a key and the fields.
	castagnoli := crc32.MakeTable(crc32.Castagnoli) // made when it is first asked for
	var length [9]byte
	binary.BigEndian.PutUint64(length[1:], uint64(len(key)))
	sum := sumShort(castagnoli, 0, bucket)
	sum = sumShort(castagnoli, sum, length[:])
	sum = sumShort(castagnoli, sum, key)
	sum = sumShort(castagnoli, sum, row[:1])
	return crc32.Update(sum, castagnoli, row[headerSize:])
}

// sumShort is crc32.Update for a few bytes, which need not be on the heap for it.
func sumShort[T string | []byte](castagnoli *crc32.Table, sum uint32, of T) uint32 {
	sum = ^sum
	for i := range len(of) {
		sum = castagnoli[byte(sum)^of[i]] ^ sum>>8
	}
	return ^sum
}

func rowDamaged(bucket string, key []byte, why string) *operator.Error {
	return operator.Errorf(operator.IO, "the row %s/%x is damaged: %s", bucket, key, why).
		WithHint("operator check --read-data").
		Reason("row_damaged").With("bucket", bucket).With("key", hexText(key))
}

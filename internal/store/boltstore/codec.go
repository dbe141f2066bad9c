package boltstore

import (
	"bytes"
	"encoding/binary"
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

func rowDamaged(bucket string, key []byte, why string) *operator.Error {
	return operator.Errorf(operator.IO, "the row %s/%x is damaged: %s", bucket, key, why).
		WithHint("operator check --read-data").
		Reason("row_damaged").With("bucket", bucket).With("key", hexText(key))
}

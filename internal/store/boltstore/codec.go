package boltstore

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"sync"

	"github.com/fxamacker/cbor/v2"

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
	formatCBOR = 1 // a CBOR map (RFC 8949) with the field numbers of `keyasint` tags
	headerSize = 5
)

// The modes are built when the first row is written or read, not at the start of
// a program that may never do so. Equal rows are written as equal bytes. Unknown
// fields are passed over; a text that is no UTF-8 is refused.
var (
	rowWriter = sync.OnceValue(func() cbor.UserBufferEncMode {
		o := cbor.CoreDetEncOptions()
		o.Time = cbor.TimeRFC3339NanoUTC
		mode, err := o.UserBufferEncMode()
		if err != nil {
			panic(err) // the options are constant: a mistake in this file
		}
		return mode
	})
	rowReader = sync.OnceValue(func() cbor.DecMode {
		mode, err := cbor.DecOptions{
			DupMapKey:   cbor.DupMapKeyEnforcedAPF,
			IndefLength: cbor.IndefLengthForbidden,
			TagsMd:      cbor.TagsForbidden,
		}.DecMode()
		if err != nil {
			panic(err)
		}
		return mode
	})
)

// encode writes a row of the bucket for the key. The fields of v carry tags as
// in `cbor:"3,keyasint,omitempty"`; a number is never used again for another field.
func encode(bucket string, key []byte, v any) ([]byte, error) {
	var b bytes.Buffer
	b.Write([]byte{formatCBOR, 0, 0, 0, 0})
	if err := rowWriter().MarshalToBuffer(v, &b); err != nil {
		return nil, operator.Wrap(operator.Internal, err, "a row of %s cannot be written", bucket)
	}
	row := b.Bytes()
	binary.BigEndian.PutUint32(row[1:], rowSum(bucket, key, row))
	return row, nil
}

// decode reads what encode wrote. Nothing in what it returns is memory of row.
func decode[V any](bucket string, key, row []byte) (v V, err error) {
	switch {
	case len(row) < headerSize:
		return v, rowDamaged(bucket, key, "it is too short")
	case binary.BigEndian.Uint32(row[1:]) != rowSum(bucket, key, row):
		return v, rowDamaged(bucket, key, "its checksum is wrong")
	case row[0] != formatCBOR:
		return v, rowDamaged(bucket, key, "its format is unknown")
	}
	if err := rowReader().Unmarshal(row[headerSize:], &v); err != nil {
		var none V
		return none, rowDamaged(bucket, key, "its fields cannot be read")
	}
	return v, nil
}

func rowSum(bucket string, key, row []byte) uint32 {
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	// The zero byte keeps a name and a key apart, the length a key and the fields.
	place := append(make([]byte, 0, 64), bucket...)
	place = binary.BigEndian.AppendUint64(append(place, 0), uint64(len(key)))
	sum := crc32.Update(0, castagnoli, append(place, key...))
	sum = crc32.Update(sum, castagnoli, row[:1])
	return crc32.Update(sum, castagnoli, row[headerSize:])
}

func rowDamaged(bucket string, key []byte, why string) *operator.Error {
	return operator.Errorf(operator.IO, "the row %s/%x is damaged: %s", bucket, key, why).
		WithHint("operator check --read-data").
		Reason("row_damaged").With("bucket", bucket).With("key", hexText(key))
}

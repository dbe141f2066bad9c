package boltstore

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"time"
)

// The fields of a row, one after the other, those that are zero left out. A field is
//
//	number<<3 | form (varint)   value
//
// and the value is, by its form,
//
//	0  a varint; signed numbers are zigzagged, a time is its microseconds since 1970
//	1  8 bytes, the lowest first: a floating-point number
//	2  a length (varint) and so many bytes: a text, bytes, the fields of a struct, or a
//	   list: how many items it has, and these without number and form; of a map the
//	   items are keys and values in turn, in the order of the keys
//
// A field whose number is unknown is passed over by its form. The functions that know
// the fields of each type are generated (rows_gen.go), from the row tags.
const (
	formNumber = 0
	formFloat  = 1
	formBytes  = 2
)

// addTag begins a field.
func addTag(b []byte, number, form int) []byte {
	return binary.AppendUvarint(b, uint64(number<<3|form))
}

func addUint(b []byte, number int, v uint64) []byte {
	if v == 0 {
		return b
	}
	return binary.AppendUvarint(addTag(b, number, formNumber), v)
}

func addInt(b []byte, number int, v int64) []byte {
	if v == 0 {
		return b
	}
	return binary.AppendUvarint(addTag(b, number, formNumber), zigzag(v))
}

// zigzag makes numbers near zero small, those below it too.
func zigzag(v int64) uint64 { return uint64(v)<<1 ^ uint64(v>>63) }

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

func addBool(b []byte, number int, v bool) []byte {
	if !v {
		return b
	}
	return append(addTag(b, number, formNumber), 1)
}

func addFloat(b []byte, number int, v float64) []byte {
	if v == 0 {
		return b
	}
	return binary.LittleEndian.AppendUint64(addTag(b, number, formFloat), math.Float64bits(v))
}

// addTime keeps microseconds. The zero time is left out; 1970 is not.
func addTime(b []byte, number int, v time.Time) []byte {
	if v.IsZero() {
		return b
	}
	return binary.AppendUvarint(addTag(b, number, formNumber), zigzag(v.UnixMicro()))
}

func addText[T ~string | ~[]byte](b []byte, number int, v T) []byte {
	if len(v) == 0 {
		return b
	}
	return addItem(addTag(b, number, formBytes), v)
}

// addItem is a text or bytes without number and form.
func addItem[T ~string | ~[]byte](b []byte, v T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(v))), v...)
}

// addMap adds a map in the order of its keys, so that equal rows are equal bytes.
func addMap[M ~map[string]string](b []byte, number int, m M) []byte {
	if len(m) == 0 {
		return b
	}
	b, at := open(addTag(b, number, formBytes))
	b = binary.AppendUvarint(b, uint64(len(m)))
	if len(m) == 1 { // most have one
		for k, v := range m {
			b = addItem(addItem(b, k), v)
		}
		return shut(b, at)
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		b = addItem(addItem(b, k), m[k])
	}
	return shut(b, at)
}

// open begins a value of a length that is not known yet; shut with what it gives ends it.
func open(b []byte) ([]byte, int) { return append(b, 0), len(b) }

// shut puts the length in front of the value that began at. There is room for a length
// below 128, which most have; others are moved.
func shut(b []byte, at int) []byte {
	n := len(b) - at - 1
	if n < 0x80 {
		b[at] = byte(n)
		return b
	}
	var length [binary.MaxVarintLen64]byte
	more := binary.PutUvarint(length[:], uint64(n)) - 1
	b = append(b, length[:more]...)
	copy(b[at+1+more:], b[at+1:at+1+n])
	copy(b[at:], length[:more+1])
	return b
}

// shutField is shut for a struct, which is left out with its tag, from on, if it is zero.
func shutField(b []byte, from, at int) []byte {
	if len(b) == at+1 {
		return b[:from]
	}
	return shut(b, at)
}

// fields reads what was added. What does not fit together makes it bad, and ends it: a
// checksum keeps out accidents, not people. Nothing that it gives is memory of raw.
type fields struct {
	raw  []byte
	at   int
	end  int
	text string // a copy of raw, of which all texts are parts; made for the first of them
	bad  bool

	number int // of the field that next has come to
	form   int
}

func readFields(raw []byte) fields { return fields{raw: raw, end: len(raw)} }

// next goes to the next field; false where there is none.
func (f *fields) next() bool {
	if f.at >= f.end {
		return false
	}
	tag := f.varint()
	f.number, f.form = int(tag>>3), int(tag&7)
	return !f.bad
}

func (f *fields) fail() {
	f.bad, f.at = true, f.end
}

func (f *fields) varint() uint64 {
	if f.at < f.end && f.raw[f.at] < 0x80 {
		f.at++
		return uint64(f.raw[f.at-1])
	}
	v, n := binary.Uvarint(f.raw[f.at:f.end])
	if n <= 0 {
		f.fail()
		return 0
	}
	f.at += n
	return v
}

// is fails unless the field has the form.
func (f *fields) is(form int) bool {
	if f.form != form {
		f.fail()
	}
	return !f.bad
}

func (f *fields) uint() uint64 {
	if !f.is(formNumber) {
		return 0
	}
	return f.varint()
}

func (f *fields) int() int64 { return unzigzag(f.uint()) }

func (f *fields) bool() bool { return f.uint() != 0 }

func (f *fields) time() time.Time { return time.UnixMicro(f.int()).UTC() }

func (f *fields) float() float64 {
	if !f.is(formFloat) || f.end-f.at < 8 {
		f.fail()
		return 0
	}
	f.at += 8
	return math.Float64frombits(binary.LittleEndian.Uint64(f.raw[f.at-8:]))
}

// chunk takes a length and gives where so many bytes begin and end.
func (f *fields) chunk() (from, to int) {
	n := f.varint()
	if n > uint64(f.end-f.at) {
		f.fail()
		return f.end, f.end
	}
	f.at += int(n)
	return f.at - int(n), f.at
}

// textItem is a text without number and form.
func (f *fields) textItem() string {
	from, to := f.chunk()
	if from == to {
		return ""
	}
	if f.text == "" {
		f.text = string(f.raw)
	}
	return f.text[from:to]
}

func (f *fields) string() string {
	if !f.is(formBytes) {
		return ""
	}
	return f.textItem()
}

func (f *fields) bytes() []byte {
	if !f.is(formBytes) {
		return nil
	}
	from, to := f.chunk()
	return append([]byte(nil), f.raw[from:to]...)
}

// enter goes into a value of form bytes, whose end becomes that of the fields until
// leave is called with what enter gives.
func (f *fields) enter() (outer int) {
	outer = f.end
	if !f.is(formBytes) {
		return outer
	}
	return f.enterItem()
}

// enterItem is enter for an item of a list.
func (f *fields) enterItem() (outer int) {
	outer = f.end
	f.at, f.end = f.chunk()
	return outer
}

// leave goes on behind a value that was entered.
func (f *fields) leave(outer int) {
	f.at, f.end = f.end, outer
	if f.bad {
		f.at = f.end
	}
}

// count is how many items a list that was entered has. Each takes a byte or more, so
// that a wrong number cannot ask for much memory.
func (f *fields) count() int {
	n := f.varint()
	if n > uint64(f.end-f.at) {
		f.fail()
		return 0
	}
	return int(n)
}

// texts is a map.
func (f *fields) texts() map[string]string {
	outer := f.enter()
	n := f.count()
	m := make(map[string]string, n)
	for range n {
		k := f.textItem()
		m[k] = f.textItem()
	}
	f.leave(outer)
	return m
}

// skip passes over a field.
func (f *fields) skip() {
	switch f.form {
	case formNumber:
		f.varint()
	case formFloat:
		f.float()
	case formBytes:
		f.chunk()
	default:
		f.fail()
	}
}

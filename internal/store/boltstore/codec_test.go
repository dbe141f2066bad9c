package boltstore

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// letter is a row like that of a message: twelve fields.
type letter struct {
	ID           operator.MessageID      `cbor:"1,keyasint" json:"id"`
	Conversation operator.ConversationID `cbor:"2,keyasint" json:"conversation"`
	Seq          uint64                  `cbor:"3,keyasint" json:"seq"`
	Author       operator.PersonID       `cbor:"4,keyasint" json:"author"`
	OnBehalfOf   operator.PersonID       `cbor:"5,keyasint,omitempty" json:"on_behalf_of,omitempty"`
	Body         string                  `cbor:"6,keyasint" json:"body"`
	Sent         time.Time               `cbor:"7,keyasint" json:"sent"`
	Edited       time.Time               `cbor:"8,keyasint,omitzero" json:"edited,omitzero"`
	Source       operator.Source         `cbor:"9,keyasint" json:"source"`
	Files        []uint64                `cbor:"10,keyasint,omitempty" json:"files,omitempty"`
	Subject      *string                 `cbor:"11,keyasint,omitempty" json:"subject,omitempty"`
	Sum          []byte                  `cbor:"12,keyasint,omitempty" json:"sum,omitempty"`
}

func typicalLetter() letter {
	subject := "Walkthrough on Thursday"
	return letter{
		ID: 193_400, Conversation: 4_211, Seq: 17, Author: 812,
		Body: "Hello Maya, the tiles for the second bathroom came in today. They are the grey ones " +
			"from the sample board. Could you have a look before the setter starts on Monday?",
		Sent:   time.Date(2026, 3, 4, 10, 2, 13, 123456000, time.UTC),
		Source: operator.SourceCLI, Files: []uint64{9001, 9002}, Subject: &subject,
		Sum: []byte("0123456789abcdef0123456789abcdef"),
	}
}

func TestARowComesBackAsItWasWritten(t *testing.T) {
	want, k := typicalLetter(), num(uint64(7))
	raw, err := encode("letters", k, want)
	must(t, err)
	got, err := decode[letter]("letters", k, raw)
	must(t, err)
	clear(raw) // as if the transaction had ended and its memory were used again
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %+v\nwant %+v", got, want)
	}
}

func TestEveryFlippedBitOfARowIsFound(t *testing.T) {
	k := num(uint64(7))
	raw, err := encode("letters", k, typicalLetter())
	must(t, err)
	for bit := range len(raw) * 8 {
		raw[bit/8] ^= 1 << (bit % 8)
		_, err := decode[letter]("letters", k, raw)
		wantError(t, err, operator.IO, "row_damaged")
		raw[bit/8] ^= 1 << (bit % 8)
	}
	for end := range raw {
		_, err := decode[letter]("letters", k, raw[:end])
		wantError(t, err, operator.IO, "row_damaged")
	}
}

func TestARowUnderAnotherKeyOrInAnotherBucketIsDamaged(t *testing.T) {
	raw, err := encode("letters", num(uint64(7)), typicalLetter())
	must(t, err)
	_, err = decode[letter]("letters", num(uint64(8)), raw)
	e := wantError(t, err, operator.IO, "row_damaged")
	if e.Details["bucket"] != "letters" || e.Details["key"] != "0000000000000008" {
		t.Fatalf("it names %v", e.Details)
	}
	_, err = decode[letter]("notes", num(uint64(7)), raw)
	wantError(t, err, operator.IO, "row_damaged")
}

func TestANewFieldIsPassedOverAndAMissingOneIsZero(t *testing.T) {
	type before struct {
		Name string `cbor:"1,keyasint"`
	}
	type after struct {
		Name string `cbor:"1,keyasint"`
		Age  int    `cbor:"2,keyasint"`
	}
	k := num(uint64(1))
	raw, err := encode("b", k, after{"Ann", 40})
	must(t, err)
	older, err := decode[before]("b", k, raw)
	must(t, err)
	raw, err = encode("b", k, before{"Ann"})
	must(t, err)
	newer, err := decode[after]("b", k, raw)
	must(t, err)
	if older != (before{"Ann"}) || newer != (after{"Ann", 0}) {
		t.Fatalf("got %v and %v", older, newer)
	}
}

// Bytes that pass the checksum may still be anything: it keeps out accidents, not
// people. Decoding must return.
func FuzzDecode(f *testing.F) {
	raw, err := encode("letters", num(uint64(7)), typicalLetter())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte{})
	f.Add([]byte{formatCBOR, 0, 0, 0, 0, 0xbf, 0xff})
	f.Fuzz(func(t *testing.T, raw []byte) {
		k := num(uint64(7))
		_, _ = decode[letter]("letters", k, raw)
		if len(raw) < headerSize {
			return
		}
		raw = append([]byte{}, raw...)
		sum := rowSum("letters", k, raw)
		raw[1], raw[2], raw[3], raw[4] = byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum)
		v, err := decode[letter]("letters", k, raw)
		if err != nil {
			wantError(t, err, operator.IO, "row_damaged")
			return
		}
		if _, err := encode("letters", k, v); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkRow(b *testing.B) {
	v, k := typicalLetter(), num(uint64(7))
	row, err := encode("letters", k, v)
	must(b, err)
	text, err := json.Marshal(v)
	must(b, err)
	b.Run("encode/row", func(b *testing.B) {
		for b.Loop() {
			_, _ = encode("letters", k, v)
		}
		b.ReportMetric(float64(len(row)), "bytes")
	})
	b.Run("encode/cbor", func(b *testing.B) {
		for b.Loop() {
			_, _ = rowWriter().Marshal(v)
		}
	})
	b.Run("encode/json", func(b *testing.B) {
		for b.Loop() {
			_, _ = json.Marshal(v)
		}
		b.ReportMetric(float64(len(text)), "bytes")
	})
	b.Run("decode/row", func(b *testing.B) {
		for b.Loop() {
			_, _ = decode[letter]("letters", k, row)
		}
	})
	b.Run("decode/cbor", func(b *testing.B) {
		for b.Loop() {
			var got letter
			_ = rowReader().Unmarshal(row[headerSize:], &got)
		}
	})
	b.Run("decode/json", func(b *testing.B) {
		for b.Loop() {
			var got letter
			_ = json.Unmarshal(text, &got)
		}
	})
}

package boltstore

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func typicalMessage() store.Message {
	return store.Message{
		ID: 193_400, Conversation: 4_211, Seq: 17, Author: 812,
		Body: "Hello Maya, the tiles for the second bathroom came in today. They are the grey ones " +
			"from the sample board. Could you have a look before the setter starts on Monday?",
		Created: time.Date(2026, 3, 4, 10, 2, 13, 123456000, time.UTC),
		Source:  operator.SourceCLI, Mentions: []operator.PersonID{9001, 9002}, Turn: store.TurnUs,
		Attachments: []store.Attachment{{Name: "tiles.jpg", Size: 412_000, MediaType: "image/jpeg", Sum: []byte("0123456789abcdef0123456789abcdef")}},
	}
}

// codecTest tests the codec of a table with rows of any content.
type codecTest interface {
	testCodec(t *testing.T)
}

// testCodec fills rows at random, field by field as they are declared: a field that the
// codec forgets comes back zero.
func (tb table[V]) testCodec(t *testing.T) {
	k := num(uint64(7))
	rapid.Check(t, func(rt *rapid.T) {
		var want V
		fillAny(rt, reflect.ValueOf(&want).Elem())
		raw := tb.fields.encode(tb.name, k, want)
		if again := tb.fields.encode(tb.name, k, want); string(again) != string(raw) {
			rt.Fatalf("two ways to write %+v", want)
		}
		got, err := tb.fields.decode(tb.name, k, raw)
		if err != nil {
			rt.Fatal(err)
		}
		clear(raw) // as if the transaction had ended and its memory were used again
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("got %+v\nwant %+v", got, want)
		}
	})
	var none V
	raw := tb.fields.encode(tb.name, k, none)
	if len(raw) != headerSize {
		t.Errorf("a row of zeros takes %d bytes", len(raw))
	}
}

func TestEveryRowComesBackAsItWasWritten(t *testing.T) {
	for _, table := range tables() {
		t.Run(table.buckets()[0], table.(codecTest).testCodec)
	}
}

// fillAny gives a value any content that a row can have: times are in UTC to the
// microsecond, and what is empty is nil.
func fillAny(t *rapid.T, v reflect.Value) {
	if rapid.IntRange(0, 3).Draw(t, "zero") == 0 {
		return
	}
	if _, ok := v.Interface().(time.Time); ok {
		v.Set(reflect.ValueOf(time.UnixMicro(rapid.Int64Range(-1<<52, 1<<52).Draw(t, "time")).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fillAny(t, field)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillAny(t, v.Elem())
	case reflect.Slice:
		n := rapid.SampledFrom([]int{1, 2, 3, 200}).Draw(t, "items")
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range min(n, 3) {
			fillAny(t, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(rapid.MapOfN(rapid.String(), rapid.String(), 1, 3).Draw(t, "map")).Convert(v.Type()))
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(rapid.Float64().Draw(t, "float"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Uint8:
		v.SetUint(rapid.Uint64Range(0, 255).Draw(t, "byte"))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64().Draw(t, "uint"))
	default:
		t.Fatalf("rows have no %s", v.Type())
	}
}

func TestEveryFlippedBitOfARowIsFound(t *testing.T) {
	k := num(uint64(7))
	raw := messages.fields.encode("messages", k, typicalMessage())
	for bit := range len(raw) * 8 {
		raw[bit/8] ^= 1 << (bit % 8)
		_, err := messages.fields.decode("messages", k, raw)
		wantError(t, err, operator.IO, "row_damaged")
		raw[bit/8] ^= 1 << (bit % 8)
	}
	for end := range raw {
		_, err := messages.fields.decode("messages", k, raw[:end])
		wantError(t, err, operator.IO, "row_damaged")
	}
}

func TestARowUnderAnotherKeyOrInAnotherBucketIsDamaged(t *testing.T) {
	raw := messages.fields.encode("messages", num(uint64(7)), typicalMessage())
	_, err := messages.fields.decode("messages", num(uint64(8)), raw)
	e := wantError(t, err, operator.IO, "row_damaged")
	if e.Details["bucket"] != "messages" || e.Details["key"] != "0000000000000008" {
		t.Fatalf("it names %v", e.Details)
	}
	_, err = messages.fields.decode("notes", num(uint64(7)), raw)
	wantError(t, err, operator.IO, "row_damaged")
}

func TestANewFieldIsPassedOverAndAMissingOneIsZero(t *testing.T) {
	k, m := num(uint64(1)), typicalMessage()
	older, err := spoken.fields.decode("b", k, messages.fields.encode("b", k, m))
	must(t, err)
	newer, err := messages.fields.decode("b", k, spoken.fields.encode("b", k, older))
	must(t, err)
	if want := (store.Message{ID: m.ID, Body: m.Body}); older != (saying{m.ID, m.Body}) || !reflect.DeepEqual(newer, want) {
		t.Fatalf("got %v and %v", older, newer)
	}
}

func TestARowOfAnotherFormatIsNotRead(t *testing.T) {
	k := num(uint64(7))
	raw := messages.fields.encode("messages", k, typicalMessage())
	raw[0] = 1
	sealAgain("messages", k, raw)
	_, err := messages.fields.decode("messages", k, raw)
	if e := wantError(t, err, operator.IO, "row_damaged"); !strings.Contains(e.Error(), "format") {
		t.Fatalf("it says %v", e)
	}
}

// sealAgain makes the checksum of a row fit.
func sealAgain(bucket string, k, raw []byte) {
	sum := rowSum(bucket, k, raw)
	raw[1], raw[2], raw[3], raw[4] = byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum)
}

// Bytes that pass the checksum may still be anything: it keeps out accidents, not
// people. Decoding must return, and what it gives can be written.
func FuzzDecode(f *testing.F) {
	k := num(uint64(7))
	f.Add(messages.fields.encode("rows", k, typicalMessage()))
	f.Add(conversations.fields.encode("rows", k, store.Conversation{Participants: []store.Participant{{Person: 1}}, Labels: []string{"a"}}))
	f.Add(people.fields.encode("rows", k, store.Person{External: store.External{"crm": "1", "erp": "2"}}))
	f.Add(posts.fields.encode("rows", k, store.Post{Content: store.Content{Media: []store.Media{{Web: &store.Rendition{}}}}}))
	f.Add([]byte{})
	f.Add([]byte{formatFields, 0, 0, 0, 0, 0x32, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, _ = messages.fields.decode("rows", k, raw)
		if len(raw) < headerSize {
			return
		}
		raw = append([]byte{}, raw...)
		sealAgain("rows", k, raw)
		decodeAny(t, messages, k, raw)
		decodeAny(t, conversations, k, raw)
		decodeAny(t, people, k, raw)
		decodeAny(t, posts, k, raw)
		decodeAny(t, webhooks, k, raw)
	})
}

func decodeAny[V any](t *testing.T, tb table[V], k, raw []byte) {
	v, err := tb.fields.decode("rows", k, raw)
	if err != nil {
		wantError(t, err, operator.IO, "row_damaged")
		return
	}
	if _, err := tb.fields.decode("rows", k, tb.fields.encode("rows", k, v)); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkRow(b *testing.B) {
	v, k := typicalMessage(), num(uint64(7))
	row := messages.fields.encode("messages", k, v)
	text, err := json.Marshal(v)
	must(b, err)
	b.Run("encode/row", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = messages.fields.encode("messages", k, v)
		}
		b.ReportMetric(float64(len(row)), "bytes")
	})
	b.Run("encode/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = json.Marshal(v)
		}
		b.ReportMetric(float64(len(text)), "bytes")
	})
	b.Run("decode/row", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = messages.fields.decode("messages", k, row)
		}
	})
	b.Run("decode/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var got store.Message
			_ = json.Unmarshal(text, &got)
		}
	})
}

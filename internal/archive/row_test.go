package archive_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/internal/archive"
	"github.com/seed-34ad0ce1/operator/internal/store"
)

// filled fills every field of a row with something, deep down.
func filled(t *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.UnixMicro(rapid.Int64Range(1, 4e15).Draw(t, "time")).UTC()))
		return
	case []byte:
		v.SetBytes(rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "bytes"))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			filled(t, field)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		filled(t, v.Index(0))
		filled(t, v.Index(1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("a key"), reflect.ValueOf(rapid.String().Draw(t, "value")))
	case reflect.String:
		v.SetString(rapid.StringN(1, 20, -1).Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(0.001, 1e9).Draw(t, "float"))
	case reflect.Uint8:
		v.SetUint(rapid.Uint64Range(1, 255).Draw(t, "small"))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64Range(1, 1<<62).Draw(t, "number"))
	default:
		v.SetInt(rapid.Int64Range(1, 1<<30).Draw(t, "count"))
	}
}

// TestEveryRowComesBackAsItWas finds no field that is lost, in any type of row.
func TestEveryRowComesBackAsItWas(t *testing.T) {
	t.Parallel()
	for _, row := range []any{
		store.Workspace{},
		store.Person{},
		store.Community{},
		store.Building{},
		store.Property{},
		store.Assignment{},
		store.Sale{},
		store.Conversation{},
		store.Message{},
		store.Version{},
		store.Entry{},
		store.Key{},
		store.Event{},
		store.Details{},
		store.Chain{},
		store.Rearrangement{},
		store.PersonMerge{},
		store.Post{},
		store.Staging{},
		store.Update{},
		store.UpdateVersion{},
		store.Receipt{},
		store.Unseen{},
		store.Steps{},
		store.Progress{},
		store.Template{},
		store.Scheduled{},
	} {
		of := reflect.TypeOf(row)
		t.Run(of.Name(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				was := reflect.New(of)
				if !rapid.Bool().Draw(t, "empty") {
					filled(t, was.Elem())
				}
				for _, open := range []bool{true, false} {
					line, secrets, err := archive.Row(was.Elem().Interface(), open)
					if err != nil || strings.ContainsAny(string(line), "\n\r") {
						t.Fatalf("%s, %v", line, err)
					}
					is := reflect.New(of)
					if err := archive.ReadRow(line, secrets, is.Interface()); err != nil {
						t.Fatalf("%s: %v", line, err)
					}
					if diff := cmp.Diff(was.Interface(), is.Interface()); diff != "" {
						t.Fatalf("%s\n%s", line, diff)
					}
				}
			})
		})
	}
}

func TestASecretIsNotInItsRow(t *testing.T) {
	t.Parallel()
	line, secrets, err := archive.Row(store.Workspace{Name: "Acme", Secret: []byte("hush")}, false)
	if err != nil || strings.Contains(string(line), "secret") || len(secrets) != 1 {
		t.Errorf("%s, %v, %v", line, secrets, err)
	}
}

func TestWhatIsJSONStaysAsItIsToTheByte(t *testing.T) {
	t.Parallel()
	for _, content := range []string{`{"b":1, "a":"<é>"}`, `{"a":1}` + "\n", ` {}`, `[1,2]`, `"text"`, `12`, `null`, `{"cut":`} {
		line, _, err := archive.Row(store.Details{Seq: 1, Content: []byte(content)}, true)
		var is store.Details
		if err == nil {
			err = archive.ReadRow(line, nil, &is)
		}
		if err != nil || string(is.Content) != content {
			t.Errorf("%q came back as %q by %s, %v", content, is.Content, line, err)
		}
	}
}

func TestAFieldThatIsNotKnownIsRefused(t *testing.T) {
	t.Parallel()
	var p store.Person
	if err := archive.ReadRow([]byte(`{"id":"P1","shoe_size":42}`), nil, &p); err == nil || !strings.Contains(err.Error(), "shoe_size") {
		t.Errorf("it gives %+v, %v", p, err)
	}
}

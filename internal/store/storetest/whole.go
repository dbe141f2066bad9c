package storetest

import (
	"crypto/sha256"
	"errors"
	"reflect"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// sum is the digest of a file with the content.
func sum(content string) []byte {
	s := sha256.Sum256([]byte(content))
	return s[:]
}

// full gives a row with something in every field, other than in any other field.
func full[V any]() V {
	var v V
	n := 0
	fill(reflect.ValueOf(&v).Elem(), &n)
	return v
}

func fill(v reflect.Value, n *int) {
	*n++
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(at(*n)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, n)
			fill(value, n)
			v.SetMapIndex(key, value)
		}
	case reflect.String:
		v.SetString("text " + string(rune('a'+*n%26)) + string(rune('é'+*n)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8, reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.5)
	default:
		panic("a row has a field of kind " + v.Kind().String())
	}
}

// empty gives a row whose slices and maps are empty, not nil.
func empty[V any]() V {
	var v V
	hollow(reflect.ValueOf(&v).Elem())
	return v
}

func hollow(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				hollow(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	}
}

func rowsComeBackWhole(f *fixture) {
	whole(f, "person", func(tx store.Tx, p store.Person) error { return tx.PutPerson(&p) },
		func(r store.Reader, p store.Person) (store.Person, bool, error) { return r.Person(p.ID) },
		func(p *store.Person) { p.ID = 99 })
	whole(f, "community", func(tx store.Tx, c store.Community) error { return tx.PutCommunity(&c) },
		func(r store.Reader, c store.Community) (store.Community, bool, error) { return r.Community(c.ID) },
		func(c *store.Community) { c.ID = 99 })
	whole(f, "building", func(tx store.Tx, b store.Building) error { return tx.PutBuilding(&b) },
		func(r store.Reader, b store.Building) (store.Building, bool, error) { return r.Building(b.ID) },
		func(b *store.Building) { b.ID = 99 })
	whole(f, "property", func(tx store.Tx, p store.Property) error { return tx.PutProperty(&p) },
		func(r store.Reader, p store.Property) (store.Property, bool, error) { return r.Property(p.ID) },
		func(p *store.Property) { p.ID = 99 })
	whole(f, "sale", func(tx store.Tx, s store.Sale) error { return tx.PutSale(&s) },
		func(r store.Reader, s store.Sale) (store.Sale, bool, error) { return r.Sale(s.ID) },
		func(s *store.Sale) { s.ID = 99 })
	whole(f, "conversation", func(tx store.Tx, c store.Conversation) error { return tx.PutConversation(&c) },
		func(r store.Reader, c store.Conversation) (store.Conversation, bool, error) {
			return r.Conversation(c.ID)
		},
		func(c *store.Conversation) { c.ID = 99 })
	whole(f, "message", func(tx store.Tx, m store.Message) error { return tx.PutMessage(&m) },
		func(r store.Reader, m store.Message) (store.Message, bool, error) { return r.Message(m.ID) },
		func(m *store.Message) { m.ID = 99 })
	plainRowsComeBackWhole(f)
}

func plainRowsComeBackWhole(f *fixture) {
	whole(f, "version", func(tx store.Tx, v store.Version) error { return tx.PutVersion(v) },
		func(r store.Reader, v store.Version) (store.Version, bool, error) {
			list, err := r.Versions(v.Message)
			if len(list) != 1 {
				return v, false, errors.Join(err, errors.New("not one version"))
			}
			return list[0], true, err
		},
		func(v *store.Version) { v.Message = 99 })
	whole(f, "entry", func(tx store.Tx, e store.Entry) error { return tx.PutEntry(e) },
		func(r store.Reader, e store.Entry) (store.Entry, bool, error) {
			return r.Entry(e.Person, e.Conversation)
		},
		func(e *store.Entry) { e.Person = 99 })
	whole(f, "key", func(tx store.Tx, k store.Key) error { return tx.PutKey(k) },
		func(r store.Reader, k store.Key) (store.Key, bool, error) { return r.Key(k.Person, k.Key) },
		func(k *store.Key) { k.Person = 99 })
	whole(f, "event", func(tx store.Tx, e store.Event) error { return tx.PutEvent(e) },
		func(r store.Reader, e store.Event) (store.Event, bool, error) { return r.Event(e.Seq) },
		func(e *store.Event) { e.Seq = 99 })
	whole(f, "details", func(tx store.Tx, d store.Details) error { return tx.PutDetails(d) },
		func(r store.Reader, d store.Details) (store.Details, bool, error) { return r.Details(d.Seq) },
		func(d *store.Details) { d.Seq = 99 })
	whole(f, "chain", func(tx store.Tx, c store.Chain) error { return tx.PutChain(c) },
		func(r store.Reader, c store.Chain) (store.Chain, bool, error) { return r.Chain(c.Property) },
		func(c *store.Chain) { c.Property = 99 })
	whole(f, "assignment", func(tx store.Tx, a store.Assignment) error { return tx.PutAssignment(a) },
		func(r store.Reader, a store.Assignment) (store.Assignment, bool, error) {
			list, err := r.AssignmentsOf(a.Person)
			if len(list) != 1 {
				return a, false, errors.Join(err, errors.New("not one assignment"))
			}
			return list[0], true, err
		},
		func(a *store.Assignment) { a.Person = 99 })
}

// whole writes a row with every field set, and one whose lists are empty but not
// nil, and wants them back: the second with nil lists, so that rows that mean the
// same are the same. name gives the second row its key.
func whole[V any](f *fixture, what string, put func(store.Tx, V) error, get func(store.Reader, V) (V, bool, error), name func(*V)) {
	f.Helper()
	var none V
	name(&none)
	hollowed := empty[V]()
	name(&hollowed)
	for _, row := range []struct{ put, want V }{{full[V](), full[V]()}, {hollowed, none}} {
		f.update(func(tx store.Tx) error { return put(tx, row.put) })
		got := find(f, func(r store.Reader) (V, bool, error) { return get(r, row.put) })
		if !reflect.DeepEqual(got, row.want) {
			f.Errorf("%s: got %+v\nwant %+v", what, got, row.want)
		}
	}
}

func nothingFound(f *fixture) {
	f.view(func(r store.Reader) error {
		found := func(what string, ok bool, err error) {
			if ok || err != nil {
				f.Errorf("%s: found %v, %v", what, ok, err)
			}
		}
		_, ok, err := r.Person(1)
		found("person", ok, err)
		_, ok, err = r.PropertyByCode("A-1")
		found("home", ok, err)
		_, ok, err = r.Message(1)
		found("message", ok, err)
		_, ok, err = r.Key(1, "k")
		found("key", ok, err)
		_, ok, err = r.Chain(0)
		found("chain", ok, err)
		ok, err = r.FileUsed(sum("none"))
		found("file", ok, err)
		ok, err = r.Assigned(1, 0, 0)
		found("assignment", ok, err)
		people, err := r.PeopleByEmail("")
		found("people", len(people) > 0, err)
		last, err := r.LastEvent()
		found("event", last > 0, err)
		totals, err := r.Totals(5)
		found("totals", totals != store.Totals{Person: operator.PersonID(5)}, err)
		return nil
	})
}

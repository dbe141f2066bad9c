package boltstore

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var errRollBack = errors.New("roll back")

// pet is a row with an index of each kind.
type pet struct {
	ID   uint64
	Name string
	Chip string
	Tags []string
}

var petFields = codec[pet]{
	add: func(b []byte, p pet) []byte {
		b = addText(addText(addUint(b, 1, p.ID), 2, p.Name), 3, p.Chip)
		return addText(b, 4, strings.Join(p.Tags, " "))
	},
	read: func(raw []byte) (p pet, ok bool) {
		f := readFields(raw)
		for f.next() {
			switch f.number {
			case 1:
				p.ID = f.uint()
			case 2:
				p.Name = f.string()
			case 3:
				p.Chip = f.string()
			case 4:
				p.Tags = strings.Fields(f.string())
			}
		}
		return p, !f.bad
	},
}

func pets() table[pet] {
	return table[pet]{
		fields: petFields,
		name:   "pets", shape: "pet", width: 8,
		key: func(p pet) []byte { return num(p.ID) },
		indexes: []index[pet]{{
			name: "by_name", shape: "name~ pet",
			keys: func(p pet) [][]byte { return [][]byte{key(text(p.Name), num(p.ID))} },
		}, {
			name: "by_chip", shape: "chip~", unique: true,
			keys: func(p pet) [][]byte {
				if p.Chip == "" {
					return nil
				}
				return [][]byte{text(p.Chip)}
			},
		}, {
			name: "by_tag", shape: "tag~ pet",
			keys: func(p pet) (keys [][]byte) {
				for _, tag := range p.Tags {
					keys = append(keys, key(text(tag), num(p.ID)))
				}
				return keys
			},
		}},
	}
}

// labels is a table whose keys vary in length.
func labels() table[string] {
	return table[string]{
		fields: codec[string]{
			add:  func(b []byte, s string) []byte { return append(b, s...) },
			read: func(raw []byte) (string, bool) { return string(raw), true },
		},
		name: "labels", shape: "label~",
		key: func(s string) []byte { return exact(s) },
		indexes: []index[string]{{
			name: "by_length", shape: "length label~",
			keys: func(s string) [][]byte { return [][]byte{key(num(uint64(len(s))), exact(s))} },
		}},
	}
}

func openTables(t testing.TB) *held {
	t.Helper()
	o := newStore(t, append(pets().buckets(), labels().buckets()...)...)
	h, err := openHeld(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { must(t, h.Close()) })
	return h
}

func drawPet(t *rapid.T) pet {
	return pet{
		ID:   rapid.Uint64Range(1, 6).Draw(t, "id"),
		Name: rapid.SampledFrom([]string{"", "Rex", "rex", "Ada", "Zoë"}).Draw(t, "name"),
		Chip: rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, "chip"),
		Tags: rapid.SliceOfN(rapid.SampledFrom([]string{"dog", "cat", "old"}), 0, 4).Draw(t, "tags"),
	}
}

// TestATableBehavesLikeAMap puts and deletes at random, in transactions that are
// kept or not, and compares with a map, within the transaction and after it.
func TestATableBehavesLikeAMap(t *testing.T) {
	h := openTables(t)
	table := pets()
	kept := map[uint64]pet{} // the store stays the same from run to run, and so does the model
	rapid.Check(t, func(rt *rapid.T) {
		steps, keep := rapid.IntRange(0, 12).Draw(rt, "steps"), rapid.Bool().Draw(rt, "keep")
		model := maps.Clone(kept)
		err := h.Update(t.Context(), func(tx *bolt.Tx) error {
			for range steps {
				if err := step(rt, tx, table, model); err != nil {
					return err
				}
			}
			compareTable(rt, tx, table, model)
			if !keep {
				return errRollBack
			}
			return nil
		})
		if keep {
			kept = model
		}
		if err != nil && !errors.Is(err, errRollBack) {
			rt.Fatal(err)
		}
		must(t, h.View(t.Context(), func(tx *bolt.Tx) error {
			compareTable(rt, tx, table, kept)
			return nil
		}))
	})
}

func step(t *rapid.T, tx *bolt.Tx, table table[pet], model map[uint64]pet) error {
	p := drawPet(t)
	if rapid.IntRange(0, 3).Draw(t, "what") == 0 {
		delete(model, p.ID)
		return table.delete(tx, num(p.ID))
	}
	err := table.put(tx, p)
	for _, q := range model {
		if q.ID != p.ID && q.Chip != "" && q.Chip == p.Chip {
			if operator.CodeOf(err) != operator.Conflict {
				t.Fatalf("two pets have chip %s: %v", p.Chip, err)
			}
			return nil
		}
	}
	model[p.ID] = p
	return err
}

// compareTable reads the table in every order and compares it with the model.
func compareTable(t *rapid.T, tx *bolt.Tx, table table[pet], model map[uint64]pet) {
	table.check(tx, func(err error) { t.Fatal(err) })
	byID := slices.SortedFunc(maps.Values(model), func(a, b pet) int { return cmp.Compare(a.ID, b.ID) })
	byName := slices.SortedFunc(maps.Values(model), func(a, b pet) int {
		return cmp.Or(strings.Compare(operator.Fold(a.Name), operator.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	equalPets(t, collect(t, table.rows(tx, "", nil, nil, false)), byID)
	equalPets(t, collect(t, table.rows(tx, "by_name", nil, nil, false)), byName)
	slices.Reverse(byName)
	equalPets(t, collect(t, table.rows(tx, "by_name", nil, nil, true)), byName)
	for _, tag := range []string{"dog", "cat", "old"} {
		var tagged []pet
		for _, p := range byID {
			if slices.Contains(p.Tags, tag) {
				tagged = append(tagged, p)
			}
		}
		equalPets(t, collect(t, table.rows(tx, "by_tag", text(tag), nil, false)), tagged)
	}
	for _, p := range byID {
		got, ok, err := table.get(tx, num(p.ID))
		if err != nil || !ok {
			t.Fatalf("pet %d: %v, %v", p.ID, ok, err)
		}
		equalPets(t, []pet{got}, []pet{p})
		if p.Chip != "" {
			got, ok, err = table.find(tx, "by_chip", text(p.Chip))
			if err != nil || !ok || got.ID != p.ID {
				t.Fatalf("chip %s is of %v: %v, %v", p.Chip, got, ok, err)
			}
		}
	}
}

func collect(t *rapid.T, rows func(func(pet, error) bool)) (found []pet) {
	for p, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, p)
	}
	return found
}

func equalPets(t *rapid.T, got, want []pet) {
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestRowsGoOnFromAPlace(t *testing.T) {
	h, table := openTables(t), pets()
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error {
		for id := range uint64(9) {
			must(t, table.put(tx, pet{ID: id + 1, Name: strconv.FormatUint(id%3, 10)}))
		}
		after := key(text("1"), num(uint64(5)))
		for _, c := range []struct {
			prefix    []byte
			backwards bool
			want      string
		}{
			{text("1"), false, "[8]"},
			{text("1"), true, "[2]"},
			{nil, false, "[8 3 6 9]"},
			{nil, true, "[2 7 4 1]"},
		} {
			var ids []uint64
			for p, err := range table.rows(tx, "by_name", c.prefix, after, c.backwards) {
				must(t, err)
				ids = append(ids, p.ID)
			}
			if got := fmt.Sprint(ids); got != c.want {
				t.Errorf("prefix %x, backwards %v: got %s, want %s", c.prefix, c.backwards, got, c.want)
			}
		}
		return nil
	}))
}

func TestKeysOfAnyLengthCanBeIndexed(t *testing.T) {
	h, table := openTables(t), labels()
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error {
		for _, s := range []string{"long one", "b", "a", ""} {
			must(t, table.put(tx, s))
		}
		must(t, table.delete(tx, exact("b")))
		var got []string
		for s, err := range table.rows(tx, "by_length", nil, nil, false) {
			must(t, err)
			got = append(got, s)
		}
		if want := []string{"", "a", "long one"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		table.check(tx, func(err error) { t.Error(err) })
		return nil
	}))
}

func TestCheckFindsWhatDoesNotFitAndReindexMendsIt(t *testing.T) {
	rex := pet{ID: 1, Name: "Rex", Chip: "7"}
	for name, c := range map[string]struct {
		spoil func(t *testing.T, tx *bolt.Tx)
		want  string
	}{
		"a missing key": {func(t *testing.T, tx *bolt.Tx) {
			must(t, tx.Bucket([]byte("pets.by_name")).Delete(key(text("rex"), num(uint64(1)))))
		}, "pets.by_name is wrong at 726578000000000000000001: it lacks this key"},
		"a key of no row": {func(t *testing.T, tx *bolt.Tx) {
			must(t, tx.Bucket([]byte("pets.by_tag")).Put(key(text("cat"), num(uint64(1))), present))
		}, "pets.by_tag is wrong at 636174000000000000000001: no row has this key"},
		"a key too short": {func(t *testing.T, tx *bolt.Tx) {
			must(t, tx.Bucket([]byte("pets.by_tag")).Put([]byte("x"), present))
		}, "pets.by_tag is wrong at 78: no row has this key"},
		"a unique key of another row": {func(t *testing.T, tx *bolt.Tx) {
			must(t, tx.Bucket([]byte("pets.by_chip")).Put(text("7"), num(uint64(2))))
		}, "pets.by_chip is wrong at 3700: it names another row"},
	} {
		t.Run(name, func(t *testing.T) {
			h, table := openTables(t), pets()
			must(t, h.Update(t.Context(), func(tx *bolt.Tx) error {
				must(t, table.put(tx, rex))
				c.spoil(t, tx)
				var found []string
				table.check(tx, func(err error) { found = append(found, err.Error()) })
				if want := []string{"the index " + c.want}; !slices.Equal(found, want) {
					t.Errorf("found %q, want %q", found, want)
				}
				must(t, table.reindex(tx))
				table.check(tx, func(err error) { t.Error(err) })
				return nil
			}))
		})
	}
}

func TestCheckFindsADamagedAndAMisplacedRow(t *testing.T) {
	h, table := openTables(t), pets()
	must(t, h.Update(t.Context(), func(tx *bolt.Tx) error {
		must(t, table.put(tx, pet{ID: 1, Name: "Rex"}))
		own := tx.Bucket([]byte("pets"))
		raw := petFields.encode("pets", num(uint64(2)), pet{ID: 3, Name: "Ada"})
		must(t, own.Put(num(uint64(1)), append([]byte(nil), own.Get(num(uint64(1)))[:9]...)))
		must(t, own.Put(num(uint64(2)), raw))
		var found []string
		table.check(tx, func(err error) { found = append(found, err.Error()) })
		for _, want := range []string{
			"the row pets/0000000000000001 is damaged: its checksum is wrong",
			"the row pets/0000000000000002 is damaged: it belongs to another key",
		} {
			if !slices.Contains(found, want) {
				t.Errorf("found %q, which lacks %q", found, want)
			}
		}
		return nil
	}))
}

// checkShapes compares the declared keys of tables with each other, and returns
// them as text, one bucket a line: for a golden file.
//
// A shape names the parts of a key. A part is 8 bytes, `part/N` is N bytes, and
// `part~` is a text.
func checkShapes(t *testing.T, tables []anyTable) string {
	t.Helper()
	var b strings.Builder
	seen := map[string]bool{}
	for _, table := range tables {
		shapes := table.shapes()
		for i, name := range table.buckets() {
			if seen[name] || name == metaBucket {
				t.Errorf("two buckets are named %s", name)
			}
			seen[name] = true
			fmt.Fprintf(&b, "%-32s %s\n", name, shapes[i])
		}
		declared := int(reflect.ValueOf(table).FieldByName("width").Int())
		if width := shapeWidth(t, shapes[0]); width != declared {
			t.Errorf("a key of %s has %d bytes by its shape, %d by its width", table.buckets()[0], width, declared)
		}
	}
	return b.String()
}

// shapeWidth is how many bytes a key of the shape has; 0 if that varies.
func shapeWidth(t *testing.T, shape string) (width int) {
	t.Helper()
	for word := range strings.FieldsSeq(shape) {
		if strings.HasSuffix(word, "~") {
			return 0
		}
		n := 8
		if _, size, ok := strings.Cut(word, "/"); ok {
			var err error
			n, err = strconv.Atoi(size)
			must(t, err)
		}
		width += n
	}
	return width
}

func TestShapesSayHowKeysAreMade(t *testing.T) {
	const want = `pets                             pet
pets.by_name                     name~ pet
pets.by_chip                     chip~
pets.by_tag                      tag~ pet
labels                           label~
labels.by_length                 length label~
`
	if got := checkShapes(t, []anyTable{pets(), labels()}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

package boltstore

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// crowd is people who come, change and go at random, and are looked for.
type crowd struct {
	draw *rand.Rand
	said []string // what was found
}

func (c *crowd) person() store.Person {
	n := c.draw.IntN(300)
	p := store.Person{
		Kind: operator.Buyer, Name: fmt.Sprintf("%s Berg%d", firstNames[n%8], n%20), Email: fmt.Sprintf("b%d@mail.example", n/2),
		Created: clock, Updated: clock, Phones: []store.Phone{{Raw: fmt.Sprint(n), E164: fmt.Sprintf("+1%d", n/3)}},
	}
	if n%3 > 0 {
		p.External = store.External{"crm": fmt.Sprint("C-", n)}
	}
	return p
}

func (c *crowd) change(tx store.Tx) error {
	for range 1 + c.draw.IntN(120) {
		p := c.person()
		switch c.draw.IntN(10) {
		case 0, 1:
			p.ID = operator.PersonID(1 + c.draw.IntN(400)) // of whom there is, or who is made with a number
		case 2:
			if err := tx.DeletePerson(operator.PersonID(1 + c.draw.IntN(400))); err != nil {
				return err
			}
			continue
		}
		if err := tx.PutPerson(&p); err != nil {
			return err
		}
	}
	if c.draw.IntN(3) == 0 { // most bulks look for nobody
		return nil
	}
	return c.look(tx)
}

func (c *crowd) look(r store.Reader) error {
	n := c.draw.IntN(300)
	byEmail, err1 := r.PeopleByEmail(fmt.Sprintf("B%d@mail.example", n/2))
	byID, err2 := r.PeopleByExternalID(fmt.Sprint("C-", n))
	byPhone, err3 := r.PeopleByPhone(fmt.Sprintf("+1%d", n/3))
	byName, err4 := r.PeopleNamed(operator.Buyer, fmt.Sprintf("%s berg%d", firstNames[n%8], n%20))
	c.said = append(c.said, whom(byEmail), whom(byID), whom(byPhone), whom(byName))
	if err := errors.Join(err1, err2, err3, err4); err != nil || n%5 > 0 {
		return err
	}
	byWord, err1 := all(r.PeopleByWord("berg1"))
	inOrder, err2 := all(r.People("", store.NamePlace{Name: "c"}))
	c.said = append(c.said, whom(byWord), whom(inOrder))
	return errors.Join(err1, err2)
}

func whom(found []store.Person) string {
	list := make([]string, len(found))
	for i, p := range found {
		list[i] = fmt.Sprint(p.ID, p.Name, p.Email)
	}
	return strings.Join(list, ";")
}

// TestABulkKeepsPeopleAsAnUpdateDoes runs the same changes in steps of a bulk, whose keys
// wait, and in updates, whose keys do not: what they find and what they keep is the same.
func TestABulkKeepsPeopleAsAnUpdateDoes(t *testing.T) {
	for seed := range uint64(12) {
		o := newWorkspace(t, nil)
		if seed%2 == 1 {
			o.Memory = 4 << 10 // keys are written between the steps, and from runs
		}
		other := newWorkspace(t, nil)
		bulked, updated := &crowd{draw: rand.New(rand.NewPCG(seed, 1))}, &crowd{draw: rand.New(rand.NewPCG(seed, 1))}
		must(t, Open(o).Update(t.Context(), bulked.change))
		must(t, Open(other).Update(t.Context(), updated.change))
		stop := errors.New("not this one")
		steps := 2 + int(seed)
		fails := func(n int) bool { return n%4 == 2 }
		must(t, Open(o).Bulk(t.Context(), func(step func(func(store.Tx) error) error) error {
			for n := range steps {
				if fails(n) {
					if err := step(func(tx store.Tx) error { return errors.Join(addPeople(tx, 1000, 40), stop) }); !errors.Is(err, stop) {
						t.Errorf("a step that fails gives %v", err)
					}
				}
				must(t, step(bulked.change))
			}
			return nil
		}))
		for range steps {
			must(t, Open(other).Update(t.Context(), updated.change))
		}
		if !slices.Equal(bulked.said, updated.said) {
			t.Fatalf("seed %d: the steps of a bulk found other people than updates", seed)
		}
		if got, want := peopleKept(t, o), peopleKept(t, other); got != want {
			t.Fatalf("seed %d: a bulk kept\n%s\nan update\n%s", seed, got, want)
		}
		soundAfterBulk(t, Open(o), o)
	}
}

// peopleKept is all that stands in the buckets of people.
func peopleKept(t *testing.T, o Options) string {
	t.Helper()
	var b strings.Builder
	must(t, newEach(o).View(t.Context(), func(tx *bolt.Tx) error {
		for _, name := range people.buckets() {
			for k, v := range forward(tx.Bucket([]byte(name)), nil, nil) {
				fmt.Fprintf(&b, "%s %x %x\n", name, k, v)
			}
		}
		return nil
	}))
	return b.String()
}

// TestABulkEndsWhereAStepFailsWhoseKeysWereWritten: they cannot be taken back.
func TestABulkEndsWhereAStepFailsWhoseKeysWereWritten(t *testing.T) {
	o := newWorkspace(t, nil)
	before := content(t, o.db())
	stop := errors.New("not this one")
	err := Open(o).Bulk(t.Context(), func(step func(func(store.Tx) error) error) error {
		must(t, step(func(tx store.Tx) error { return addPeople(tx, 1, 10) }))
		_ = step(func(tx store.Tx) error {
			_, err := all(tx.PeopleByWord("b"))
			return errors.Join(err, stop)
		})
		return step(func(tx store.Tx) error { return addPeople(tx, 20, 10) })
	})
	if !errors.Is(err, stop) || content(t, o.db()) != before {
		t.Errorf("got %v", err)
	}
}

package backend

import (
	"sync"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
)

type replay struct {
	mu   sync.Mutex
	main []func(demo.Rows) error
	log  []func(demo.Rows) error
}

func (r *replay) m(f func(demo.Rows) error) error { r.mu.Lock(); r.main = append(r.main, f); r.mu.Unlock(); return nil }
func (r *replay) l(f func(demo.Rows) error) error { r.mu.Lock(); r.log = append(r.log, f); r.mu.Unlock(); return nil }
func (r *replay) PutPerson(p *store.Person) error { v := *p; return r.m(func(t demo.Rows) error { return t.PutPerson(&v) }) }
func (r *replay) PutCommunity(p *store.Community) error { v := *p; return r.m(func(t demo.Rows) error { return t.PutCommunity(&v) }) }
func (r *replay) PutBuilding(p *store.Building) error { v := *p; return r.m(func(t demo.Rows) error { return t.PutBuilding(&v) }) }
func (r *replay) PutProperty(p *store.Property) error { v := *p; return r.m(func(t demo.Rows) error { return t.PutProperty(&v) }) }
func (r *replay) PutSale(p *store.Sale) error { v := *p; return r.m(func(t demo.Rows) error { return t.PutSale(&v) }) }
func (r *replay) PutConversation(p *store.Conversation) error { v := *p; return r.m(func(t demo.Rows) error { return t.PutConversation(&v) }) }
func (r *replay) PutMessage(p *store.Message) error { v := *p; return r.m(func(t demo.Rows) error { return t.PutMessage(&v) }) }
func (r *replay) PutAssignment(v store.Assignment) error { return r.m(func(t demo.Rows) error { return t.PutAssignment(v) }) }
func (r *replay) PutVersion(v store.Version) error { return r.m(func(t demo.Rows) error { return t.PutVersion(v) }) }
func (r *replay) PutEntry(v store.Entry) error { return r.m(func(t demo.Rows) error { return t.PutEntry(v) }) }
func (r *replay) PutEvent(v store.Event) error { return r.l(func(t demo.Rows) error { return t.PutEvent(v) }) }
func (r *replay) PutDetails(v store.Details) error { return r.l(func(t demo.Rows) error { return t.PutDetails(v) }) }
func (r *replay) PutChain(v store.Chain) error { return r.l(func(t demo.Rows) error { return t.PutChain(v) }) }

func TestRatio(t *testing.T) {
	o := demo.Options{Properties: 3000, Messages: 300000, Seed: 1, Now: demoNow}
	r := &replay{}
	if _, err := demo.Generate(t.Context(), o, r); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		c := demoConfig(t)
		a := time.Now()
		if _, err := Demo(t.Context(), c, o); err != nil {
			t.Fatal(err)
		}
		d := time.Since(a)
		one := func(parallel bool) time.Duration {
			a = time.Now()
			err := boltstore.Load(t.Context(), storeOptions(demoConfig(t)), demo.Workspace(o), func(l *boltstore.Loader) error {
				run := func(list []func(demo.Rows) error) {
					for _, f := range list {
						if err := f(l); err != nil {
							t.Error(err)
						}
					}
				}
				if !parallel {
					run(r.main)
					run(r.log)
					return nil
				}
				var g sync.WaitGroup
				g.Go(func() { run(r.main) })
				g.Go(func() { run(r.log) })
				g.Wait()
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return time.Since(a)
		}
		p, s := one(true), one(false)
		t.Logf("demo %v, load of the same rows parallel %v (%.2f), serial %v (%.2f)", d, p, float64(d)/float64(p), s, float64(d)/float64(s))
	}
}

package app

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestEachPersonHasOneTurnAtATime(t *testing.T) {
	t.Parallel()
	e := newEachPerson()
	var at, most atomic.Int32
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			leave, err := e.enter(t.Context(), 1)
			if err != nil {
				t.Error(err)
				return
			}
			defer leave()
			most.Store(max(most.Load(), at.Add(1)))
			at.Add(-1)
		})
	}
	all.Wait()
	if most.Load() != 1 || len(e.of) != 0 {
		t.Errorf("%d at once, and %d people are remembered", most.Load(), len(e.of))
	}
}

// TestPicturesOfOnePersonAreMadeOneAfterTheOther has one under way that takes for ever: it
// keeps the person's next waiting, and nobody else's.
func TestPicturesOfOnePersonAreMadeOneAfterTheOther(t *testing.T) {
	t.Parallel()
	a := New(Parts{Files: fsblob.Open(filepath.Join(t.TempDir(), "blobs"))})
	kept, err := a.Files.Put(t.Context(), strings.NewReader("a picture"), 100)
	if err != nil {
		t.Fatal(err)
	}
	leave, err := a.pictures.enter(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	ended, end := context.WithCancel(t.Context())
	end()
	for who, ctx := range map[operator.PersonID]context.Context{1: ended, 2: t.Context()} {
		p := preparation{app: a, who: who}
		_, err := p.derive(ctx, kept.Sum[:], func(_ io.ReadSeeker, out io.Writer) error {
			_, err := io.WriteString(out, "another")
			return err
		})
		if wants := who == 2; wants != (err == nil) || !wants && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", who, err)
		}
	}
}

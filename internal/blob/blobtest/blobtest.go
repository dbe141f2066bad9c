// Package blobtest is what every blob.Store must do, as tests.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Subject is a Store with nothing in it, and ways to look behind it.
type Subject struct {
	Store blob.Store
	// Damage changes one bit of a blob without the Store knowing.
	Damage func(blob.Sum)
	// Litter names what is kept beside blobs, such as temporary files.
	Litter func() []string
}

// Run tests the Stores that open makes, a new one for every test. After each,
// nothing but blobs may be left, and every blob that is left must be whole.
func Run(t *testing.T, open func(*testing.T) Subject) {
	// Alone, because it looks at the memory of the whole process.
	t.Run("a big file takes no more memory than a small one", func(t *testing.T) { bigFile(t, subject(t, open)) })
	t.Run("the rest", func(t *testing.T) {
		for name, test := range map[string]func(*testing.T, Subject){
			"what is put can be read, and sought in":        putAndOpen,
			"the same bytes twice are one blob":             sameBytes,
			"a file of no bytes is a blob":                  empty,
			"the limit is kept to the byte":                 limit,
			"a reader that fails leaves nothing":            failingReader,
			"a reader that panics leaves nothing":           panickingReader,
			"a cancelled context leaves nothing":            cancelled,
			"readers of every kind are read to the end":     oddReaders,
			"the same bytes put at once are one blob":       sameAtOnce,
			"different bytes put at once are all kept":      differentAtOnce,
			"damage is found":                               damage,
			"damaged bytes put again do not stop the put":   putAfterDamage,
			"what is missing is not found":                  missing,
			"blobs are listed in order":                     all,
			"a list can be left, and ends with its context": allStops,
			"what is deleted is gone":                       deleted,
			"a blob expires a day after it was last put":    expires,
			"no put is lost to expiry":                      putWhileExpiring,
			"cleaning leaves blobs alone":                   cleans,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, subject(t, open))
			})
		}
	})
}

func subject(t *testing.T, open func(*testing.T) Subject) Subject {
	t.Helper()
	s := open(t)
	t.Cleanup(func() {
		if left := s.Litter(); len(left) > 0 {
			t.Errorf("left behind: %q", left)
		}
	})
	return s
}

// put keeps content, and fails the test where that fails.
func put(t *testing.T, s blob.Store, content string) blob.Info {
	t.Helper()
	info, err := s.Put(t.Context(), bytes.NewReader([]byte(content)), 1<<20)
	if err != nil {
		t.Fatalf("put: %v", err)
	}
	if want := sumOf(content); info.Sum != want || info.Size != int64(len(content)) {
		t.Fatalf("put gave %+v, want sum %v and %d bytes", info, want, len(content))
	}
	return info
}

func sumOf(content string) blob.Sum { return sha256.Sum256([]byte(content)) }

// read gives the bytes of a blob.
func read(t *testing.T, s blob.Store, sum blob.Sum) string {
	t.Helper()
	r, err := s.Open(t.Context(), sum)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return string(content)
}

// list gives every blob.
func list(t *testing.T, s blob.Store) (infos []blob.Info) {
	t.Helper()
	for info, err := range s.All(t.Context()) {
		if err != nil {
			t.Fatalf("list: %v", err)
		}
		infos = append(infos, info)
	}
	return infos
}

// wantOnly fails the test unless s keeps the contents, whole, and nothing else.
func wantOnly(t *testing.T, s blob.Store, contents ...string) {
	t.Helper()
	var got, want []blob.Sum
	for _, info := range list(t, s) {
		got = append(got, info.Sum)
		if err := s.Verify(t.Context(), info.Sum); err != nil {
			t.Errorf("verify: %v", err)
		}
	}
	for _, content := range contents {
		want = append(want, sumOf(content))
	}
	slices.SortFunc(want, func(a, b blob.Sum) int { return bytes.Compare(a[:], b[:]) })
	if !slices.Equal(got, want) {
		t.Errorf("blobs are %v, want %v", got, want)
	}
}

// wantError fails the test unless err has the code and the reason.
func wantError(t *testing.T, err error, code operator.Code, reason string) {
	t.Helper()
	var e *operator.Error
	if !errors.As(err, &e) || e.Code != code || e.Details["reason"] != reason {
		t.Errorf("error is %v (%s), want %s, reason %s", err, operator.CodeOf(err), code, reason)
	}
}

// reader is a function that reads.
type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

// cancelling reads content, and then cancels instead of ending.
func cancelling(content string, cancel context.CancelFunc) io.Reader {
	return io.MultiReader(bytes.NewReader([]byte(content)), reader(func(p []byte) (int, error) {
		cancel()
		return copy(p, "more"), nil
	}))
}

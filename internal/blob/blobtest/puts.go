package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func putAndOpen(t *testing.T, s Subject) {
	info := put(t, s.Store, "a photo")
	if got := read(t, s.Store, info.Sum); got != "a photo" {
		t.Errorf("read %q", got)
	}
	r, err := s.Store.Open(t.Context(), info.Sum)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if at, err := r.Seek(2, io.SeekStart); at != 2 || err != nil {
		t.Errorf("seek: %d, %v", at, err)
	}
	if rest, err := io.ReadAll(r); string(rest) != "photo" || err != nil {
		t.Errorf("read %q, %v", rest, err)
	}
	wantOnly(t, s.Store, "a photo")
}

func sameBytes(t *testing.T, s Subject) {
	first := put(t, s.Store, "photo")
	again := put(t, s.Store, "photo")
	if again.ModTime.Before(first.ModTime) {
		t.Errorf("put again at %v, before %v", again.ModTime, first.ModTime)
	}
	if got := list(t, s.Store); len(got) != 1 || got[0] != again {
		t.Errorf("listed %+v, want %+v", got, again)
	}
	wantOnly(t, s.Store, "photo")
}

func empty(t *testing.T, s Subject) {
	if _, err := s.Store.Put(t.Context(), strings.NewReader(""), 0); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s.Store, sumOf("")); got != "" {
		t.Errorf("read %q", got)
	}
	wantOnly(t, s.Store, "")
}

func limit(t *testing.T, s Subject) {
	if _, err := s.Store.Put(t.Context(), strings.NewReader("12345"), 5); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	_, err := s.Store.Put(t.Context(), strings.NewReader("123456"), 5)
	wantError(t, err, operator.Invalid, "too_long")
	if err != nil && !strings.Contains(err.Error(), "5 bytes") {
		t.Errorf("the error does not name the limit: %v", err)
	}
	_, err = s.Store.Put(t.Context(), strings.NewReader("1"), 0)
	wantError(t, err, operator.Invalid, "too_long")
	endless := reader(func(p []byte) (int, error) { return len(p), nil })
	_, err = s.Store.Put(t.Context(), endless, 1<<20)
	wantError(t, err, operator.Invalid, "too_long")
	wantOnly(t, s.Store, "12345")
}

func failingReader(t *testing.T, s Subject) {
	boom := errors.New("boom")
	_, err := s.Store.Put(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(boom)), 100)
	if !errors.Is(err, boom) {
		t.Errorf("error is %v", err)
	}
	wantError(t, err, operator.IO, "read_failed")
	known := operator.Errorf(operator.Unavailable, "the sender is gone").Reason("gone")
	_, err = s.Store.Put(t.Context(), iotest.ErrReader(known), 100)
	wantError(t, err, operator.Unavailable, "gone")
	_, err = s.Store.Put(t.Context(), iotest.ErrReader(io.ErrUnexpectedEOF), 100)
	wantError(t, err, operator.IO, "read_failed")
	wantOnly(t, s.Store)
}

func panickingReader(t *testing.T, s Subject) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is gone")
			}
		}()
		_, _ = s.Store.Put(t.Context(), reader(func([]byte) (int, error) { panic("boom") }), 100)
	}()
	wantOnly(t, s.Store)
}

func cancelled(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := s.Store.Put(ctx, cancelling("half", cancel), 100); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled while reading: %v", err)
	}
	if _, err := s.Store.Put(ctx, strings.NewReader("x"), 100); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	if _, err := s.Store.Open(ctx, sumOf("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("open: %v", err)
	}
	if err := s.Store.Verify(ctx, sumOf("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("verify: %v", err)
	}
	wantOnly(t, s.Store)
}

func oddReaders(t *testing.T, s Subject) {
	content := strings.Repeat("odd readers ", 50_000)
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"half": iotest.HalfReader, "data with end": iotest.DataErrReader,
		"buffered": func(r io.Reader) io.Reader { return iotest.OneByteReader(io.LimitReader(r, 99)) },
	} {
		want := content
		if name == "buffered" {
			want = content[:99]
		}
		info, err := s.Store.Put(t.Context(), wrap(strings.NewReader(content)), int64(len(content)))
		if err != nil || info.Sum != sumOf(want) {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
	}
	wantOnly(t, s.Store, content, content[:99])
}

// atOnce runs do n times at the same time.
func atOnce(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

func sameAtOnce(t *testing.T, s Subject) {
	content := strings.Repeat("the same photo ", 10_000)
	atOnce(16, func(int) {
		if info, err := s.Store.Put(t.Context(), strings.NewReader(content), 1<<20); err != nil || info.Sum != sumOf(content) {
			t.Errorf("%+v, %v", info, err)
		}
	})
	wantOnly(t, s.Store, content)
}

func differentAtOnce(t *testing.T, s Subject) {
	contents := make([]string, 40)
	for i := range contents {
		contents[i] = fmt.Sprintf("photo %d", i)
	}
	atOnce(len(contents), func(i int) {
		if _, err := s.Store.Put(t.Context(), strings.NewReader(contents[i]), 100); err != nil {
			t.Error(err)
		}
	})
	wantOnly(t, s.Store, contents...)
}

func bigFile(t *testing.T, s Subject) {
	const size = 64 << 20
	endless := reader(func(p []byte) (int, error) {
		for i := range p {
			p[i] = 'x'
		}
		return len(p), nil
	})
	allocated := func(do func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	var info blob.Info
	var err error
	if n := allocated(func() { info, err = s.Store.Put(t.Context(), io.LimitReader(endless, size), size) }); n > 1<<20 {
		t.Errorf("put allocated %d bytes for a file of %d", n, size)
	}
	if err != nil || info.Size != size {
		t.Fatalf("put: %+v, %v", info, err)
	}
	if n := allocated(func() { err = s.Store.Verify(t.Context(), info.Sum) }); n > 1<<20 || err != nil {
		t.Errorf("verify allocated %d bytes, %v", n, err)
	}
	if want := sumOf(string(bytes.Repeat([]byte("x"), size))); info.Sum != want {
		t.Errorf("sum is %v, want %v", info.Sum, want)
	}
}

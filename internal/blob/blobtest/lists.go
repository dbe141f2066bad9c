package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func damage(t *testing.T, s Subject) {
	whole, hurt := put(t, s.Store, "whole"), put(t, s.Store, "hurt")
	s.Damage(hurt.Sum)
	if err := s.Store.Verify(t.Context(), whole.Sum); err != nil {
		t.Errorf("whole: %v", err)
	}
	wantError(t, s.Store.Verify(t.Context(), hurt.Sum), operator.IO, "blob_damaged")
}

func putAfterDamage(t *testing.T, s Subject) {
	info := put(t, s.Store, "photo")
	s.Damage(info.Sum)
	if err := s.Store.Delete(t.Context(), info.Sum); err != nil {
		t.Fatal(err)
	}
	put(t, s.Store, "photo")
	wantOnly(t, s.Store, "photo")
}

func missing(t *testing.T, s Subject) {
	check := func(sum blob.Sum) {
		t.Helper()
		r, err := s.Store.Open(t.Context(), sum)
		wantError(t, err, operator.NotFound, "blob_missing")
		if r != nil {
			t.Error("a reader came with the error")
		}
		wantError(t, s.Store.Verify(t.Context(), sum), operator.NotFound, "blob_missing")
		if err := s.Store.Delete(t.Context(), sum); err != nil {
			t.Errorf("delete: %v", err)
		}
		if gone, err := s.Store.Expire(t.Context(), sum, time.Now().Add(48*time.Hour)); gone || err != nil {
			t.Errorf("expire: %v, %v", gone, err)
		}
	}
	wantOnly(t, s.Store)
	check(sumOf("never put"))
	put(t, s.Store, "another")
	check(sumOf("never put"))
	wantOnly(t, s.Store, "another")
}

func all(t *testing.T, s Subject) {
	var want []blob.Info
	for i := range 50 {
		want = append(want, put(t, s.Store, fmt.Sprint(i)))
	}
	slices.SortFunc(want, func(a, b blob.Info) int { return bytes.Compare(a.Sum[:], b.Sum[:]) })
	if got := list(t, s.Store); !slices.Equal(got, want) {
		t.Errorf("listed %+v, want %+v", got, want)
	}
}

func allStops(t *testing.T, s Subject) {
	put(t, s.Store, "1")
	put(t, s.Store, "2")
	n := 0
	for range s.Store.All(t.Context()) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("left after %d", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs []error
	for _, err := range s.Store.All(ctx) {
		errs = append(errs, err)
	}
	if len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
		t.Errorf("errors are %v", errs)
	}
}

func deleted(t *testing.T, s Subject) {
	info := put(t, s.Store, "photo")
	put(t, s.Store, "another")
	if err := s.Store.Delete(t.Context(), info.Sum); err != nil {
		t.Fatal(err)
	}
	_, err := s.Store.Open(t.Context(), info.Sum)
	wantError(t, err, operator.NotFound, "blob_missing")
	wantOnly(t, s.Store, "another")
}

func expires(t *testing.T, s Subject) {
	info := put(t, s.Store, "photo")
	grace := info.ModTime.Add(operator.BlobGrace)
	if gone, err := s.Store.Expire(t.Context(), info.Sum, grace.Add(-time.Second)); gone || err != nil {
		t.Errorf("within a day: %v, %v", gone, err)
	}
	again := put(t, s.Store, "photo")
	if gone, err := s.Store.Expire(t.Context(), info.Sum, again.ModTime.Add(operator.BlobGrace-time.Second)); gone || err != nil {
		t.Errorf("put again: %v, %v", gone, err)
	}
	wantOnly(t, s.Store, "photo")
	if gone, err := s.Store.Expire(t.Context(), info.Sum, again.ModTime.Add(operator.BlobGrace+time.Second)); !gone || err != nil {
		t.Errorf("after a day: %v, %v", gone, err)
	}
	wantOnly(t, s.Store)
}

// putWhileExpiring lets puts and expiries of the same bytes meet. Every expiry
// is of a blob that has just been put, at a time when it must be spared.
func putWhileExpiring(t *testing.T, s Subject) {
	first := put(t, s.Store, "photo")
	soon := first.ModTime.Add(operator.BlobGrace / 2)
	atOnce(8, func(i int) {
		for range 25 {
			if i%2 == 0 {
				if gone, err := s.Store.Expire(t.Context(), first.Sum, soon); gone || err != nil {
					t.Errorf("expire: %v, %v", gone, err)
				}
			} else if _, err := s.Store.Put(t.Context(), strings.NewReader("photo"), 100); err != nil {
				t.Errorf("put: %v", err)
			}
		}
	})
	wantOnly(t, s.Store, "photo")
}

func cleans(t *testing.T, s Subject) {
	put(t, s.Store, "photo")
	if n, err := s.Store.Clean(t.Context(), time.Now().Add(48*time.Hour)); n != 0 || err != nil {
		t.Errorf("cleaned %d, %v", n, err)
	}
	wantOnly(t, s.Store, "photo")
}

//go:build unix

package fsblob_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
)

// BenchmarkPhoto keeps a photo of 400 KB beside writing it into a new file that
// is synced, one of each per round, and reports the medians and their ratio.
//
// "a Store for all" is a server; "a Store each" is a command, which cannot know
// whether the names of folders it finds are on disk.
func BenchmarkPhoto(b *testing.B) {
	b.Run("a Store for all", func(b *testing.B) {
		s := fsblob.Open(filepath.Join(b.TempDir(), "blobs"))
		benchmark(b, func() *fsblob.Store { return s })
	})
	b.Run("a Store each", func(b *testing.B) {
		dir := filepath.Join(b.TempDir(), "blobs")
		benchmark(b, func() *fsblob.Store { return fsblob.Open(dir) })
	})
}

func benchmark(b *testing.B, open func() *fsblob.Store) {
	photo := make([]byte, 400<<10)
	random := rand.NewChaCha8([32]byte{1})
	dir := b.TempDir()
	var ours, floor []time.Duration
	for i := 0; b.Loop(); i++ {
		_, _ = random.Read(photo) // never fails; every photo is another
		start := time.Now()
		if err := writeAndSync(filepath.Join(dir, strconv.Itoa(i)), photo); err != nil {
			b.Fatal(err)
		}
		floor = append(floor, time.Since(start))
		start = time.Now()
		if _, err := open().Put(b.Context(), bytes.NewReader(photo), 1<<20); err != nil {
			b.Fatal(err)
		}
		ours = append(ours, time.Since(start))
	}
	slices.Sort(ours)
	slices.Sort(floor)
	ourMedian, floorMedian := ours[len(ours)/2], floor[len(floor)/2]
	b.ReportMetric(float64(ourMedian.Microseconds()), "put-µs")
	b.ReportMetric(float64(floorMedian.Microseconds()), "file+fsync-µs")
	b.ReportMetric(float64(ourMedian)/float64(floorMedian), "ratio")
}

func writeAndSync(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
)

// photoSize is how large a photo of a telephone is, made smaller for the web.
const photoSize = 400 << 10

// photoSuite measures keeping a photo, in a folder that has been in use: ours finds out
// its SHA-256, writes it aside, syncs it, gives it its name, and syncs the folder that the
// name is in.
func photoSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	folder := filepath.Join(b.dir, "photos")
	if err := os.MkdirAll(filepath.Join(folder, "plain"), 0o700); err != nil {
		return nil, err
	}
	blobs := fsblob.Open(filepath.Join(folder, "blobs"))
	if err := useAll(ctx, blobs); err != nil {
		return nil, err
	}
	photo := make([]byte, photoSize)
	next := func() { _, _ = rand.Read(photo[:32]) } // which is another photo
	return []measurement{{
		name: "photo", what: "a photo of 400 KB, kept", beside: "a new file, synced", target: 2,
		ours: func(ctx context.Context) (time.Duration, error) {
			next()
			from := time.Now()
			_, err := blobs.Put(ctx, bytes.NewReader(photo), photoSize)
			return time.Since(from), err
		},
		theirs: func(context.Context) (time.Duration, error) {
			next()
			from := time.Now()
			err := writeSynced(filepath.Join(folder, "plain"), photo)
			return time.Since(from), err
		},
	}}, nil
}

// useAll keeps small files until each of the folders that blobs are in has one.
func useAll(ctx context.Context, blobs *fsblob.Store) error {
	for used := map[byte]bool{}; len(used) < 256; {
		info, err := blobs.Put(ctx, strings.NewReader(rand.Text()), photoSize)
		if err != nil {
			return err
		}
		used[info.Sum[0]] = true
	}
	return nil
}

// writeSynced writes a new file and waits until it is on disk.
func writeSynced(folder string, content []byte) error {
	f, err := os.CreateTemp(folder, "photo-")
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}

package media_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
)

// Photos of 12 megapixels, as phones make them.
func BenchmarkPhoto(b *testing.B) {
	p := media.Position{Latitude: 51.5, Longitude: -0.125}
	flat, turned := mediatest.JPEG(4032, 3024, &p, 1), mediatest.JPEG(4032, 3024, &p, 6)
	for name, do := range map[string]func() error{
		"clean": func() error {
			_, err := media.Clean(bytes.NewReader(flat), int64(len(flat)), io.Discard)
			return err
		},
		"turn": func() error {
			_, err := media.Clean(bytes.NewReader(turned), int64(len(turned)), io.Discard)
			return err
		},
		"web": func() error {
			_, err := media.Shrink(bytes.NewReader(flat), int64(len(flat)), 2048, io.Discard)
			return err
		},
		"thumbnail": func() error {
			_, err := media.Shrink(bytes.NewReader(flat), int64(len(flat)), 400, io.Discard)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package mediatest

import (
	"encoding/binary"
	"slices"
)

// Track is a track of a film. Its samples are written in chunks of two, and those
// of all tracks in turn.
type Track struct {
	Handler       string // "vide", "soun", "meta" and others
	Width, Height int
	Quarter       bool // turned by a quarter
	Samples       [][]byte
	More          []byte // boxes at the end of the track
	Far           bool   // where the chunks are is said in 64 bits
}

// Seconds is how long a film of Tracks takes.
const Seconds = 12.5

// Film is a film of a brand with more boxes in its moov, which comes last.
func Film(brand string, more []byte) []byte {
	return Tracks(brand, more, Track{Handler: "vide", Width: 640, Height: 360, Samples: [][]byte{make([]byte, 64)}})
}

// Tracks is like Film, with tracks.
func Tracks(brand string, more []byte, tracks ...Track) []byte {
	head := Box("ftyp", []byte(brand+"\x00\x00\x02\x00"), []byte(brand))
	content, moov := Movie(int64(len(head)+8), more, tracks...)
	return slices.Concat(head, Box("mdat", content), moov)
}

// Movie is the samples of tracks, which will be at a place in a file, and the
// moov that says so.
func Movie(at int64, more []byte, tracks ...Track) (samples, moov []byte) {
	chunks := make([][]int64, len(tracks))
	for from, left := 0, true; left; from += 2 {
		left = false
		for i, t := range tracks {
			if from >= len(t.Samples) {
				continue
			}
			left = true
			chunks[i] = append(chunks[i], at+int64(len(samples)))
			samples = append(samples, slices.Concat(t.Samples[from:min(from+2, len(t.Samples))]...)...)
		}
	}
	boxes := [][]byte{Box("mvhd", slices.Concat(
		[]byte{0, 0, 0, 0}, dates(), words(1000, uint32(Seconds*1000)), make([]byte, 80)))}
	for i, t := range tracks {
		boxes = append(boxes, t.box(uint32(i+1), chunks[i]))
	}
	return samples, Box("moov", append(boxes, more)...)
}

// dates are when something was made and changed.
func dates() []byte { return words(0xdeadbeef, 0xdeadbeef) }

func words(list ...uint32) (b []byte) {
	for _, v := range list {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

func (t Track) box(number uint32, chunks []int64) []byte {
	matrix := words(1<<16, 0, 0, 0, 1<<16, 0, 0, 0, 1<<30)
	if t.Quarter {
		matrix = words(0, 1<<16, 0, 0xffff0000, 0, 0, 0, 0, 1<<30)
	}
	tkhd := Box("tkhd", []byte{0, 0, 0, 7}, dates(), words(number, 0, uint32(Seconds*1000)), make([]byte, 16), matrix,
		words(uint32(t.Width)<<16, uint32(t.Height)<<16))
	return Box("trak", tkhd, Box("mdia",
		Box("mdhd", make([]byte, 4), dates(), words(1000, uint32(Seconds*1000), 0)),
		Box("hdlr", make([]byte, 8), []byte(t.Handler), make([]byte, 13)),
		Box("minf", Box("nmhd", make([]byte, 4)), t.samples(chunks))), t.More)
}

// samples is the tables of a track.
func (t Track) samples(chunks []int64) []byte {
	const perChunk = 2
	runs := words(0, 1, 1, perChunk, 1)
	if n := len(chunks); len(t.Samples)%perChunk == 1 && n > 1 {
		runs = words(0, 2, 1, perChunk, 1, uint32(n), 1, 1)
	}
	sizes := words(0, 0, uint32(len(t.Samples)))
	for _, s := range t.Samples {
		sizes = append(sizes, words(uint32(len(s)))...)
	}
	kind, places := "stco", words(0, uint32(len(chunks)))
	for _, at := range chunks {
		if t.Far {
			kind, places = "co64", binary.BigEndian.AppendUint64(places, uint64(at))
		} else {
			places = append(places, words(uint32(at))...)
		}
	}
	return Box("stbl", Box("stsd", words(0, 0)), Box("stts", words(0, 1, uint32(len(t.Samples)), 1000)),
		Box("stsc", runs), Box("stsz", sizes), Box(kind, places))
}

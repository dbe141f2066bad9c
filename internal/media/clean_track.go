package media

import (
	"bytes"
	"encoding/binary"
	"strings"
)

const (
	// shownTracks are the kinds of tracks that are kept: picture, sound,
	// subtitles and timecode. Others say where a camera was, and how it moved.
	shownTracks = " vide soun sbtl subt text clcp subp tmcd pict auxv "
	// writtenTracks are those of text. Drones write their position into them.
	writtenTracks = " sbtl subt text clcp "
)

// track is what is read of a track.
type track struct {
	tkhd, mdhd            box
	handler               string
	stsc, stsz, stz2, off box // tables of samples; off is stco or co64
}

// track keeps a track or frees it, with what it says in the file.
func (f *film) track(b box) {
	zeros, stamps := len(f.zeros), len(f.stamps)
	var t track
	f.walk(b, func(b box) { f.inTrack(b, &t) })
	if f.err != nil {
		return
	}
	kind := " " + t.handler + " "
	shown := strings.Contains(shownTracks, kind)
	var spans []span
	if !shown || strings.Contains(writtenTracks, kind) {
		spans = f.places(t)
		shown = shown && !f.tellsPlace(spans)
	}
	if shown {
		f.keep(t)
		return
	}
	f.zeros, f.stamps = f.zeros[:zeros], f.stamps[:stamps]
	f.free(b)
	f.samples = append(f.samples, spans...)
	f.done.Recorded = true
}

// inTrack looks at a box of a track, and goes into it.
func (f *film) inTrack(b box, t *track) {
	switch b.kind {
	case "tkhd":
		t.tkhd = b
	case "mdhd":
		t.mdhd = b
	case "hdlr":
		// The one of mdia comes first; that of minf is about where the bytes are.
		if content := f.s.at(b.off, 12); len(content) == 12 && t.handler == "" {
			t.handler = string(content[8:12])
		}
	case "mdia", "minf", "stbl":
		f.walk(b, func(b box) { f.inTrack(b, t) })
	case "stsc":
		t.stsc = b
	case "stsz":
		t.stsz = b
	case "stz2":
		t.stz2 = b
	case "stco", "co64":
		t.off = b
	}
}

// keep takes the dates from a track, and the size of the first with pictures.
func (f *film) keep(t track) {
	f.tracks++
	f.undated(t.tkhd)
	f.undated(t.mdhd)
	if t.handler != "vide" || f.done.Width > 0 {
		return
	}
	content := f.s.content(t.tkhd)
	at := 40 // of the matrix, behind times, number, duration and layers
	if len(content) > 0 && content[0] == 1 {
		at = 52
	}
	if len(content) < at+44 {
		return
	}
	side := func(at int) int { return int(binary.BigEndian.Uint32(content[at:]) >> 16) }
	zero := func(i int) bool { return binary.BigEndian.Uint32(content[at+4*i:]) == 0 }
	f.done.Width, f.done.Height = side(at+36), side(at+40)
	if zero(0) && zero(4) && !zero(1) { // turned by a quarter
		f.done.Width, f.done.Height = f.done.Height, f.done.Width
	}
}

// tellsPlace says whether the text of a track names a place on earth.
func (f *film) tellsPlace(spans []span) bool {
	const most = 4 << 20
	read := 0
	for _, s := range spans {
		text := bytes.ToLower(f.s.at(s.off, int(min(s.end-s.off, maxBlock))))
		for _, word := range []string{"gps", "latitude", "longitude", "longtitude"} { // as DJI has it
			if bytes.Contains(text, []byte(word)) {
				return true
			}
		}
		if read += len(text); read > most {
			return false
		}
	}
	return false
}

// places is where the samples of a track are: a span for each chunk of them. That
// which cannot be made out is an error of the film.
func (f *film) places(t track) (spans []span) {
	if t.off.end == 0 {
		return nil
	}
	wide := int64(4)
	if t.off.kind == "co64" {
		wide = 8
	}
	chunks := f.table(t.off, 4, wide)
	runs := f.table(t.stsc, 4, 12)
	sizes := sizesOf(f, t.stsz)
	if chunks.n > 0 && (t.stz2.end > 0 || runs.n == 0) {
		f.err = unreadable("a track does not say where it is")
		return nil
	}
	perChunk, run := uint64(0), int64(0)
	for i := range chunks.n {
		for run < runs.n && runs.number(run, 0, 4) <= uint64(i)+1 {
			perChunk = runs.number(run, 4, 4)
			run++
		}
		off := chunks.number(i, 0, wide)
		size := min(sizes.next(perChunk), uint64(f.s.size))
		if f.s.steps <= 0 || f.s.bytes <= 0 || len(f.zeros)+len(spans) > maxSpans {
			return spans // the film is refused
		}
		if off < uint64(f.s.size) && size > 0 {
			spans = append(spans, span{int64(off), int64(min(off+size, uint64(f.s.size)))})
		}
	}
	return spans
}

// sizes gives the sizes of samples in turn: one for all, or each its own.
type sizes struct {
	all   uint64
	left  uint64
	at    int64
	table *rows
}

func sizesOf(f *film, stsz box) *sizes {
	head := f.s.at(stsz.off, 12)
	if len(head) < 12 {
		return &sizes{}
	}
	return &sizes{
		all: uint64(binary.BigEndian.Uint32(head[4:])), left: uint64(binary.BigEndian.Uint32(head[8:])),
		table: f.table(stsz, 8, 4),
	}
}

// next is how many bytes the next samples take.
func (z *sizes) next(samples uint64) (sum uint64) {
	samples = min(samples, z.left)
	z.left -= samples
	if z.all > 0 {
		return samples * z.all
	}
	for ; samples > 0 && z.table != nil && z.at < z.table.n; samples-- {
		sum += z.table.number(z.at, 0, 4)
		z.at++
	}
	return sum
}

// rows reads a table of rows of equal width, a window at a time.
type rows struct {
	s      *source
	off    int64 // of the first row
	n      int64
	width  int64
	window []byte
	first  int64 // row in the window
}

// table is the rows of a box, after so many bytes and their number.
func (f *film) table(b box, skip, width int64) *rows {
	head := f.s.at(b.off+skip, 4)
	if len(head) < 4 {
		return &rows{}
	}
	t := &rows{s: f.s, off: b.off + skip + 4, width: width}
	t.n = max(0, min(int64(binary.BigEndian.Uint32(head)), (b.end-t.off)/width))
	return t
}

// number reads a number of size bytes in a row; 0 where the file ends.
func (t *rows) number(row, at, size int64) (v uint64) {
	const most = 64 << 10
	if i := row - t.first; i < 0 || (i+1)*t.width > int64(len(t.window)) {
		t.first = row
		t.window = t.s.at(t.off+row*t.width, int(min((t.n-row)*t.width, most/t.width*t.width)))
	}
	i := (row-t.first)*t.width + at
	if i+size > int64(len(t.window)) {
		return 0
	}
	for _, b := range t.window[i : i+size] {
		v = v<<8 | uint64(b)
	}
	return v
}

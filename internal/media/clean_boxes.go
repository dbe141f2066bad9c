package media

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What is kept of a file of boxes, by the box that they are in; "" is the file.
// Everything else becomes a box "free" of zeros, whoever invented it. Sources:
// ISO/IEC 14496-12 and 23008-12, Apple's QuickTime File Format, and for the
// pictures of JPEG XL and JPEG 2000 their standards.
var keptBoxes = map[string]string{
	"":     "ftyp styp moov mdat moof meta sidx ssix mfra pdin free skip wide JXL  jxlc jxlp jxll jxli jP   jp2h jp2c",
	"moov": "mvhd trak mvex iods pssh ctab clip",
	"trak": "tkhd edts tref mdia load clip matt imap trgr txas tapt",
	"mdia": "mdhd hdlr minf elng",
	"minf": "vmhd smhd hmhd nmhd sthd gmhd hdlr dinf stbl",
	"stbl": "stsd stts ctts cslg stsc stsz stz2 stco co64 stss stsh stps padb stdp sdtp sbgp sgpd subs saiz saio",
	"mvex": "mehd trex leva trep",
	"moof": "mfhd traf pssh",
	"traf": "tfhd tfdt trun sdtp sbgp sgpd subs saiz saio senc",
	"meta": "hdlr pitm iloc iinf iprp iref idat dinf ipro grpl",
}

// film is what is to be done to a file of boxes, HEIC and AVIF among them.
type film struct {
	s       *source
	done    *Cleaned
	stamps  []stamp
	zeros   []span
	samples []span // zeros of tracks and items, which are to be no part of the structure
	frame   []span // top-level boxes that nothing may overwrite
	tracks  int    // that are kept
	moov    bool   // it says that it is a film
	moof    bool   // it comes in fragments
	err     error
}

// Sources may read this much to clean a file: as much as the tables of a track
// that says something sixty times a second for hours.
const (
	cleanBytes = 64 << 20
	cleanSteps = 1_000_000
	maxSpans   = 1_000_000
)

// cleanBoxes overwrites what is not kept. Nothing changes its place: the tables
// of a film say where in the file its pictures are.
func (c *cleaning) cleanBoxes(video bool) error {
	f := &film{s: &source{r: c.in, size: c.size, bytes: cleanBytes, steps: cleanSteps}, done: &c.done}
	f.walk(box{end: c.size}, f.top)
	switch {
	case f.s.err != nil:
		return f.s.err
	case f.err != nil:
		return f.err
	case f.s.bytes <= 0 || f.s.steps <= 0 || len(f.zeros)+len(f.samples) > maxSpans:
		return unreadable("it has too many parts")
	case (video || f.moov) && f.tracks == 0:
		return unreadable("it was not recorded to its end")
	case f.moof && c.done.Recorded:
		return operator.Errorf(operator.Invalid, "the film says where it was taken, in pieces that cannot be told from its pictures").
			WithHint("convert it to a plain MP4").Reason("position_left")
	}
	if err := f.check(); err != nil {
		return err
	}
	slices.SortFunc(f.stamps, func(a, b stamp) int { return int(max(-1, min(1, a.off-b.off))) })
	clean := &overlay{in: c.in, zeros: merged(append(f.zeros, f.samples...)), stamps: f.stamps}
	left, _, err := look(clean, c.size)
	if err != nil {
		return err
	}
	if left.Position != nil {
		return positionLeft()
	}
	c.done.MediaType = left.MediaType
	_, err = io.Copy(c.out, fromStart(clean, c.size))
	return err
}

// walk calls do with the boxes in another that are kept, and frees the others.
// What follows them and is no box is overwritten.
func (f *film) walk(in box, do func(box)) {
	kept, off := " "+keptBoxes[in.kind]+" ", in.off
	f.s.boxes(in.off, in.end, func(b box) bool {
		off = b.end
		if strings.Contains(kept, " "+b.kind+" ") {
			do(b)
		} else {
			f.free(b)
		}
		return f.err == nil && len(f.zeros) <= maxSpans
	})
	if f.err == nil && off < in.end {
		f.zeros = append(f.zeros, span{off, in.end})
	}
}

// free makes a box one that means nothing. What looks like a box and is none,
// because it is longer than what it is in or has no name, gets none.
func (f *film) free(b box) {
	switch {
	case b.cut:
		b.off = b.head
	case b.kind != "\x00\x00\x00\x00":
		f.stamps = append(f.stamps, stamp{b.head + 4, "free"})
	}
	f.zeros = append(f.zeros, span{b.off, b.end})
}

// top looks at a box of the file.
func (f *film) top(b box) {
	switch b.kind {
	case "free", "skip", "wide": // programs leave in them what was there before
		f.zeros = append(f.zeros, span{b.off, b.end})
		return
	case "mdat":
		if b.cut {
			f.err = io.ErrUnexpectedEOF
		}
		return
	case "meta":
		in := b
		in.off = inMeta(f.s, b)
		f.walk(in, func(box) {})
		f.items(b)
	case "moov":
		f.moov = true
		f.walk(b, f.inMoov)
	case "moof":
		f.moof = true
		f.walk(b, func(b box) {
			if b.kind == "traf" {
				f.walk(b, func(box) {})
			}
		})
	}
	if b.cut {
		f.err = io.ErrUnexpectedEOF
	}
	f.frame = append(f.frame, span{b.head, b.end})
}

// items overwrites the metadata of a HEIC or AVIF.
func (f *film) items(meta box) {
	inside, outside := itemPlaces(f.s, meta)
	f.zeros = append(f.zeros, inside...)
	f.samples = append(f.samples, outside...)
}

func (f *film) inMoov(b box) {
	switch b.kind {
	case "mvhd":
		f.done.Duration = duration(f.s.content(b))
		f.undated(b)
	case "trak":
		f.track(b)
	case "mvex":
		f.walk(b, func(box) {})
	}
}

// undated overwrites when a film or a track was made and changed, which comes
// after version and flags, in 32 bits or in 64.
func (f *film) undated(b box) {
	n := int64(8)
	if head := f.s.at(b.off, 1); len(head) == 1 && head[0] == 1 {
		n = 16
	}
	if end := min(b.end, b.off+4+n); end > b.off+4 {
		f.zeros = append(f.zeros, span{b.off + 4, end})
	}
}

// duration reads how many seconds a film takes, from its mvhd.
func duration(mvhd []byte) float64 {
	if len(mvhd) < 20 {
		return 0
	}
	scale, units := binary.BigEndian.Uint32(mvhd[12:]), uint64(binary.BigEndian.Uint32(mvhd[16:]))
	unknown := units == 1<<32-1
	if mvhd[0] == 1 {
		if len(mvhd) < 32 {
			return 0
		}
		scale, units = binary.BigEndian.Uint32(mvhd[20:]), binary.BigEndian.Uint64(mvhd[24:])
		unknown = units == 1<<64-1
	}
	const longest = 1 << 31 // seconds: what claims more does not know
	seconds := float64(units) / float64(scale)
	if scale == 0 || unknown || seconds > longest {
		return 0
	}
	return seconds
}

// check refuses a file whose tables say that what is to be overwritten is where
// its structure is.
func (f *film) check() error {
	f.samples = merged(f.samples)
	frame := merged(f.frame)
	i := 0
	for _, s := range f.samples {
		for i < len(frame) && frame[i].end <= s.off {
			i++
		}
		if i < len(frame) && frame[i].off < s.end {
			return unreadable("its parts are not where it says")
		}
	}
	return nil
}

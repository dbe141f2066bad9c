package media

import (
	"context"
	"runtime/debug"

	"golang.org/x/sync/semaphore"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// roomForPixels is how much memory, in bytes, all pictures take together that are being
// decoded in a process: a file of some kilobytes can be 50 megapixels, and many people can
// send one at once. It is eight bytes for each pixel of the largest there may be, as a PNG
// of 16 bits or an ordinary JPEG in several scans takes. What takes more is not decoded.
const roomForPixels = 8 * operator.MaxImagePixels

var room = semaphore.NewWeighted(roomForPixels)

// takeRoom waits until there is room for a picture that is decoded, and gives what makes
// room again. Decoding ends by itself, so that the wait does.
func takeRoom(bytes int64) (leave func(), err error) {
	if bytes > roomForPixels {
		return nil, operator.Errorf(operator.Invalid, "the picture takes too much memory to make out: %d MB of at most %d", bytes/1_000_000, roomForPixels/1_000_000).
			WithHint("save it with fewer pixels, with 8 bits for a colour, or as a JPEG that is not progressive").Reason("too_many_pixels")
	}
	_ = room.Acquire(context.Background(), bytes) // fails with its context alone
	return func() {
		if isMuch(bytes) {
			debug.FreeOSMemory() // or the next is decoded while this one is waste that nobody collects
		}
		room.Release(bytes)
	}, nil
}

func isMuch(bytes int64) bool { return bytes >= roomForPixels/4 }

// frame is what a JPEG says of its pixels.
type frame struct {
	progressive bool // they come in several scans
	colours     int  // components: 1, 3 or 4; 0 where it does not say
	samples     float64
	rgb         bool // the components are red, green and blue
}

// frameOf reads a segment that begins a frame.
func frameOf(progressive bool, content []byte) frame {
	const head, each = 6, 3
	f := frame{progressive: progressive}
	if len(content) < head || len(content) < head+each*int(content[head-1]) {
		return f
	}
	f.colours = int(content[head-1])
	var all, h, v int
	ids := ""
	for i := range f.colours {
		id, factors := content[head+each*i], content[head+each*i+1]
		all += int(factors>>4) * int(factors&0xf)
		h, v, ids = max(h, int(factors>>4)), max(v, int(factors&0xf)), ids+string(rune(id))
	}
	f.rgb = ids == "RGB"
	f.samples = float64(all) / float64(max(h*v, 1))
	if f.colours == 1 {
		f.samples = 1
	}
	return f
}

// decoding is how many bytes a pixel of a picture takes while it is decoded, and how many
// are kept of it then, as far as its header tells, in the decoders of the standard library
// and x/image. Those of a JPEG in several scans keep four bytes for each coefficient; what
// has four colours, or red, green and blue, is put together anew.
func decoding(header []byte, f frame) (peak, kept float64) {
	const depth, interlaced = 24, 28 // where they are in a PNG
	switch {
	case isJPEG(header) && f.colours == 0: // of which nobody should make pixels
		return 24, 4
	case isJPEG(header):
		peak, kept = f.samples, f.samples
		if f.colours == 4 || f.rgb {
			peak, kept = peak+4, 4
		}
		if f.progressive {
			peak += 4 * f.samples
		}
		return peak, kept
	case isPNG(header) && len(header) > interlaced:
		kept = 4
		if header[depth] == 16 {
			kept = 8
		}
		return kept + kept*float64(header[interlaced]&1), kept // its passes are pictures of their own
	case isWebP(header):
		return 7, 4 // what is transparent of it can be a picture of its own
	}
	return 4, 4
}

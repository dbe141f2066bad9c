package media

import (
	"context"
	"runtime/debug"

	"golang.org/x/sync/semaphore"
)

// roomForPixels is how much memory, in bytes, all pictures take together that are being
// decoded in a process, but for one that needs more by itself: a file of some kilobytes
// can be 50 megapixels, and many people can send one at once.
const roomForPixels = 256 << 20

var room = semaphore.NewWeighted(roomForPixels)

// takeRoom waits until there is room for a picture that is decoded, and gives what makes
// room again. Decoding ends by itself, so that the wait does.
func takeRoom(bytes int64) (leave func()) {
	bytes = min(bytes, roomForPixels)
	_ = room.Acquire(context.Background(), bytes) // fails with its context alone
	return func() {
		if bytes >= roomForPixels/4 {
			debug.FreeOSMemory() // or the next is decoded while this one is waste that nobody collects
		}
		room.Release(bytes)
	}
}

// bytesOfPixel is how much memory a pixel of a picture takes while it is decoded, as far as
// its header tells, in the decoders of the standard library and x/image: those of a JPEG in
// several scans keep four bytes for each coefficient, a PNG of 16 bits is kept as it is.
func bytesOfPixel(header []byte, progressive bool) int64 {
	const depth, interlaced = 24, 28 // where they are in a PNG
	n := int64(4)
	switch {
	case isJPEG(header) && progressive:
		n = 3 + 3*4
	case isPNG(header) && len(header) > interlaced:
		if header[depth] == 16 {
			n = 8
		}
		n += n * int64(header[interlaced]&1) // its passes are pictures of their own
	}
	return n
}

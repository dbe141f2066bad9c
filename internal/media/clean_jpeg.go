package media

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// Markers of ITU-T T.81.
const (
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markAPP0  = 0xe0
	markAPP2  = 0xe2
	markAPP14 = 0xee
	markAPP15 = 0xef
)

// jpegReader goes through a JPEG, segment by segment.
type jpegReader struct {
	in     *bufio.Reader
	marker byte // that comes next, where it was read already
	buf    []byte
}

// next gives the next segment: its marker and its content, which lasts until
// next is called again. Markers that stand alone and are not the end are passed
// over, as is what is between segments: decoders do the same.
func (r *jpegReader) next() (marker byte, content []byte, err error) {
	marker, r.marker = r.marker, 0
	for marker == 0 || marker == 1 || marker >= 0xd0 && marker <= markSOI {
		if marker, err = r.find(); err != nil {
			return 0, nil, err
		}
	}
	if marker == markEOI {
		return marker, nil, nil
	}
	var size [2]byte
	if _, err := io.ReadFull(r.in, size[:]); err != nil {
		return 0, nil, err
	}
	n := int(binary.BigEndian.Uint16(size[:])) - 2
	if n < 0 {
		return 0, nil, unreadable("a part of it has no length")
	}
	r.buf = append(r.buf[:0], make([]byte, n)...)
	_, err = io.ReadFull(r.in, r.buf)
	return marker, r.buf, err
}

// find reads up to a marker, and gives it; 0 for what is none.
func (r *jpegReader) find() (byte, error) {
	b, err := r.in.ReadByte()
	for err == nil && b != 0xff {
		b, err = r.in.ReadByte()
	}
	for err == nil && b == 0xff {
		b, err = r.in.ReadByte()
	}
	return b, err
}

// scan copies the pixels that follow a start of scan, up to the next marker.
func (r *jpegReader) scan(out *bufio.Writer) error {
	for {
		b, err := r.in.ReadByte()
		if err != nil {
			return err
		}
		if b != 0xff {
			if err := out.WriteByte(b); err != nil {
				return err
			}
			continue
		}
		for b == 0xff { // as many as like may come before a marker
			if b, err = r.in.ReadByte(); err != nil {
				return err
			}
		}
		if b != 0 && (b < 0xd0 || b >= markSOI) {
			r.marker = b
			return nil
		}
		if _, err := out.Write([]byte{0xff, b}); err != nil {
			return err
		}
	}
}

// cleanJPEG keeps the segments that decoding needs, and those that say what the
// colours mean. It stops at the end of the first picture: cameras put others, and
// films, behind it.
func cleanJPEG(in *bufio.Reader, out *bufio.Writer) error {
	if _, err := out.Write([]byte{0xff, markSOI}); err != nil {
		return err
	}
	r, scans := &jpegReader{in: in}, 0
	for {
		marker, content, err := r.next()
		if err != nil {
			return err
		}
		if marker == markEOI {
			if scans == 0 {
				return unreadable("it has no pixels")
			}
			_, err := out.Write([]byte{0xff, markEOI})
			return err
		}
		if content = keptOfJPEG(marker, content); content == nil {
			continue
		}
		if err := writeSegment(out, marker, content); err != nil {
			return err
		}
		if marker == markSOS {
			scans++
			if err := r.scan(out); err != nil {
				return err
			}
		}
	}
}

func writeSegment(out io.Writer, marker byte, content []byte) error {
	n := len(content) + 2
	_, err := out.Write([]byte{0xff, marker, byte(n >> 8), byte(n)})
	if err == nil {
		_, err = out.Write(content)
	}
	return err
}

// keptOfJPEG is what is kept of a segment: nil for nothing.
func keptOfJPEG(marker byte, content []byte) []byte {
	const jfif, jpg, dqt, exp = "JFIF\x00", 0xc8, 0xdb, 0xdf
	switch {
	case marker == markAPP0 && len(content) >= 14 && bytes.HasPrefix(content, []byte(jfif)):
		content[12], content[13] = 0, 0 // without the small picture in it
		return content[:14]
	case marker == markAPP2 && isProfile(content):
		return content
	case marker == markAPP14 && len(content) >= 12 && bytes.HasPrefix(content, []byte("Adobe")):
		return content[:12]
	case marker >= 0xc0 && marker <= 0xcf && marker != jpg, marker >= markSOS && marker <= exp:
		return content
	}
	return nil
}

func isProfile(content []byte) bool { return bytes.HasPrefix(content, []byte("ICC_PROFILE\x00")) }

// checkScans refuses a JPEG that goes over its pixels again and again: a hundred bytes can
// have a decoder touch them all, and a file have a hundred thousand times that. Without
// progression each of four colours comes once; with it, ten scans are usual.
func checkScans(in io.Reader) error {
	const progressive = 0xc2
	r, scans, most := &jpegReader{in: bufio.NewReader(in)}, 0, 4
	for {
		marker, _, err := r.next()
		switch {
		case err != nil || marker == markEOI:
			return nil // what the decoder says of it is said
		case marker == progressive:
			most = 64
		case marker == markSOS:
			if scans++; scans > most {
				return unreadable("its pixels come in too many scans")
			}
		}
	}
}

// profileOfJPEG is the segments with the colour profile of a JPEG, where it is
// one for red, green and blue; nil if there is none, or none that we take.
func profileOfJPEG(in io.Reader) (segments [][]byte) {
	const head, space = 14, 16 // how far the profile is in a segment, and the kind of colours in the profile
	r, size := &jpegReader{in: bufio.NewReader(in)}, 0
	for {
		marker, content, err := r.next()
		if err != nil || marker == markSOS || marker == markEOI || size > maxBlock {
			break
		}
		if marker == markAPP2 && isProfile(content) {
			segments = append(segments, bytes.Clone(content))
			size += len(content)
		}
	}
	if size > maxBlock || len(segments) == 0 || len(segments[0]) < head+space+4 || string(segments[0][head+space:head+space+4]) != "RGB " {
		return nil
	}
	return segments
}

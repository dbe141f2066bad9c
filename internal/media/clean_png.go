package media

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
)

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	// pngColours are the chunks that say what the colours mean, and how large a
	// pixel is.
	pngColours = " cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI pHYs "
	// pngKept are all that are kept: the pixels, the colours, the animation.
	pngKept = " IHDR PLTE IDAT IEND tRNS bKGD acTL fcTL fdAT " + pngColours
)

// eachChunk calls do with the chunks of a PNG up to IEND: the length and the kind
// of each, as they stand there, and its content with the checksum. What do leaves
// of them is passed over.
func eachChunk(in *bufio.Reader, do func(head [8]byte, kind string, rest io.Reader) error) error {
	if _, err := in.Discard(len(pngSignature)); err != nil {
		return err
	}
	for first := true; ; first = false {
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return err
		}
		size, kind := binary.BigEndian.Uint32(head[:]), string(head[4:])
		if size > 1<<31-1 || first != (kind == "IHDR") {
			return unreadable("its parts are not in order")
		}
		rest := &io.LimitedReader{R: in, N: int64(size) + 4}
		if err := do(head, kind, rest); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, rest); err != nil {
			return err
		}
		if rest.N > 0 {
			return io.ErrUnexpectedEOF
		}
		if kind == "IEND" {
			return nil
		}
	}
}

// cleanPNG keeps the chunks that decoding, colours and animation need.
func cleanPNG(in *bufio.Reader, out *bufio.Writer) error {
	if _, err := out.WriteString(pngSignature); err != nil {
		return err
	}
	pixels := false
	return eachChunk(in, func(head [8]byte, kind string, rest io.Reader) error {
		pixels = pixels || kind == "IDAT"
		if kind == "IEND" {
			if !pixels {
				return unreadable("it has no pixels")
			}
			return writeChunk(out, "IEND", nil)
		}
		if !strings.Contains(pngKept, " "+kind+" ") {
			return nil
		}
		if _, err := out.Write(head[:]); err != nil {
			return err
		}
		_, err := io.Copy(out, rest)
		return err
	})
}

func writeChunk(out io.Writer, kind string, content []byte) error {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, kind...), content...)
	_, err := out.Write(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
	return err
}

// coloursOfPNG is the chunks of a PNG that say what its colours mean, as they
// stand there. The profile of one with grey and transparent pixels is left out:
// what we make of it has colours.
func coloursOfPNG(in io.Reader) (chunks []byte) {
	const greyAndAlpha, kindOfColours = 4, 9
	grey := false
	err := eachChunk(bufio.NewReader(in), func(head [8]byte, kind string, rest io.Reader) error {
		switch {
		case kind == "IHDR":
			var ihdr [kindOfColours + 1]byte
			_, err := io.ReadFull(rest, ihdr[:])
			grey = ihdr[kindOfColours] == greyAndAlpha
			return err
		case kind == "IDAT":
			return io.EOF // all of them come before the pixels
		case !strings.Contains(pngColours, " "+kind+" ") || kind == "sBIT" || grey && kind == "iCCP":
			return nil
		}
		content, err := io.ReadAll(io.LimitReader(rest, maxBlock))
		chunks = append(append(chunks, head[:]...), content...)
		return err
	})
	if err != io.EOF || len(chunks) >= maxBlock {
		return nil
	}
	return chunks
}

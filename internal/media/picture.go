package media

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// searchBlock looks into a block of metadata: Exif with or without its name in
// front, or XMP. Formats differ only in where they keep such blocks.
func searchBlock(s *source, block []byte) found {
	if bytes.HasPrefix(block, []byte("Exif\x00")) && len(block) >= 6 {
		block = block[6:]
	}
	if isTIFF(block) {
		return searchTIFF(func(off int64, n int) []byte { return s.within(block, off, n) })
	}
	return searchXMP(block)
}

// searchJPEG looks into the APP1 segments before the pixels: Exif, XMP, and the
// parts of an extended XMP one by one.
func searchJPEG(s *source) (f found) {
	rgb := false
	defer func() { f.frame.rgb = f.frame.rgb || rgb && f.frame.colours == 3 }()
	const baseline, progressive, soi, eoi, sos, app1 = 0xc0, 0xc2, 0xd8, 0xd9, 0xda, 0xe1
	for off := int64(2); ; {
		head := s.at(off, 4)
		if len(head) < 4 {
			return f
		}
		switch marker := head[1]; {
		case head[0] != 0xff:
			// Decoders pass over what is between segments; so must we.
			junk := s.at(off, 4096)
			if i := bytes.IndexByte(junk, 0xff); i >= 0 {
				off += int64(i)
			} else {
				off += int64(len(junk))
			}
		case marker == 0xff:
			off++
		case marker <= 1 || marker >= 0xd0 && marker <= soi:
			off += 2
		case marker == eoi || marker == sos:
			return f
		default:
			size := int(binary.BigEndian.Uint16(head[2:]))
			if size < 2 {
				return f
			}
			if marker == app1 {
				f.add(searchBlock(s, s.at(off+4, size-2)))
			}
			if marker >= baseline && marker <= progressive {
				f.frame = frameOf(marker == progressive, s.at(off+4, size-2))
			}
			if marker == markAPP14 && adobeRGB(s.at(off+4, size-2)) {
				rgb = true
			}
			off += 2 + int64(size)
		}
	}
}

// adobeRGB says whether a segment of Adobe's says that colours are red, green and blue.
func adobeRGB(segment []byte) bool {
	const transform = 11
	return bytes.HasPrefix(segment, []byte("Adobe")) && len(segment) > transform && segment[transform] == 0
}

// searchWebP looks into the chunks EXIF and XMP, whatever the header says of
// their being there.
func searchWebP(s *source) (f found) {
	for off := int64(12); ; {
		head := s.at(off, 8)
		if len(head) < 8 {
			return f
		}
		size := binary.LittleEndian.Uint32(head[4:])
		if kind := string(head[:4]); kind == "EXIF" || kind == "XMP " {
			f.add(searchBlock(s, s.at(off+8, int(min(size, maxBlock)))))
		}
		off += 8 + int64(size) + int64(size&1)
	}
}

// searchPNG looks into the chunk eXIf, and into the texts that are XMP or a
// profile as ImageMagick writes it.
func searchPNG(s *source) (f found) {
	for off := int64(8); ; {
		head := s.at(off, 8)
		if len(head) < 8 {
			return f
		}
		size := binary.BigEndian.Uint32(head)
		chunk := func() []byte { return s.at(off+8, int(min(size, maxBlock))) }
		switch string(head[4:]) {
		case "eXIf":
			f.add(searchBlock(s, chunk()))
		case "iTXt", "tEXt", "zTXt":
			f.add(searchText(s, string(head[4:]), chunk()))
		case "IEND":
			return f
		}
		off += 12 + int64(size)
	}
}

// searchText looks into a text chunk of a PNG: a keyword, 0, and the text, which
// for zTXt comes after a byte and compressed, for iTXt after a flag that says
// whether it is compressed, a byte, a language, 0, a translation and 0.
func searchText(s *source, kind string, chunk []byte) found {
	keyword, text, _ := bytes.Cut(chunk, []byte{0})
	profiles := []string{"Raw profile type exif", "Raw profile type APP1", "Raw profile type xmp"}
	raw := slices.Contains(profiles, string(keyword))
	if !raw && string(keyword) != "XML:com.adobe.xmp" {
		return found{}
	}
	packed := kind == "zTXt"
	switch {
	case packed && len(text) > 1:
		text = text[1:]
	case kind == "iTXt" && len(text) > 2:
		packed = text[0] == 1
		_, text, _ = bytes.Cut(text[2:], []byte{0})
		_, text, _ = bytes.Cut(text, []byte{0})
	}
	if packed {
		text = s.unpack(text)
	}
	if raw {
		text = profile(text)
	}
	return searchBlock(s, text)
}

// profile reads a raw profile: an empty line, its name, its length, and lines of
// hexadecimal digits.
func profile(text []byte) []byte {
	parts := bytes.SplitN(bytes.TrimLeft(text, "\n"), []byte("\n"), 3)
	if len(parts) < 3 {
		return nil
	}
	digits := bytes.ReplaceAll(parts[2], []byte("\n"), nil)
	n, _ := hex.Decode(digits, digits) // what came before an error will do
	return digits[:n]
}

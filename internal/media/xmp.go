package media

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// searchXMP looks for the position in an XMP packet. It looks for the names of
// the two properties and not at the XML around them: as attributes or as
// elements, under any prefix, in a packet cut short, and in UTF-16 all the same,
// whose zero bytes are passed over.
func searchXMP(packet []byte) found {
	if bytes.IndexByte(packet, 0) >= 0 {
		packet = bytes.ReplaceAll(packet, []byte{0}, nil)
	}
	latitude := property(packet, "GPSLatitude", "NS")
	longitude := property(packet, "GPSLongitude", "EW")
	return found{position: position(latitude, longitude)}
}

// property is the first value of the coordinate name that can be read, NaN if
// there is none.
func property(packet []byte, name, letters string) float64 {
	for {
		_, rest, ok := bytes.Cut(packet, []byte(name))
		if !ok {
			return math.NaN()
		}
		if v := coordinate(value(rest), letters); !math.IsNaN(v) {
			return v
		}
		packet = rest
	}
}

// value is what follows the name of a property: ="…" or >…<.
func value(rest []byte) string {
	const longest = 256
	rest = bytes.TrimLeft(rest[:min(len(rest), longest)], " \t\r\n")
	if len(rest) == 0 {
		return ""
	}
	end := byte('<')
	if rest[0] == '=' {
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return ""
		}
		end, rest = rest[0], rest[1:]
	} else {
		_, after, ok := bytes.Cut(rest, []byte(">"))
		if !ok {
			return ""
		}
		rest = after
	}
	text, _, ok := bytes.Cut(rest, []byte{end})
	if !ok {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// coordinate reads "26,34.951N", "26,34,57N", "26.5825N" and "-26.5825". The
// letters are the one for positive numbers and the one for negative.
func coordinate(text, letters string) float64 {
	sign := 1.0
	if n := len(text); n > 0 {
		switch text[n-1] &^ 0x20 {
		case letters[1]:
			sign = -1
			text = text[:n-1]
		case letters[0]:
			text = text[:n-1]
		}
	}
	if strings.HasPrefix(text, "-") {
		sign, text = -sign, text[1:]
	}
	parts := strings.Split(text, ",")
	if len(parts) > 3 {
		return math.NaN()
	}
	sum, unit := 0.0, 1.0
	for _, part := range parts {
		n, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || n < 0 {
			return math.NaN()
		}
		sum += n / unit
		unit *= 60
	}
	return sign * sum
}

// Package download writes attachments into a folder. What a file is called was
// chosen by somebody else, perhaps to do harm: the name is made safe first, and
// nothing outside the folder, or already in it, is ever touched.
package download

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the most bytes of a name; file systems take 255, and there must be
// room for a number and for the ending of a temporary file.
const MaxName = 200

// Name makes the name that somebody gave a file safe on any system. It is
//
//   - the part behind the last slash or backslash,
//   - without control, format and bidirectional characters, and without the
//     characters and the names of devices that Windows reserves,
//   - neither hidden nor like an option,
//   - at most MaxName bytes long, and cut before its ending.
//
// Without an ending it gets that of the media type. Where nothing is left it is
// attachment-INDEX.
func Name(name, mediaType string, index int) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = trim(strings.Map(safe, strings.ToValidUTF8(name, "_")))
	if strings.Trim(name, "_") == "" {
		name = "attachment-" + strconv.Itoa(index)
	}
	stem, ending := split(name)
	if ending == "" {
		ending = endingOf(mediaType)
	}
	if device(stem) {
		stem = "_" + stem
	}
	return strings.TrimRight(cut(stem, MaxName-len(ending)), ". ") + ending
}

// safe is the character to write for r, negative to leave it out.
func safe(r rune) rune {
	const reserved = `<>:"|?*`
	const lookalikes = "⁄∕⧸⧵／＼﹨：꞉" // which some systems turn into / \ or :
	switch {
	case unicode.IsSpace(r) && !unicode.IsControl(r) && r != '\u2028' && r != '\u2029':
		return ' '
	case !unicode.IsGraphic(r):
		return -1
	case strings.ContainsRune(reserved, r), strings.ContainsRune(lookalikes, r), r == utf8.RuneError:
		return '_'
	}
	return r
}

// trim takes away what hides a file, makes it an option, or is lost on Windows.
func trim(name string) string { return strings.TrimRight(strings.TrimLeft(name, ". -"), ". ") }

// split separates the ending, as in ".jpg", from what is before it. Only 1 to 16
// plain letters and digits, not digits alone, are an ending.
func split(name string) (stem, ending string) {
	i := strings.LastIndexByte(name, '.')
	if i <= 0 || len(name)-i < 2 || len(name)-i > 17 {
		return name, ""
	}
	letters := false
	for _, c := range []byte(name[i+1:]) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') {
			return name, ""
		}
		letters = letters || letter
	}
	if !letters {
		return name, ""
	}
	return name[:i], name[i:]
}

// device says whether Windows takes a file for a device, whatever its ending.
func device(stem string) bool {
	stem, _, _ = strings.Cut(stem, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	number, found := strings.CutPrefix(stem, "COM")
	if !found {
		number, found = strings.CutPrefix(stem, "LPT")
	}
	return found && utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789¹²³", number)
}

// cut is the beginning of text, n bytes at most, in whole characters.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// endingOf is the usual ending of a media type, empty where it is not known.
func endingOf(mediaType string) string {
	kind, _, _ := strings.Cut(mediaType, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "image/jpeg":
		return ".jpg"
	case "image/png", "image/vnd.mozilla.apng":
		return ".png"
	case "image/gif":
		return ".gif"
	case "image/webp":
		return ".webp"
	case "image/heic", "image/heif":
		return ".heic"
	case "image/avif":
		return ".avif"
	case "image/tiff":
		return ".tiff"
	case "video/mp4":
		return ".mp4"
	case "video/quicktime":
		return ".mov"
	case "audio/mpeg":
		return ".mp3"
	case "application/pdf":
		return ".pdf"
	case "application/zip":
		return ".zip"
	case "text/plain":
		return ".txt"
	case "text/csv":
		return ".csv"
	}
	return ""
}

// Unique makes names that Name gave different from each other, whatever a file
// system thinks of their case: the second photo.jpg is photo (2).jpg. The same
// names in the same order give the same result.
func Unique(names []string) []string {
	taken := make(map[string]bool, len(names))
	next := make(map[string]int, len(names))
	unique := make([]string, len(names))
	for i, name := range names {
		free := name
		for n := max(2, next[fold(name)]); taken[fold(free)]; n++ {
			stem, ending := split(name)
			number := " (" + strconv.Itoa(n) + ")"
			free = cut(stem, MaxName-len(ending)-len(number)) + number + ending
			next[fold(name)] = n + 1
		}
		taken[fold(free)] = true
		unique[i] = free
	}
	return unique
}

// fold is the same for names that differ only in case.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

package transcript_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// textOf is what a document that pdf has written says, by its own tables of
// characters, a line each.
func textOf(t *testing.T, raw []byte) string {
	t.Helper()
	objects := map[string][]byte{}
	for _, m := range regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)\nendobj\n`).FindAllSubmatch(raw, -1) {
		objects[string(m[1])] = m[2]
	}
	fonts := map[string]map[string]string{}
	for _, m := range regexp.MustCompile(`/(F\d)+ (\d+) 0 R`).FindAllSubmatch(raw, -1) {
		to := regexp.MustCompile(`/ToUnicode (\d+) 0 R`).FindSubmatch(objects[string(m[2])])
		fonts[string(m[1])] = charactersOf(t, unpacked(t, objects[string(to[1])]))
	}
	var said strings.Builder
	for _, m := range regexp.MustCompile(`/Contents (\d+) 0 R`).FindAllSubmatch(raw, -1) {
		for line := range bytes.Lines(unpacked(t, objects[string(m[1])])) {
			for _, run := range regexp.MustCompile(`/(F\d+) [\d.]+ Tf <([0-9a-f]+)>`).FindAllSubmatch(line, -1) {
				for digits := string(run[2]); digits != ""; digits = digits[4:] {
					said.WriteString(fonts[string(run[1])][digits[:4]])
				}
			}
			said.WriteString("\n")
		}
	}
	return said.String()
}

// unpacked is the data of a stream.
func unpacked(t *testing.T, object []byte) []byte {
	t.Helper()
	_, data, ok := bytes.Cut(object, []byte("stream\n"))
	if !ok {
		t.Fatalf("no stream: %.80q", object)
	}
	z, err := zlib.NewReader(bytes.NewReader(bytes.TrimSuffix(data, []byte("\nendstream"))))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func charactersOf(t *testing.T, table []byte) map[string]string {
	t.Helper()
	is := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^<([0-9a-f]{4})><([0-9a-f]+)>$`).FindAllSubmatch(table, -1) {
		var units []uint16
		for digits := string(m[2]); digits != ""; digits = digits[4:] {
			u, err := strconv.ParseUint(digits[:4], 16, 16)
			if err != nil {
				t.Fatal(err)
			}
			units = append(units, uint16(u))
		}
		is[string(m[1])] = string(utf16.Decode(units))
	}
	if len(is) == 0 {
		t.Fatal("a table of characters is empty")
	}
	return is
}

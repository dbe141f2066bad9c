// Package fonts has the fonts that printed documents are set in. They are packed,
// and unpacked only when a document needs them: a program that prints nothing pays
// for their bytes on the disk alone. LICENSES says whose they are.
package fonts

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The fonts. Sans and Bold have Latin, Greek, Cyrillic, Hebrew and Arabic letters;
// CJK has Chinese, Japanese and Korean, and Symbols what is left, emoji among it.
const (
	Sans    = "DejaVuSans.ttf"
	Bold    = "DejaVuSans-Bold.ttf"
	CJK     = "DroidSansFallback.ttf"
	Symbols = "Symbola.ttf"
)

//go:embed *.gz
var packed embed.FS

// Load unpacks a font.
func Load(name string) ([]byte, error) {
	raw, err := packed.ReadFile(name + ".gz")
	if err != nil {
		return nil, operator.Wrap(operator.Internal, err, "find the font %s", name)
	}
	r, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, operator.Wrap(operator.Internal, err, "unpack the font %s", name)
	}
	font, err := io.ReadAll(r)
	if err != nil {
		return nil, operator.Wrap(operator.Internal, err, "unpack the font %s", name)
	}
	return font, nil
}

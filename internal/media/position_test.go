package media_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/bep/imagemeta"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
)

// near says whether two places are within a tenth of a metre.
func near(a, b media.Position) bool {
	const tolerance = 1e-6
	return math.Abs(a.Latitude-b.Latitude) < tolerance && math.Abs(a.Longitude-b.Longitude) < tolerance
}

func withChecksum(png []byte) []byte {
	sum := crc32.ChecksumIEEE(png[12:29])
	return append(png[:29:29], byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
}

// everyFormat is a file for every place where a position can be, all saying p.
func everyFormat(p media.Position) map[string][]byte {
	exif, xmp := mediatest.EXIF(&p, 0), mediatest.XMP(p)
	raw := fmt.Appendf(nil, "\nexif\n%8d\n%s\n", len(exif)+6, hex.EncodeToString(append([]byte("Exif\x00\x00"), exif...)))
	text := func(keyword, head string, content []byte) []byte {
		return slices.Concat([]byte(keyword), []byte{0}, []byte(head), content)
	}
	wide := []byte("\xfe\xff")
	for _, u := range utf16.Encode([]rune(string(xmp))) {
		wide = append(wide, byte(u>>8), byte(u))
	}
	degrees := func(v float64) []byte {
		n := int32(math.Round(v * (1 << 16)))
		return []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
	}
	element := fmt.Appendf(nil, `<rdf:Description><e:GPSLatitudeRef>x</e:GPSLatitudeRef><e:GPSLatitude>%f</e:GPSLatitude>`+
		`<e:GPSLongitude rdf:datatype="x"> %f </e:GPSLongitude></rdf:Description>`, p.Latitude, p.Longitude)
	uuid := append([]byte("\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"), xmp...)
	return map[string][]byte{
		"JPEG Exif":             mediatest.JPEG(4, 3, &p, 6),
		"JPEG XMP":              mediatest.JPEGWith(4, 3, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), xmp...)),
		"JPEG XMP elements":     mediatest.JPEGWith(4, 3, append([]byte("http://ns.adobe.com/xap/1.0/\x00"), element...)),
		"JPEG second APP1":      mediatest.JPEGWith(4, 3, []byte("something else"), append([]byte("Exif\x00\x00"), exif...)),
		"JPEG extended XMP":     mediatest.JPEGWith(4, 3, slices.Concat([]byte("http://ns.adobe.com/xmp/extension/\x00"), make([]byte, 40), xmp)),
		"JPEG after junk":       slices.Insert(mediatest.JPEGWith(4, 3, []byte("x"), append([]byte("Exif\x00\x00"), exif...)), 7, []byte("junk\xff\xff\xff")...),
		"PNG eXIf":              mediatest.PNG(4, 3, &p, 1),
		"PNG XMP":               mediatest.PNGWith(4, 3, "iTXt", text("XML:com.adobe.xmp", "\x00\x00\x00\x00", xmp)),
		"PNG compressed XMP":    mediatest.PNGWith(4, 3, "iTXt", text("XML:com.adobe.xmp", "\x01\x00en\x00t\x00", packed(xmp))),
		"PNG raw profile":       mediatest.PNGWith(4, 3, "tEXt", text("Raw profile type exif", "", raw)),
		"PNG packed profile":    mediatest.PNGWith(4, 3, "zTXt", text("Raw profile type APP1", "\x00", packed(raw))),
		"WebP Exif":             mediatest.WebP(4, 3, exif, nil),
		"WebP named Exif":       mediatest.WebP(4, 3, append([]byte("Exif\x00\x00"), exif...), nil),
		"WebP XMP":              mediatest.WebP(4, 3, nil, xmp),
		"TIFF":                  exif,
		"TIFF XMP":              slices.Concat([]byte("II*\x00\x08\x00\x00\x00\x01\x00\xbc\x02\x01\x00\xff\x0f\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00"), xmp, make([]byte, 4096)),
		"HEIC Exif":             mediatest.HEIC(exif, nil),
		"HEIC XMP":              mediatest.HEIC(nil, xmp),
		"HEIC Exif in idat":     inside(exif),
		"HEIC UTF-16 XMP":       mediatest.HEIC(nil, wide),
		"MP4 ©xyz":              mediatest.MP4(&p),
		"MP4 in a track":        mediatest.Film("isom", mediatest.Box("trak", mediatest.Box("udta", mediatest.Box("\xa9xyz", []byte{0, 20, 0, 0}, []byte(mediatest.ISO6709(p)))))),
		"MP4 loci":              mediatest.Film("3gp4", mediatest.Box("udta", mediatest.Box("loci", []byte("\x00\x00\x00\x00\x15\xc7home\x00\x00"), degrees(p.Longitude), degrees(p.Latitude), degrees(0), []byte("earth\x00\x00")))),
		"MP4 XMP":               append(mediatest.Film("isom", nil), mediatest.Box("uuid", uuid)...),
		"MP4 XMP of a user":     mediatest.Film("isom", mediatest.Box("udta", mediatest.Box("XMP_", xmp))),
		"MOV":                   mediatest.MOV(&p),
		"MOV of the old kind":   mediatest.Box("moov", mediatest.Box("udta", mediatest.Box("\xa9xyz", []byte{0, 20, 0, 0}, []byte(mediatest.ISO6709(p))))),
		"MOV with a large mdat": slices.Concat([]byte("\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x20"), make([]byte, 16), mediatest.MOV(&p)),
	}
}

// inside is a HEIC that keeps its Exif in the box idat, in two pieces.
func inside(exif []byte) []byte {
	block := append([]byte{0, 0, 0, 0}, exif...)
	extent := func(off, size int) []byte {
		return []byte{0, 0, byte(off >> 8), byte(off), 0, 0, byte(size >> 8), byte(size)}
	}
	return slices.Concat(mediatest.Box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), mediatest.Box("meta", make([]byte, 4),
		mediatest.Box("idat", []byte("before"), block),
		mediatest.Box("iloc", []byte("\x01\x00\x00\x00\x44\x00\x00\x01\x00\x07\x00\x01\x00\x00\x00\x02"), extent(6, 20), extent(26, len(block)-20)),
		mediatest.Box("iinf", []byte{0, 0, 0, 0, 0, 1}, mediatest.Box("infe", []byte("\x02\x00\x00\x00\x00\x07\x00\x00Exif\x00")))))
}

func packed(content []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestAPositionIsFoundWhereverItIs(t *testing.T) {
	for _, p := range []media.Position{
		{Latitude: 52.520008, Longitude: 13.404954},
		{Latitude: -33.856784, Longitude: 151.215297},
		{Latitude: 40.689249, Longitude: -74.0445},
		{Latitude: -54.801912, Longitude: -68.302951},
		{Latitude: 0.000031, Longitude: -0.5},
	} {
		for name, content := range everyFormat(p) {
			got := inspect(t, content).Position
			want := p
			if name == "MP4 loci" { // 16 bits behind the point: a metre
				want = media.Position{Latitude: math.Round(p.Latitude*65536) / 65536, Longitude: math.Round(p.Longitude*65536) / 65536}
			}
			if got == nil || !near(*got, want) {
				t.Errorf("%s: %+v, want %+v", name, got, want)
			}
		}
	}
}

func TestAPlaceThatIsNoneIsNoPosition(t *testing.T) {
	for _, p := range []media.Position{
		{}, {Latitude: 90.5, Longitude: 1}, {Latitude: 1, Longitude: 180.5}, {Latitude: -91, Longitude: -181},
	} {
		for name, content := range everyFormat(p) {
			if got := inspect(t, content).Position; got != nil {
				t.Errorf("%s of %+v: %+v", name, p, *got)
			}
		}
	}
	for _, text := range []string{"", "+", "+12", "+12.5", "12+13", "+1.2.3+4/", "+nan+nan/", "north"} {
		film := mediatest.Film("isom", mediatest.Box("udta", mediatest.Box("\xa9xyz", []byte{0, 9, 0, 0}, []byte(text))))
		if got := inspect(t, film).Position; got != nil {
			t.Errorf("%q: %+v", text, *got)
		}
	}
	for _, text := range []string{"", "N", ",", "1,2,3,4", "inf", "NaN", "--1", "1,-2", "12E", "0x"} {
		xmp := fmt.Sprintf(`http://ns.adobe.com/xap/1.0/%c GPSLatitude="%s" GPSLongitude="13"`, 0, text)
		if got := inspect(t, mediatest.JPEGWith(4, 3, []byte(xmp))).Position; got != nil {
			t.Errorf("%q: %+v", text, *got)
		}
	}
}

func TestDegreesThatAreATextAreRead(t *testing.T) {
	exif := "II*\x00\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00" +
		"\x03\x00\x02\x00\x02\x00\x0a\x00\x00\x00\x44\x00\x00\x00" +
		"\x03\x00\x02\x00\x02\x00\x00\x00W\x00\x00\x00" + "\x04\x00\x02\x00\x03\x00\x00\x0013\x00\x00" + "\x00\x00\x00\x00" +
		"52,30,45.0\x00"
	want := media.Position{Latitude: 52.5125, Longitude: -13}
	if got := inspect(t, []byte(exif)).Position; got == nil || !near(*got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestDegreesMinutesAndSecondsOfFilmsAreRead(t *testing.T) {
	want := media.Position{Latitude: 52.5125, Longitude: -13.2525}
	for _, text := range []string{"+52.5125-013.2525/", "+5230.75-01315.15+034/", "+523045-0131509/", "+523045.0-0131509.0/"} {
		film := mediatest.Film("isom", mediatest.Box("udta", mediatest.Box("\xa9xyz", []byte{0, 9, 0, 0}, []byte(text))))
		if got := inspect(t, film).Position; got == nil || !near(*got, want) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// TestPositionsAreThoseOfALibrary compares with a library that is too slow to
// start, and hangs on some files, for us to ship.
func TestPositionsAreThoseOfALibrary(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	formats := map[string]imagemeta.ImageFormat{
		"JPEG Exif": imagemeta.JPEG, "JPEG XMP": imagemeta.JPEG, "PNG eXIf": imagemeta.PNG, "WebP Exif": imagemeta.WebP,
		"WebP XMP": imagemeta.WebP, "TIFF": imagemeta.TIFF, "HEIC Exif": imagemeta.HEIF, "HEIC XMP": imagemeta.HEIF,
	}
	for range 50 {
		p := media.Position{Latitude: random.Float64()*180 - 90, Longitude: random.Float64()*360 - 180}
		files := everyFormat(p)
		for name, format := range formats {
			var tags imagemeta.Tags
			_, err := imagemeta.Decode(imagemeta.Options{
				R: bytes.NewReader(files[name]), ImageFormat: format, Sources: imagemeta.EXIF | imagemeta.XMP,
				HandleTag: func(tag imagemeta.TagInfo) error { tags.Add(tag); return nil },
			})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			latitude, longitude, err := tags.GetLatLong()
			want := media.Position{Latitude: latitude, Longitude: longitude}
			if got := inspect(t, files[name]).Position; err != nil || got == nil || !near(*got, want) || !near(want, p) {
				t.Errorf("%s of %+v: %+v, the library has %+v, %v", name, p, got, want, err)
			}
		}
	}
}

package media_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
)

func TestASmallPictureHasTheShapeAndTheColoursOfTheLarge(t *testing.T) {
	large := mediatest.JPEGOf(corners(1200, 800))
	for longest, want := range map[int]media.Shrunk{
		2000: {Width: 1200, Height: 800}, 1200: {Width: 1200, Height: 800}, 1000: {Width: 1000, Height: 667},
		300: {Width: 300, Height: 200}, 7: {Width: 7, Height: 5}, 1: {Width: 1, Height: 1},
	} {
		var out bytes.Buffer
		got, err := media.Shrink(bytes.NewReader(large), int64(len(large)), longest, &out)
		if err != nil || got != want {
			t.Errorf("%d: %+v, %v, want %+v", longest, got, err, want)
		}
		m, err := jpeg.Decode(&out)
		if err != nil || m.Bounds() != image.Rect(0, 0, want.Width, want.Height) || longest > 10 && cornersOf(m) != "rgbw" {
			t.Errorf("%d: %v", longest, err)
		}
	}
}

func TestFineLinesBecomeGreyAndNotAPattern(t *testing.T) {
	lines := image.NewGray(image.Rect(0, 0, 1000, 1000))
	for y := range 1000 {
		for x := range 1000 {
			if x%4 == 0 { // which looking at some of the pixels only would miss
				lines.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	large := mediatest.PNGOf(lines, "", nil)
	var out bytes.Buffer
	if _, err := media.Shrink(bytes.NewReader(large), int64(len(large)), 250, &out); err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	for x := range 250 {
		if r, _, _, _ := m.At(x, 100).RGBA(); r < 0x3800 || r > 0x4800 {
			t.Fatalf("at %d it is %x", x, r)
		}
	}
}

func TestWhatIsTransparentIsWhite(t *testing.T) {
	clear := image.NewNRGBA(image.Rect(0, 0, 900, 900))
	var small, moving bytes.Buffer
	if err := png.Encode(&small, clear); err != nil {
		t.Fatal(err)
	}
	pale := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Transparent, color.Black})
	if err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{pale, pale}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"PNG": small.Bytes(), "GIF": moving.Bytes(), "large PNG": mediatest.PNGOf(clear, "", nil)} {
		for _, longest := range []int{200, 800} {
			var out bytes.Buffer
			if _, err := media.Shrink(bytes.NewReader(content), int64(len(content)), longest, &out); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			m, err := jpeg.Decode(&out)
			if err != nil || cornersOf(m) != "wwww" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestTheFirstPictureOfAMovingWebPIsShown(t *testing.T) {
	content := mediatest.MovingWebP(60, 40, nil)
	var out bytes.Buffer
	got, err := media.Shrink(bytes.NewReader(content), int64(len(content)), 30, &out)
	if err != nil || got != (media.Shrunk{Width: 30, Height: 20}) {
		t.Fatalf("%+v, %v", got, err)
	}
	if m, err := jpeg.Decode(&out); err != nil || cornersOf(m) != "rbbb" {
		t.Errorf("%v: %s", err, cornersOf(m))
	}
}

func TestTheProfileOfColoursGoesWithThem(t *testing.T) {
	icc := append([]byte("ICC_PROFILE\x00\x01\x01"), make([]byte, 200)...)
	content := func(space string) []byte {
		copy(icc[14+16:], space)
		whole := mediatest.JPEGOf(corners(64, 48))
		return append(append([]byte("\xff\xd8\xff\xe2\x00"), byte(len(icc)+2)), append(bytes.Clone(icc), whole[2:]...)...)
	}
	for space, goes := range map[string]bool{"RGB ": true, "CMYK": false} {
		large := content(space)
		var out bytes.Buffer
		if _, err := media.Shrink(bytes.NewReader(large), int64(len(large)), 20, &out); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(out.Bytes(), icc) != goes {
			t.Errorf("%s: it is %t that the profile went with it", space, !goes)
		}
	}
}

package media_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"slices"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
)

// samples are n pieces of a track, none like another.
func samples(name string, n int) (list [][]byte) {
	for i := range n {
		list = append(list, fmt.Appendf(nil, "<%s %d%s>", name, i, bytes.Repeat([]byte("."), i%7)))
	}
	return list
}

func TestATrackThatIsNotShownIsTakenOutWithWhatItSays(t *testing.T) {
	for _, far := range []bool{false, true} {
		picture, sound, place := samples("picture", 9), samples("sound", 5), samples("GPS5", 7)
		in := mediatest.Tracks("isom", nil,
			mediatest.Track{Handler: "vide", Width: 1920, Height: 1080, Samples: picture},
			mediatest.Track{Handler: "meta", Samples: place, Far: far},
			mediatest.Track{Handler: "soun", Samples: sound})
		out, done := clean(t, in)
		if want := (media.Cleaned{MediaType: "video/mp4", Size: int64(len(in)), Width: 1920, Height: 1080, Duration: mediatest.Seconds, Recorded: true}); done != want {
			t.Errorf("%+v, want %+v", done, want)
		}
		if bytes.Contains(out, []byte("GPS5")) || bytes.Count(out, []byte("trak")) != 2 || len(out) != len(in) {
			t.Errorf("it is still there: %q", out)
		}
		for _, s := range append(picture, sound...) {
			if bytes.Index(out, s) != bytes.Index(in, s) {
				t.Errorf("%q is not where it was", s)
			}
		}
	}
}

func TestSubtitlesStayUnlessTheySayWhereACameraWas(t *testing.T) {
	for text, stays := range map[string]bool{
		"Welcome to your new kitchen":                true,
		"F/2.8, SS 206, GPS (13.4050, 52.5200, 15)":  false,
		"[latitude: 52.5200] [longtitude: 13.4050]":  false,
		"<font>Latitude: 52.52 Longitude:13.405</f>": false,
	} {
		in := mediatest.Tracks("isom", nil,
			mediatest.Track{Handler: "vide", Width: 64, Height: 36, Samples: samples("picture", 3)},
			mediatest.Track{Handler: "sbtl", Samples: [][]byte{[]byte("00:00"), []byte(text)}})
		out, done := clean(t, in)
		if bytes.Contains(out, []byte(text)) != stays || done.Recorded == stays {
			t.Errorf("%q: %+v", text, done)
		}
	}
}

func TestAFilmIsMeasuredAsItIsShown(t *testing.T) {
	in := mediatest.Tracks("qt  ", nil, mediatest.Track{Handler: "vide", Width: 1920, Height: 1080, Quarter: true, Samples: samples("picture", 1)})
	if _, done := clean(t, in); done.Width != 1080 || done.Height != 1920 || done.Duration != mediatest.Seconds {
		t.Errorf("%+v", done)
	}
}

func TestWhatAFilmDoesNotNeedIsOverwritten(t *testing.T) {
	secret := []byte("SECRET")
	in := slices.Concat(
		mediatest.Tracks("isom", slices.Concat(
			mediatest.Box("udta", mediatest.Box("name", secret)), mediatest.Box("meta", secret),
			mediatest.Box("uuid", make([]byte, 16), secret), mediatest.Box("what", secret)),
			mediatest.Track{Handler: "vide", Width: 64, Height: 36, Samples: samples("picture", 3), More: mediatest.Box("uuid", make([]byte, 16), secret)}),
		mediatest.Box("free", secret), mediatest.Box("uuid", make([]byte, 16), secret), mediatest.Box("meta", make([]byte, 4), mediatest.Box("xml ", secret)),
		secret, secret, secret)
	out, done := clean(t, in)
	if bytes.Contains(out, secret) || len(out) != len(in) || done.Recorded {
		t.Errorf("%+v: %q", done, out)
	}
	if bytes.Contains(out, []byte("\xde\xad\xbe\xef")) {
		t.Error("it says when it was made")
	}
	if again, _ := clean(t, out); !bytes.Equal(again, out) {
		t.Error("cleaned twice it is another")
	}
}

func TestAFilmThatCannotBeCleanedIsRefused(t *testing.T) {
	track := mediatest.Track{Handler: "vide", Width: 64, Height: 36, Samples: samples("picture", 3)}
	place := mediatest.Track{Handler: "meta", Samples: samples("GPS5", 3)}
	whole := mediatest.Tracks("isom", nil, track)
	refused(t, "no moov", whole[:bytes.Index(whole, []byte("moov"))-4], "media_unreadable")
	refused(t, "cut in the moov", whole[:len(whole)-20], "media_unreadable")
	refused(t, "cut in its pictures", whole[:60], "media_unreadable")
	fragments := append(mediatest.Tracks("isom", mediatest.Box("mvex"), track, place), mediatest.Box("moof", mediatest.Box("mfhd", make([]byte, 8)))...)
	refused(t, "fragments with a track of places", fragments, "position_left")
	// Its table says that its samples are where the file says what it is.
	liar := mediatest.Tracks("isom", nil, track, place)
	at := bytes.LastIndex(liar, []byte("stco"))
	binary.BigEndian.PutUint32(liar[at+12:], 0)
	refused(t, "a track in the way", liar, "media_unreadable")
}

func TestAHEICKeepsItsPictureAndLosesTheRest(t *testing.T) {
	p := media.Position{Latitude: 52.437519, Longitude: 13.312533}
	in := append(mediatest.HEIC(mediatest.EXIF(&p, 6), mediatest.XMP(p)), mediatest.Box("mpvd", mediatest.MP4(&p))...)
	out, done := clean(t, in)
	if want := (media.Cleaned{MediaType: "image/heic", Size: int64(len(in)), Placed: true}); done != want || traced(out, p) {
		t.Errorf("%+v, want %+v", done, want)
	}
	if at := bytes.Index(in, []byte("mdat")); !bytes.Equal(out[:at], in[:at]) {
		t.Error("the tables of the picture have changed")
	}
}

// endless is a film whose pictures are made while they are read: the same byte
// over and over, with a piece of another track in between now and then.
type endless struct {
	head, place, moov []byte
	every, size       int64 // pieces begin every so many bytes
	pictures          int64
	at                int64
}

func (e *endless) Seek(off int64, whence int) (int64, error) {
	if whence != io.SeekStart {
		return 0, fmt.Errorf("not from the start")
	}
	e.at = off
	return off, nil
}

func (e *endless) Read(p []byte) (int, error) {
	if e.at >= e.size {
		return 0, io.EOF
	}
	first, last := int64(len(e.head)), int64(len(e.head))+e.pictures
	n := 0
	switch {
	case e.at < first:
		n = copy(p, e.head[e.at:])
	case e.at >= last:
		n = copy(p, e.moov[e.at-last:])
	case (e.at-first)%e.every < int64(len(e.place)):
		n = copy(p, e.place[(e.at-first)%e.every:])
	default:
		n = int(min(int64(len(p)), e.every-(e.at-first)%e.every))
		for i := range p[:n] {
			p[i] = 'x'
		}
	}
	e.at += int64(n)
	return n, nil
}

// film500 is a film of 500 MiB, with a piece of a track of places every 512 KiB.
func film500() *endless {
	const every, pieces = 512 << 10, 1000
	e := &endless{place: []byte("GPS5 52.437519 13.312533"), every: every, pictures: every * pieces}
	e.head = slices.Concat(mediatest.Box("ftyp", []byte("isom\x00\x00\x02\x00isom")), []byte("\x00\x00\x00\x01mdat"), binary.BigEndian.AppendUint64(nil, 16+every*pieces))
	list := make([][]byte, 2*pieces)
	for i := range list {
		list[i] = e.place[:12]
	}
	_, e.moov = mediatest.Movie(0, nil, mediatest.Track{Handler: "vide", Width: 1920, Height: 1080, Samples: samples("picture", 1)},
		mediatest.Track{Handler: "camm", Samples: list})
	at := bytes.LastIndex(e.moov, []byte("stco")) + 12
	for i := range pieces {
		binary.BigEndian.PutUint32(e.moov[at+4*i:], uint32(len(e.head)+every*i))
	}
	e.size = int64(len(e.head)) + e.pictures + int64(len(e.moov))
	return e
}

func TestALongFilmTakesLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads 500 MiB")
	}
	e := film500()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	places := 0
	done, err := media.Clean(e, e.size, writer(func(p []byte) (int, error) {
		places += bytes.Count(p, []byte("52.4"))
		return len(p), nil
	}))
	runtime.ReadMemStats(&after)
	if err != nil || places > 0 || !done.Recorded || done.Size != e.size {
		t.Errorf("%+v, %v; %d places are left", done, err, places)
	}
	allocated := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d MiB in %d KiB", e.size>>20, allocated>>10)
	if allocated > 8<<20 { // in all, not at once
		t.Errorf("%d bytes were allocated", allocated)
	}
}

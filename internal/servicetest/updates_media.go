package servicetest

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func mediaTests() []test {
	return []test{
		{"NoFormOfAPhotoSaysWhereItWasTaken", testPhotos},
		{"AnOriginalIsKeptForTheTeamWhereThatIsAskedFor", testOriginals},
		{"AVideoIsMeasuredAndSaysNoPlace", testVideos},
		{"WhatIsNoPhotoAndNoFilmIsRefusedByItsName", testDamagedMedia},
		{"AVideoMayBeLongInAnUpdateOnly", testLongVideos},
		{"FilesForUpdatesAreOfThoseWhoPost", testUploadsOfOthers},
		{"NoPhotoOfAMessageSaysWhereItWasTaken", testPhotosOfMessages},
		{"ADryRunSaysWhatWouldBeTakenOut", testMediaDryRun},
		{"TheSameFileTwiceIsOne", testSameMedia},
	}
}

var atHome = media.Position{Latitude: 52.437519, Longitude: 13.312533}

// upload is a file ready for an update.
func (c *cast) upload(who operator.Ref, name string, content []byte) operator.NewAttachment {
	c.t.Helper()
	up := get(c.PutFile(c.as(who), operator.PutFileRequest{Name: name, Update: true, Content: bytes.NewReader(content)}))(c.t)
	return operator.NewAttachment{Name: name, Upload: up}
}

// fetch reads a file of an update, in one of its forms.
func (c *cast) fetch(who operator.Ref, u operator.UpdateID, form operator.Rendition) (operator.Attachment, []byte) {
	c.t.Helper()
	f := get(c.OpenUpdateFile(c.as(who), operator.OpenUpdateFileRequest{Update: uref(u), Index: 1, Rendition: form}))(c.t)
	defer f.Content.Close()
	return f.Attachment, get(io.ReadAll(f.Content))(c.t)
}

// saysPlace looks for the numbers of a position as EXIF and films have them.
func saysPlace(content []byte) bool {
	exif := mediatest.EXIF(&atHome, 0)
	return bytes.Contains(content, exif[len(exif)-24:]) || bytes.Contains(content, []byte(mediatest.ISO6709(atHome)))
}

func testPhotos(t *testing.T, w *World) {
	c := newCast(t, w)
	photo := mediatest.JPEG(2400, 1200, &atHome, 6)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Attachments: []operator.NewAttachment{c.upload(c.assigned, "kitchen.jpg", photo)}})
	for form, want := range map[operator.Rendition]image.Point{
		operator.RenditionFull: {X: 1200, Y: 2400}, operator.RenditionWeb: {X: 1024, Y: 2048}, operator.RenditionThumbnail: {X: 200, Y: 400},
	} {
		at, content := c.fetch(c.buyer, u.Ref, form)
		size, err := jpeg.DecodeConfig(bytes.NewReader(content))
		if err != nil || saysPlace(content) || !saysPlace(photo) {
			t.Errorf("form %q: %v, or it says the place", form, err)
		}
		equal(t, "the size of "+string(form), []int{size.Width, size.Height, *at.Width, *at.Height}, []int{want.X, want.Y, want.X, want.Y})
		equal(t, "what is said of "+string(form), []any{at.Name, at.MediaType, at.Size}, []any{"kitchen.jpg", "image/jpeg", int64(len(content))})
	}
	_, err := c.OpenUpdateFile(c.as(c.assigned), operator.OpenUpdateFileRequest{Update: uref(u.Ref), Index: 1, Rendition: operator.RenditionOriginal})
	refused(t, err, operator.NotFound, "no_original")
}

func testOriginals(t *testing.T, w *World) {
	c := newCast(t, w)
	photo := mediatest.JPEG(40, 30, &atHome, 1)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{KeepOriginal: true, Attachments: []operator.NewAttachment{c.upload(c.assigned, "kitchen.jpg", photo)}})
	_, kept := c.fetch(c.wide, u.Ref, operator.RenditionOriginal)
	if !bytes.Equal(kept, photo) {
		t.Error("the original is another file")
	}
	_, err := c.OpenUpdateFile(c.as(c.buyer), operator.OpenUpdateFileRequest{Update: uref(u.Ref), Index: 1, Rendition: operator.RenditionOriginal})
	refused(t, err, operator.NotFound, "no_original")
	if _, shown := c.fetch(c.buyer, u.Ref, operator.RenditionFull); saysPlace(shown) {
		t.Error("the buyer's says the place")
	}
}

func testVideos(t *testing.T, w *World) {
	c := newCast(t, w)
	film := mediatest.Tracks("isom", mediatest.Box("udta", mediatest.Box("\xa9xyz", []byte("\x00\x12\x15\xc7"+mediatest.ISO6709(atHome)))),
		mediatest.Track{Handler: "vide", Width: 1920, Height: 1080, Quarter: true, Samples: [][]byte{[]byte("picture")}},
		mediatest.Track{Handler: "meta", Samples: [][]byte{[]byte("GPS5" + mediatest.ISO6709(atHome))}})
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Attachments: []operator.NewAttachment{c.upload(c.assigned, "walk.mp4", film)}})
	at, content := c.fetch(c.buyer, u.Ref, operator.RenditionThumbnail) // a film has none: the whole
	if saysPlace(content) || !bytes.Contains(content, []byte("picture")) || len(content) != len(film) {
		t.Errorf("it says the place, or has lost more: %q", content)
	}
	equal(t, "what is said of it", []any{at.MediaType, *at.Width, *at.Height, *at.Duration}, []any{"video/mp4", 1080, 1920, mediatest.Seconds})
}

func testDamagedMedia(t *testing.T, w *World) {
	c := newCast(t, w)
	photo := mediatest.JPEG(40, 30, nil, 0)
	for _, row := range []struct {
		name, reason string
		content      []byte
	}{
		{"half.jpg", "media_unreadable", photo[:len(photo)/2]},
		{"damaged.jpg", "media_unreadable", bytes.Replace(photo, []byte("\xff\xc4"), []byte("\xff\xfe"), 4)},
		{"half.mp4", "media_unreadable", mediatest.MP4(nil)[:100]},
		{"plan.tif", "position_left", mediatest.EXIF(&atHome, 1)},
	} {
		_, err := c.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{
			Properties: []operator.Ref{c.home}, Body: "x", Attachments: []operator.NewAttachment{c.upload(c.assigned, row.name, row.content)},
		})
		refused(t, err, operator.Invalid, row.reason)
		if !strings.Contains(err.Error(), row.name) {
			t.Errorf("the error does not name %s: %v", row.name, err)
		}
	}
	_, err := c.PutFile(c.as(c.assigned), operator.PutFileRequest{Name: "empty.jpg", Update: true, Empty: true, Content: strings.NewReader("")})
	refused(t, err, operator.Invalid, "media_empty")
	empty := get(c.PutFile(c.as(c.assigned), operator.PutFileRequest{Name: "empty.txt", Empty: true, Content: strings.NewReader("")}))(t)
	_, err = c.PostUpdate(c.as(c.assigned), operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "x", Attachments: []operator.NewAttachment{{Name: "empty.txt", Upload: empty}}})
	refused(t, err, operator.Invalid, "media_empty")
}

func testLongVideos(t *testing.T, w *World) {
	c := newCast(t, w)
	ctx := c.as(c.assigned)
	long := mediatest.Tracks("isom", nil, mediatest.Track{Handler: "vide", Width: 64, Height: 36, Samples: [][]byte{make([]byte, operator.MaxAttachment)}})
	_, err := c.PutFile(ctx, operator.PutFileRequest{Name: "walk.mp4", Content: bytes.NewReader(long)})
	refused(t, err, operator.Invalid, "too_long")
	_, err = c.PutFile(ctx, operator.PutFileRequest{Name: "walk.mp4", Update: true, Content: bytes.NewReader(append([]byte("%PDF-1.7\n"), long...))})
	refused(t, err, operator.Invalid, "too_long")
	up := c.upload(c.assigned, "walk.mp4", long)
	_, err = c.SendMessage(ctx, operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.buyer}, Body: "see", Attachments: []operator.NewAttachment{up}})
	refused(t, err, operator.Invalid, "too_long")
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Attachments: []operator.NewAttachment{up}})
	if _, content := c.fetch(c.buyer, u.Ref, operator.RenditionFull); len(content) != len(long) {
		t.Errorf("%d of %d bytes", len(content), len(long))
	}
}

func testPhotosOfMessages(t *testing.T, w *World) {
	c := newCast(t, w)
	const removed = `the place where %q was taken is taken out`
	for name, is := range map[string]struct {
		content []byte
		warning string
		stays   bool
	}{
		"kitchen.jpg": {mediatest.JPEG(40, 30, &atHome, 6), removed, false},
		"walk.mp4":    {mediatest.MP4(&atHome), removed, false},
		"plan.tif":    {mediatest.EXIF(&atHome, 1), `%q says where it was taken (52.43752, 13.31253), and everybody in the conversation can read that`, true},
		"other.jpg":   {mediatest.JPEG(40, 30, nil, 0), "", true},
	} {
		t.Run(name, func(t *testing.T) {
			send := func(ctx context.Context) operator.Message {
				up := get(c.PutFile(ctx, operator.PutFileRequest{Name: name, Content: bytes.NewReader(is.content)}))(t)
				return get(c.SendMessage(ctx, operator.SendMessageRequest{
					Property: c.home, To: []operator.Ref{c.assigned}, Body: "see", Attachments: []operator.NewAttachment{{Name: name, Upload: up}},
				}))(t)
			}
			want := []string{}
			if is.warning != "" {
				want = append(want, fmt.Sprintf(is.warning, name))
			}
			sent := send(c.as(c.buyer))
			equal(t, "the warnings", sent.Warnings, want)
			call := operator.CallFrom(c.as(c.buyer))
			call.DryRun = true
			equal(t, "those of a dry run", send(operator.WithCall(t.Context(), call)).Warnings, want)
			f := get(c.OpenFile(c.as(c.assigned), operator.OpenFileRequest{Message: ref(sent.Ref), Index: 1}))(t)
			defer f.Content.Close()
			kept := get(io.ReadAll(f.Content))(t)
			equal(t, "it is as it was", bytes.Equal(kept, is.content), is.stays)
			equal(t, "it says the place", saysPlace(kept), is.stays && is.warning != "")
		})
	}
}

func testUploadsOfOthers(t *testing.T, w *World) {
	c := newCast(t, w)
	put := func(who operator.Ref, update bool) error {
		_, err := c.PutFile(c.as(who), operator.PutFileRequest{Name: "a.txt", Update: update, Content: strings.NewReader("a")})
		return err
	}
	for _, who := range []operator.Ref{c.buyer, c.lender, c.auditor} {
		refused(t, put(who, true), operator.Denied, "not_allowed")
		must(t)(nil, put(who, false))
	}
	for _, who := range []operator.Ref{c.admin, c.assigned} {
		must(t)(nil, put(who, true))
	}
}

func testMediaDryRun(t *testing.T, w *World) {
	c := newCast(t, w)
	call := operator.CallFrom(c.as(c.assigned))
	call.DryRun = true
	ctx := operator.WithCall(t.Context(), call)
	up := get(c.PutFile(ctx, operator.PutFileRequest{Name: "kitchen.jpg", Update: true, Content: bytes.NewReader(mediatest.JPEG(40, 30, &atHome, 6))}))(t)
	res := get(c.PostUpdate(ctx, operator.PostUpdateRequest{Properties: []operator.Ref{c.home}, Body: "x", Attachments: []operator.NewAttachment{{Name: "kitchen.jpg", Upload: up}}}))(t)
	want := []string{`the place where "kitchen.jpg" was taken is taken out`}
	equal(t, "the warnings", res.Warnings, want)
	equal(t, "the files", len(res.Update.Attachments), 1)
}

func testSameMedia(t *testing.T, w *World) {
	c := newCast(t, w)
	photo := mediatest.JPEG(40, 30, &atHome, 1)
	u := c.postUpdate(c.assigned, operator.PostUpdateRequest{Attachments: []operator.NewAttachment{
		c.upload(c.assigned, "kitchen.jpg", photo), c.upload(c.assigned, "again.jpg", photo),
	}})
	at := u.Attachments
	equal(t, "the names", []string{at[0].Name, at[1].Name}, []string{"kitchen.jpg", "again.jpg"})
	equal(t, "the digests", at[0].SHA256, at[1].SHA256)
}

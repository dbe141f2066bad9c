package servicetest

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func uploadTests() []test {
	return []test{
		{"SoManyUploadsMayBeUnnamedAndNotOneMore", testMostUploads},
		{"WhatAnUpdateWasMadeOfIsNamed", testUploadsOfUpdates},
		{"ADryRunOfAnUploadReadsNoMoreThanAFileMayHave", testDryUploadLimit},
	}
}

// put uploads a small file for a message.
func (c *cast) put(who operator.Ref, content string) (operator.NewAttachment, error) {
	up, err := c.PutFile(c.as(who), operator.PutFileRequest{Name: "a.txt", Content: strings.NewReader(content)})
	return operator.NewAttachment{Name: "a.txt", Upload: up}, err
}

func testMostUploads(t *testing.T, w *World) {
	c := newCast(t, w)
	first := get(c.put(c.buyer, "0"))(t)
	must(t)(c.put(c.buyer, "0")) // the same again is no other
	for i := range operator.MaxUploads - 1 {
		must(t)(c.put(c.buyer, strconv.Itoa(i+1)))
	}
	full := func() {
		t.Helper()
		_, err := c.put(c.buyer, "one too many")
		refused(t, err, operator.Busy, "too_many_uploads")
		e, _ := errors.AsType[*operator.Error](err)
		equal(t, "the message", e.Message, "you have uploaded 100 files that nothing names yet, and that is the most")
		equal(t, "the hint", e.Hint, "a message without files can be sent now; what was uploaded and then sent with nothing is removed after 24 hours")
	}
	full()
	dry := w.with(c.buyer, func(call *operator.Call) { call.DryRun = true })
	_, err := w.PutFile(dry, operator.PutFileRequest{Name: "a.txt", Content: strings.NewReader("one too many")})
	refused(t, err, operator.Busy, "too_many_uploads")
	must(t)(c.put(c.cobuyer, "of another"))

	send := operator.SendMessageRequest{Property: c.home, To: []operator.Ref{c.assigned}, Body: "See", Attachments: []operator.NewAttachment{first}}
	must(t)(w.SendMessage(w.with(c.buyer, func(call *operator.Call) { call.DryRun = true }), send))
	full() // a dry run names nothing
	wrong := send
	wrong.Body = strings.Repeat("x", operator.MaxBody+1)
	fails(t, second(w.SendMessage(c.as(c.buyer), wrong)), operator.Invalid)
	full() // nor does what is refused
	c.sendAs(c.buyer, send)
	must(t)(c.put(c.buyer, "in the place of what was sent"))
	full()
	w.Clock.Advance(operator.BlobGrace + time.Second)
	must(t)(c.put(c.buyer, "a day later"))
}

// endless is a file without an end, and how much of it was read.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	e.read += int64(len(p))
	return len(p), nil
}

func testDryUploadLimit(t *testing.T, w *World) {
	c := newCast(t, w)
	file := &endless{}
	_, err := w.PutFile(w.dry(c.buyer), operator.PutFileRequest{Name: "a.txt", Content: file})
	refused(t, err, operator.Invalid, "too_long")
	if file.read > 2*operator.MaxAttachment {
		t.Errorf("%d bytes were read", file.read)
	}
	photo := mediatest.JPEG(40, 30, &atHome, 0)
	up := get(w.PutFile(w.dry(c.buyer), operator.PutFileRequest{Name: "a.jpg", Content: io.MultiReader(bytes.NewReader(photo))}))(t)
	if up.Size != int64(len(photo)) || up.MediaType != "image/jpeg" || !up.PositionRemoved {
		t.Errorf("the photo is %+v", up)
	}
}

// testUploadsOfUpdates has photos that stay behind when what is published was made of
// them: they were named all the same.
func testUploadsOfUpdates(t *testing.T, w *World) {
	c := newCast(t, w)
	for i := range operator.MaxUploads - 1 {
		must(t)(c.put(c.assigned, strconv.Itoa(i)))
	}
	photo := mediatest.JPEG(40, 30, &atHome, 0)
	for i := range 3 {
		c.postUpdate(c.assigned, operator.PostUpdateRequest{
			Body: "Day " + strconv.Itoa(i), Attachments: []operator.NewAttachment{c.upload(c.assigned, "kitchen.jpg", photo)},
		})
	}
}

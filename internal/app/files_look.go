package app

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// limitOf is how large a file may be, which its first bytes tell, and a reader of
// all of it.
func limitOf(req operator.PutFileRequest) (io.Reader, int64) {
	content := bufio.NewReaderSize(req.Content, media.HeaderSize)
	if req.Update {
		header, _ := content.Peek(media.HeaderSize) // an error comes again when it is read
		if strings.HasPrefix(media.Type(header), "video/") {
			return content, operator.MaxVideo
		}
	}
	return content, operator.MaxAttachment
}

// lookAtFile says what a file is that is not kept. One that cannot be read twice is written
// aside meanwhile, and counts as long as it is there.
func (a *App) lookAtFile(ctx context.Context, req operator.PutFileRequest, arriving *arrival) (operator.Upload, error) {
	h := sha256.New()
	to := io.Writer(h)
	again, twice := req.Content.(io.ReadSeeker)
	var aside Spool
	if !twice {
		var err error
		if aside, err = a.spool(); err != nil {
			return operator.Upload{}, err
		}
		defer func() { _ = aside.Close() }() // it is removed
		to, req.Content = io.MultiWriter(h, aside), arrives{req.Content, arriving}
	}
	content, most := limitOf(req)
	size, err := io.Copy(to, io.LimitReader(content, most+1))
	switch {
	case err != nil && operator.CodeOf(err) == operator.Busy: // too many uploads
		return operator.Upload{}, err
	case err != nil:
		return operator.Upload{}, operator.Wrap(operator.IO, err, "read %q", req.Name)
	case size > most:
		return operator.Upload{}, operator.Errorf(operator.Invalid, "the file is larger than %d bytes", most).Reason("too_long")
	}
	if !twice {
		again = io.NewSectionReader(aside, 0, size)
	}
	facts, err := media.Inspect(again, size)
	if err != nil {
		return operator.Upload{}, err
	}
	up := upload(hex.EncodeToString(h.Sum(nil)), size, facts)
	if up.Position != nil && !req.Update {
		leave, err := a.pictures.enter(ctx, arriving.who)
		if err != nil {
			return up, err
		}
		defer leave()
		cleaned, err := media.Clean(again, size, io.Discard)
		up.PositionRemoved = err == nil && goesFor(cleaned, up)
	}
	return up, nil
}

func upload(sum string, size int64, f media.Facts) operator.Upload {
	up := operator.Upload{SHA256: sum, Size: size, MediaType: f.MediaType}
	if f.Width > 0 && f.Height > 0 {
		up.Width, up.Height = &f.Width, &f.Height
	}
	if f.Position != nil {
		up.Position = &operator.Position{Latitude: f.Position.Latitude, Longitude: f.Position.Longitude}
	}
	return up
}

// ticket says that a person uploaded a file, and what the file is: an HMAC over
// all of it, keyed with the workspace's secret.
func ticket(secret []byte, who operator.PersonID, up operator.Upload) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "operator upload 1\n%d\n%s\n%d\n%s\n%d %d\n", who, up.SHA256, up.Size, up.MediaType, deref(up.Width), deref(up.Height))
	return hex.EncodeToString(mac.Sum(nil))
}

func deref(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

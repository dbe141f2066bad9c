package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// putFile takes a file, whose request is in the address.
func (h *handler) putFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	var req operator.PutFileRequest
	if err := readQuery(r, &req); err != nil {
		return err
	}
	body := &arriving{Reader: http.MaxBytesReader(w, r.Body, api.MaxUpload)}
	req.Content = body
	if operator.CallFrom(ctx).DryRun {
		if err := h.mayPut(ctx, req); err != nil {
			return err
		}
		// What a file is can only be told from one that can be read twice.
		aside, err := os.CreateTemp("", "operator-upload-*")
		if err != nil {
			return operator.Wrap(operator.IO, err, "put a file aside")
		}
		_ = os.Remove(aside.Name()) // where the system allows it: then it cannot be left behind
		defer os.Remove(aside.Name())
		defer aside.Close()
		if _, err := io.Copy(aside, body); err != nil {
			return body.instead(operator.Wrap(operator.IO, err, "put a file aside"))
		}
		if _, err := aside.Seek(0, io.SeekStart); err != nil {
			return operator.Wrap(operator.IO, err, "put a file aside")
		}
		req.Content = aside
	}
	up, err := h.service.PutFile(ctx, req)
	if err != nil {
		return body.instead(err)
	}
	return answer(w, up)
}

// errAsked is what an upload ends with that is only there to ask.
var errAsked = errors.New("nobody reads this")

// mayPut says whether whoever asks may upload at all, before a byte of it is read: the
// service reads nothing of those who may not.
func (h *handler) mayPut(ctx context.Context, req operator.PutFileRequest) error {
	req.Content = unreadable{}
	if _, err := h.service.PutFile(ctx, req); !errors.Is(err, errAsked) {
		return err
	}
	return nil
}

// unreadable is a content that cannot be read.
type unreadable struct{}

func (unreadable) Read([]byte) (int, error) { return 0, errAsked }

// arriving is a body that remembers why it could not be read.
type arriving struct {
	io.Reader
	failed error
}

func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err != nil && err != io.EOF {
		a.failed = err
	}
	return n, err
}

// instead is the error to tell: that the body did not come whole, where that was it.
func (a *arriving) instead(err error) error {
	if a.failed != nil {
		return unread(a.failed)
	}
	return err
}

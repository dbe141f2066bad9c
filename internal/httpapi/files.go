package httpapi

import (
	"context"
	"io"
	"net/http"

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
	up, err := h.service.PutFile(ctx, req)
	if err != nil {
		return body.instead(err)
	}
	return answer(w, up)
}

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

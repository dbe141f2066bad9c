package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// OpenFile opens a file of a message. Its Content goes on by itself after a broken
// connection; the context is for all of it.
func (c *Client) OpenFile(ctx context.Context, req operator.OpenFileRequest) (operator.OpenedFile, error) {
	return c.open(ctx, api.OpenFile.Spec, req)
}

// OpenUpdateFile opens a file of an update, as OpenFile does one of a message.
func (c *Client) OpenUpdateFile(ctx context.Context, req operator.OpenUpdateFileRequest) (operator.OpenedFile, error) {
	return c.open(ctx, api.OpenUpdateFile.Spec, req)
}

func (c *Client) open(ctx context.Context, spec api.Spec, req any) (operator.OpenedFile, error) {
	q, err := c.question(ctx, spec, req)
	if err != nil {
		return operator.OpenedFile{}, err
	}
	q.accept = "*/*"
	f := &file{client: c, ctx: ctx, question: q}
	about := operator.Attachment{}
	err = f.from(0, func(r *http.Response) error {
		text, err := api.Unescape(api.HeaderFile, r.Header.Get(api.HeaderFile))
		if err == nil {
			err = json.Unmarshal([]byte(text), &about)
		}
		if err != nil || r.ContentLength < 0 {
			return operator.Errorf(operator.Protocol, "the server's answer is not a file").Reason("bad_answer")
		}
		f.length, f.mark = r.ContentLength, r.Header.Get("ETag")
		return nil
	})
	return operator.OpenedFile{Attachment: about, Content: f}, err
}

// file is a file on the server, which is read in parts.
type file struct {
	client   *Client
	ctx      context.Context // of whoever opened it
	question question
	body     io.ReadCloser // nil where it has to be asked for
	at       int64
	length   int64
	mark     string // what says that it is still the same file
	closed   bool
}

var _ io.ReadSeekCloser = (*file)(nil)

// from asks for the file from a byte on.
func (f *file) from(at int64, look func(*http.Response) error) error {
	q := f.question
	want := http.StatusOK
	if at > 0 {
		q.header = http.Header{"Range": {fmt.Sprintf("bytes=%d-", at)}, "If-Range": {f.mark}}
		want = http.StatusPartialContent
	}
	return f.client.ask(f.ctx, q, func(r *http.Response) error {
		if r.StatusCode != want {
			return operator.Errorf(operator.Conflict, "the file has changed on the server while it was read").Reason("file_changed")
		}
		if err := look(r); err != nil {
			return err
		}
		f.body, f.at = r.Body, at
		r.Body = http.NoBody // it is closed with the file
		return nil
	})
}

// Read reads on. Where the connection broke it asks for the rest.
func (f *file) Read(p []byte) (int, error) {
	switch {
	case f.closed:
		return 0, http.ErrBodyReadAfterClose
	case f.at >= f.length:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	for patience := f.client.patience(); ; {
		if f.body == nil {
			if err := f.from(f.at, func(*http.Response) error { return nil }); err != nil {
				return 0, err
			}
		}
		n, err := f.body.Read(p)
		f.at += int64(n)
		if n > 0 {
			return n, nil
		}
		if err == nil {
			continue
		}
		_ = f.drop()
		if f.ctx.Err() != nil {
			return 0, f.ctx.Err()
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if !patience.rest(f.ctx, 0) {
			return 0, operator.Wrap(operator.Busy, err, "the file broke off after %d of %d bytes", f.at, f.length).Reason("cut_off")
		}
	}
}

// Seek goes to another place. Nothing is asked for before it is read.
func (f *file) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.length
	}
	if offset < 0 {
		return 0, errors.New("seek to before the beginning")
	}
	if offset != f.at {
		_ = f.drop()
		f.at = offset
	}
	return offset, nil
}

func (f *file) drop() error {
	if f.body == nil {
		return nil
	}
	err := f.body.Close()
	f.body = nil
	return err
}

// Close lets go of the file.
func (f *file) Close() error {
	f.closed = true
	return f.drop()
}

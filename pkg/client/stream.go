package client

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Export writes to the request's Out. What it wrote counts only where it answers
// without an error. Moved is told, and Progress is not.
func (c *Client) Export(ctx context.Context, req operator.ExportRequest) (operator.Export, error) {
	var res operator.Export
	q, err := c.question(ctx, api.Export.Spec, req)
	if err == nil {
		err = c.stream(ctx, q, req.Out, req.Moved, &res)
	}
	return res, err
}

// Backup writes to the request's Out. What it wrote counts only where it answers
// without an error. Moved is told, and Progress is not.
func (c *Client) Backup(ctx context.Context, req operator.BackupRequest) (operator.Backup, error) {
	var res operator.Backup
	q, err := c.question(ctx, api.Backup.Spec, req)
	if err == nil {
		err = c.stream(ctx, q, req.Out, req.Moved, &res)
	}
	return res, err
}

// stream asks a question whose answer is a content, and then JSON. Once there is
// content it is not asked again: what was written cannot be taken back. moved is told
// how much has come, unless it is nil.
func (c *Client) stream(ctx context.Context, q question, out io.Writer, moved func(bytes, total int64), into any) error {
	if out == nil {
		out = io.Discard
	}
	q.accept = api.TypeParts
	to := &receiving{to: out, moved: moved}
	return c.ask(ctx, q, func(r *http.Response) error {
		err := readParts(r, to, into)
		broken := cut{}
		switch {
		case to.failed != nil:
			return to.failed
		case err == nil || !errors.As(err, &broken) || to.bytes == 0:
			return err
		case q.spec.Changes && !q.call.DryRun:
			return unknown(broken, q.call.Key)
		}
		return operator.Wrap(operator.Busy, broken, "the answer broke off after %d bytes, and nothing of it counts", to.bytes).
			WithHint("ask again").Reason("cut_off")
	})
}

// receiving is where a content goes.
type receiving struct {
	to     io.Writer
	bytes  int64
	moved  func(bytes, total int64) // nil where nobody wants to know
	failed error
}

func (r *receiving) Write(p []byte) (int, error) {
	n, err := r.to.Write(p)
	r.bytes += int64(n)
	if r.moved != nil {
		r.moved(r.bytes, 0)
	}
	if err != nil {
		r.failed = err
		if operator.CodeOf(err) == operator.Internal {
			r.failed = operator.Wrap(operator.IO, err, "write what was received").Reason("write_failed")
		}
	}
	return n, err
}

// readParts reads the content and the last part, which is the answer or a problem.
func readParts(r *http.Response, out io.Writer, into any) error {
	kind, about, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != api.TypeParts {
		return operator.Errorf(operator.Protocol, "the server's answer is not in parts").Reason("bad_answer")
	}
	parts := multipart.NewReader(r.Body, about["boundary"])
	content, err := parts.NextPart()
	if err != nil {
		return cut{err}
	}
	if _, err := io.Copy(out, content); err != nil {
		return cut{err}
	}
	last, err := parts.NextPart()
	if err != nil {
		return cut{err}
	}
	raw, err := io.ReadAll(io.LimitReader(last, maxAnswer))
	if err != nil {
		return cut{err}
	}
	if _, err := parts.NextPart(); err != io.EOF {
		return cut{errors.Join(io.ErrUnexpectedEOF, err)}
	}
	return readLast(last.Header.Get("Content-Type"), raw, into)
}

func readLast(kind string, raw []byte, into any) error {
	if kind == api.TypeProblem {
		if e, ok := api.ReadProblem(raw); ok {
			return e
		}
	}
	return decode(raw, into)
}

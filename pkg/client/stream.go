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
		err = c.stream(ctx, q, &receiving{to: req.Out, moved: req.Moved}, &res)
	}
	return res, err
}

// Backup writes to the request's Out. What it wrote counts only where it answers
// without an error. Moved is told, and Progress is not.
func (c *Client) Backup(ctx context.Context, req operator.BackupRequest) (operator.Backup, error) {
	var res operator.Backup
	q, err := c.question(ctx, api.Backup.Spec, req)
	if err == nil {
		err = c.stream(ctx, q, &receiving{to: req.Out, moved: req.Moved}, &res)
	}
	return res, err
}

// stream asks a question whose answer is a content, and then JSON. Once there is
// content it is not asked again: what was written cannot be taken back.
func (c *Client) stream(ctx context.Context, q question, to *receiving, into any) error {
	q.accept = api.TypeParts
	if to.to == nil {
		to.to, q.accept = io.Discard, api.TypeNoContent
	}
	if to.progress != nil {
		q.accept += ", " + api.TypeProgress
	}
	return c.ask(ctx, q, func(r *http.Response) error {
		err := readParts(r, to, into)
		broken, late := cut{}, problem{}
		switch {
		case to.failed != nil:
			return to.failed
		case errors.As(err, &late) && to.bytes > 0:
			return late.told
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
	// progress is told how far it is; nil where nobody wants to know.
	progress func(done, total int)
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

// problem is an error that came as the last part.
type problem struct{ told *operator.Error }

func (p problem) Error() string { return p.told.Error() }

func (p problem) Unwrap() error { return p.told }

// readParts reads the content, how far it is, and the last part, which is the answer or a
// problem.
func readParts(r *http.Response, out *receiving, into any) error {
	kind, about, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != api.TypeParts {
		return operator.Errorf(operator.Protocol, "the server's answer is not in parts").Reason("bad_answer")
	}
	parts := multipart.NewReader(r.Body, about["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return cut{err}
		}
		switch kind := part.Header.Get("Content-Type"); kind {
		case "application/octet-stream":
			if _, err := io.Copy(out, part); err != nil {
				return cut{err}
			}
		case api.TypeProgress:
			if err := out.tell(part); err != nil {
				return err
			}
		default:
			return readLast(parts, part, into)
		}
	}
}

// tell tells how far it is, as a part says.
func (r *receiving) tell(part io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(part, api.MaxRequest))
	if err != nil {
		return cut{err}
	}
	var p api.Progress
	if err := decode(raw, &p); err != nil {
		return err
	}
	if r.progress != nil {
		r.progress(p.Done, p.Total)
	}
	return nil
}

func readLast(parts *multipart.Reader, last *multipart.Part, into any) error {
	raw, err := io.ReadAll(io.LimitReader(last, maxAnswer))
	if err != nil {
		return cut{err}
	}
	if _, err := parts.NextPart(); err != io.EOF {
		return cut{errors.Join(io.ErrUnexpectedEOF, err)}
	}
	if last.Header.Get("Content-Type") == api.TypeProblem {
		if e, ok := api.ReadProblem(raw); ok {
			return problem{e}
		}
	}
	return decode(raw, into)
}

package httpapi

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (h *handler) export(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	var req operator.ExportRequest
	if err := readQuery(r, &req); err != nil {
		return err
	}
	return h.stream(w, r, func(out io.Writer) (any, error) {
		req.Out = out
		return h.service.Export(ctx, req)
	})
}

func (h *handler) backup(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	var req operator.BackupRequest
	if err := readQuery(r, &req); err != nil {
		return err
	}
	return h.stream(w, r, func(out io.Writer) (any, error) {
		req.Out = out
		return h.service.Backup(ctx, req)
	})
}

// importFile takes a file. Who accepts parts gets the rejected rows before the report.
func (h *handler) importFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	var req operator.ImportRequest
	if err := readQuery(r, &req); err != nil {
		return err
	}
	body := &arriving{Reader: http.MaxBytesReader(w, r.Body, api.MaxImport+1)}
	req.Content = body
	if !inParts(r) {
		report, err := h.service.Import(ctx, req)
		if err != nil {
			return body.instead(err)
		}
		return answer(w, report)
	}
	// Rejected rows may be answered while rows come in.
	_ = http.NewResponseController(w).EnableFullDuplex()
	return h.stream(w, r, func(out io.Writer) (any, error) {
		req.Rejects = out
		report, err := h.service.Import(ctx, req)
		if err != nil {
			err = body.instead(err)
		}
		return report, err
	})
}

func inParts(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), api.TypeParts)
}

// enough is how many bytes a stream holds back: until then, an error is answered as
// any other.
const enough = 32 << 10

// stream answers with what run writes, and then with what it answers: in parts, or
// where they are not accepted as the content with a trailer. A stream that fails
// midway ends in the error as the last part, or is cut: it is never taken for whole.
func (h *handler) stream(w http.ResponseWriter, r *http.Request, run func(io.Writer) (any, error)) error {
	to := &streaming{w: w}
	if inParts(r) {
		to.parts = multipart.NewWriter(w)
	}
	out := bufio.NewWriterSize(to, enough)
	res, err := run(out)
	if err != nil && !to.begun {
		return err
	}
	var raw []byte
	if err == nil {
		raw, err = encode(res)
	}
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = to.begin()
	}
	if err != nil && to.parts != nil && to.failed == nil {
		to.end(api.TypeProblem, problem(h.told(r.Context(), w, err)))
		return nil
	}
	if err != nil {
		h.Log.WarnContext(r.Context(), "stream cut", slog.String("id", w.Header().Get(api.HeaderRequest)), slog.Any("error", err))
		panic(http.ErrAbortHandler)
	}
	to.end("application/json", raw)
	return nil
}

// streaming is a stream that begins with its first byte.
type streaming struct {
	w       http.ResponseWriter
	parts   *multipart.Writer // nil where it is the content with a trailer
	content io.Writer
	begun   bool
	failed  error // of writing: who asked has gone
}

func (s *streaming) Write(p []byte) (int, error) {
	if err := s.begin(); err != nil {
		return 0, err
	}
	n, err := s.content.Write(p)
	if err != nil {
		s.failed = err
	}
	return n, err
}

func (s *streaming) begin() error {
	if s.begun {
		return s.failed
	}
	s.begun = true
	const bytes = "application/octet-stream"
	if s.parts == nil {
		s.content = s.w
		s.w.Header().Set("Content-Type", bytes)
		s.w.Header().Set("Trailer", api.HeaderSummary)
		s.w.WriteHeader(http.StatusOK)
		return nil
	}
	s.w.Header().Set("Content-Type", api.TypeParts+"; boundary="+s.parts.Boundary())
	s.w.WriteHeader(http.StatusOK)
	s.content, s.failed = s.parts.CreatePart(textproto.MIMEHeader{"Content-Type": {bytes}})
	return s.failed
}

// end writes the last part, or the trailer. Who asked has gone if it fails.
func (s *streaming) end(kind string, raw []byte) {
	if s.parts == nil {
		s.w.Header().Set(api.HeaderSummary, api.Escape(strings.TrimSpace(string(raw))))
		return
	}
	last, err := s.parts.CreatePart(textproto.MIMEHeader{"Content-Type": {kind}})
	if err == nil {
		_, err = last.Write(raw)
	}
	if err == nil {
		_ = s.parts.Close()
	}
}

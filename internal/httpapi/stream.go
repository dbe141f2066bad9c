package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
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
	return h.stream(w, r, func(out *streaming) (any, error) {
		req.Out = out.buffered
		return h.service.Export(ctx, req)
	})
}

func (h *handler) backup(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	var req operator.BackupRequest
	if err := readQuery(r, &req); err != nil {
		return err
	}
	return h.stream(w, r, func(out *streaming) (any, error) {
		req.Out = out.buffered
		return h.service.Backup(ctx, req)
	})
}

// importFile takes a file. Who accepts parts gets the rejected rows before the report,
// and who accepts that too, how far it is.
func (h *handler) importFile(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	var req operator.ImportRequest
	if err := readQuery(r, &req); err != nil {
		return err
	}
	body := &arriving{Reader: http.MaxBytesReader(w, r.Body, api.MaxImport+1)}
	req.Content = body
	if !accepts(r, api.TypeParts) {
		report, err := h.service.Import(ctx, req)
		if err != nil {
			return body.instead(err)
		}
		return answer(w, report)
	}
	// Rejected rows may be answered while rows come in.
	_ = http.NewResponseController(w).EnableFullDuplex()
	return h.stream(w, r, func(out *streaming) (any, error) {
		if !accepts(r, api.TypeNoContent) {
			req.Rejects = out.buffered
		}
		if accepts(r, api.TypeProgress) {
			req.Progress = out.tell
		}
		report, err := h.service.Import(ctx, req)
		if err != nil {
			err = body.instead(err)
		}
		return report, err
	})
}

func accepts(r *http.Request, kind string) bool {
	return strings.Contains(r.Header.Get("Accept"), kind)
}

// enough is how many bytes a stream holds back: until then, an error is answered as
// any other.
const enough = 32 << 10

// stream answers with what run writes, and then with what it answers: in parts, or
// where they are not accepted as the content with a trailer. A stream that fails
// midway ends in the error as the last part, or is cut: it is never taken for whole.
func (h *handler) stream(w http.ResponseWriter, r *http.Request, run func(*streaming) (any, error)) error {
	to := &streaming{w: w}
	if accepts(r, api.TypeParts) {
		to.parts = multipart.NewWriter(w)
	}
	to.buffered = bufio.NewWriterSize(to, enough)
	res, err := run(to)
	if err != nil && !to.begun {
		return err
	}
	var raw []byte
	if err == nil {
		raw, err = encode(res)
	}
	if err == nil {
		err = to.buffered.Flush()
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
	w        http.ResponseWriter
	buffered *bufio.Writer     // to itself, what is held back for a while
	parts    *multipart.Writer // nil where it is the content with a trailer
	content  io.Writer         // nil between two parts of it
	begun    bool
	failed   error // of writing: who asked has gone
	told     int   // how far it was when that was told of last, in thousandths
}

func (s *streaming) Write(p []byte) (int, error) {
	if err := s.begin(); err != nil {
		return 0, err
	}
	if s.content == nil {
		if s.content, s.failed = s.part(typeContent); s.failed != nil {
			return 0, s.failed
		}
	}
	n, err := s.content.Write(p)
	if err != nil {
		s.failed = err
	}
	return n, err
}

// typeContent is the type of what is streamed.
const typeContent = "application/octet-stream"

func (s *streaming) begin() error {
	if s.begun {
		return s.failed
	}
	s.begun = true
	if s.parts == nil {
		s.content = s.w
		s.w.Header().Set("Content-Type", typeContent)
		s.w.Header().Set("Trailer", api.HeaderSummary)
		s.w.WriteHeader(http.StatusOK)
		return nil
	}
	s.w.Header().Set("Content-Type", api.TypeParts+"; boundary="+s.parts.Boundary())
	s.w.WriteHeader(http.StatusOK)
	s.content, s.failed = s.part(typeContent)
	return s.failed
}

func (s *streaming) part(kind string) (io.Writer, error) {
	return s.parts.CreatePart(textproto.MIMEHeader{"Content-Type": {kind}})
}

// tellEach is after how many thousandths of the whole somebody is told how far it is.
const tellEach = 5

// tell tells how far it is, in a part of its own. It is called by who writes the content.
func (s *streaming) tell(done, total int) {
	at := int(1000 * float64(done) / float64(max(total, 1)))
	if s.begun && at < s.told+tellEach || s.begin() != nil {
		return
	}
	s.told, s.content = at, nil
	part, err := s.part(api.TypeProgress)
	if err == nil {
		err = json.NewEncoder(part).Encode(api.Progress{Done: done, Total: total})
	}
	if err == nil {
		err = http.NewResponseController(s.w).Flush()
	}
	s.failed = err
}

// end writes the last part, or the trailer. Who asked has gone if it fails.
func (s *streaming) end(kind string, raw []byte) {
	if s.parts == nil {
		s.w.Header().Set(api.HeaderSummary, api.Escape(strings.TrimSpace(string(raw))))
		return
	}
	last, err := s.part(kind)
	if err == nil {
		_, err = last.Write(raw)
	}
	if err == nil {
		_ = s.parts.Close()
	}
}

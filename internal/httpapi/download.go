package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// download answers with a file, or the parts of it that are asked for.
func download[Req any](h *handler, e api.Endpoint[Req, operator.OpenedFile]) answers {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
		var req Req
		if err := readQuery(r, &req); err != nil {
			return err
		}
		opened, err := e.Call(ctx, h.service, req)
		if err != nil {
			return err
		}
		defer opened.Content.Close()
		content, err := h.sound(ctx, opened)
		if err != nil {
			return err
		}
		about, err := json.Marshal(opened.Attachment)
		if err != nil {
			return operator.Wrap(operator.Internal, err, "describe a file")
		}
		out := &refusable{ResponseWriter: w, about: http.Header{}}
		headers := out.Header()
		headers.Set(api.HeaderFile, api.Escape(string(about)))
		headers.Set("Content-Type", opened.Attachment.MediaType)
		headers.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": opened.Attachment.Name}))
		headers.Set("ETag", `"`+opened.Attachment.SHA256+`"`)
		// Where the file is damaged, the answer ends before its length: it is cut.
		http.ServeContent(out, r, "", time.Time{}, content)
		return out.refusal(content)
	}
}

// refusable is an answer that http.ServeContent may refuse. It does so in plain text,
// which is kept from who asked: they get an error like any other.
type refusable struct {
	http.ResponseWriter
	about   http.Header // of the file: not of a refusal
	refused int         // the status; 0 for none
}

func (a *refusable) Header() http.Header { return a.about }

func (a *refusable) WriteHeader(status int) {
	if status >= http.StatusBadRequest {
		a.refused = status
		return
	}
	maps.Copy(a.ResponseWriter.Header(), a.about)
	a.ResponseWriter.WriteHeader(status)
}

func (a *refusable) Write(p []byte) (int, error) {
	if a.refused != 0 {
		return len(p), nil
	}
	return a.ResponseWriter.Write(p)
}

// refusal is the error to answer with, if any.
func (a *refusable) refusal(of io.Seeker) error {
	switch a.refused {
	case 0:
		return nil
	case http.StatusRequestedRangeNotSatisfiable:
		size, err := of.Seek(0, io.SeekEnd)
		if err != nil {
			return operator.Wrap(operator.IO, err, "read a file")
		}
		a.ResponseWriter.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
		return operator.Errorf(operator.Usage, "the file has %d bytes, and not the part that is asked for", size).
			WithHint("ask for a part like Range: bytes=0-1023").Reason("bad_range")
	case http.StatusPreconditionFailed:
		return operator.Errorf(operator.Conflict, "the file is not the one that is asked for").
			WithHint("ask without If-Match").Reason("other_file")
	}
	return operator.Errorf(operator.IO, "read a file")
}

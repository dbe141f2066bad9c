package app

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// everything is the kind of an export that is an archive of the whole workspace.
const everything = "all"

// The formats of exports.
const (
	formatCSV     = "csv"
	formatXLSX    = "xlsx"
	formatJSONL   = "jsonl"
	formatArchive = "archive"
)

// Spool is room for what is written while the store is open, and given on when it
// is closed again: whoever reads an export may be slow, or stop altogether, and a
// store that waited for them would keep everybody from writing.
type Spool interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// Export records an export, then finds what it has as of one moment, and then gives
// it to req.Out. A dry run only counts, and gives nothing.
func (a *App) Export(ctx context.Context, req operator.ExportRequest) (operator.Export, error) {
	req, err := a.announceExport(ctx, req)
	if err != nil {
		return operator.Export{}, err
	}
	spool, err := a.spool()
	if err != nil {
		return operator.Export{}, err
	}
	defer func() { _ = spool.Close() }() // it is removed
	if operator.CallFrom(ctx).DryRun {
		req.Out = io.Discard
	}
	if req.Kind == everything {
		return a.exportAll(ctx, req, spool)
	}
	return a.exportKind(ctx, req, spool)
}

// exportAskedFor checks what can be said of a request without the store.
func exportAskedFor(req operator.ExportRequest) (operator.ExportRequest, error) {
	kinds := []string{everything}
	for _, k := range operator.ImportKinds() {
		kinds = append(kinds, string(k))
	}
	req.Kind, req.Format = operator.Fold(req.Kind), operator.Fold(req.Format)
	if !slices.Contains(kinds, req.Kind) {
		hint := "one of " + strings.Join(kinds, ", ")
		if near := suggest.DidYouMean(suggest.Nearest(req.Kind, kinds)); near != "" {
			hint = near + " (" + hint + ")"
		}
		return req, operator.Errorf(operator.Usage, "%q cannot be exported", req.Kind).WithHint("%s", hint).Reason("bad_kind")
	}
	formats := []string{formatCSV, formatXLSX, formatJSONL}
	if req.Kind == everything {
		formats = []string{formatArchive}
	}
	if req.Format == "" {
		req.Format = formats[0]
	}
	if !slices.Contains(formats, req.Format) {
		return req, operator.Errorf(operator.Usage, "%s cannot be exported as %q", req.Kind, req.Format).
			WithHint("use %s", strings.Join(formats, ", ")).Reason("bad_format")
	}
	if req.Kind == everything && req.Since != "" {
		return req, operator.Errorf(operator.Usage, "an archive has everything, and not what changed").
			WithHint("export one kind: operator export messages --since CURSOR").Reason("archive_since")
	}
	if req.Out == nil {
		return req, operator.Errorf(operator.Internal, "an export goes nowhere")
	}
	return req, nil
}

// announceExport checks and records an export, so that nobody gets what is not
// recorded.
func (a *App) announceExport(ctx context.Context, req operator.ExportRequest) (operator.ExportRequest, error) {
	call := operator.CallFrom(ctx)
	call.Key = "" // what is given out again is another export
	return change(operator.WithCall(ctx, call), a, "export", req, func(s *session, req operator.ExportRequest) (operator.ExportRequest, error) {
		req, err := exportAskedFor(req)
		if err != nil {
			return req, err
		}
		if err := s.mayExport(req); err != nil {
			return req, err
		}
		if _, err := s.exportedUpTo(req); err != nil {
			return req, err
		}
		refs := map[string]string{"kind": req.Kind, "format": req.Format}
		if req.Since != "" {
			refs["since"] = "yes"
		}
		s.record("export.made", "", 0, refs, nil)
		return req, nil
	})
}

// mayExport asks policy about an export: of everything, or of one's own.
func (s *session) mayExport(req operator.ExportRequest) error {
	return policy.Decide(policy.Export, policy.Facts{Actor: s.who(), Own: req.Kind != everything}).Error()
}

// exported is what an export of a kind remembers: the last event that it knows of.
type exported struct {
	Event uint64 `json:"e"`
}

// exportedUpTo is the last event that the export knew of whose cursor a request has;
// 0 if it has none.
func (s *session) exportedUpTo(req operator.ExportRequest) (uint64, error) {
	at, err := placeOf[exported](s, "export "+req.Kind, operator.Paging{Cursor: req.Since})
	if err != nil {
		return 0, operator.Errorf(operator.Invalid, "the cursor is not from an export of %s", req.Kind).
			WithHint("begin without --since").Reason("bad_cursor")
	}
	if at == nil {
		return 0, nil
	}
	return at.Event, nil
}

// headNow is the head of the log for who may verify it, and empty for others.
func (s *session) headNow() (string, error) {
	if !policy.Decide(policy.VerifyAudit, policy.Facts{Actor: s.who()}).Allowed {
		return "", nil
	}
	head, err := s.auditAnchor(operator.AnchorRequest{})
	return head.Head, err
}

// reading runs a question in one snapshot of the store.
func (a *App) reading(ctx context.Context, fn func(*session) error) error {
	return a.Store.View(ctx, func(r store.Reader) error {
		s, err := a.session(ctx, r, nil)
		if err != nil {
			return err
		}
		return fn(s)
	})
}

// spoolFailed says of an error of writing aside what it is. What fails with writing
// to whoever asked comes back as it is.
func spoolFailed(err error) error {
	if operator.CodeOf(err) != operator.Internal {
		return err
	}
	return operator.Wrap(operator.IO, err, "write an export aside").Reason("write_failed")
}

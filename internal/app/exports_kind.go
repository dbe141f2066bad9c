package app

import (
	"bufio"
	"context"
	"io"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// exportRow is a row of an export, by field, and what it stands for: where any of
// these has changed, the row has.
type exportRow struct {
	ref   string // of the thing that an import of the row finds again
	cells map[importer.Field]string
	of    []string // references
	at    time.Time

	erased time.Time // when a message was; zero for what is there
}

// exportKind writes the rows of a kind aside as of one moment, and then gives them.
func (a *App) exportKind(ctx context.Context, req operator.ExportRequest, spool Spool) (operator.Export, error) {
	var res operator.Export
	out := &countingWriter{}
	err := a.reading(ctx, func(s *session) error {
		if err := s.mayExport(req); err != nil {
			return err
		}
		res = operator.Export{Kind: req.Kind, Format: req.Format}
		*out = countingWriter{to: bufio.NewWriterSize(spool, 256<<10)}
		return s.spoolKind(&res, req, out)
	})
	if err != nil {
		return res, err
	}
	res.Bytes = out.n
	if _, err := io.Copy(req.Out, contextReader{ctx, io.NewSectionReader(spool, 0, out.n)}); err != nil {
		return res, err
	}
	return res, nil
}

// spoolKind writes the rows, and finds out what else is said of an export.
func (s *session) spoolKind(res *operator.Export, req operator.ExportRequest, out *countingWriter) error {
	after, err := s.exportedUpTo(req)
	if err != nil {
		return err
	}
	since, err := s.changedSince(req, after)
	if err != nil {
		return err
	}
	last, err := s.r.LastEvent()
	if err != nil {
		return err
	}
	res.Cursor = cursorAt(s, "export "+req.Kind, exported{last})
	if res.Head, err = s.headNow(); err != nil {
		return err
	}
	sheet, err := newSheet(req, out)
	if err != nil {
		return err
	}
	looked, total, here := 0, s.aboutRows(req.Kind), s.ownWorkspace()
	err = s.exportRows(operator.ImportKind(req.Kind), func(row exportRow) error {
		if looked++; looked%toldEvery == 0 {
			if err := s.ctx.Err(); err != nil {
				return err
			}
			if req.Progress != nil {
				req.Progress(looked, max(looked, total))
			}
		}
		if !since.changed(row) {
			return nil
		}
		res.Rows++
		row.cells[importer.OperatorRef] = importer.OwnRef(row.ref, here)
		return sheet.row(row)
	})
	if err != nil {
		return err
	}
	for _, row := range since.gone() {
		res.Rows++
		res.Deleted++
		row.cells = map[importer.Field]string{importer.OperatorRef: importer.OwnRef(row.ref, here), importer.Deleted: moment(row.at)}
		if err := sheet.row(row); err != nil {
			return err
		}
	}
	if err := sheet.close(); err != nil {
		return spoolFailed(err)
	}
	if err := out.to.Flush(); err != nil {
		return spoolFailed(err)
	}
	return nil
}

// aboutRows is about how many rows a kind has, for progress.
func (s *session) aboutRows(kind string) int {
	table := map[operator.ImportKind]string{
		operator.ImportBuyers: "people", operator.ImportTeam: "people", operator.ImportContacts: "people",
		operator.ImportTransactions: "sales", operator.ImportHomes: "properties",
	}[operator.ImportKind(kind)]
	if table == "" {
		table = kind
	}
	n, err := s.r.LastNumber(table)
	if err != nil {
		return 0 // it is only progress
	}
	return int(n)
}

// countingWriter counts what is written.
type countingWriter struct {
	to *bufio.Writer
	n  int64
}

// Write writes.
func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	return n, err
}

// contextReader reads until ctx ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// Read reads.
func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

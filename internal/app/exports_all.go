package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/archive"
	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// neverExported are the tables that let people in. Where an archive goes, nobody
// is signed in by what it has.
func neverExported() []string { return []string{"tokens", "login_codes"} }

// spooledTable is where in a spool the rows of a table are.
type spooledTable struct {
	archive.Table
	from, to int64
}

// workspaceArchive is what an archive is made of, but for the bytes of files.
type workspaceArchive struct {
	manifest archive.Manifest
	tables   []spooledTable
	secrets  archive.Secrets // nil for an auditor
	files    []blob.Sum
}

// exportAll writes the rows aside as of one moment, and then the archive: no
// transaction is open while somebody reads it.
func (a *App) exportAll(ctx context.Context, req operator.ExportRequest, spool Spool) (operator.Export, error) {
	var all workspaceArchive
	err := a.reading(ctx, func(s *session) error {
		if err := s.mayExport(req); err != nil {
			return err
		}
		all = workspaceArchive{}
		return s.spoolWorkspace(&all, req, spool)
	})
	if err != nil {
		return operator.Export{}, err
	}
	res := operator.Export{Kind: req.Kind, Format: req.Format, Head: all.manifest.Head}
	for _, t := range all.tables {
		res.Rows += t.Rows
	}
	w := archive.NewWriter(req.Out, a.time())
	if err := a.writeArchive(ctx, w, &all, spool); err != nil {
		return res, err
	}
	res.Files, res.Missing, res.Bytes = len(all.files)-len(all.manifest.Missing), len(all.manifest.Missing), w.Written()
	return res, nil
}

// spoolWorkspace writes every row, and finds out what else an archive says.
func (s *session) spoolWorkspace(all *workspaceArchive, req operator.ExportRequest, spool Spool) error {
	admin := policy.Decide(policy.RunWorkspace, policy.Facts{Actor: s.who()}).Allowed
	last, err := s.r.LastEvent()
	if err != nil {
		return err
	}
	head, err := s.headNow()
	if err != nil {
		return err
	}
	all.manifest = archive.Manifest{Workspace: s.ws.Name, LastEvent: last, Head: head, LeftOut: []string{}, Missing: []string{}}
	if admin {
		all.secrets = archive.Secrets{}
	} else {
		all.manifest.LeftOut = append(all.manifest.LeftOut, archive.SecretName)
	}
	out := &rowWriter{session: s, all: all, w: bufio.NewWriterSize(spool, 256<<10), progress: req.Progress}
	if err := out.begin(admin); err != nil {
		return err
	}
	for _, t := range all.tables {
		if err := out.table(t.Name); err != nil {
			return err
		}
	}
	if err := out.w.Flush(); err != nil {
		return spoolFailed(err)
	}
	for sum, err := range s.r.Files() {
		if err != nil {
			return err
		}
		if len(sum) == len(blob.Sum{}) && out.names(blob.Sum(sum)) {
			all.files = append(all.files, blob.Sum(sum))
		}
	}
	slices.SortFunc(all.files, func(a, b blob.Sum) int { return bytes.Compare(a[:], b[:]) })
	return nil
}

// rowWriter writes the rows of tables.
type rowWriter struct {
	*session
	all         *workspaceArchive
	w           *bufio.Writer
	at          int64
	done, about int
	files       map[string]bool // digests in the rows, for an auditor
	progress    func(done, total int)
}

// begin finds out which tables there are, and about how many rows they have.
func (o *rowWriter) begin(admin bool) error {
	for _, t := range o.r.Tables() {
		if o.r.Derived(t.Name) || slices.Contains(neverExported(), t.Name) || !admin && slices.Contains(onlyForAdmins(), t.Name) {
			o.all.manifest.LeftOut = append(o.all.manifest.LeftOut, t.Name)
			continue
		}
		n, err := o.r.LastNumber(t.Name)
		if err != nil {
			return err
		}
		o.all.tables = append(o.all.tables, spooledTable{Table: archive.Table{Name: t.Name, Last: n}})
		o.about += int(n)
	}
	// An event has mostly details, and a message somebody's entry.
	o.about += 2 * int(o.all.manifest.LastEvent)
	return nil
}

// toldEvery is after how many rows progress is told of.
const toldEvery = 4096

func (o *rowWriter) table(name string) error {
	i := slices.IndexFunc(o.all.tables, func(t spooledTable) bool { return t.Name == name })
	t := &o.all.tables[i]
	t.from = o.at
	for row, err := range o.r.Rows(name, nil, nil) {
		if err != nil {
			return err
		}
		kept, err := o.keeps(row.Value)
		if err != nil {
			return err
		}
		if kept {
			t.Rows++
			err = o.row(t, row.Value)
		}
		if err != nil {
			return err
		}
		if o.done++; o.done%toldEvery == 0 {
			if err := o.ctx.Err(); err != nil {
				return err
			}
			if o.progress != nil {
				o.progress(o.done, max(o.done, o.about))
			}
		}
	}
	t.to = o.at
	return nil
}

// row writes a row. The salt of an event's details stands with them: it keeps
// secret only what was cleared.
func (o *rowWriter) row(t *spooledTable, row any) error {
	_, open := row.(store.Details)
	line, secrets, err := archive.Row(row, open)
	if err != nil {
		return operator.Wrap(operator.Internal, err, "write a row of %s", t.Name)
	}
	if len(secrets) > 0 && o.all.secrets != nil {
		if o.all.secrets[t.Name] == nil {
			o.all.secrets[t.Name] = map[int]map[string]any{}
		}
		o.all.secrets[t.Name][t.Rows] = secrets
	}
	o.note(line)
	o.at += int64(len(line)) + 1
	if _, err = o.w.Write(line); err == nil {
		err = o.w.WriteByte('\n')
	}
	if err != nil {
		return spoolFailed(err)
	}
	return nil
}

// writeArchive writes the archive.
func (a *App) writeArchive(ctx context.Context, w *archive.Writer, all *workspaceArchive, spool Spool) error {
	if all.secrets != nil {
		raw, err := json.Marshal(all.secrets)
		if err != nil {
			return err
		}
		if err := w.Add(archive.SecretName, int64(len(raw)), bytes.NewReader(raw)); err != nil {
			return err
		}
	}
	for _, t := range all.tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		all.manifest.Tables = append(all.manifest.Tables, t.Table)
		if err := w.Add(archive.TableName(t.Name), t.to-t.from, io.NewSectionReader(spool, t.from, t.to-t.from)); err != nil {
			return err
		}
	}
	for _, sum := range all.files {
		if err := a.addFile(ctx, w, all, sum); err != nil {
			return err
		}
	}
	return w.Close(all.manifest)
}

// addFile adds a file. One that is gone or damaged does not keep the rest from
// getting out: the manifest names it.
func (a *App) addFile(ctx context.Context, w *archive.Writer, all *workspaceArchive, sum blob.Sum) error {
	err := a.Files.Verify(ctx, sum)
	if e, ok := errors.AsType[*operator.Error](err); ok && (e.Details["reason"] == "blob_missing" || e.Details["reason"] == "blob_damaged") {
		all.manifest.Missing = append(all.manifest.Missing, sum.String())
		return nil
	}
	if err != nil {
		return err
	}
	f, err := a.Files.Open(ctx, sum)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	return w.Add(archive.BlobName(sum.String()), size, f)
}

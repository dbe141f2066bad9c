package backend

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/archive"
	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// spoolIn gives room beside a store.
func spoolIn(folder string) func() (app.Spool, error) {
	return func() (app.Spool, error) {
		f, err := boltstore.Aside(folder, boltstore.SpoolNames)
		if err != nil {
			return nil, err
		}
		return &spool{f}, nil
	}
}

// spool is a file that is gone when it is closed.
type spool struct{ *os.File }

var _ app.Spool = (*spool)(nil)

// Close closes and removes the file.
func (s *spool) Close() error {
	err := s.File.Close()
	_ = os.Remove(s.Name())
	return err
}

// ImportArchive puts an archive of everything where the configuration says: there is
// a whole store at the end, or what was there before. A dry run reads and compares
// all of the archive, and makes nothing.
func ImportArchive(ctx context.Context, c config.Config, req operator.ImportArchiveRequest) (operator.ImportedArchive, error) {
	in := &incoming{Reader: archive.NewReader(contextReader{ctx, req.Content}), made: operator.ImportedArchive{Store: c.Store}}
	if c.Remote != "" {
		return in.made, operator.Errorf(operator.Usage, "import all makes an embedded store, and cannot make one at %s", c.Remote).
			WithHint("operator import all FILE --store DIR").Reason("local_only")
	}
	o := storeOptions(c)
	vacant := boltstore.Vacant(o)
	if vacant != nil && operator.CodeOf(vacant) != operator.Conflict {
		return in.made, vacant
	}
	if err := in.begin(); err != nil {
		return in.made, err
	}
	if operator.CallFrom(ctx).DryRun {
		return in.made, alone(c, in.dryRun(ctx, c, vacant))
	}
	blobs := filepath.Join(c.Store, blobsFolder)
	missing := missingFolders(blobs)
	put := func(l *boltstore.Loader) error {
		l.OnWrite(in.half(req.Progress))
		return in.put(ctx, l, fsblob.Open(blobs), req.Progress)
	}
	var err error
	if vacant == nil {
		err = boltstore.Load(ctx, o, in.workspace, put)
	} else {
		err = boltstore.Replace(ctx, o, in.workspace, app.OnlyFounded, put)
	}
	if err != nil {
		removeMade(missing)
	}
	return in.made, alone(c, err)
}

// incoming is an archive that is being read.
type incoming struct {
	*archive.Reader
	made      operator.ImportedArchive
	secrets   archive.Secrets
	workspace store.Workspace
}

// begin reads what comes first: the secrets, and the workspace.
func (in *incoming) begin() error {
	name, err := in.Next()
	if err != nil {
		return err
	}
	if name != archive.SecretName {
		return operator.Errorf(operator.Invalid, "the archive has no secrets, without which its events cannot be verified").
			WithHint("have an administrator make it: operator export all --out FILE").Reason("no_secrets")
	}
	raw, err := in.Small()
	if err == nil {
		err = json.Unmarshal(raw, &in.secrets)
	}
	if err != nil {
		return unreadable(name, err)
	}
	if name, err = in.Next(); err != nil {
		return err
	}
	if name != archive.TableName("workspace") {
		return unreadable(name, errors.New("the workspace does not come first"))
	}
	err = in.Lines(func(n int, line []byte) error {
		in.made.Rows++
		return archive.ReadRow(line, in.secrets["workspace"][n], &in.workspace)
	})
	if err == nil && in.made.Rows != 1 {
		err = errors.New("there is not one workspace")
	}
	if err != nil {
		return unreadable(name, err)
	}
	in.made.Workspace, in.made.ChainKey = in.workspace.Name, operator.ChainKeyInStore
	if len(in.workspace.Keys) > 0 {
		in.made.ChainKey = operator.ChainKeyLeftOut
	}
	return nil
}

// put takes all rows and files, and compares them with the manifest.
func (in *incoming) put(ctx context.Context, l *boltstore.Loader, files blob.Store, progress func(done, total int)) error {
	tell := in.half(progress)
	for {
		name, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if table, ok := archive.TableOf(name); ok {
			err = in.putTable(l, table, tell)
		} else if sum, ok := archive.BlobOf(name); ok {
			err = in.putFile(ctx, files, sum)
		} else {
			err = errors.New("no such thing is known here")
		}
		if err != nil {
			return unreadable(name, err)
		}
	}
	for _, t := range in.Manifest.Tables {
		if err := l.LastNumber(t.Name, t.Last); err != nil {
			return err
		}
	}
	in.tellManifest()
	return nil
}

// toldEvery is after how many rows progress is told of.
const toldEvery = 4096

// half has progress told of one half of the work: reading rows, and writing them,
// which are about as many entries as it then says.
func (in *incoming) half(progress func(done, total int)) func(done, total int) {
	return func(done, total int) {
		if progress == nil {
			return
		}
		if total == 0 { // it is read, and nobody knows how much there is
			progress(done, 2*done)
			return
		}
		progress(in.made.Rows+int(int64(in.made.Rows)*int64(done)/int64(total)), 2*in.made.Rows)
	}
}

func (in *incoming) putTable(l *boltstore.Loader, table string, tell func(done, total int)) error {
	return in.Lines(func(n int, line []byte) error {
		if in.made.Rows++; in.made.Rows%toldEvery == 0 {
			tell(in.made.Rows, 0)
		}
		return l.PutRow(table, func(row any) error { return archive.ReadRow(line, in.secrets[table][n], row) })
	})
}

func (in *incoming) putFile(ctx context.Context, files blob.Store, sum string) error {
	info, err := files.Put(ctx, in, max(operator.MaxAttachment, operator.MaxVideo))
	if err == nil && info.Sum.String() != sum {
		err = errors.New("it has other bytes than its name says")
	}
	return err
}

// dryRun reads the rest, and says whether the store could be made.
func (in *incoming) dryRun(ctx context.Context, c config.Config, vacant error) error {
	if vacant != nil {
		err := boltstore.Open(storeOptions(c)).View(ctx, app.OnlyFounded)
		if err != nil {
			return err
		}
	}
	for {
		if _, err := in.Next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
	}
	in.made.Rows = 0
	for _, t := range in.Manifest.Tables {
		in.made.Rows += t.Rows
	}
	in.tellManifest()
	return nil
}

// tellManifest takes what only the manifest says.
func (in *incoming) tellManifest() {
	m := in.Manifest
	in.made.MadeAt, in.made.Missing, in.made.Events, in.made.Head = m.MadeAt, len(m.Missing), int(m.LastEvent), m.Head
	in.made.Files = 0
	for _, member := range m.Members {
		if _, ok := archive.BlobOf(member.Name); ok {
			in.made.Files++
		}
	}
}

// unreadable says in which member of an archive something is wrong; an error that
// says what to do stays as it is.
func unreadable(member string, err error) error {
	if _, ok := errors.AsType[*operator.Error](err); ok || errors.Is(err, context.Canceled) {
		return err
	}
	return operator.Wrap(operator.Invalid, err, "%s of the archive cannot be read", member).
		WithHint("use the version that made it, or a newer one").Reason("archive_unreadable")
}

// contextReader reads until ctx ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

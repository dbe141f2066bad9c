package backend

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"os"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/backup"
	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// verifyFolder is where a snapshot is looked at, within the folder for such things.
const verifyFolder = "operator-verify-*"

// VerifyBackup reads all of a backup, compares every hash, and looks at the snapshot as
// a check of a store does. It needs no store, and leaves nothing behind.
func VerifyBackup(ctx context.Context, c config.Config, req operator.ReadBackupRequest) (operator.BackupReport, error) {
	report := operator.BackupReport{Findings: []string{}}
	folder, err := os.MkdirTemp("", verifyFolder)
	if err != nil {
		return report, operator.Wrap(operator.IO, err, "there is no room to look at the backup in").
			WithHint("name a folder with room for the database: TMPDIR").Reason("write_failed")
	}
	defer func() { _ = os.RemoveAll(folder) }()
	o := storeOptions(c)
	o.Dir, o.NoSync = filepath.Join(folder, "store"), true
	in := &taker{ctx: ctx, req: req, sum: sha256.New(), seen: map[blob.Sum]bool{}, keys: &memoryKeys{}}
	if err := boltstore.Restore(ctx, o, in.read, nil); err != nil {
		return report, err
	}
	found, err := app.New(app.Parts{Store: boltstore.Open(o), Files: inBackup{seen: in.seen}, ChainKeys: in.keys, Now: c.Now}).Sound(ctx, true)
	report.Backup, report.Rows, report.Entries, report.Unverified = in.made, found.Rows, found.Entries, found.Unverified
	if found.Findings != nil {
		report.Findings = found.Findings
	}
	return report, err
}

// inBackup answers for the files that were read with a backup.
type inBackup struct {
	blob.Store
	seen map[blob.Sum]bool
}

// Verify knows what reading has found.
func (b inBackup) Verify(_ context.Context, sum blob.Sum) error {
	if b.seen[sum] {
		return nil
	}
	return operator.Errorf(operator.NotFound, "the file %s is not in the backup as it was", sum).Reason("blob_missing")
}

// RestoreBackup makes a store of a backup where the configuration says. There is a whole
// store at the end, or none, and nothing is replaced. A dry run reads the whole backup.
func RestoreBackup(ctx context.Context, c config.Config, req operator.ReadBackupRequest) (operator.Restored, error) {
	done := operator.Restored{Store: c.Store, DisabledWebhooks: []operator.WebhookID{}}
	if c.Remote != "" {
		return done, operator.Errorf(operator.Usage, "restore makes an embedded store, and cannot make one at %s", c.Remote).
			WithHint("operator restore FILE --store DIR").Reason("local_only")
	}
	o := storeOptions(c)
	if err := boltstore.Vacant(o); err != nil {
		return done, err
	}
	in := &taker{ctx: ctx, req: req, sum: sha256.New(), keys: &memoryKeys{}}
	if operator.CallFrom(ctx).DryRun {
		err := in.read(io.Discard)
		done.Backup = in.made
		return done, err
	}
	blobs := filepath.Join(c.Store, blobsFolder)
	missing := missingFolders(blobs)
	in.files = fsblob.Open(blobs)
	keys, put := keysOf(c.Store), false
	settling := app.New(app.Parts{Now: c.Now, Random: rand.Reader, ChainKeys: keys})
	err := boltstore.Restore(ctx, o, in.read, func(tx store.Tx) (err error) {
		if put, err = keys.restore(in.keys.keys); err != nil {
			return err
		}
		done.DisabledWebhooks, done.Planned, err = settling.Settle(ctx, tx, req.KeepWebhooks)
		return err
	})
	if err != nil && put {
		_ = os.Remove(keys.target())
		_ = os.Remove(c.Store) // unless something is in it
	}
	if err != nil {
		removeMade(missing)
	}
	done.Backup = in.made
	return done, err
}

// taker takes what is in a backup: the snapshot, and files, or only whether they are
// whole.
type taker struct {
	ctx   context.Context // the taker lives no longer than the call that it belongs to
	req   operator.ReadBackupRequest
	db    io.Writer
	files *fsblob.Store
	seen  map[blob.Sum]bool
	keys  *memoryKeys
	sum   hash.Hash // of the backup itself
	done  int
	last  int
	made  operator.Backup
}

// read reads the backup, and writes the snapshot to db.
func (t *taker) read(db io.Writer) error {
	t.db = db
	m, encrypted, err := backup.Read(t, t.req.Identities, intake{t})
	damaged := map[string]bool{}
	for _, sum := range m.Damaged {
		damaged[sum] = true
	}
	for sum := range t.seen {
		t.seen[sum] = !damaged[sum.String()]
	}
	t.made = operator.Backup{
		At: m.MadeAt, Bytes: int64(t.done), SHA256: hex.EncodeToString(t.sum.Sum(nil)), Files: m.Files.Count, Events: m.Events, Head: m.Head,
		Encrypted: encrypted, Workspace: m.Workspace, Damaged: append([]string{}, m.Damaged...),
		ChainKey: cmp.Or(m.ChainKey.Place, operator.ChainKeyInStore),
	}
	return err
}

// toldEach is after how many bytes progress is told of.
const toldEach = 1 << 20

// Read gives the backup itself, and tells of progress.
func (t *taker) Read(p []byte) (int, error) {
	if err := t.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := t.req.Content.Read(p)
	t.sum.Write(p[:n])
	t.done += n
	if t.req.Progress != nil && (t.done-t.last >= toldEach || err != nil) {
		t.last = t.done
		t.req.Progress(t.done)
	}
	return n, err
}

// intake is the taker as the reader of backups knows it.
type intake struct{ t *taker }

var _ backup.Taker = intake{}

func (in intake) Database(r io.Reader) error {
	_, err := io.Copy(in.t.db, r)
	return err
}

func (in intake) Keys(text string) error {
	keys, err := event.ParseKeys(text)
	if err != nil {
		return operator.Wrap(operator.IO, err, "the keys of the log in the backup cannot be read").
			WithHint("use another backup").Reason("backup_damaged")
	}
	in.t.keys.keys = keys
	return nil
}

func (in intake) File(sum blob.Sum, r io.Reader) error {
	if in.t.files == nil {
		if in.t.seen != nil {
			in.t.seen[sum] = true
		}
		_, err := io.Copy(io.Discard, r)
		return err
	}
	_, err := in.t.files.Put(in.t.ctx, r, max(operator.MaxAttachment, operator.MaxVideo))
	return err
}

// Compact writes the database of an embedded store anew, without the room that nothing
// is in any more.
func Compact(ctx context.Context, c config.Config) (operator.Compacted, error) {
	if c.Remote != "" {
		return operator.Compacted{}, operator.Errorf(operator.Usage, "compact works on an embedded store, and cannot work on %s", c.Remote).
			WithHint("operator compact --store DIR, on the machine that has it").Reason("local_only")
	}
	s := boltstore.Open(storeOptions(c))
	if err := app.New(app.Parts{Store: s, Now: c.Now}).MayKeep(ctx); err != nil {
		return operator.Compacted{}, alone(c, err)
	}
	done, err := s.Compact(ctx, operator.CallFrom(ctx).DryRun)
	return operator.Compacted{Before: done.Before, After: done.After}, alone(c, err)
}

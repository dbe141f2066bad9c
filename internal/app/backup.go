package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/backup"
	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Backup writes a snapshot of the store, and every file that it names. That it is made
// is recorded before anything leaves, and so the backup has that event too.
func (a *App) Backup(ctx context.Context, req operator.BackupRequest) (operator.Backup, error) {
	ctx = changing(ctx, "BackupRequest")
	to, err := backup.ParseRecipients(req.Recipients)
	if err != nil {
		return operator.Backup{}, err
	}
	made, err := change(ctx, a, "backup.make", req, (*session).makeBackup)
	made.Damaged = []string{}
	if err != nil || operator.CallFrom(ctx).DryRun {
		return made, err
	}
	out, err := backup.NewWriter(req.Out, made.At, to)
	if err != nil {
		return made, err
	}
	b := &backingUp{App: a, ctx: ctx, out: out, tell: req.Progress, withKey: req.WithChainKey}
	if err := a.Store.Snapshot(ctx, b, b.first); err != nil {
		return made, b.meaning(err)
	}
	if err := out.ChainKey(b.place, b.keys); err != nil {
		return made, err
	}
	for _, sum := range b.files {
		if err := b.file(sum); err != nil {
			return made, b.meaning(err)
		}
	}
	m, sha, err := out.Close(func(m *backup.Manifest) {
		m.Workspace, m.Events, m.Head = made.Workspace, b.head.LastEvent, b.head.Head
	})
	if err != nil {
		return made, err
	}
	b.told()
	made.Bytes, made.SHA256, made.Files, made.Damaged = out.Written(), sha, m.Files.Count, m.Damaged
	made.Events, made.Head, made.ChainKey = m.Events, m.Head, b.place
	return made, nil
}

// makeBackup records that a backup is made.
func (s *session) makeBackup(req operator.BackupRequest) (operator.Backup, error) {
	if err := s.may(policy.MakeBackup); err != nil {
		return operator.Backup{}, err
	}
	if req.Out == nil {
		return operator.Backup{}, operator.Errorf(operator.Invalid, "a backup needs a place to be written to").
			WithHint("operator backup --out FILE").Reason("no_output")
	}
	encrypted := "false"
	if len(req.Recipients) > 0 {
		encrypted = "true"
	}
	refs := map[string]string{"encrypted": encrypted}
	place, _, err := s.chainKeyFor(s.ws, req.WithChainKey)
	if err != nil {
		return operator.Backup{}, err
	}
	if place == operator.ChainKeyIncluded {
		refs["chain_key"] = string(place)
	}
	s.record("backup.made", "", 0, refs, nil)
	return operator.Backup{At: s.now, Workspace: s.ws.Name, Encrypted: len(req.Recipients) > 0, ChainKey: place}, nil
}

// chainKeyFor says where the key of the log will be for who has a backup, and gives the
// keys that are to be in it.
func (s *session) chainKeyFor(ws store.Workspace, asked bool) (operator.ChainKeyPlace, string, error) {
	if asked && !s.call.Trusted {
		return "", "", operator.Errorf(operator.Denied, "the key of the log leaves the machine of the server with nobody who asks over the network").
			WithHint("on that machine: operator backup --with-chain-key --out FILE").Reason("chain_key_kept")
	}
	switch {
	case len(ws.Keys) == 0:
		return operator.ChainKeyInStore, "", nil
	case !asked:
		return operator.ChainKeyLeftOut, "", nil
	}
	k, err := s.app.chainKeys(ws)
	if err == nil {
		_, err = k.current()
	}
	return operator.ChainKeyIncluded, k.keys.String(), err
}

// backingUp is a backup on its way. It is what the snapshot is written to.
type backingUp struct {
	*App
	ctx      context.Context // the backup lives no longer than the call that it belongs to
	out      *backup.Writer
	database io.Writer
	head     operator.Anchor
	files    []blob.Sum
	total    int
	withKey  bool
	place    operator.ChainKeyPlace
	keys     string
	failed   error // of writing
	tell     func(done, total int)
	since    int64
}

// first looks at the snapshot before it is written.
func (b *backingUp) first(r store.Reader, size int64) error {
	s, err := b.session(b.ctx, r, nil)
	if err != nil {
		return err
	}
	if b.head, err = s.auditAnchor(operator.AnchorRequest{}); err != nil {
		return err
	}
	if b.place, b.keys, err = s.chainKeyFor(s.ws, b.withKey); err != nil {
		return err
	}
	for sum, err := range r.Files() {
		if err != nil {
			return err
		}
		if len(sum) == len(blob.Sum{}) {
			b.files = append(b.files, blob.Sum(sum))
		}
	}
	slices.SortFunc(b.files, func(x, y blob.Sum) int { return bytes.Compare(x[:], y[:]) })
	b.total = int(size)
	for info, err := range b.Files.All(b.ctx) {
		if err != nil {
			return err
		}
		b.total += int(info.Size)
	}
	b.database, b.failed = b.out.Database(size)
	return b.failed
}

// Write takes the snapshot.
func (b *backingUp) Write(p []byte) (int, error) {
	n, err := b.database.Write(p)
	if err != nil {
		b.failed = err
	}
	b.now()
	return n, err
}

// file adds a file. One that is missing is noted; so is one that is damaged, which is
// there as it is.
func (b *backingUp) file(sum blob.Sum) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	content, err := b.Files.Open(b.ctx, sum)
	if operator.CodeOf(err) == operator.NotFound {
		b.out.Damaged(sum)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	size, err := content.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = content.Seek(0, io.SeekStart)
	}
	if err != nil {
		return operator.Wrap(operator.IO, err, "the file %s cannot be read", sum).Reason("read_failed")
	}
	_, err = b.out.File(sum, size, counting{b, content})
	return err
}

// counting tells of what is read.
type counting struct {
	b    *backingUp
	from io.Reader
}

func (c counting) Read(p []byte) (int, error) {
	if err := c.b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.from.Read(p)
	c.b.now()
	return n, err
}

// toldEach is after how many bytes progress is told of.
const toldEach = 1 << 20

// now tells of progress now and then.
func (b *backingUp) now() {
	if done := b.out.Written(); b.tell != nil && done-b.since >= toldEach {
		b.since = done
		b.tell(min(int(done), b.total), b.total)
	}
}

// told says that all is done.
func (b *backingUp) told() {
	if b.tell != nil {
		b.tell(b.total, b.total)
	}
}

// meaning gives an error of writing a meaning, which the store leaves to us.
func (b *backingUp) meaning(err error) error {
	if b.ctx.Err() != nil {
		return b.ctx.Err()
	}
	if _, ok := errors.AsType[*operator.Error](err); ok || b.failed == nil {
		return err
	}
	return operator.Wrap(operator.IO, err, "the backup cannot be written").Reason("write_failed")
}

package backend

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// smallDemo is a small store.
func smallDemo(t *testing.T) config.Config {
	t.Helper()
	c := demoConfig(t)
	if _, err := Demo(t.Context(), c, demo.Options{Properties: 20, Messages: 300, Seed: 1, Now: demoNow}); err != nil {
		t.Fatal(err)
	}
	return c
}

// backedUp is a backup of a store, with what was said of it.
func backedUp(t *testing.T, c config.Config) ([]byte, operator.Backup) {
	t.Helper()
	ctx, s := asAdmin(t, c)
	var out bytes.Buffer
	made, err := s.Backup(ctx, operator.BackupRequest{Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), made
}

// everyRow is every row of every table, as dumps give them.
func everyRow(t *testing.T, c config.Config) map[string][]any {
	t.Helper()
	rows := map[string][]any{}
	err := boltstore.Open(storeOptions(c)).View(t.Context(), func(r store.Reader) error {
		for _, table := range r.Tables() {
			for row, err := range r.Rows(table.Name, nil, nil) {
				if err != nil {
					return err
				}
				rows[table.Name] = append(rows[table.Name], row)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestARestoreDrill does what docs/backup.md says to practise.
func TestARestoreDrill(t *testing.T) {
	t.Parallel()
	c := smallDemo(t)
	raw, made := backedUp(t, c)
	to := c
	to.Store = filepath.Join(t.TempDir(), "elsewhere", "store")
	report, err := VerifyBackup(t.Context(), to, operator.ReadBackupRequest{Content: bytes.NewReader(raw)})
	if err != nil || len(report.Findings) > 0 || report.Events != made.Events || report.Head != made.Head || report.SHA256 != made.SHA256 || report.Bytes != made.Bytes || report.Files != made.Files || report.Rows == 0 {
		t.Errorf("verify gives %+v, %v", report, err)
	}
	done, err := RestoreBackup(t.Context(), to, operator.ReadBackupRequest{Content: bytes.NewReader(raw)})
	if err != nil || done.Events != made.Events {
		t.Fatalf("restore gives %+v, %v", done, err)
	}
	ctx, restored := asAdmin(t, to)
	found, err := restored.(*embedded).App.Check(ctx, operator.CheckRequest{ReadData: true})
	if err != nil || len(found.Findings) > 0 || found.Files != made.Files {
		t.Errorf("check gives %+v, %v", found, err)
	}
	audit, err := restored.VerifyAudit(ctx, operator.VerifyAuditRequest{ExpectHeads: []string{made.Head}})
	if err != nil || len(audit.Findings) > 0 || audit.Head != made.Head {
		t.Errorf("audit gives %+v, %v", audit, err)
	}
	_, original := asAdmin(t, c)
	before, err1 := original.ListInbox(ctx, operator.ListInboxRequest{})
	after, err2 := restored.ListInbox(ctx, operator.ListInboxRequest{})
	if diff := cmp.Diff(before, after); diff != "" || err1 != nil || err2 != nil {
		t.Errorf("the inbox differs: %s %v %v", diff, err1, err2)
	}
	if diff := cmp.Diff(everyRow(t, c), everyRow(t, to)); diff != "" {
		t.Errorf("rows differ: %s", diff)
	}
	if _, err := restored.SendMessage(ctx, operator.SendMessageRequest{Property: "MR-001", To: []operator.Ref{"home"}, Body: "We are back"}); err != nil {
		t.Error(err)
	}
	if _, err := RestoreBackup(t.Context(), to, operator.ReadBackupRequest{Content: bytes.NewReader(raw)}); operator.CodeOf(err) != operator.Conflict {
		t.Errorf("a second restore gives %v", err)
	}
}

func TestARestoreOfADamagedBackupLeavesNothing(t *testing.T) {
	t.Parallel()
	raw, _ := backedUp(t, smallDemo(t))
	wrong := bytes.Clone(raw)
	wrong[len(wrong)/2] ^= 1
	for name, content := range map[string][]byte{"changed": wrong, "cut short": raw[:len(raw)-3000], "empty": nil} {
		parent := t.TempDir()
		c := demoConfig(t)
		c.Store = filepath.Join(parent, "a", "store")
		for _, dry := range []bool{true, false} {
			ctx := operator.WithCall(t.Context(), operator.Call{DryRun: dry})
			if _, err := RestoreBackup(ctx, c, operator.ReadBackupRequest{Content: bytes.NewReader(content)}); err == nil {
				t.Errorf("%s: it is restored", name)
			}
			if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
				t.Errorf("%s: %v is left, %v", name, left, err)
			}
		}
	}
}

func TestABackupNamesTheFilesThatAreLost(t *testing.T) {
	t.Parallel()
	c := smallDemo(t)
	var blobs []string
	err := filepath.WalkDir(filepath.Join(c.Store, blobsFolder), func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && len(e.Name()) >= 60 {
			blobs = append(blobs, path)
		}
		return err
	})
	if err != nil || len(blobs) < 2 {
		t.Fatalf("there are %d files, %v", len(blobs), err)
	}
	changed, err := os.ReadFile(blobs[1])
	if err != nil {
		t.Fatal(err)
	}
	changed[0] ^= 1
	if err := errors.Join(os.Remove(blobs[0]), os.Chmod(blobs[1], 0o600), os.WriteFile(blobs[1], changed, 0o600)); err != nil {
		t.Fatal(err)
	}
	raw, made := backedUp(t, c)
	if len(made.Damaged) != 2 {
		t.Errorf("it names %v", made.Damaged)
	}
	report, err := VerifyBackup(t.Context(), c, operator.ReadBackupRequest{Content: bytes.NewReader(raw)})
	if err != nil || len(report.Findings) != 2 || !slices.Equal(report.Damaged, made.Damaged) {
		t.Errorf("verify gives %+v, %v", report, err)
	}
}

func TestABackupThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Parallel()
	c := smallDemo(t)
	ctx, s := asAdmin(t, c)
	for after := range 3 {
		_, err := s.Backup(ctx, operator.BackupRequest{Out: &failing{left: after * 300_000}})
		if operator.CodeOf(err) != operator.IO {
			t.Errorf("after %d writes: %v", after, err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	_, err := s.Backup(ended, operator.BackupRequest{Out: &failing{left: 100_000, then: cancel}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("one that is not wanted any more gives %v", err)
	}
	left, err := filepath.Glob(filepath.Join(c.Store, "operator.db.*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%q is left, %v", left, err)
	}
}

// failing takes some bytes and then no more.
type failing struct {
	left int
	then func()
}

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		if f.then != nil {
			f.then()
		}
		return 0, errors.New("no more")
	}
	return len(p), nil
}

package backend

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// firstSchema is the earliest that there is a way from.
const firstSchema = 4

// fixture is the backup of a small company by a program of a schema.
func fixture(schema uint64) string {
	return filepath.Join("testdata", fmt.Sprintf("schema-%d.tar.gz", schema))
}

// TestAStoreOfEverySchemaOpens has a store that was made by the program of each schema, up
// to this one, listed, written to and checked. Whoever changes the schema and forgets the
// step from the one before, or the store of the new one, is told here. With UPDATE=1 a
// store of this schema is made where there is none; those that are there never change.
func TestAStoreOfEverySchemaOpens(t *testing.T) {
	t.Parallel()
	last := schemaNow(t)
	if os.Getenv("UPDATE") != "" {
		makeFixture(t, fixture(last))
	}
	for schema := uint64(firstSchema); schema <= last; schema++ {
		t.Run(fmt.Sprint(schema), func(t *testing.T) {
			t.Parallel()
			c := config.Config{Store: filepath.Join(t.TempDir(), "store"), Timeout: demoConfig(t).Timeout, Now: demoConfig(t).Now}
			unpack(t, fixture(schema), c.Store)
			use(t, c, schema, last)
			to := c
			to.Store = filepath.Join(t.TempDir(), "restored")
			raw := unzipped(t, fixture(schema))
			if _, err := RestoreBackup(t.Context(), to, operator.ReadBackupRequest{Content: bytes.NewReader(raw)}); err != nil {
				t.Fatalf("its backup is restored with %v", err)
			}
			use(t, to, last, last)
			report, err := VerifyBackup(t.Context(), c, operator.ReadBackupRequest{Content: bytes.NewReader(raw)})
			if err != nil || len(report.Findings) > 0 || report.Rows == 0 {
				t.Errorf("its backup is verified with %+v, %v", report, err)
			}
		})
	}
}

// use lists, writes and checks.
func use(t *testing.T, c config.Config, has, last uint64) {
	t.Helper()
	schemaIs(t, c, has)
	ctx, s := asAdmin(t, c)
	homes, err := s.ListProperties(ctx, operator.ListPropertiesRequest{})
	if has == last || operator.CodeOf(err) != operator.Protocol { // rows that are others are read once somebody has written
		must(t, err)
		if len(homes.Items) == 0 {
			t.Error("it has no homes")
		}
	}
	schemaIs(t, c, has)
	_, err = s.AddCommunity(ctx, operator.AddCommunityRequest{Code: "NEW", Name: "New Place"})
	must(t, err)
	schemaIs(t, c, last)
	if talks, err := s.ListConversations(ctx, operator.ListConversationsRequest{All: true}); err != nil || len(talks.Items) == 0 {
		t.Errorf("it has %d conversations, %v", len(talks.Items), err)
	}
	found, err := s.(*embedded).App.Check(ctx, operator.CheckRequest{ReadData: true})
	if err != nil || len(found.Findings) > 0 || found.Unverified > 0 || found.Events == 0 {
		t.Errorf("the check gives %+v, %v", found, err)
	}
	kept := boltstore.Before(storeOptions(c))
	if (has != last) != (len(kept) == 1) {
		t.Errorf("from %d to %d the copies are %q", has, last, kept)
	}
}

// schemaNow is the schema of this program.
func schemaNow(t *testing.T) uint64 {
	t.Helper()
	_, want, _ := boltstore.SchemaOf(boltstore.Options{Dir: t.TempDir()}) // there is no store to look at
	return want
}

func schemaIs(t *testing.T, c config.Config, want uint64) {
	t.Helper()
	if have, _, err := boltstore.SchemaOf(storeOptions(c)); have != want || err != nil {
		t.Fatalf("the store has schema %d, %v; want %d", have, err, want)
	}
}

// makeFixture writes the backup of a small company, unless it is there.
func makeFixture(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	}
	c := demoConfig(t)
	_, err := Demo(t.Context(), c, demo.Options{Properties: 4, Messages: 40, Seed: 1, Now: demoNow})
	must(t, err)
	raw, _ := backedUp(t, c)
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	must(t, err)
	_, err = w.Write(raw)
	must(t, errors.Join(err, w.Close(), os.MkdirAll(filepath.Dir(path), 0o755)))
	must(t, os.WriteFile(path, out.Bytes(), 0o644))
}

func unzipped(t *testing.T, path string) []byte {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatalf("there is no store of a schema; make it with UPDATE=1, as docs/changing.md says: %v", err)
	}
	defer file.Close()
	r, err := gzip.NewReader(file)
	must(t, err)
	raw, err := io.ReadAll(r)
	must(t, err)
	return raw
}

// unpack makes the store itself of a backup, without the program that restores one.
func unpack(t *testing.T, path, store string) {
	t.Helper()
	must(t, os.MkdirAll(store, 0o700))
	files := fsblob.Open(filepath.Join(store, blobsFolder))
	for r := tar.NewReader(bytes.NewReader(unzipped(t, path))); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		must(t, err)
		switch {
		case head.Name == "operator.db":
			raw, err := io.ReadAll(r)
			must(t, errors.Join(err, os.WriteFile(filepath.Join(store, head.Name), raw, 0o600)))
		case strings.HasPrefix(head.Name, blobsFolder):
			_, err := files.Put(t.Context(), r, 1<<30)
			must(t, err)
		}
	}
}

package backend

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/demo"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var _ demo.Rows = (*boltstore.Loader)(nil)

// Demo makes an embedded store with a made-up company in it, where the
// configuration says. Its files are kept before the rows that name them. There is
// a whole store at the end, or none.
func Demo(ctx context.Context, c config.Config, o demo.Options) (demo.Made, error) {
	var made demo.Made
	if c.Remote != "" {
		return made, operator.Errorf(operator.Usage, "demo makes an embedded store, and cannot make one at %s", c.Remote).
			WithHint("operator demo DIR").Reason("local_only")
	}
	if err := o.Check(); err != nil {
		return made, err
	}
	blobs := filepath.Join(c.Store, blobsFolder)
	missing := missingFolders(blobs)
	err := boltstore.Load(ctx, storeOptions(c), demo.Workspace(o), func(l *boltstore.Loader) error {
		if err := keepDemoFiles(ctx, blobs); err != nil {
			return err
		}
		var err error
		made, err = demo.Generate(ctx, inTwo(o, l), l)
		return err
	})
	if err != nil {
		removeMade(missing)
	}
	return made, err
}

// inTwo has progress told of both halves of the work as of one: making the rows
// up, and writing them.
func inTwo(o demo.Options, l *boltstore.Loader) demo.Options {
	tell, acts := o.Progress, 0
	if tell == nil {
		return o
	}
	o.Progress = func(done, total int) {
		acts = total
		tell(done, 2*acts)
	}
	l.OnWrite(func(done, total int) {
		tell(acts+int(int64(acts)*int64(done)/int64(total)), 2*acts)
	})
	return o
}

// missingFolders are the folder and those above it that are not there.
func missingFolders(folder string) []string {
	var missing []string
	for {
		if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
			return missing
		}
		missing = append(missing, folder)
		folder = filepath.Dir(folder)
	}
}

// removeMade removes the folder of files that missingFolders was asked for, with what was
// put into it, which nothing names, and those above it. What was there stays.
func removeMade(missing []string) {
	for i, folder := range missing {
		if i == 0 {
			_ = os.RemoveAll(folder)
			continue
		}
		_ = os.Remove(folder) // unless something is in it
	}
}

func keepDemoFiles(ctx context.Context, blobs string) error {
	files, err := demo.Files()
	if err != nil {
		return err
	}
	to := fsblob.Open(blobs)
	for _, f := range files {
		if _, err := to.Put(ctx, bytes.NewReader(f.Content), operator.MaxAttachment); err != nil {
			return err
		}
	}
	return nil
}

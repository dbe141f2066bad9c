package backend

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// HasStore says whether there is a store in a folder, as far as its name tells.
func HasStore(folder string) bool {
	_, err := boltstore.Examine(boltstore.Options{Dir: folder})
	return err == nil
}

// patienceOfDoctor is how long a diagnosis waits for a store that is locked.
const patienceOfDoctor = 3 * time.Second

// Diagnose looks at where a configuration leads, and then asks the service there.
// It changes nothing, and does not wait long.
func Diagnose(ctx context.Context, c config.Config, call operator.Call) []operator.Diagnosis {
	if c.From.Timeout == config.FromDefault {
		c.Timeout = min(c.Timeout, patienceOfDoctor)
	}
	var list []operator.Diagnosis
	if c.Remote == "" {
		var whole bool
		if list, whole = diagnoseStore(ctx, c); !whole {
			return list
		}
	}
	s, release, err := Open(ctx, c)
	if err != nil {
		return append(list, operator.Failed("instance", err))
	}
	found, err := s.Diagnose(operator.WithCall(ctx, call), operator.DiagnoseRequest{})
	switch e, ok := errors.AsType[*operator.Error](err); {
	case ok && e.Details["reason"] == "not_allowed":
		// Others may look at the machine, which is theirs, and at who they are.
		list = append(list, diagnoseOthers(operator.WithCall(ctx, call), c, s, err)...)
	case ok && (e.Code == operator.Denied || e.Code == operator.NotFound):
		list = append(list, operator.Failed("person", c.Advise(err)))
	case err != nil:
		list = append(list, operator.Failed("data", err))
	}
	if err := release(); err != nil {
		list = append(list, operator.Failed("store", err))
	}
	return append(list, found...)
}

// diagnoseOthers says who acts to those who may not ask how the workspace is.
func diagnoseOthers(ctx context.Context, c config.Config, s operator.Service, refusal error) []operator.Diagnosis {
	me, err := s.Whoami(ctx, operator.WhoamiRequest{})
	if err != nil {
		return []operator.Diagnosis{operator.Failed("person", c.Advise(err))}
	}
	as := string(me.Person.Kind)
	if me.Role != nil {
		as = string(*me.Role)
	}
	d := operator.Diagnosed("person", operator.HealthOK, "%s (%s) acts: %s", me.Person.Name, me.Person.Ref, as)
	if me.Token != nil {
		d.Text += "; by the token " + me.Token.Ref.String()
	}
	return []operator.Diagnosis{d, operator.Diagnosed("workspace", operator.HealthOK, "%s answers; %s", me.Workspace, refusal)}
}

// diagnoseStore looks at an embedded store from outside, then opens it. It says
// whether there is one to ask.
func diagnoseStore(ctx context.Context, c config.Config) ([]operator.Diagnosis, bool) {
	o := storeOptions(c)
	about, err := boltstore.Examine(o)
	if err != nil {
		return []operator.Diagnosis{operator.Failed("store", err)}, false
	}
	list := []operator.Diagnosis{diagnoseFolder(o), diagnoseFileSystem(about), diagnoseDisk(about), diagnoseLock(about, c.Now())}
	if about.Holder != nil && about.Holder.Answers() {
		list = append(list, operator.Diagnosed("database", operator.HealthOK, "%.1f MB, open in the server, which is asked at %s",
			float64(about.Size)/1e6, about.Holder.Socket))
		return append(list, diagnoseKept(o)...), true
	}
	list = append(list, diagnoseWriting(o)...)
	began := time.Now()
	err = boltstore.Open(o).View(ctx, func(store.Reader) error { return nil })
	if err != nil {
		return append(list, operator.Failed("database", err)), false
	}
	list = append(list, operator.Diagnosed("database", operator.HealthOK, "%.1f MB, schema %d, opened in %s",
		float64(about.Size)/1e6, schemaOf(o), time.Since(began).Round(10*time.Microsecond)))
	list = append(list, diagnoseSchema(o)...)
	return append(list, diagnoseLeftovers(ctx, c, about)), true
}

// schemaOf is the schema of a store that was opened a moment ago.
func schemaOf(o boltstore.Options) uint64 {
	have, want, err := boltstore.SchemaOf(o)
	if err != nil {
		return want // somebody writes right now, and has brought it there
	}
	return have
}

// diagnoseSchema tells of a store of an earlier schema, and of what there is from before a
// change of it.
func diagnoseSchema(o boltstore.Options) []operator.Diagnosis {
	have, want, err := boltstore.SchemaOf(o)
	if err == nil && have != want {
		return []operator.Diagnosis{operator.Diagnosed("schema", operator.HealthWarning, "the store has schema %d, and the next change brings it to %d", have, want).
			WithAdvice("operator reindex, which keeps a copy of what was before")}
	}
	return diagnoseKept(o)
}

// diagnoseKept tells of the copies that are there from before a change of the schema,
// which is seen from outside also where a server has the store.
func diagnoseKept(o boltstore.Options) []operator.Diagnosis {
	var list []operator.Diagnosis
	for _, kept := range boltstore.Before(o) {
		list = append(list, operator.Diagnosed("schema", operator.HealthWarning, "%s is the store as it was before its schema was changed, with who was erased since", kept).
			WithAdvice("rm %s", kept))
	}
	return list
}

func diagnoseFolder(o boltstore.Options) operator.Diagnosis {
	folder, err := os.Stat(o.Dir)
	if err != nil {
		return operator.Failed("store", operator.Wrap(operator.IO, err, "cannot be looked at"))
	}
	for _, path := range append([]string{o.Dir}, o.Files()...) {
		found, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a lock file that is made when it is needed
		}
		if err != nil {
			return operator.Failed("store", operator.Wrap(operator.IO, err, "cannot be looked at"))
		}
		if d, safe := diagnoseMode(path, found, folder); !safe {
			return d
		}
	}
	return operator.Diagnosed("store", operator.HealthOK, "%s, for its owner alone", o.Dir)
}

// diagnoseWriting tells of what this user may not write, of a store that no server has.
func diagnoseWriting(o boltstore.Options) []operator.Diagnosis {
	for _, path := range append([]string{o.Dir, filepath.Join(o.Dir, blobsFolder)}, o.Files()...) {
		if err := boltstore.MayWrite(path); err != nil {
			return []operator.Diagnosis{operator.Failed("writing", err)}
		}
	}
	return nil
}

func diagnoseFileSystem(about boltstore.About) operator.Diagnosis {
	if about.Network != "" {
		return operator.Diagnosed("file system", operator.HealthProblem, "the store is on a network file system (%s), where locks do not hold", about.Network).
			WithAdvice("keep the store on a local disk, and run operator on that machine")
	}
	return operator.Diagnosed("file system", operator.HealthOK, "a local one, as far as can be told")
}

// How much room there should be: less is told, and with still less a change may
// fail soon.
const (
	lowDisk  = 1 << 30
	fullDisk = 64 << 20
)

func diagnoseDisk(about boltstore.About) operator.Diagnosis {
	size := fmt.Sprintf("%.1f GB are free", float64(about.Free)/1e9)
	switch {
	case about.Free < 0:
		return operator.Diagnosed("disk", operator.HealthOK, "how much is free cannot be told here")
	case about.Free < fullDisk:
		return operator.Diagnosed("disk", operator.HealthProblem, "%.0f MB are free", float64(about.Free)/1e6).WithAdvice("make room: changes will fail")
	case about.Free < max(lowDisk, about.Size):
		return operator.Diagnosed("disk", operator.HealthWarning, "%s", size).WithAdvice("make room: a copy of the database needs %.1f GB", float64(about.Size)/1e9)
	}
	return operator.Diagnosed("disk", operator.HealthOK, "%s", size)
}

// longHeld is how long a change may take before it is told.
const longHeld = time.Minute

func diagnoseLock(about boltstore.About, now time.Time) operator.Diagnosis {
	switch h := about.Holder; {
	case h == nil:
		return operator.Diagnosed("lock", operator.HealthOK, "nobody writes")
	case h.Answers(): // a server has the store for as long as it runs, and changes it for others
		return operator.Diagnosed("lock", operator.HealthOK, "held by %s, which others ask", h)
	case now.Sub(h.Since) > longHeld:
		return operator.Diagnosed("lock", operator.HealthWarning, "held by %s", h).WithAdvice("wait for it, or end it: others cannot change anything")
	default:
		return operator.Diagnosed("lock", operator.HealthOK, "held by %s", h)
	}
}

// diagnoseLeftovers looks for what processes that died have left behind.
func diagnoseLeftovers(ctx context.Context, c config.Config, about boltstore.About) operator.Diagnosis {
	n, err := fsblob.Open(filepath.Join(c.Store, blobsFolder)).Leftovers(ctx, c.Now())
	switch {
	case err != nil:
		return operator.Failed("leftovers", err)
	case about.Leftover != "":
		return operator.Diagnosed("leftovers", operator.HealthWarning, "%s was left behind by a process that died", about.Leftover).
			WithAdvice("rm %s", about.Leftover)
	case n > 0:
		return operator.Diagnosed("leftovers", operator.HealthWarning, "unfinished files in %s: %d", blobsFolder, n).WithAdvice("operator workspace sweep")
	}
	return operator.Diagnosed("leftovers", operator.HealthOK, "no process that died has left anything behind")
}

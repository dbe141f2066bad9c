package boltstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// A store of an earlier schema is brought to this program's by steps, from one number to
// the next. They run the first time that somebody opens it to write, all of them in one
// transaction with the new number, so that a store has one schema or the other, however
// the process ends. Before the first of them a copy is put beside the store: a program
// that knows the earlier schema alone opens that, and not the store any more.
//
// Who only reads writes nothing: a store is read as it is where its rows are what this
// program reads, and is refused otherwise, until somebody has written.

// A schemaStep brings a store from a schema to the next one.
type schemaStep struct {
	from  uint64
	does  string // what is new, in words that end "the next schema…"
	reads bool   // rows of the schema from are read as they are
	run   func(*bolt.Tx) error
}

// schemaSteps are those from every schema that a release had, or that is in use.
var schemaSteps = []schemaStep{
	{from: 4, does: "may have the key of its log in a file: a program that knows no such thing would go on with another", reads: true, run: func(*bolt.Tx) error { return nil }},
	{from: 5, does: "has the words of updates in its index: a program that knows none would not keep them true", reads: true, run: indexUpdates},
}

// indexUpdates puts what updates say into the index of words, which had messages alone.
// It is the index as it is today: a schema that has another makes it anew from the rows.
func indexUpdates(tx *bolt.Tx) error {
	w := writer{reader{tx: tx}}
	for _, of := range []kind{ofPosts, ofUpdates} {
		for more := true; more; {
			var err error
			if more, err = w.indexChunk(of); err != nil {
				return err
			}
		}
	}
	return nil
}

// stepsFrom are the steps to the schema of this program; false if there is no way.
func stepsFrom(have uint64) ([]schemaStep, bool) {
	var way []schemaStep
	for _, s := range schemaSteps {
		if s.from == have+uint64(len(way)) {
			way = append(way, s)
		}
	}
	return way, len(way) > 0 && have+uint64(len(way)) == schemaVersion
}

// readable refuses to read a store whose rows are not what this program reads.
func readable(path string, have uint64) error {
	way, _ := stepsFrom(have)
	for _, s := range way {
		if !s.reads {
			return wrongSchema(path, have).
				WithHint("the next change brings it to the schema of this program, and keeps a copy: operator reindex").Reason("schema_older")
		}
	}
	return nil
}

func wrongSchema(path string, have uint64) *operator.Error {
	return operator.Errorf(operator.Protocol, "the database %s has schema %d, this program has %d", path, have, uint64(schemaVersion)).
		With("have", have).With("want", uint64(schemaVersion))
}

// before is what the copy of a store of an earlier schema is called.
func (o Options) before(have uint64) string {
	return fmt.Sprintf("%s.schema-%d", o.db(), have)
}

// raise brings a store that is open to write to the schema of this program. Nobody else
// has it open.
func (s *session) raise(o Options, have uint64) error {
	if have == schemaVersion {
		return nil
	}
	path := o.before(have)
	err := s.view(context.Background(), func(tx *bolt.Tx) error { return keepBefore(o, path, tx) })
	if err != nil {
		return failure(err, "the database %s cannot be copied to %s before its schema is changed", s.path, path)
	}
	err = s.update(context.Background(), func(tx *bolt.Tx) error { return raise(tx, have) })
	if err != nil {
		return failure(err, "the schema of the database %s cannot be changed", s.path)
	}
	return nil
}

// keepBefore copies a database, and looks at every page of the copy. One that is there is
// of somebody who came no further.
func keepBefore(o Options, path string, tx *bolt.Tx) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := makeFile(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = tx.WriteTo(file)
	if err == nil && !o.NoSync {
		err = errors.Join(file.Sync(), syncFolder(filepath.Dir(path)))
	}
	if err == nil {
		_, err = wholePages(file, path)
	}
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}

// raise runs the steps from a schema, and notes the new one.
func raise(tx *bolt.Tx, have uint64) error {
	way, ok := stepsFrom(have)
	if !ok {
		return operator.Errorf(operator.Internal, "there is no way from schema %d to %d", have, uint64(schemaVersion))
	}
	for _, s := range way {
		if err := s.run(tx); err != nil {
			return fmt.Errorf("from schema %d: %w", s.from, err)
		}
	}
	return tx.Bucket([]byte(metaBucket)).Put([]byte(schemaKey), strconv.AppendUint(nil, schemaVersion, 10))
}

// SchemaOf is the schema that a store has, and that of this program.
func SchemaOf(o Options) (have, want uint64, err error) {
	file, err := openDB(o, false)
	if err != nil {
		return 0, schemaVersion, err
	}
	defer func() { _ = file.Close() }()
	have, err = preflight(file, o.db())
	return have, schemaVersion, err
}

// Before are the copies of a store that were made before its schema was changed.
func Before(o Options) []string {
	found, _ := filepath.Glob(o.db() + ".schema-*") // it fails for a bad pattern alone
	return found
}

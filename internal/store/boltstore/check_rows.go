package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	bolt "go.etcd.io/bbolt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Check looks at everything, from the pages up to what rows say about each other:
// that counts are right, sequences have no holes, and whatever a row names is
// there. The hashes of the events are not its business, nor are the files.
//
// Each layer is looked at only where the one below is whole: a row that cannot be
// read says nothing about others. At most maxFindings are told, and how many more
// there are.
func (s *Store) Check(ctx context.Context, report func(finding string)) (store.Checked, error) {
	_, served := s.engine.(*held)
	c := &checker{wanted: ctx.Err, report: report, served: served}
	err := s.engine.View(ctx, func(tx *bolt.Tx) error {
		c.all, c.reader = tx, reader{tx: keepOpen(ctx, tx)}
		return c.everything()
	})
	if e, ok := errors.AsType[*operator.Error](err); ok && e.Details["reason"] == "db_damaged" && c.reader.tx != nil {
		c.found("%v", e)
		err = nil
	}
	if more := c.findings - maxFindings; more > 0 {
		report(fmt.Sprintf("%d findings more", more))
	}
	return c.checked, err
}

// A checker counts what it looks at and what it finds.
type checker struct {
	reader
	all      *bolt.Tx
	wanted   func() error // says why the check is no longer wanted
	report   func(string)
	findings int
	checked  store.Checked
	steps    int
	served   bool // others write meanwhile
	matched  int  // entries of who is in the conversation
	// into is where the numbers of people lead who were merged into others.
	into map[operator.PersonID]operator.PersonID
}

func (c *checker) found(format string, args ...any) {
	if c.findings++; c.findings <= maxFindings {
		c.report(fmt.Sprintf(format, args...))
	}
}

// step is called for every row, and ends a check that is no longer wanted.
func (c *checker) step() error {
	if c.steps++; c.steps%1024 == 0 {
		return c.wanted()
	}
	return nil
}

func (c *checker) everything() error {
	c.readAhead()
	layers := [][]func() error{
		{c.pages},
		{c.keysInOrder},
		{c.structure},
		{c.tables},
		{c.leads, c.merges, c.workspace, c.people, c.homes, c.sales, c.assignments, c.conversations, c.rearrangements, c.versions, c.inboxes, c.updates, c.milestones, c.imports, c.access, c.webhooks, c.events},
	}
	for _, layer := range layers {
		for _, look := range layer {
			if err := look(); err != nil {
				return err
			}
		}
		if c.findings > 0 {
			return nil
		}
	}
	return nil
}

// readAhead reads the file once from its beginning to its end, because bbolt
// tells the system to expect reads here and there, which makes the first walk
// through a large file very slow. Should it fail, the walk will say why.
func (c *checker) readAhead() {
	file, err := os.Open(c.all.DB().Path())
	if err != nil {
		return
	}
	defer func() { _ = file.Close() }()
	block := make([]byte, 1<<20)
	for c.wanted() == nil {
		if _, err := io.ReadFull(file, block); err != nil {
			return
		}
	}
}

// keysInOrder walks through every bucket. It comes before bbolt's own check,
// because that runs in a goroutine of its own, where an offset that leads nowhere
// ends the program; here, it is an error.
func (c *checker) keysInOrder() error {
	for _, t := range tables() {
		for i, name := range t.buckets() {
			n, err := c.walk(name)
			if err != nil {
				return err
			}
			if i == 0 {
				c.checked.Rows += n
			} else {
				c.checked.Entries += n
			}
		}
	}
	return nil
}

func (c *checker) walk(name string) (int, error) {
	b, err := bucket(c.tx, name, false)
	if err != nil {
		c.found("%v", err)
		return 0, nil
	}
	var last []byte
	n := 0
	for k := range forward(b, nil, nil) {
		if n > 0 && bytes.Compare(last, k) >= 0 {
			c.found("the keys of %s are not in order at %x", name, k)
			return n, nil
		}
		last = append(last[:0], k...)
		n++
		if err := c.step(); err != nil {
			return n, err
		}
	}
	return n, nil
}

// pages looks at every page before anything follows what is in them.
func (c *checker) pages() error {
	if err := checkPages(c.all); err != nil {
		c.found("%v", err)
	}
	return c.wanted()
}

// structure has bbolt look, where nobody writes meanwhile. In a server, which keeps the
// file to itself and writes, what it would find besides is that space was lost.
func (c *checker) structure() error {
	if c.served {
		return nil
	}
	checkStructure(c.all, func(err error) { c.found("%v", err) })
	return c.wanted()
}

// tables looks at every row and at the indexes, both ways.
func (c *checker) tables() error {
	for _, t := range tables() {
		t.check(c.tx, func(err error) { c.found("%v", err) })
		if err := c.wanted(); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) workspace() error {
	_, err := c.Workspace()
	if err != nil {
		c.found("%v", err)
	}
	return nil
}

// stands says whether a table has a row, without reading it.
func stands[V any](c *checker, t table[V], key []byte) bool {
	b, err := t.own(c.tx)
	return err == nil && b.Get(key) != nil
}

// named reports that something names a row which is not there. Zero names nothing.
func named[V any, N interface {
	~uint64
	fmt.Stringer
}](c *checker, t table[V], id N, who fmt.Stringer, as string) {
	if id != 0 && !stands(c, t, num(id)) {
		c.found("%s names %s as its %s, which is not there", who, id, as)
	}
}

// every looks at each row of a table.
func every[V any](c *checker, t table[V], look func(V) error) error {
	for v, err := range t.rows(c.tx, "", nil, nil, false) {
		if err != nil {
			return err
		}
		if err := c.step(); err != nil {
			return err
		}
		if err := look(v); err != nil {
			return err
		}
	}
	return nil
}

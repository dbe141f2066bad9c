package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// The tables of the peer: what ours keeps of a buyer, but for the words to search by.
const (
	importTables = `pragma journal_mode=wal; pragma synchronous=full;
create table raw(external, first, last, email, phone);
create table person(id integer primary key, external, name, email, phone, created);
create table event(seq integer primary key, at, actor, action, object, digest, prev, hash);
create table detail(seq integer primary key, salt, content);
`
	importIndexes = `create index by_email on person(email);
create index by_external on person(external);
create index by_name on person(name);
create index by_phone on person(phone);
`
	// importRows makes rows of what was read, and %[1]d is how many there were before.
	importRows = `begin;
insert into person select rowid + %[1]d, external, first || ' ' || last, email, phone, 1 from raw;
insert into event select rowid + %[1]d, 1, 1, 'person.added', 'P' || rowid, randomblob(32), randomblob(32), randomblob(32) from raw;
insert into detail select rowid + %[1]d, randomblob(16), json_object('name', first || ' ' || last, 'email', email,
  'phones', json_array(json_object('Raw', phone, 'E164', phone, 'Label', '')), 'title', null, 'role', null,
  'external_ids', json_object('default', external)) from raw;
`
)

func (i *importBench) database(n int) string {
	return filepath.Join(i.b.dir, fmt.Sprint("imported-", n, ".sqlite"))
}

// sqlite has sqlite3 import a file into a new database.
func (i *importBench) sqlite(name string, n int, indexed bool) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (time.Duration, error) {
		file := i.database(n)
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.RemoveAll(file + end); err != nil {
				return 0, err
			}
		}
		first, last := importTables, importIndexes
		if indexed {
			first, last = importTables+"pragma cache_size=-500000;\n"+importIndexes, ""
		}
		took, err := i.script(ctx, file, first, name, 0, last)
		if err != nil {
			return 0, err
		}
		about, err := os.Stat(file)
		if err == nil && !indexed {
			i.peer[n] = importRun{took: took, file: about.Size()}
		}
		return took, err
	}
}

func (i *importBench) moreSQLite(ctx context.Context) (time.Duration, error) {
	return i.script(ctx, i.database(manyBuyers), "pragma synchronous=full; pragma cache_size=-500000;\ncreate table raw(external, first, last, email, phone);\n", "more", manyBuyers, "")
}

func (i *importBench) script(ctx context.Context, file, first, name string, before int, last string) (time.Duration, error) {
	p := &sqlitePeer{program: i.program, file: file}
	from := time.Now()
	err := p.exec(ctx, first+".mode csv\n.import --skip 1 "+i.csv(name)+" raw\n"+
		fmt.Sprintf(importRows, before)+"drop table raw;\n"+last+"commit;\npragma wal_checkpoint(truncate);\n")
	return time.Since(from), err
}

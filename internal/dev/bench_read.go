package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func startSuite(_ context.Context, b *workbench) ([]measurement, error) {
	return []measurement{
		{
			name: "start", what: "operator --version", beside: "hello world in Go", target: 2.5,
			ours: b.timed(b.operator, "--version"), theirs: b.timed(b.hello),
		},
	}, nil
}

const (
	fewMessages  = 10_000
	manyMessages = 1_000_000
)

func listSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	few, err := b.demoStore(ctx, fewMessages)
	if err != nil {
		return nil, err
	}
	many, err := b.demoStore(ctx, manyMessages)
	if err != nil {
		return nil, err
	}
	list := func(dir string) func(context.Context) (time.Duration, error) {
		return b.timed(b.operator, "inbox", "list", "--store", dir, "--limit", "20", "-o", "table")
	}
	ms := []measurement{
		{
			name: "list", what: "inbox list, 20 rows, 10 thousand messages", beside: "hello world in Go", target: 2.8,
			ours: list(few), theirs: b.timed(b.hello),
		},
		{
			name: "list-million", what: "inbox list, 20 rows, a million messages", beside: "with 10 thousand", target: 1.15,
			ours: list(many), theirs: list(few),
		},
	}
	peer, err := sqliteList(ctx, b, few)
	if err != nil {
		return ms, err
	}
	if peer != nil {
		ms = append(ms, measurement{
			name: "list-sqlite", what: "inbox list, 20 rows, 10 thousand messages", beside: "sqlite3 -box, the same rows", target: 1.4,
			ours: list(few), theirs: peer,
		})
	}
	return ms, nil
}

// sqliteList prepares a database with the rows that our list shows, and gives
// the time of sqlite3 showing twenty of them; nil where there is no sqlite3.
func sqliteList(ctx context.Context, b *workbench, dir string) (func(context.Context) (time.Duration, error), error) {
	sqlite, err := exec.LookPath("sqlite3")
	if err != nil {
		return nil, nil
	}
	file := filepath.Join(b.dir, "list.sqlite")
	out, err := b.run(ctx, "inbox", "list", "--store", dir, "-o", "tsv", "--columns", "property,ref,participants,last_message,age,unread")
	if err != nil {
		return nil, err
	}
	var sql strings.Builder
	sql.WriteString("drop table if exists inbox; create table inbox (at integer primary key, property, conversation, people, last, age, unread);\nbegin;\n")
	for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n")[1:] {
		cells := strings.Split(line, "\t")
		for j, c := range cells {
			cells[j] = "'" + strings.ReplaceAll(c, "'", "''") + "'"
		}
		fmt.Fprintf(&sql, "insert into inbox values (%d, %s);\n", i, strings.Join(cells, ", "))
	}
	sql.WriteString("commit;\n")
	cmd := exec.CommandContext(ctx, sqlite, file)
	cmd.Stdin = strings.NewReader(sql.String())
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("prepare sqlite3: %w\n%s", err, said)
	}
	return b.timed(sqlite, "-box", file, "select property, conversation, people, last, age, unread from inbox order by at limit 20"), nil
}

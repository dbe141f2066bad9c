package main

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// copiedTable is what PostgreSQL copies buyers into: the columns of the file, with the
// indexes that ours looks people up by. It has no events, and no words to search by.
const copiedTable = `create table buyer(external text primary key, first text, last text, email text, phone text);
create index on buyer(email);
create index on buyer(last, first);
create index on buyer(phone);
`

// morePostgres has PostgreSQL copy a file into a table that has a million rows and its
// indexes.
func (i *importBench) morePostgres(p *postgres) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (time.Duration, error) {
		if _, err := p.pool.Exec(ctx, copiedTable); err != nil {
			return 0, err
		}
		if err := i.copyInto(ctx, p, "many"); err != nil {
			return 0, err
		}
		if _, err := p.pool.Exec(ctx, "vacuum analyze buyer"); err != nil {
			return 0, err
		}
		if _, err := p.pool.Exec(ctx, "checkpoint"); err != nil {
			return 0, err
		}
		from := time.Now()
		err := i.copyInto(ctx, p, "more")
		return time.Since(from), err
	}
}

func (i *importBench) copyInto(ctx context.Context, p *postgres, name string) error {
	say := fmt.Sprintf(`\copy buyer from '%s' csv header`, i.csv(name))
	cmd := exec.CommandContext(ctx, "psql", "-q", "-h", p.folder, "-U", "bench", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-c", say)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("psql: %w\n%s", err, said)
	}
	return nil
}

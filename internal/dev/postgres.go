package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/jackc/pgx/v5/pgxpool"
)

// postgres is a PostgreSQL of our own as a peer: with its defaults, so that a commit is
// on disk, and a gigabyte of buffers, on a socket.
type postgres struct {
	bin, folder string
	pool        *pgxpool.Pool
}

// connections is how many the peer's pool has: more make it no faster on two cores.
const connections = 16

// postgres starts one until the suite ends. It is left out where there is none.
func (b *workbench) postgres(ctx context.Context) (*postgres, error) {
	bin, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "operator-postgres-") // a socket's path is short
	if err != nil {
		return nil, err
	}
	b.later(func() error { return os.RemoveAll(folder) })
	p := &postgres{bin: bin, folder: folder}
	if err := p.mayBeTaken(); err != nil {
		return nil, err
	}
	if err := p.program(ctx, "initdb", "-D", p.data(), "-A", "trust", "-U", "bench", "--no-sync"); err != nil {
		return nil, err
	}
	options := "-k " + folder + " -c listen_addresses= -c shared_buffers=1GB"
	if err := p.program(ctx, "pg_ctl", "-D", p.data(), "-l", filepath.Join(folder, "log"), "-w", "-o", options, "start"); err != nil {
		return nil, err
	}
	b.later(func() error {
		return p.program(context.Background(), "pg_ctl", "-D", p.data(), "-m", "immediate", "stop")
	})
	if p.pool, err = pgxpool.New(ctx, p.database()); err != nil {
		return nil, err
	}
	b.later(func() error { p.pool.Close(); return nil })
	return p, p.pool.Ping(ctx)
}

// database is how the server is reached.
func (p *postgres) database() string {
	return fmt.Sprintf("host=%s user=bench dbname=postgres pool_max_conns=%d", p.folder, connections)
}

func (p *postgres) data() string { return filepath.Join(p.folder, "data") }

// postgresPrograms is where the programs of the server are: Debian keeps them out of the
// path.
func postgresPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		path, err := exec.LookPath("initdb")
		if err != nil {
			return "", errSkip{"there is no PostgreSQL"}
		}
		found = []string{path}
	}
	return filepath.Dir(slices.Max(found)), nil
}

// superuser is who a server of PostgreSQL must not run as.
func superuser() bool { return os.Geteuid() == 0 }

// mayBeTaken gives the folder to the user whom Debian makes for the server, where the
// superuser runs this.
func (p *postgres) mayBeTaken() error {
	if !superuser() {
		return nil
	}
	if _, err := exec.LookPath("runuser"); err != nil {
		return errSkip{"PostgreSQL does not run as the superuser, and there is no runuser"}
	}
	return exec.Command("chown", "postgres", p.folder).Run()
}

// program runs one of the server's programs.
func (p *postgres) program(ctx context.Context, name string, args ...string) error {
	args = append([]string{filepath.Join(p.bin, name)}, args...)
	if superuser() {
		args = append([]string{"runuser", "-u", "postgres", "--"}, args...)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = p.folder
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, err), errors.New(said.String()))
	}
	return nil
}

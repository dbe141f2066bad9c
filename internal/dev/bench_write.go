package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// sendTarget is where the benchmarks send: a home of the demo workspace.
type sendTarget struct{ store, conversation string }

func (b *workbench) sendTarget(ctx context.Context) (sendTarget, error) {
	store, err := b.demoStore(ctx, fewMessages)
	if err != nil {
		return sendTarget{}, err
	}
	out, err := b.run(ctx, "inbox", "list", "--store", store, "-o", "id", "--limit", "1")
	return sendTarget{store, strings.TrimSpace(string(out))}, err
}

func (b *workbench) reply(t sendTarget) func(context.Context) (time.Duration, error) {
	return b.timed(b.operator, "msg", "reply", t.conversation, "--store", t.store, "-q", "-b", "The electrician comes on Thursday at nine.")
}

func sendSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	t, err := b.sendTarget(ctx)
	if err != nil {
		return nil, err
	}
	peer, err := newSQLitePeer(ctx, b)
	if err != nil {
		return nil, err
	}
	return []measurement{{
		name: "send", what: "one message, durable", beside: "sqlite3 writing the same rows, WAL, FULL", target: 0.75,
		ours: b.reply(t), theirs: peer.send,
	}}, nil
}

// together is how many senders a burst has.
const together = 50

func burstSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	t, err := b.sendTarget(ctx)
	if err != nil {
		return nil, err
	}
	ours := atOnce(together, b.reply(t))
	ms := []measurement{{
		name: "burst", what: "50 senders at once", beside: "50 starts of operator --version", target: 2.2, rounds: 10,
		ours: ours, theirs: atOnce(together, b.timed(b.operator, "--version")),
	}}
	peer, err := newSQLitePeer(ctx, b)
	if _, skip := err.(errSkip); skip {
		return ms, nil
	}
	return append(ms, measurement{
		name: "burst-sqlite", what: "50 senders at once", beside: "50 sqlite3, busy timeout 10 s", target: 0.75, rounds: 10,
		ours: ours, theirs: atOnce(together, peer.send),
	}), err
}

// atOnce times n runs begun together, until the last has ended.
func atOnce(n int, run func(context.Context) (time.Duration, error)) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (time.Duration, error) {
		errs := make([]error, n)
		var all sync.WaitGroup
		from := time.Now()
		for i := range n {
			all.Go(func() { _, errs[i] = run(ctx) })
		}
		all.Wait()
		took := time.Since(from)
		for _, err := range errs {
			if err != nil {
				return 0, err
			}
		}
		return took, nil
	}
}

// sqlitePeer writes with sqlite3 what a reply writes: the message, the
// conversation, six inbox entries and badges, the event, its details and chain.
type sqlitePeer struct{ program, file string }

func newSQLitePeer(ctx context.Context, b *workbench) (*sqlitePeer, error) {
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		return nil, errSkip{"there is no sqlite3 here"}
	}
	p := &sqlitePeer{program, filepath.Join(b.dir, "send.sqlite")}
	for _, f := range []string{p.file, p.file + "-wal", p.file + "-shm"} {
		if err := os.RemoveAll(f); err != nil {
			return nil, err
		}
	}
	var sql strings.Builder
	sql.WriteString(`pragma journal_mode=wal; pragma synchronous=full;
create table conversation (id integer primary key, property, last_seq, last_at, excerpt);
create index conversation_latest on conversation (property, last_at);
create table message (conversation, seq, id integer, author, body, at, primary key (conversation, seq)) without rowid;
create unique index message_id on message (id);
create table entry (person, conversation, unread, last_at, primary key (person, conversation)) without rowid;
create index entry_latest on entry (person, last_at);
create table total (person integer primary key, unread);
create table event (seq integer primary key, property, action, object, hash);
create index event_property on event (property, seq);
create table detail (seq integer primary key, salt, content);
create table chain (property integer primary key, n, head);
begin;
insert into chain values (1, 0, '');
`)
	for c := range 1000 {
		fmt.Fprintf(&sql, "insert into conversation values (%d, %d, 0, 0, '');\n", c, c%100)
		for person := range 6 {
			fmt.Fprintf(&sql, "insert into entry values (%d, %d, 0, 0); insert or ignore into total values (%d, 0);\n", person, c, person)
		}
	}
	sql.WriteString("commit;\n")
	return p, p.exec(ctx, sql.String())
}

func (p *sqlitePeer) send(ctx context.Context) (time.Duration, error) {
	from := time.Now()
	err := p.exec(ctx, `.timeout 10000
pragma synchronous=full;
begin immediate;
update conversation set last_seq = last_seq + 1, last_at = last_at + 1, excerpt = 'The electrician comes on Thursday at nine.' where id = 7;
insert into message select 7, last_seq, (select coalesce(max(id), 0) + 1 from message), 1, 'The electrician comes on Thursday at nine.', last_at from conversation where id = 7;
update entry set unread = unread + 1, last_at = last_at + 1 where conversation = 7 and person < 6;
update total set unread = unread + 1 where person < 6;
insert into event select coalesce(max(seq), 0) + 1, 1, 'message.sent', 'M1', 'd41d8cd98f00b204e9800998ecf8427e' from event;
insert into detail select max(seq), 'salt', '' from event;
update chain set n = n + 1, head = 'd41d8cd98f00b204e9800998ecf8427e' where property = 1;
commit;
`)
	return time.Since(from), err
}

func (p *sqlitePeer) exec(ctx context.Context, sql string) error {
	cmd := exec.CommandContext(ctx, p.program, "-bail", p.file)
	cmd.Stdin = strings.NewReader(sql)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("sqlite3: %w\n%s", err, said.Bytes())
	}
	return nil
}

package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// peerTalks is how many conversations the peer has, of which the one who asks is in all,
// with ten messages and four people each.
const peerTalks = 2000

// peerSchema is what ours keeps of a message, without who may see it.
const peerSchema = `
create table message(id bigserial primary key, conversation bigint, seq bigint, author bigint, body text, created timestamptz, unique (conversation, seq));
create table conversation(id bigint primary key, property bigint, subject text, last_seq bigint, last_message bigint, last_author bigint, excerpt text, last_at timestamptz);
create table entry(person bigint, conversation bigint, read_seq bigint, unread bigint, last_at timestamptz, primary key (person, conversation));
create index on entry(person, last_at desc);
create index on entry(conversation);
create table event(seq bigserial primary key, at timestamptz, actor bigint, action text, object text, property bigint, digest bytea, hash bytea);
create index on event(property, seq);
create table person(id bigint primary key, name text, email text, kind text);
create table property(id bigint primary key, code text, stage text);
insert into person select p, 'Grace Patel', 'grace@mail.example', 'buyer' from generate_series(1, 4) p;
insert into property select c, 'MR-' || c, 'under-contract' from generate_series(1, $TALKS) c;
insert into message(conversation, seq, author, body, created)
  select c, s, 1, 'The electrician comes on Thursday at nine.', now() from generate_series(1, $TALKS) c, generate_series(1, 10) s;
insert into conversation select c, c, 'Change order', 10, c * 10, 1, 'The electrician comes', now() - c * interval '1 minute' from generate_series(1, $TALKS) c;
insert into entry select p, c, 10, 0, now() - c * interval '1 minute' from generate_series(1, 4) p, generate_series(1, $TALKS) c;
analyze;
`

// The statements of one message, in one round trip and one transaction.
const (
	peerSays  = `update conversation set last_seq = last_seq + 1, last_at = now(), last_author = 1, excerpt = left($2, 80) where id = $1`
	peerKeeps = `insert into message(conversation, seq, author, body, created) select id, last_seq, 1, $2, now() from conversation where id = $1`
	peerTells = `update entry set last_at = now(), unread = unread + (person <> 1)::int where conversation = $1`
	peerNotes = `insert into event(at, actor, action, object, property, digest, hash) values (now(), 1, 'message.sent', 'M1', $1, sha256('a'), sha256('b'))`
	peerLists = `select c.id, h.code, h.stage, c.subject, c.last_seq, a.name, c.excerpt, e.unread, e.last_at,
  (select json_agg(json_build_object('ref', p.id, 'name', p.name, 'email', p.email, 'kind', p.kind))
   from entry o join person p on p.id = o.person where o.conversation = c.id)
from entry e join conversation c on c.id = e.conversation join property h on h.id = c.property join person a on a.id = c.last_author
where e.person = 1 order by e.last_at desc limit 20`
)

// postgresSuite measures the server beside handlers over PostgreSQL, which ask nobody who
// they are, decide nothing, and chain no events.
func postgresSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	p, err := b.postgres(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := p.pool.Exec(ctx, strings.ReplaceAll(peerSchema, "$TALKS", strconv.Itoa(peerTalks))); err != nil {
		return nil, err
	}
	ours, t, err := b.serveDemo(ctx)
	if err != nil {
		return nil, err
	}
	theirs, err := b.startPeer(ctx, peerSpec{Kind: postgresPeer, Database: p.database()}, ours.client)
	if err != nil {
		return nil, err
	}
	reply := replyTo(t.conversation)
	list := api.ListInbox.Path + "?limit=20"
	return []measurement{
		{
			name: "postgres-post", what: "640 durable messages by 64 clients", beside: "the same rows in PostgreSQL, by pgx", target: 0.5, rounds: 10,
			ours:   together64(asking(ours, http.MethodPost, api.ReplyMessage.Path, reply)),
			theirs: together64(asking(theirs, http.MethodPost, api.ReplyMessage.Path, reply)),
		},
		{
			name: "postgres-list", what: "640 lists of 20 by 64 clients", beside: "the same out of PostgreSQL", target: 0.2, rounds: 10,
			ours: together64(asking(ours, http.MethodGet, list, nil)), theirs: together64(asking(theirs, http.MethodGet, list, nil)),
		},
	}, nil
}

// overPostgres answers out of the database until end is called.
func overPostgres(ctx context.Context, database string) (h http.Handler, end func(), err error) {
	pool, err := pgxpool.New(ctx, database)
	if err != nil {
		return nil, nil, err
	}
	var next atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc(api.ReplyMessage.Path, func(w http.ResponseWriter, r *http.Request) {
		var req operator.ReplyMessageRequest
		err := json.NewDecoder(r.Body).Decode(&req)
		if err == nil {
			// Each to a conversation of its own, as two for one would wait for each other.
			err = keepInPostgres(r.Context(), pool, 1+next.Add(1)%peerTalks, req.Body)
		}
		respond(w, req, err)
	})
	mux.HandleFunc(api.ListInbox.Path, func(w http.ResponseWriter, r *http.Request) {
		rows, err := pool.Query(r.Context(), peerLists)
		var found []peerItem
		if err == nil {
			found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[peerItem])
		}
		respond(w, found, err)
	})
	return mux, pool.Close, nil
}

type peerItem struct {
	ID              int64
	Property, Stage string
	Subject         string
	LastSeq         int64
	Author, Excerpt string
	Unread          int64
	LastAt          time.Time
	People          json.RawMessage
}

func keepInPostgres(ctx context.Context, pool *pgxpool.Pool, conversation int64, body string) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		var batch pgx.Batch
		batch.Queue(peerSays, conversation, body)
		batch.Queue(peerKeeps, conversation, body)
		batch.Queue(peerTells, conversation)
		batch.Queue(peerNotes, conversation)
		return tx.SendBatch(ctx, &batch).Close()
	})
}

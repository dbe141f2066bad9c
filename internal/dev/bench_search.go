package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/search"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
)

// searches is how many times a search is made in a round: one takes too little
// time to be measured.
const searches = 100

// searchSuite looks for the fifty newest of a million messages, beside FTS5 of
// SQLite over the same ones. Both read the messages and cut excerpts; neither looks
// at who asks.
func searchSuite(ctx context.Context, b *workbench) ([]measurement, error) {
	peer, err := exec.LookPath("sqlite3")
	if err != nil {
		return nil, errSkip{"there is no sqlite3 here"}
	}
	dir, err := b.demoStore(ctx, manyMessages)
	if err != nil {
		return nil, err
	}
	s, err := boltstore.Hold(ctx, boltstore.Options{Dir: dir, Wait: time.Minute, Now: time.Now})
	if err != nil {
		return nil, err
	}
	f := fts{program: peer, file: filepath.Join(b.dir, "search.sqlite"), store: s}
	if err := f.prepare(ctx); err != nil {
		return nil, err
	}
	var ms []measurement
	for _, q := range []struct{ name, what, query, match string }{
		{"search-common", "a word of half of a million", "the", "the"},
		{"search-two", "two words", "kitchen inspector", "kitchen inspector"},
		{"search-phrase", "a phrase", `"guest room"`, `"guest room"`},
		{"search-prefix", "the beginning of a word", "paint*", "paint*"},
		{"search-code", "a code", "MR-014", `"mr 014"`},
		{"search-none", "a word of none", "zebra", "zebra"},
	} {
		query, err := search.Parse(q.query)
		if err != nil {
			return nil, err
		}
		ms = append(ms, measurement{
			name: q.name, what: "100 searches, 50 newest: " + q.what, beside: "SQLite FTS5, in process", target: 1.5, rounds: 10,
			ours:   func(ctx context.Context) (time.Duration, error) { return searchOurs(ctx, s, query) },
			theirs: func(ctx context.Context) (time.Duration, error) { return f.search(ctx, q.match) },
		})
	}
	return append(ms, measurement{
		name: "search-build", what: "the index of words of a million messages", beside: "FTS5's rebuild", target: 1, rounds: 3,
		ours: func(ctx context.Context) (time.Duration, error) {
			from := time.Now()
			err := s.ReindexWords(ctx)
			return time.Since(from), err
		},
		theirs: f.rebuild,
	}, measurement{
		// A ratio of sizes: a byte is written as a nanosecond.
		name: "search-size", what: "size of the index of words (1 MB as 1 ms)", beside: "the text of the messages", target: 0.45, rounds: 1,
		ours: func(ctx context.Context) (time.Duration, error) {
			size, err := s.WordsSize(ctx)
			return time.Duration(size), err
		},
		theirs: func(context.Context) (time.Duration, error) { return time.Duration(f.text), nil },
	}), nil
}

// searchOurs makes a search a hundred times, as far as that is not about who asks.
func searchOurs(ctx context.Context, s *boltstore.Store, q search.Query) (time.Duration, error) {
	var terms []store.Term
	for _, p := range q.Phrases {
		for i, word := range p.Words {
			terms = append(terms, store.Term{Word: word, Prefix: p.Prefix && i == len(p.Words)-1})
		}
	}
	from := time.Now()
	for range searches {
		err := s.View(ctx, func(r store.Reader) error { return firstFifty(r, search.NewFinder(q.Phrases), terms) })
		if err != nil {
			return 0, err
		}
	}
	return time.Since(from), nil
}

func firstFifty(r store.Reader, finder *search.Finder, terms []store.Term) error {
	n := 0
	for f, err := range r.MessagesWith(terms, 0) {
		if err != nil {
			return err
		}
		m, _, err := r.MessageAt(f.Conversation, f.Seq)
		if err != nil {
			return err
		}
		spans, ok := finder.Find(m.Body)
		if !ok {
			continue
		}
		search.Excerpt(m.Body, spans)
		if n++; n == 50 {
			return nil
		}
	}
	return nil
}

// fts is the same messages in SQLite, with an index of FTS5.
type fts struct {
	program, file string
	store         *boltstore.Store
	text          int64 // bytes of the messages
}

// prepare writes the database.
func (f *fts) prepare(ctx context.Context) error {
	if err := os.RemoveAll(f.file); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, f.program, "-bail", f.file)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	w := bufio.NewWriter(in)
	io.WriteString(w, "pragma journal_mode=off; pragma synchronous=off;\ncreate table m (id integer primary key, author, at, body);\nbegin;\n")
	err = f.store.View(ctx, func(r store.Reader) error {
		for found, err := range r.MessagesWith(nil, 0) {
			if err != nil {
				return err
			}
			m, _, err := r.MessageAt(found.Conversation, found.Seq)
			if err != nil {
				return err
			}
			f.text += int64(len(m.Body))
			if _, err := fmt.Fprintf(w, "insert into m values (%d, %d, %d, '%s');\n", m.ID, m.Author, m.Created.Unix(), strings.ReplaceAll(m.Body, "'", "''")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	io.WriteString(w, "commit;\ncreate virtual table f using fts5(body, content='m', content_rowid='id', tokenize='unicode61 remove_diacritics 2');\ninsert into f(f) values ('rebuild');\n")
	if err := w.Flush(); err != nil {
		return err
	}
	if err := in.Close(); err != nil {
		return err
	}
	return cmd.Wait()
}

// search is what a hundred searches add to the time of a sqlite3 that has none.
func (f *fts) search(ctx context.Context, match string) (time.Duration, error) {
	const query = "select sum(length(x) + author + at) from (select m.author, m.at, snippet(f, 0, '*', '*', '…', 24) x from f join m on m.id = f.rowid where f match '%s' order by f.rowid desc limit 50);\n"
	none, err := f.exec(ctx, "select count(*) from f where f match 'zebra';\n")
	if err != nil {
		return 0, err
	}
	took, err := f.exec(ctx, "select count(*) from f where f match 'zebra';\n"+strings.Repeat(fmt.Sprintf(query, match), searches))
	return max(took-none, 1), err
}

func (f *fts) rebuild(ctx context.Context) (time.Duration, error) {
	return f.exec(ctx, "insert into f(f) values ('rebuild');\n")
}

func (f *fts) exec(ctx context.Context, sql string) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, f.program, "-bail", f.file)
	cmd.Stdin = strings.NewReader(sql)
	from := time.Now()
	said, err := cmd.CombinedOutput()
	took := time.Since(from)
	if err != nil {
		return 0, fmt.Errorf("sqlite3: %w\n%s", err, said)
	}
	return took, nil
}

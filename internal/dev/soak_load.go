package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// soakLoad is who uses the server, and what came of it.
type soakLoad struct {
	s      *served
	client *client.Client
	talks  []operator.Ref

	mu           sync.Mutex
	parts        []soakPart
	acknowledged []string
	failed       error // the first that was not answered well

	backups, told atomic.Int64
}

// soakPart is what happened in a part of the time.
type soakPart struct {
	writes, reads []time.Duration
	memory        int64 // the most that no file is behind, in bytes
	files         int   // the most that were open at a time
}

func newSoakLoad(ctx context.Context, s *served) (*soakLoad, error) {
	c, err := client.New(client.Options{
		URL: s.URL, HTTP: s.client,
		Token: func(context.Context) (operator.Secret, error) { return operator.Secret(s.token), nil },
	})
	if err != nil {
		return nil, err
	}
	l := &soakLoad{s: s, client: c, parts: make([]soakPart, 1)}
	list, err := c.ListInbox(ctx, operator.ListInboxRequest{Paging: operator.Paging{Limit: 100}})
	if err != nil {
		return nil, err
	}
	for _, item := range list.Items {
		l.talks = append(l.talks, operator.Ref(item.Ref.String()))
	}
	if len(l.talks) == 0 {
		return nil, fmt.Errorf("the inbox of the demo is empty")
	}
	return l, nil
}

// run uses the server until the time is over, or something fails.
func (l *soakLoad) run(ctx context.Context, long, part time.Duration) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	over := time.AfterFunc(long, stop)
	defer over.Stop()
	var all sync.WaitGroup
	all.Go(func() { l.sample(ctx, part, int(long/part)) })
	all.Go(func() { l.backUp(ctx) })
	all.Go(func() { l.write(ctx, stop) })
	for range soakWatchers {
		all.Go(func() { l.watch(ctx, stop) })
	}
	for range soakReaders {
		all.Go(func() { l.read(ctx, stop) })
	}
	all.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

// did notes how long something took, or that it failed before the time was over.
func (l *soakLoad) did(ctx context.Context, what string, err error, note func(*soakPart)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case err == nil:
		note(&l.parts[len(l.parts)-1])
	case ctx.Err() == nil && l.failed == nil:
		l.failed = fmt.Errorf("%s: %w", what, err)
	}
}

// write sends so many messages a second, each on its own.
func (l *soakLoad) write(ctx context.Context, stop func()) {
	tick := time.NewTicker(time.Second / soakMessages)
	defer tick.Stop()
	var all sync.WaitGroup
	defer all.Wait()
	slots := make(chan struct{}, 64)
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			body := fmt.Sprintf("Soaked %d. The electrician comes on Thursday at nine.", n)
			from := time.Now()
			_, err := l.client.ReplyMessage(ctx, operator.ReplyMessageRequest{Conversation: l.talk(), Body: body})
			took := time.Since(from)
			l.did(ctx, "reply", err, func(p *soakPart) {
				p.writes = append(p.writes, took)
				l.acknowledged = append(l.acknowledged, body)
			})
			if err != nil {
				stop()
			}
		})
	}
}

func (l *soakLoad) talk() operator.Ref { return l.talks[rand.IntN(len(l.talks))] }

// read looks at the inbox, searches and looks into conversations, one after the other.
func (l *soakLoad) read(ctx context.Context, stop func()) {
	for ctx.Err() == nil {
		var err error
		what := "inbox list"
		from := time.Now()
		switch rand.IntN(4) {
		case 0:
			what = "search"
			_, err = l.client.Search(ctx, operator.SearchRequest{Query: "thursday", Paging: operator.Paging{Limit: 20}})
		case 1:
			what = "conversation list"
			_, err = l.client.ListConversations(ctx, operator.ListConversationsRequest{Paging: operator.Paging{Limit: 20}})
		default:
			_, err = l.client.ListInbox(ctx, operator.ListInboxRequest{Paging: operator.Paging{Limit: 20}})
		}
		took := time.Since(from)
		l.did(ctx, what, err, func(p *soakPart) { p.reads = append(p.reads, took) })
		if err != nil {
			stop()
			return
		}
		wait(ctx, soakReading)
	}
}

// watch is told what is new.
func (l *soakLoad) watch(ctx context.Context, stop func()) {
	for _, err := range l.client.WatchInbox(ctx, operator.WatchInboxRequest{}) {
		l.did(ctx, "inbox watch", err, func(*soakPart) { l.told.Add(1) })
		if err != nil {
			stop()
			return
		}
	}
}

// backUp takes a backup now and then.
func (l *soakLoad) backUp(ctx context.Context) {
	for wait(ctx, soakBackups) {
		_, err := l.client.Backup(ctx, operator.BackupRequest{Out: io.Discard})
		l.did(ctx, "backup", err, func(*soakPart) { l.backups.Add(1) })
	}
}

// sample looks at the server ten times a second, and begins a part when it is time.
func (l *soakLoad) sample(ctx context.Context, part time.Duration, parts int) {
	begun := time.Now()
	for wait(ctx, 100*time.Millisecond) {
		memory, files := anonymous(l.s.cmd.Process.Pid), openFiles(l.s.cmd.Process.Pid)
		l.mu.Lock()
		if n := int(time.Since(begun) / part); n >= len(l.parts) && n < parts {
			l.parts = append(l.parts, soakPart{})
		}
		p := &l.parts[len(l.parts)-1]
		p.memory, p.files = max(p.memory, memory), max(p.files, files)
		l.mu.Unlock()
	}
}

// wait waits, and says whether the time was not over meanwhile.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// openFiles is how many files and connections a process has; 0 where that cannot be told.
func openFiles(pid int) int {
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return 0
	}
	return len(list)
}

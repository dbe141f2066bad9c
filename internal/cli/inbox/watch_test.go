package inbox_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/cli/inbox"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// follower is a service whose inbox has changes, each of which it yields when do
// lets it: then it waits until the context is done, or fails with err.
type follower struct {
	operator.Service
	changes []operator.InboxChange
	after   operator.Cursor
	did     func(n int) // after so many changes
	err     error
}

func (f *follower) WatchInbox(ctx context.Context, req operator.WatchInboxRequest) iter.Seq2[operator.InboxChange, error] {
	f.after = req.After
	return func(yield func(operator.InboxChange, error) bool) {
		for i, c := range f.changes {
			if !yield(c, nil) {
				return
			}
			f.did(i + 1)
		}
		if f.err != nil {
			yield(operator.InboxChange{}, f.err)
			return
		}
		<-ctx.Done()
	}
}

func changes() []operator.InboxChange {
	at := time.Date(2026, 5, 1, 15, 4, 0, 0, time.UTC)
	ana := operator.PersonSummary{Ref: 3, Name: "Ana\x1b[2J Torres", Kind: operator.Buyer}
	of := func(cursor operator.Cursor, action string, m *operator.Message, unread int) operator.InboxChange {
		return operator.InboxChange{Cursor: cursor, At: at, Action: action, Property: "MR-014", Conversation: 1, Actor: ana, Message: m, Unread: unread}
	}
	return []operator.InboxChange{
		of("a", "message.sent", &operator.Message{Ref: 7, Body: "Which\n oak? \u202e", Attachments: []operator.Attachment{{Name: "oak.jpg"}}}, 2),
		of("b", "message.deleted", &operator.Message{Ref: 7, Deleted: true}, 0),
		of("c", "conversation.joined", nil, 0),
		of("d", "something.new", nil, 1),
		{
			Cursor: "e", At: at, Action: "update.published", Property: "MR-014", Actor: ana, Unseen: 2,
			Update: &operator.Update{
				Ref: 9, State: operator.UpdatePublished, Title: operator.Optional("Roof"), Body: "It is\non.\x1b[2J",
				Attachments: []operator.Attachment{{Name: "roof.jpg"}},
			},
		},
	}
}

// run watches, and gives what was written after each change.
func run(ctx context.Context, f *follower, out render.Output, args ...string) (written []string, errOut string, err error) {
	stream, o, e := term.Test("")
	if f.did == nil {
		f.did = func(int) { written = append(written, o.String()); o.Reset() }
	}
	d := &deps.Deps{
		IO: stream, Output: out, Now: time.Now, Call: func() operator.Call { return operator.Call{} },
		Service: func(context.Context) (operator.Service, func() error, error) {
			return f, func() error { return nil }, nil
		},
	}
	cmd := inbox.New(d)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(append([]string{"watch"}, args...))
	cmd.SetOut(new(bytes.Buffer))
	err = cmd.ExecuteContext(ctx)
	return written, e.String(), err
}

func TestEachChangeIsWrittenAtOnce(t *testing.T) {
	t.Parallel()
	stopped := errors.New("the end")
	f := &follower{changes: changes(), err: stopped}
	got, said, err := run(t.Context(), f, render.Output{}, "--cursor", "x")
	want := []string{
		"2026-05-01T15:04:00Z  MR-014  C1  Ana^[[2J Torres: Which oak? ⟨U+202E⟩ [oak.jpg] (2 unread)\n",
		"2026-05-01T15:04:00Z  MR-014  C1  Ana^[[2J Torres deleted M7\n",
		"2026-05-01T15:04:00Z  MR-014  C1  Ana^[[2J Torres let somebody into the conversation\n",
		"2026-05-01T15:04:00Z  MR-014  C1  Ana^[[2J Torres: something.new (1 unread)\n",
		"2026-05-01T15:04:00Z  MR-014  U9  Ana^[[2J Torres: Roof It is on.^[[2J [roof.jpg] (2 new updates)\n",
	}
	if strings.Join(got, "|") != strings.Join(want, "|") || said != "" || !errors.Is(err, stopped) || f.after != "x" {
		t.Errorf("got %q, %q, %v, after %q", got, said, err, f.after)
	}
	for _, format := range []render.Format{render.JSON, render.JSONL} {
		got, _, err := run(t.Context(), &follower{changes: changes(), err: stopped}, render.Output{Format: format})
		if len(got) != 5 || !errors.Is(err, stopped) {
			t.Fatalf("%s: got %q, %v", format, got, err)
		}
		for i, line := range got {
			if strings.Count(line, "\n") != 1 || !strings.HasPrefix(line, `{"cursor":"`+"abcde"[i:i+1]+`"`) {
				t.Errorf("%s: got %q", format, line)
			}
		}
	}
}

func TestFollowingEndsWhenItIsStopped(t *testing.T) {
	t.Parallel()
	for _, format := range []render.Format{render.Table, render.JSON, render.CSV} {
		ctx, cancel := context.WithCancel(t.Context())
		f := &follower{changes: changes()}
		f.did = func(n int) {
			if n == len(f.changes) {
				cancel()
			}
		}
		if _, said, err := run(ctx, f, render.Output{Format: format}); !errors.Is(err, context.Canceled) || said != "" {
			t.Errorf("%s: got %q, %v", format, said, err)
		}
	}
}

// gone is the output when its reader has gone.
type gone struct{}

func (gone) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestFollowingEndsWhenNobodyReads(t *testing.T) {
	t.Parallel()
	for _, format := range []render.Format{render.Table, render.JSONL} {
		f := &follower{changes: changes(), did: func(int) { t.Error("it went on") }}
		stream, _, _ := term.Test("")
		stream.Out = term.NewOutput(gone{})
		d := &deps.Deps{
			IO: stream, Output: render.Output{Format: format}, Now: time.Now, Call: func() operator.Call { return operator.Call{} },
			Service: func(context.Context) (operator.Service, func() error, error) {
				return f, func() error { return nil }, nil
			},
		}
		cmd := inbox.New(d)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs([]string{"watch"})
		if err := cmd.ExecuteContext(t.Context()); !errors.Is(err, term.ErrPipe) {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

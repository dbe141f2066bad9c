package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxFindings is how many findings a report holds: more would tell nothing more.
const maxFindings = 1000

// Check looks for damage in the store, in the chains of events and in the files.
func (a *App) Check(ctx context.Context, req operator.CheckRequest) (operator.CheckReport, error) {
	if err := a.MayKeep(ctx); err != nil {
		return operator.CheckReport{Findings: []string{}}, err
	}
	return a.Sound(ctx, req.ReadData)
}

// MayKeep fails for who may not keep the store in order.
func (a *App) MayKeep(ctx context.Context) error {
	_, err := view(ctx, a, operator.CheckRequest{}, func(s *session, _ operator.CheckRequest) (struct{}, error) {
		return struct{}{}, s.may(policy.RunWorkspace)
	})
	return err
}

// Sound is Check for who has the store itself in their hands: nobody acts.
func (a *App) Sound(ctx context.Context, readData bool) (operator.CheckReport, error) {
	report := operator.CheckReport{Findings: []string{}}
	find := finding(&report.Findings)
	looked, err := a.Store.Check(ctx, find)
	report.Rows, report.Entries = looked.Rows, looked.Entries
	if err != nil {
		return report, err
	}
	var files []blob.Sum
	err = a.Store.View(ctx, func(r store.Reader) error {
		if report.Events, report.Unverified, err = a.verifyEvents(ctx, r, find); err != nil {
			return err
		}
		if err := verifyMerges(r, find); err != nil {
			return err
		}
		if err := verifyRearranged(r, find); err != nil {
			return err
		}
		if err := verifySchedule(r, find); err != nil {
			return err
		}
		files, err = filesNamed(r, find)
		return err
	})
	if err != nil {
		return report, err
	}
	report.Files = len(files)
	return report, a.verifyFiles(ctx, files, readData, find)
}

// finding adds to a list what is found: once, though several looks may come upon it.
func finding(to *[]string) func(string) {
	return func(found string) {
		if len(*to) < maxFindings && !slices.Contains(*to, found) {
			*to = append(*to, found)
		}
	}
}

// verifyEvents follows every chain of events from its beginning to its head. It says how
// many events there are, and of how many the key of their hash is not there, which is no
// damage: a backup has none.
func (a *App) verifyEvents(ctx context.Context, r store.Reader, find func(string)) (events, unverified int, err error) {
	audit, err := a.newAudit(r, 0, find)
	if err != nil {
		return 0, 0, err
	}
	err = audit.run(ctx)
	return audit.events, audit.unkeyed, err
}

// verifyDetails compares the content of an event with the digest in the event:
// the content beside it or, for messages, the message itself. What was erased
// cannot be compared.
func verifyDetails(r store.Reader, e store.Event, d store.Details, find func(string)) {
	if isCleared(e, d) {
		return
	}
	what, content := "the details of event", []byte(d.Content)
	if len(content) == 0 {
		what = "the message of event"
		var ok bool
		var err error
		if content, ok, err = messageContent(r, e); err != nil || !ok {
			if err != nil {
				find(err.Error()) // a damaged row is a finding like any other
			} else {
				find(fmt.Sprintf("event %d is about %s, which is not there as it was then", e.Seq, e.Object))
			}
			return
		}
	}
	if !bytes.Equal(event.Digest(d.Salt, content), e.Digest) {
		find(fmt.Sprintf("%s %d changed after it was written", what, e.Seq))
	}
}

// messageContent is what a message or an update said when an event was written.
func messageContent(r store.Reader, e store.Event) ([]byte, bool, error) {
	if operator.LooksLikeID(e.Object, 'U') {
		return updateThen(r, e)
	}
	var id operator.MessageID
	if id.UnmarshalText([]byte(e.Object)) != nil {
		return nil, false, nil
	}
	m, ok, err := r.Message(id)
	if err == nil && ok {
		m, ok, err = messageThen(r, m, e.Refs["version"])
	}
	if err != nil || !ok {
		return nil, false, err
	}
	return event.MessageContent(m.Body, m.Attachments), true, nil
}

// messageThen is a message as it was at a version: its first is number 0, and each
// change put the one before aside.
func messageThen(r store.Reader, m store.Message, version string) (store.Message, bool, error) {
	then, err := strconv.Atoi(version)
	if err != nil || m.Versions == then {
		return m, err == nil, nil
	}
	if then < 0 {
		return m, false, nil
	}
	before, ok, err := r.Version(m.ID, then+1)
	if err != nil || !ok {
		return m, false, err
	}
	m.Body, m.Attachments, m.Deleted = before.Body, before.Attachments, false
	return m, true, nil
}

func chainName(of operator.PropertyID) string {
	if of.IsZero() {
		return "the workspace"
	}
	return of.String()
}

// filesNamed collects the digests that messages name, so that the files are read
// when the transaction is over.
func filesNamed(r store.Reader, find func(string)) ([]blob.Sum, error) {
	var files []blob.Sum
	for sum, err := range r.Files() {
		if err != nil {
			return nil, err
		}
		if len(sum) != len(blob.Sum{}) {
			find("a message names a file by " + hex.EncodeToString(sum) + ", which is no digest")
			continue
		}
		files = append(files, blob.Sum(sum))
	}
	return files, nil
}

// verifyFiles looks whether files are there and, if they are to be read, whole.
func (a *App) verifyFiles(ctx context.Context, files []blob.Sum, read bool, find func(string)) error {
	for _, sum := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := a.verifyFile(ctx, sum, read)
		if err != nil && ctx.Err() == nil {
			find(err.Error())
		}
	}
	return ctx.Err()
}

func (a *App) verifyFile(ctx context.Context, sum blob.Sum, read bool) error {
	if read {
		return a.Files.Verify(ctx, sum)
	}
	f, err := a.Files.Open(ctx, sum)
	if err != nil {
		return err
	}
	return f.Close()
}

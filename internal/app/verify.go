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
	report := operator.CheckReport{Findings: []string{}}
	_, err := view(ctx, a, req, func(s *session, _ operator.CheckRequest) (struct{}, error) {
		return struct{}{}, s.may(policy.RunWorkspace)
	})
	if err != nil {
		return report, err
	}
	find := func(finding string) { // once, though several looks may come upon it
		if len(report.Findings) < maxFindings && !slices.Contains(report.Findings, finding) {
			report.Findings = append(report.Findings, finding)
		}
	}
	looked, err := a.Store.Check(ctx, find)
	report.Rows, report.Entries = looked.Rows, looked.Entries
	if err != nil {
		return report, err
	}
	var files []blob.Sum
	err = a.Store.View(ctx, func(r store.Reader) error {
		if report.Events, err = verifyEvents(r, find); err != nil {
			return err
		}
		files, err = filesNamed(r, find)
		return err
	})
	if err != nil {
		return report, err
	}
	report.Files = len(files)
	return report, a.verifyFiles(ctx, files, req.ReadData, find)
}

// verifyEvents follows every chain of events from its beginning to its head.
func verifyEvents(r store.Reader, find func(string)) (int, error) {
	ws, err := r.Workspace()
	if err != nil {
		return 0, err
	}
	heads := map[operator.PropertyID]store.Chain{}
	n := 0
	for e, err := range r.Events(0, 0) {
		if err != nil {
			return n, err
		}
		n++
		if err := event.Verify(ws.Secret, ws.Instance, heads[e.Property], e); err != nil {
			find(err.Error())
		}
		heads[e.Property] = store.Chain{Property: e.Property, N: e.N, Seq: e.Seq, Head: e.Hash}
		if err := verifyDetails(r, e, find); err != nil {
			return n, err
		}
	}
	for c, err := range r.Chains() {
		if err != nil {
			return n, err
		}
		if h := heads[c.Property]; h.N != c.N || h.Seq != c.Seq || !bytes.Equal(h.Head, c.Head) {
			find(fmt.Sprintf("the events of %s end at number %d, not at %d as they should", chainName(c.Property), h.N, c.N))
		}
		delete(heads, c.Property)
	}
	for of := range heads {
		find("the chain of the events of " + chainName(of) + " has no head")
	}
	return n, nil
}

// verifyDetails compares the content of an event with the digest in the event:
// the content beside it or, for messages, the message itself. What was erased
// cannot be compared.
func verifyDetails(r store.Reader, e store.Event, find func(string)) error {
	if len(e.Digest) == 0 {
		return nil
	}
	d, ok, err := r.Details(e.Seq)
	if err != nil {
		return err
	}
	if !ok {
		find(fmt.Sprintf("event %d lacks its details", e.Seq))
		return nil
	}
	what, content := "the details of event", []byte(d.Content)
	if content == nil && len(d.Salt) > 0 {
		what = "the message of event"
		if content, ok, err = messageContent(r, e); err != nil || !ok {
			if err != nil {
				find(err.Error()) // a damaged row is a finding like any other
			} else {
				find(fmt.Sprintf("event %d is about %s, which is not there as it was then", e.Seq, e.Object))
			}
			return nil
		}
	}
	if content != nil && !bytes.Equal(event.Digest(d.Salt, content), e.Digest) {
		find(fmt.Sprintf("%s %d changed after it was written", what, e.Seq))
	}
	return nil
}

// messageContent is what a message said when an event was written: its first
// version is number 0, and each change put the one before aside.
func messageContent(r store.Reader, e store.Event) ([]byte, bool, error) {
	var id operator.MessageID
	then, err := strconv.Atoi(e.Refs["version"])
	if err != nil || id.UnmarshalText([]byte(e.Object)) != nil {
		return nil, false, nil
	}
	m, ok, err := r.Message(id)
	if err != nil || !ok {
		return nil, false, err
	}
	if m.Versions == then {
		return event.MessageContent(m.Body, m.Attachments), true, nil
	}
	versions, err := r.Versions(id)
	if err != nil || then >= len(versions) {
		return nil, false, err
	}
	v := versions[then]
	return event.MessageContent(v.Body, v.Attachments), true, nil
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

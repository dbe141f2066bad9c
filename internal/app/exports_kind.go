package app

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// exportRow is a row of an export, by field, and what it stands for: where any of
// these has changed, the row has.
type exportRow struct {
	ref   string // of the thing that an import of the row finds again
	cells map[importer.Field]string
	of    []string // references
	at    time.Time
}

// rearranging are the actions after which messages read otherwise though nobody changed
// them: they have another conversation, home or subject.
var rearranging = []string{
	"conversation.renamed", "conversation.merged", "conversation.merged_into", "conversation.merge_undone", "conversation.split_off",
	"conversation.split_from", "conversation.split_undone", "conversation.moved_away", "conversation.moved", "conversation.move_undone",
	"conversation.joined", "conversation.left",
}

// exportKind writes the rows of a kind aside as of one moment, and then gives them.
func (a *App) exportKind(ctx context.Context, req operator.ExportRequest, spool Spool) (operator.Export, error) {
	var res operator.Export
	out := &countingWriter{}
	err := a.reading(ctx, func(s *session) error {
		if err := s.mayExport(req); err != nil {
			return err
		}
		res = operator.Export{Kind: req.Kind, Format: req.Format}
		*out = countingWriter{to: bufio.NewWriterSize(spool, 256<<10)}
		return s.spoolKind(&res, req, out)
	})
	if err != nil {
		return res, err
	}
	res.Bytes = out.n
	if _, err := io.Copy(req.Out, contextReader{ctx, io.NewSectionReader(spool, 0, out.n)}); err != nil {
		return res, err
	}
	return res, nil
}

// spoolKind writes the rows, and finds out what else is said of an export.
func (s *session) spoolKind(res *operator.Export, req operator.ExportRequest, out *countingWriter) error {
	after, err := s.exportedUpTo(req)
	if err != nil {
		return err
	}
	changed, err := s.changedSince(req, after)
	if err != nil {
		return err
	}
	last, err := s.r.LastEvent()
	if err != nil {
		return err
	}
	res.Cursor = cursorAt(s, "export "+req.Kind, exported{last})
	if res.Head, err = s.headNow(); err != nil {
		return err
	}
	sheet, err := newSheet(req, out)
	if err != nil {
		return err
	}
	looked, total, here := 0, s.aboutRows(req.Kind), s.ownWorkspace()
	err = s.exportRows(operator.ImportKind(req.Kind), func(row exportRow) error {
		if looked++; looked%toldEvery == 0 {
			if err := s.ctx.Err(); err != nil {
				return err
			}
			if req.Progress != nil {
				req.Progress(looked, max(looked, total))
			}
		}
		if !changed(row) {
			return nil
		}
		res.Rows++
		row.cells[importer.OperatorRef] = importer.OwnRef(row.ref, here)
		return sheet.row(row)
	})
	if err != nil {
		return err
	}
	if err := sheet.close(); err != nil {
		return spoolFailed(err)
	}
	if err := out.to.Flush(); err != nil {
		return spoolFailed(err)
	}
	return nil
}

// aboutRows is about how many rows a kind has, for progress.
func (s *session) aboutRows(kind string) int {
	table := map[operator.ImportKind]string{
		operator.ImportBuyers: "people", operator.ImportTeam: "people", operator.ImportContacts: "people",
		operator.ImportTransactions: "sales", operator.ImportHomes: "properties",
	}[operator.ImportKind(kind)]
	if table == "" {
		table = kind
	}
	n, err := s.r.LastNumber(table)
	if err != nil {
		return 0 // it is only progress
	}
	return int(n)
}

// changedSince says of a row whether it has changed since an event; without one,
// every row has.
func (s *session) changedSince(req operator.ExportRequest, after uint64) (func(exportRow) bool, error) {
	if req.Since == "" {
		return func(exportRow) bool { return true }, nil
	}
	then, _, err := s.r.Event(after)
	if err != nil {
		return nil, err
	}
	changed, in := map[string]bool{}, s.insight()
	for e, err := range s.r.Events(0, after) {
		if err != nil {
			return nil, err
		}
		if more, err := in.mayShowMore(e); err != nil || more {
			return func(exportRow) bool { return true }, err
		}
		switch {
		case e.Action == "conversation.read" || e.Action == "update.seen":
		case strings.HasPrefix(e.Action, "update."):
			if err := s.changedPost(changed, e.Object); err != nil {
				return nil, err
			}
		default:
			changed[e.Object] = true
			if strings.HasPrefix(e.Action, "transaction.") {
				changed["sold "+e.Property.String()] = true // it may have no sale any more
				for _, who := range append(refsIn(e.Refs["buyers"]), refsIn(e.Refs["added"])...) {
					changed[who] = true // the team of the home may not have known of them
				}
			}
			if slices.Contains(rearranging, e.Action) {
				changed["talk "+e.Object] = true // its messages read otherwise now
			}
		}
	}
	delete(changed, "") // of events that are about the workspace
	return func(row exportRow) bool {
		for _, ref := range row.of {
			if changed[ref] {
				return true
			}
		}
		return row.at.After(then.At) // of what an import did, which is one event
	}, nil
}

// widening are the actions that let who is named in them see what was there before.
var widening = []string{
	"property.assigned", "community.assigned", "transaction.opened", "transaction.edited", "transaction.reopened",
	"conversation.joined", "conversation.merged", "person.merged", "person.unmerged", "person.edited", "person.activated",
}

// mayShowMore says whether the actor may see more since an event than what has changed
// since: then everything is given once more, which harms nobody. Who sees all that there
// is sees no more.
func (in *insight) mayShowMore(e store.Event) (bool, error) {
	switch {
	case in.seesAll():
		return false, nil
	case slices.Contains(widening, e.Action):
		return e.Object == in.actor.ID.String() || namedIn(e, in.actor.ID), nil
	case e.Action == "transaction.withdrawn", e.Action == "property.edited": // a sale before it counts again, or another team
		return in.isNear(e.Property)
	}
	return false, nil
}

// changedPost notes that an update has changed, and with it all of its post.
func (s *session) changedPost(changed map[string]bool, object string) error {
	changed[object] = true
	var id operator.UpdateID
	if id.UnmarshalText([]byte(object)) != nil {
		return nil
	}
	u, ok, err := s.r.Update(id)
	if ok {
		changed[postName(u.Post)] = true
	}
	return err
}

func postName(id store.PostID) string { return "post " + operator.UpdateID(id).String() }

// countingWriter counts what is written.
type countingWriter struct {
	to *bufio.Writer
	n  int64
}

// Write writes.
func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	return n, err
}

// contextReader reads until ctx ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// Read reads.
func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

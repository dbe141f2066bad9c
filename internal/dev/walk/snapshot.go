package walk

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/internal/blob/fsblob"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// snapshot is what somebody is given who asks for every list, by what was asked. Nothing
// of it is recorded.
func (w *Walk) snapshot(s operator.Service, call operator.Call) map[string]string {
	p := &picture{operator.WithCall(w.ctx, vouched(call)), s, map[string]string{}}
	page := operator.Paging{Limit: operator.MaxPage}
	take(p, operator.Service.Whoami, operator.WhoamiRequest{})
	take(p, operator.Service.ListPeople, operator.ListPeopleRequest{Paging: page})
	take(p, operator.Service.ListProperties, operator.ListPropertiesRequest{Paging: page})
	take(p, operator.Service.ListTransactions, operator.ListTransactionsRequest{Paging: page})
	take(p, operator.Service.ListCommunities, operator.ListCommunitiesRequest{Paging: page})
	take(p, operator.Service.ListBuildings, operator.ListBuildingsRequest{Paging: page})
	take(p, operator.Service.ListConversations, operator.ListConversationsRequest{Paging: page})
	inbox := take(p, operator.Service.ListInbox, operator.ListInboxRequest{State: operator.InboxAll, Paging: page})
	take(p, operator.Service.InboxTotals, operator.TotalsRequest{})
	for _, state := range []operator.UpdateState{"", operator.UpdateDeleted} {
		take(p, operator.Service.ListUpdates, operator.ListUpdatesRequest{State: state, Paging: page})
	}
	take(p, operator.Service.ListUpdates, operator.ListUpdatesRequest{Unseen: true, Paging: page})
	for _, state := range []operator.ScheduleState{operator.SchedulePending, operator.ScheduleDone, operator.ScheduleFailed} {
		take(p, operator.Service.ListSchedule, operator.ListScheduleRequest{State: state, Paging: page})
	}
	take(p, operator.Service.ListTemplates, operator.ListTemplatesRequest{Paging: page})
	take(p, operator.Service.ListHolds, operator.ListHoldsRequest{Paging: page})
	take(p, operator.Service.Search, operator.SearchRequest{Query: "sayx*", Paging: page})
	for _, kind := range []string{"person", "property", "transaction", "update", "label", "message"} {
		take(p, operator.Service.Suggest, operator.SuggestRequest{Kind: kind})
	}
	for _, i := range inbox.Items {
		take(p, operator.Service.ListMessages, operator.ListMessagesRequest{Conversation: ref(i.Ref), Paging: page})
	}
	for _, code := range w.cast.homes {
		take(p, operator.Service.ListMilestones, operator.ListMilestonesRequest{Property: code})
	}
	return p.said
}

type picture struct {
	ctx  context.Context
	s    operator.Service
	said map[string]string
}

func take[Req, Res any](p *picture, do method[Req, Res], req Req) Res {
	res, err := do(p.s, p.ctx, req)
	p.said[nameOf(req)] = string(given(res, err))
	return res
}

// changedPattern is when a thing was changed: an import and its undo are two changes.
var changedPattern = regexp.MustCompile(`"updated_at":"[^"]*"`)

// alike wants two snapshots to be the same.
func (w *Walk) alike(who operator.Ref, a, b string, before, after map[string]string, but *regexp.Regexp) {
	clean := func(s string) string {
		if but == nil {
			return s
		}
		return but.ReplaceAllString(s, "")
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if x, y := clean(before[name]), clean(after[name]); x != y {
			w.find(who, name+" "+a, b, x, y)
		}
	}
}

// importAndBack imports a file and takes it back, after which everybody reads what they
// read before.
func (w *Walk) importAndBack() error {
	defer w.follow() // a stream tells of what is made before it is taken back
	before := w.pictures()
	people := len(w.people)
	kind, text := w.file()
	for kind == operator.ImportMessages || kind == operator.ImportUpdates {
		kind, text = w.file() // what was written to people stays
	}
	made, err := w.importFile(kind, text)
	if err != nil || made.Ref.IsZero() {
		return err
	}
	w.clock.advance(time.Minute)
	undone, err := ask(w, boss, operator.Service.UndoImport, operator.UndoImportRequest{Import: ref(made.Ref), Confirmed: true})
	if err != nil || len(undone.Kept) > 0 {
		w.find(boss, "import undo", "nobody has changed anything since", string(given(undone, err)), "all taken back")
		return err
	}
	for _, who := range w.people[:people] {
		w.alike(who, "before an import", "after its undo", before[who], w.snapshot(w.offices[0].service, operator.Call{Actor: who}), changedPattern)
	}
	return nil
}

// signedIn wants who has a token to be given the same by it, as far as they read.
func (w *Walk) signedIn() {
	for who, secret := range sorted(w.tokens) {
		for _, o := range w.offices[1:] {
			w.snapshot(o.service, operator.Call{Token: secret}) // that it was used is noted
		}
		byToken := w.snapshot(w.offices[0].service, operator.Call{Token: secret})
		name := nameOf(operator.WhoamiRequest{})
		if byToken[name] == "" || bytes.Contains([]byte(byToken[name]), []byte(`"code":`)) {
			continue // it is worth nothing any more
		}
		byName := w.snapshot(w.offices[0].service, operator.Call{Actor: who})
		delete(byName, name) // which tells of the token
		w.alike(who, "by name", "by their token", byName, byToken, nil)
	}
}

// moved takes everything out as an archive, makes a store of it, and wants everybody to be
// given there what they are given here.
func (w *Walk) moved() error {
	dir, err := os.MkdirTemp("", "walk")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	here := w.offices[0].service
	var out bytes.Buffer
	call := operator.WithCall(w.ctx, operator.Call{Actor: boss, Trusted: true, Source: operator.SourceCLI})
	if _, err := here.Export(call, operator.ExportRequest{Kind: "all", Out: &out}); err != nil {
		return fmt.Errorf("export all: %w", err)
	}
	where := boltstore.Options{Dir: filepath.Join(dir, "store"), Wait: time.Minute, Now: w.clock.now, NoSync: true}
	if _, err := backend.ImportArchive(call, config.Config{Store: where.Dir, Now: w.clock.now, Timeout: time.Minute}, operator.ImportArchiveRequest{Content: &out}); err != nil {
		return fmt.Errorf("import all: %w", err)
	}
	held, err := boltstore.Hold(w.ctx, where)
	if err != nil {
		return err
	}
	defer held.Close()
	there := app.New(app.Parts{Store: held, Files: fsblob.Open(filepath.Join(where.Dir, "blobs")), Now: where.Now, Random: newChance(1), Pause: w.offices[0].pause})
	for _, who := range w.people {
		call := operator.Call{Actor: who}
		w.alike(who, "here", "in a store made of an archive", w.snapshot(here, call), w.snapshot(there, call), nil)
	}
	report, err := there.Check(call, operator.CheckRequest{ReadData: true})
	if err == nil && len(report.Findings) > 0 {
		w.find(boss, "check of a store made of an archive", "a sound store", fmt.Sprint(report.Findings), "nothing found")
	}
	return err
}

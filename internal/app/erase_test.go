package app_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store/boltstore"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// trace is somebody who leaves all that people can leave in a store: what they are called
// and what they write are words that nobody else has.
type trace struct {
	n                       int
	name, email, phone, ext string
	words                   []string // of what they write
}

func newTrace(n int) trace {
	return trace{
		n: n, name: fmt.Sprintf("Quillon%d Vexworth%d", n, n), email: fmt.Sprintf("quillon%d@vex%d.example", n, n),
		phone: fmt.Sprintf("+1303555%04d", 7100+n), ext: fmt.Sprintf("crm-zz%d", n),
	}
}

// says is a text that nobody else writes.
func (p *trace) says(what string) string {
	word := fmt.Sprintf("zyx%dn%d", p.n, len(p.words))
	p.words = append(p.words, word)
	return what + " " + word
}

// all is what must be nowhere once they are erased.
func (p *trace) all() []string {
	return append([]string{p.name, fmt.Sprintf("quillon%d", p.n), fmt.Sprintf("vexworth%d", p.n), p.email, p.phone, strings.TrimPrefix(p.phone, "+1"), p.ext}, p.words...)
}

// left is which of the words stand in any file of the store, in any case, and where.
func (o *office) left(t *testing.T, words []string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(o.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		raw = bytes.ToLower(raw)
		for _, word := range words {
			if bytes.Contains(raw, []byte(strings.ToLower(word))) {
				found[word] = filepath.Base(path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// as is a context for somebody, with a key that no other request has.
func (o *office) as(who operator.Ref, key string) context.Context {
	return operator.WithCall(o.ctx, operator.Call{Actor: who, Source: operator.SourceCLI, Key: key})
}

func (o *office) file(t *testing.T, who operator.Ref, name, content string) []operator.NewAttachment {
	t.Helper()
	up := done[operator.Upload](t)(o.PutFile(o.as(who, ""), operator.PutFileRequest{Name: name, Content: strings.NewReader(content)}))
	return []operator.NewAttachment{{Name: name, Upload: up}}
}

// enter adds a person by a key, edits them, and merges a second entry of theirs into
// them.
func (o *office) enter(t *testing.T, p trace, kind operator.PersonKind) operator.Ref {
	t.Helper()
	first, _, _ := strings.Cut(p.name, " ")
	added := done[operator.Person](t)(o.AddPerson(o.as("P1", fmt.Sprint("add ", p.n)), operator.AddPersonRequest{
		Kind: kind, Name: first, Email: p.email, Phones: []string{p.phone}, ExternalID: "crm=" + p.ext,
	}))
	who := operator.Ref(added.Ref.String())
	done[operator.Person](t)(o.EditPerson(o.ctx, operator.EditPersonRequest{Person: who, Name: &p.name}))
	twin := done[operator.Person](t)(o.AddPerson(o.ctx, operator.AddPersonRequest{Kind: kind, Name: p.name}))
	done[operator.Person](t)(o.MergePeople(o.ctx, operator.MergePeopleRequest{Into: who, From: operator.Ref(twin.Ref.String()), Confirmed: true}))
	done[operator.Token](t)(o.AddToken(o.ctx, operator.AddTokenRequest{Person: who, Note: p.name + "'s phone"}))
	done[operator.LoginCode](t)(o.AddLoginCode(o.ctx, operator.LoginCodeRequest{Person: who}))
	done[operator.Page[operator.Event]](t)(o.ListEvents(o.ctx, operator.ListEventsRequest{Actor: operator.Ref(p.email)}))
	done[operator.Page[operator.Hit]](t)(o.Search(o.ctx, operator.SearchRequest{Query: "vexworth" + fmt.Sprint(p.n), All: true}))
	return who
}

// talk has somebody write, edit, delete, plan and send files, in conversations that are
// then merged and split.
func (o *office) talk(t *testing.T, p *trace, who operator.Ref, home operator.Ref) {
	t.Helper()
	ctx := o.as(who, "")
	m := done[operator.Message](t)(o.SendMessage(o.as(who, fmt.Sprint("send ", p.n)), operator.SendMessageRequest{
		Property: home, To: []operator.Ref{"team"}, Body: p.says("first"), Attachments: o.file(t, who, p.says("scan")+".txt", p.says("scanned")),
	}))
	done[operator.Message](t)(o.EditMessage(ctx, operator.EditMessageRequest{Message: operator.Ref(m.Ref.String()), Body: p.says("edited")}))
	n := done[operator.Message](t)(o.ReplyMessage(ctx, operator.ReplyMessageRequest{Conversation: operator.Ref(m.Conversation.String()), Body: p.says("deleted")}))
	done[operator.Message](t)(o.DeleteMessage(ctx, operator.DeleteMessageRequest{Message: operator.Ref(n.Ref.String()), Confirmed: true}))
	other := done[operator.Message](t)(o.SendMessage(ctx, operator.SendMessageRequest{Property: home, To: []operator.Ref{"team"}, Body: p.says("second"), New: true}))
	last := done[operator.Message](t)(o.ReplyMessage(ctx, operator.ReplyMessageRequest{Conversation: operator.Ref(other.Conversation.String()), Body: p.says("third")}))
	done[operator.Conversation](t)(o.MergeConversations(o.ctx, operator.MergeConversationsRequest{
		Into: operator.Ref(m.Conversation.String()), From: operator.Ref(other.Conversation.String()), Confirmed: true,
	}))
	done[operator.Conversation](t)(o.SplitConversation(o.ctx, operator.SplitConversationRequest{
		Conversation: operator.Ref(m.Conversation.String()), From: operator.Ref(last.Ref.String()),
	}))
	done[operator.Scheduled](t)(o.ScheduleMessage(ctx, operator.ScheduleMessageRequest{
		At: "+30d", Send: &operator.SendMessageRequest{Property: home, To: []operator.Ref{"team"}, Body: p.says("planned"), Attachments: o.file(t, who, "plan.txt", p.says("plan"))},
	}))
}

// TestOfWhomWasErasedNoByteIsLeft erases people of every kind from a store in which they
// wrote and were written of, and looks into its files. What others wrote has none of
// the words that are looked for.
func TestOfWhomWasErasedNoByteIsLeft(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sell(t)
	done[operator.Property](t)(o.AssignProperty(o.ctx, operator.AssignRequest{Property: "MR-014", People: []operator.Ref{"P1"}}))
	var words []string
	var subjects []operator.Ref
	for n, kind := range []operator.PersonKind{operator.Buyer, operator.Team, operator.Buyer} {
		p := newTrace(n)
		who := o.enter(t, p, kind)
		home := operator.Ref(fmt.Sprintf("MR-%03d", 100+n))
		done[operator.Property](t)(o.AddProperty(o.ctx, operator.AddPropertyRequest{Community: "MR", Code: string(home)}))
		done[operator.Property](t)(o.AssignProperty(o.ctx, operator.AssignRequest{Property: home, People: []operator.Ref{"P1"}}))
		o.part(t, &p, who, home, kind)
		words, subjects = append(words, p.all()...), append(subjects, who)
	}
	imported := o.imports(t, 9)
	words, subjects = append(words, imported.all()...), append(subjects, operator.Ref(imported.email))
	if found := o.left(t, words); len(found) < len(words)*9/10 {
		t.Fatalf("of %d words, only %d were ever in the store: %v", len(words), len(found), found)
	}
	o.old(t)
	for _, who := range subjects {
		done[operator.Erasure](t)(o.ErasePerson(o.ctx, operator.ErasePersonRequest{Person: who, Reason: "they asked", Messages: true, Confirmed: true}))
	}
	done[boltstore.Compacted](t)(o.store.(*boltstore.Store).Compact(t.Context(), false))
	for word, file := range o.left(t, words) {
		t.Errorf("%q is left in %s", word, file)
	}
	report := done[operator.CheckReport](t)(o.Check(o.ctx, operator.CheckRequest{ReadData: true}))
	if len(report.Findings) > 0 {
		t.Errorf("check finds %q", report.Findings)
	}
	audit := done[operator.AuditReport](t)(o.VerifyAudit(o.ctx, operator.VerifyAuditRequest{}))
	if len(audit.Findings) > 0 {
		t.Errorf("the audit finds %q", audit.Findings)
	}
}

// part has somebody take part in a home by their kind, and leave it.
func (o *office) part(t *testing.T, p *trace, who, home operator.Ref, kind operator.PersonKind) {
	t.Helper()
	if kind == operator.Team {
		done[operator.Property](t)(o.AssignProperty(o.ctx, operator.AssignRequest{Property: "MR-014", People: []operator.Ref{who}}))
		done[operator.Property](t)(o.AssignProperty(o.ctx, operator.AssignRequest{Property: home, People: []operator.Ref{who}, Primary: true}))
		o.talk(t, p, who, home)
		o.undo(t, who)
		drafted := done[operator.Posted](t)(o.PostUpdate(o.as(who, fmt.Sprint("draft ", p.n)), operator.PostUpdateRequest{
			Properties: []operator.Ref{home, "MR-014"}, Title: p.says("title"), Body: p.says("draft"), Draft: true,
		}))
		body := p.says("redrafted")
		done[operator.Update](t)(o.EditUpdate(o.as(who, ""), operator.EditUpdateRequest{Update: operator.Ref(drafted.Update.Ref.String()), Body: &body}))
		done[operator.Person](t)(o.DeactivatePerson(o.ctx, operator.PersonRequest{Person: who}))
		return
	}
	sale := done[operator.Transaction](t)(o.OpenTransaction(o.ctx, operator.OpenTransactionRequest{Property: home, Buyers: []operator.Ref{who}}))
	o.talk(t, p, who, home)
	done[operator.Transaction](t)(o.WithdrawTransaction(o.ctx, operator.EndTransactionRequest{Transaction: operator.Ref(sale.Ref.String()), Confirmed: true}))
}

// undo takes an import back but for the home that somebody has written of, which it says.
func (o *office) undo(t *testing.T, who operator.Ref) {
	t.Helper()
	made := done[operator.Import](t)(o.Import(o.ctx, operator.ImportRequest{Kind: operator.ImportProperties, Content: strings.NewReader("Community,Code\nMR,MR-300\n")}))
	done[operator.Property](t)(o.AssignProperty(o.ctx, operator.AssignRequest{Property: "MR-300", People: []operator.Ref{who, "P1"}}))
	done[operator.Message](t)(o.SendMessage(o.as(who, ""), operator.SendMessageRequest{Property: "MR-300", To: []operator.Ref{"team"}, Body: "Is it ours?"}))
	undone := done[operator.Import](t)(o.UndoImport(o.ctx, operator.UndoImportRequest{Import: operator.Ref(made.Ref.String()), Confirmed: true}))
	if len(undone.Kept) != 1 || !strings.Contains(*undone.Kept[0].Why, "message.sent by ") {
		t.Errorf("it keeps %+v", undone.Kept)
	}
}

// imports has somebody come by an import of a home with its buyer, and change by another.
func (o *office) imports(t *testing.T, n int) trace {
	t.Helper()
	p := newTrace(n)
	run := func(file string) {
		done[operator.Import](t)(o.Import(o.as("P1", fmt.Sprint("import ", len(file))), operator.ImportRequest{Kind: operator.ImportBuyers, File: "buyers.csv", Content: strings.NewReader(file)}))
	}
	run("name,email,phone,external_id\n\"Estate of " + p.name + "\"," + p.email + "," + p.phone + "," + p.ext + "\n") // which is warned of
	run("name,email,phone,title,external_id\n" + p.name + "," + p.email + "," + p.phone + ",Dr," + p.ext + "\n")
	return p
}

// old makes every file of the store one that was put long ago.
func (o *office) old(t *testing.T) {
	t.Helper()
	found := done[[]string](t)(filepath.Glob(filepath.Join(o.dir, "blobs", "[0-9a-f][0-9a-f]", "*")))
	for _, path := range found {
		at := officeTime().Add(-operator.BlobGrace - time.Hour)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

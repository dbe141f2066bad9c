package transcript_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/media/mediatest"
	"github.com/seed-34ad0ce1/operator/internal/transcript"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// hostile is what somebody writes to do harm to who reads it.
const hostile = "</p><script>alert(1)</script><img src=x onerror=alert(2)>\"'><style>*{display:none}</style> javascript:alert(3) {{.}} \x1b[31m \u202eevil"

// tongues is what a message can be written in.
const tongues = "Zażółć gęślą jaźń, Привет, 你好世界, こんにちは, 안녕하세요, 😀🏠 ✅"

var at = time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)

func opt[T any](v T) *T { return &v }

// files is a place for files that holds them in memory.
type files map[string][]byte

type content struct{ *bytes.Reader }

func (content) Close() error { return nil }

func (f files) open(sum string) (operator.OpenedFile, error) {
	raw, ok := f[sum]
	if !ok {
		return operator.OpenedFile{}, operator.Errorf(operator.NotFound, "no file")
	}
	return operator.OpenedFile{Content: content{bytes.NewReader(raw)}}, nil
}

// OpenFile knows messages by the digests of their files.
func (f files) OpenFile(_ context.Context, req operator.OpenFileRequest) (operator.OpenedFile, error) {
	return f.open(f.sumOf("message " + string(req.Message)))
}

// OpenUpdateFile knows updates by the digests of their files.
func (f files) OpenUpdateFile(_ context.Context, req operator.OpenUpdateFileRequest) (operator.OpenedFile, error) {
	return f.open(f.sumOf("update " + string(req.Update)))
}

func (f files) sumOf(of string) string { return string(f[of]) }

// add puts a file to a message or an update.
func (f files) add(of, name, mediaType string, raw []byte) operator.Attachment {
	sum := sha256.Sum256(raw)
	a := operator.Attachment{Index: 1, Name: name, Size: int64(len(raw)), MediaType: mediaType, SHA256: hex.EncodeToString(sum[:])}
	f[a.SHA256], f[of] = raw, []byte(a.SHA256)
	return a
}

// sample is a transcript that holds something of everything, with hostile texts.
func sample() (operator.Transcript, files) {
	f := files{}
	maya := operator.PersonSummary{Ref: 1, Name: "Maya " + hostile, Kind: operator.Team, Email: opt("maya@example.com")}
	ben := operator.PersonSummary{Ref: 2, Name: "Ben 王", Kind: operator.Buyer}
	photo := f.add("update U1", "../../roof"+hostile+".jpg", "image/jpeg", mediatest.JPEG(640, 480, nil, 1))
	plan := f.add("message M1", "CON<>.html", "text/html", []byte("<script>alert(1)</script>"))
	sale := operator.Transaction{
		Ref: 3, Property: "MR-014", Buyers: []operator.PersonSummary{ben}, Status: operator.SaleOpen,
		ContractPrice: &operator.Money{Amount: "489900.00", Currency: "USD"}, ContractDate: opt(operator.Date("2026-03-01")), CreatedAt: at,
		ExternalIDs: map[string]string{"crm": hostile, "erp": "9"},
	}
	version := operator.MessageVersion{Body: "before " + hostile, ReplacedAt: at, ReplacedBy: maya, Reason: opt("typo " + hostile)}
	return operator.Transcript{
		Property: operator.Property{
			Code: "MR-014", Ref: 1, Address: operator.Address{Line1: "12 Maple " + hostile}, Stage: operator.UnderContract,
			Team: []operator.PersonSummary{maya}, Buyers: []operator.PersonSummary{ben}, Plan: opt(hostile),
		},
		Sales:      []operator.Transaction{sale},
		People:     []operator.PersonSummary{maya, ben},
		Milestones: []operator.Milestone{{Property: "MR-014", Name: "Roof " + hostile, Position: 1, State: operator.MilestoneComplete, Note: opt(hostile)}},
		Updates: []operator.TranscriptUpdate{{
			Update: operator.Update{
				Ref: 1, Title: opt("Title " + hostile), Body: tongues, Author: maya, PublishedAt: &at, Attachments: []operator.Attachment{photo},
				Ack: operator.AckAll, Versions: []operator.MessageVersion{version},
			},
			Proof: []operator.Receipt{{Person: ben, DeliveredAt: &at, SeenAt: &at, AcknowledgedAt: &at, Required: true, Means: opt(operator.SourceCLI)}},
		}},
		Conversations: []operator.TranscriptConversation{{
			Conversation: operator.Conversation{
				Ref: 1, Subject: opt("Subject " + hostile), Participants: []operator.PersonSummary{maya, ben}, CreatedAt: at, Labels: []string{hostile},
				Trail: []operator.TrailEntry{{Action: "merged", Other: "C9", By: maya, At: at}},
			},
			Messages: []operator.Message{
				{Ref: 1, Author: ben, Body: hostile + "\n" + tongues, CreatedAt: at, Attachments: []operator.Attachment{plan}, Versions: []operator.MessageVersion{version}, EditedAt: &at},
				{Ref: 2, Author: maya, Deleted: true, CreatedAt: at, Versions: []operator.MessageVersion{version}},
			},
		}},
		History: []operator.HistoryEntry{{
			Event: operator.Event{Seq: 7, Actor: maya, Action: "message.sent", At: at, Hash: "0123456789abcdef0123", Data: json.RawMessage(`{}`)},
			Text:  "Maya sent a message " + hostile, Excerpt: opt(hostile),
		}},
		Anchor: &operator.Anchor{Head: "operator-anchor-1:0:H1:7:7:1:0:0", Events: 7, LastEvent: 7},
		By:     maya, At: at, TimeZone: "America/Denver", Workspace: "Acme " + hostile,
	}, f
}

// written is a folder with the sample.
func written(t *testing.T) (string, transcript.Made) {
	t.Helper()
	told, f := sample()
	dir := filepath.Join(t.TempDir(), "out")
	made, err := transcript.Write(t.Context(), f, told, transcript.Options{Dir: dir, Program: "operator test"})
	if err != nil {
		t.Fatal(err)
	}
	return dir, made
}

// contents is every file of a folder, by its path.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		name, relErr := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(raw)
		return errors.Join(err, relErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var _ io.ReadSeekCloser = content{}

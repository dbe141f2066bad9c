package operator

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"
)

// Transcript is the complete history of a home or of one sale, as far as the
// actor may see it, in order. What was edited is there in every version, what was
// deleted as the mark that it left. Drafts and what is planned are no part of it.
type Transcript struct {
	Property      Property                 `json:"property"`
	Sale          *Transaction             `json:"sale"` // where the transcript is of one
	Sales         []Transaction            `json:"sales"`
	People        []PersonSummary          `json:"people"` // everybody who is named in it, by number
	Milestones    []Milestone              `json:"milestones"`
	Updates       []TranscriptUpdate       `json:"updates"`       // the oldest first
	Conversations []TranscriptConversation `json:"conversations"` // the oldest first
	History       []HistoryEntry           `json:"history"`
	// Anchor is the head of the home's chain of events before the transcript was
	// made, as AuditAnchor gives it; null for who may not verify the log.
	Anchor    *Anchor       `json:"anchor"`
	By        PersonSummary `json:"by"`
	At        time.Time     `json:"at"`
	TimeZone  string        `json:"time_zone"`
	Workspace string        `json:"workspace"`
}

// TranscriptUpdate is an update with its earlier versions and its receipts: those
// that the actor may see.
type TranscriptUpdate struct {
	Update
	Proof []Receipt `json:"proof"`
}

// TranscriptConversation is a conversation with all of its messages that the actor
// may see, each with its earlier versions.
type TranscriptConversation struct {
	Conversation
	Messages []Message `json:"messages"`
}

// Name is what the transcript is of: the sale, or else the code of the home.
func (t Transcript) Name() string {
	if t.Sale != nil {
		return t.Sale.Ref.String()
	}
	return t.Property.Code
}

// Encode is the transcript as the file transcript.json holds it. The event that
// records the transcript has the SHA-256 of these bytes.
func (t Transcript) Encode() ([]byte, error) {
	var all bytes.Buffer
	err := t.WriteJSON(&all, "  ")
	return all.Bytes(), err
}

// WriteJSON writes the transcript as JSON and a line break: with an indent of two spaces as
// the file transcript.json holds it, and without one in the fewest bytes. It is written
// update by update and conversation by conversation, so that no more than one is in memory
// twice. An error is of w.
func (t Transcript) WriteJSON(w io.Writer, indent string) error {
	out := bufio.NewWriter(w)
	line, colon := "", ":"
	if indent != "" {
		line, colon = "\n", ": "
	}
	begin := "{"
	for field, value := range reflect.ValueOf(t).Fields() {
		fmt.Fprint(out, begin, line, indent, `"`, field.Tag.Get("json"), `"`, colon)
		if err := writeJSON(out, value, line, indent); err != nil {
			return err
		}
		begin = ","
	}
	fmt.Fprint(out, line, "}\n")
	return out.Flush()
}

// writeJSON writes a field of a transcript; a list thing by thing.
func writeJSON(out *bufio.Writer, field reflect.Value, line, indent string) error {
	things, before, begin, end := []any{field.Interface()}, indent, "", ""
	if field.Kind() == reflect.Slice && field.Len() > 0 {
		things, before = nil, indent+indent
		for _, thing := range field.Seq2() {
			things = append(things, thing.Addr().Interface())
		}
		begin, end = "["+line+before, line+indent+"]"
	}
	for _, thing := range things {
		raw, err := json.Marshal(thing)
		if err == nil && indent != "" {
			var indented bytes.Buffer
			err = json.Indent(&indented, raw, before, indent)
			raw = indented.Bytes()
		}
		if err != nil {
			return Wrap(Internal, err, "write the transcript as JSON")
		}
		fmt.Fprint(out, begin)
		_, _ = out.Write(raw) // it fails for good, and is told in the end
		begin = "," + line + before
	}
	_, err := out.WriteString(end)
	return err
}

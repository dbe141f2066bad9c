package operator

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

func TestATranscriptIsWrittenInPiecesAsItIsAtOnce(t *testing.T) {
	at := time.Date(2026, 12, 1, 9, 30, 0, 0, time.UTC)
	full := Transcript{
		Property: Property{Code: "MR-014"}, Sale: &Transaction{}, People: []PersonSummary{{Name: "Grace <Patel> & Sons"}},
		Updates: []TranscriptUpdate{{}, {Proof: []Receipt{{}}}}, Milestones: []Milestone{},
		Conversations: []TranscriptConversation{{Messages: []Message{{Body: "One\ntwo \u2028"}, {}}}}, History: []HistoryEntry{{}}, At: at,
	}
	for name, of := range map[string]Transcript{"full": full, "empty": {}} {
		want, err := json.MarshalIndent(of, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := of.Encode(); err != nil || string(got) != string(want)+"\n" {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", name, err, got, want)
		}
		var short bytes.Buffer
		if want, err = json.Marshal(of); err != nil {
			t.Fatal(err)
		}
		if err := of.WriteJSON(&short, ""); err != nil || short.String() != string(want)+"\n" {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", name, err, &short, want)
		}
	}
	for field := range reflect.TypeFor[Transcript]().Fields() {
		if tag := field.Tag.Get("json"); tag == "" || tag == "-" || bytes.ContainsAny([]byte(tag), ",") {
			t.Errorf("%s has the tag %q, which is not written in pieces as it is", field.Name, tag)
		}
	}
}
